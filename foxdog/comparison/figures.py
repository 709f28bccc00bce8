"""The figures that can be drawn of a comparison."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import altair as alt

from foxdog import charts, evidence
from foxdog.evidence import Curves, Row


@dataclass(frozen=True)
class Figure:
    """A figure of a comparison: its heading, what is to be seen in it, and how it is drawn.

    `draw` takes the curves, the rows of `evidence.summary_rows` for the curves' strategies, and whether to draw each
    seed, which only the learning curves can.
    """

    name: str
    shows: str
    draw: Callable[[Curves, Sequence[Row], bool], alt.LayerChart]


def learning_curves(curves: Curves, seeds: bool) -> alt.LayerChart:
    """The mean curves with their bands, and with a thin line for each seed if asked for."""
    top = evidence.ceiling(curves)
    thin = evidence.seed_rows(curves) if seeds else []
    return charts.mean_curves(evidence.mean_rows(curves), thin, top.value if top else None)


LEARNING_CURVES = Figure(
    "Learning curves",
    "Line: mean over the seeds. Band: 95 % interval of that mean, from six seeds on. Click a name to bring it out.",
    lambda curves, rows, seeds: learning_curves(curves, seeds),
)
FIGURES = (
    LEARNING_CURVES,
    Figure(
        "Difference to random",
        "Each seed's curve minus the random curve of the same seed: their mean, and its 95 % interval by Student's t. "
        "Where the band leaves out zero, that round taken alone differs.",
        lambda curves, rows, seeds: charts.differences(evidence.difference_rows(curves)),
    ),
    Figure(
        "Area under the curve",
        "The area under the learning curve, as the mean accuracy over the budget, with its 95 % interval by Student's "
        "t over seeds. The seeds are paired: what counts for a verdict is the difference in the table.",
        lambda curves, rows, seeds: charts.areas(rows),
    ),
    Figure(
        "Labels to reach",
        "Labels with which the mean curve first reaches each accuracy, each round smoothed with those within a fifth "
        'of its labels; "not reached" is within this budget.',
        lambda curves, rows, seeds: charts.labels_to_reach(rows, curves.end),
    ),
    Figure(
        "Head to head",
        "In which share of the rounds the strategy of the row beats that of the column, by a paired t-test at 5 % (the "
        "penalty matrix of Ash et al. 2020). By chance alone two equals beat each other in 2.5 % on average, and quite "
        "often in 10 %, since neighbouring rounds are alike.",
        lambda curves, rows, seeds: charts.head_to_head(*evidence.head_to_head(curves)),
    ),
)
"""In the order in which they are offered."""
