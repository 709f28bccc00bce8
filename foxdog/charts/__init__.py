"""Rows become Altair charts: ``run``, one run beside its baseline; ``comparison``, strategies over many seeds."""

from foxdog.charts.comparison import areas, differences, labels_to_reach, mean_curves, who_beats_whom
from foxdog.charts.run import learning_curve, png, title

__all__ = ["areas", "differences", "labels_to_reach", "learning_curve", "mean_curves", "png", "title", "who_beats_whom"]
