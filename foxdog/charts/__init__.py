"""Rows become Altair charts: ``run``, one run beside its baseline; ``comparison``, strategies over many seeds."""

from foxdog.charts.comparison import (
    areas,
    claim,
    differences,
    head_to_head,
    labels_to_reach,
    mean_curves,
    named_curves,
)
from foxdog.charts.run import learning_curve, png, title

__all__ = [
    "areas",
    "claim",
    "differences",
    "head_to_head",
    "labels_to_reach",
    "learning_curve",
    "mean_curves",
    "named_curves",
    "png",
    "title",
]
