"""Where more labels stop helping: near the accuracy that all labels of the pool give."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from foxdog.evidence.curves import Curves
from foxdog.evidence.intervals import Estimate, mean_estimate, t_margins
from foxdog.evidence.savings import first_reach, smoothed
from foxdog.evidence.statistics import seeds_needed

MARGIN = 0.01  # accuracy: nearer to the ceiling than this is at the ceiling
HUNDRED = 100  # labels: the unit in which the fit counts them, so that its parameters are of the order of 1
MOST_STEPS = 20_000
HIGHEST = 0.9995  # a fitted height above this has run to the end of its range, and says nothing

Verdict = Literal["reached", "below", "above", "undecided", "too few seeds", "no ceiling"]


@dataclass(frozen=True)
class Plateau:
    """Whether a curve has come to its ceiling, the accuracy of the same seed with the whole pool labelled."""

    verdict: Verdict
    distance: Estimate | None  # accuracy at the last round minus the ceiling, None where it was not measured
    start: int | None  # labels from which on the curve is at the ceiling; None unless it is there at its end


@dataclass(frozen=True)
class Fit:
    """A learning curve of four parameters, fitted to a mean curve."""

    height: float  # the accuracy that it approaches
    start: float  # labels with which it comes within MARGIN of that height


def find_plateau(curves: Curves, strategy: str) -> Plateau:
    """A curve is at its plateau where it is equivalent to its ceiling: within 1 point of it, reliably.

    The ceiling is converged: the head is fitted to its optimum, and a net from scratch has its full number of updates.
    Equivalence is that the whole 95 % interval of the paired difference to the ceiling lies within MARGIN (two
    one-sided tests, Schuirmann 1987, here each at 2.5 %). Not to find a difference is therefore no plateau, nor is a
    curve that grows slowly far below its ceiling.

    The plateau begins at the first round from which on every round is equivalent. All of them must be, so no
    correction is due (Berger 1982), and few seeds make it begin late, never early. Rounds are smoothed as in
    `foxdog.evidence.savings.smoothed`.
    """
    known = np.isfinite(curves.ceilings)
    if not known.any():
        return Plateau("no ceiling", None, None)
    splits = tuple(np.asarray(curves.splits)[known])
    even = smoothed(curves.accuracy[strategy][known], curves.labelled)
    distances = even - curves.ceilings[known, None]  # (seeds, rounds)
    last = mean_estimate(distances[:, -1], splits)
    if len(distances) < seeds_needed():
        return Plateau("too few seeds", last, None)
    if last.high < -MARGIN:
        return Plateau("below", last, None)
    if last.low > MARGIN:
        return Plateau("above", last, None)
    there = abs(distances.mean(axis=0)) + t_margins(distances, splits) < MARGIN
    if not there[-1]:
        return Plateau("undecided", last, None)
    left = np.flatnonzero(~there)
    return Plateau("reached", last, int(curves.labelled[left[-1] + 1 if len(left) else 0]))


def fit_curve(curves: Curves, strategy: str) -> Fit | None:
    """A second reading of a plateau, which knows no ceiling: the height that the mean curve itself seems to approach.

    height * (1 - (1 - delta) ^ ((labels + alpha) ^ beta)), the four parameters of PALM (Machnio, Nielsen & Mehdipour
    Ghazi 2025), by least squares. It assumes that the curve has this form.

    Returns:
        None where there are no more rounds than parameters, or the search does not settle, or runs to 100 %.
    """
    labels, mean = curves.labelled / HUNDRED, curves.accuracy[strategy].mean(axis=0)
    if len(labels) <= 4:
        return None
    try:
        best, _ = scipy.optimize.curve_fit(
            _palm,
            labels,
            mean,
            p0=(mean.max(), 0.8, 0.1, 0.5),
            bounds=((0, 0, -labels[0], 0), (1, 1, 10, 5)),
            max_nfev=MOST_STEPS,
        )
    except RuntimeError:  # of a search that does not settle
        return None
    if best[0] > HIGHEST:
        return None
    grid = np.geomspace(curves.labelled[0], 1000 * curves.end, 5000)
    return Fit(float(best[0]), float(first_reach(_palm(grid / HUNDRED, *best)[None], grid, best[0] - MARGIN)[0]))


def _palm(labels: np.ndarray, height: float, delta: float, alpha: float, beta: float) -> np.ndarray:
    grown = np.maximum(labels + alpha, 1e-9) ** beta
    return height * -np.expm1(np.log1p(-min(delta, 1 - 1e-12)) * grown)
