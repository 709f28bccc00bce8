"""Where more labels stop helping."""

from dataclasses import dataclass

import numpy as np
import scipy

from foxdog.evidence.curves import Curves
from foxdog.evidence.intervals import Estimate, bootstrap_over_seeds, mean_estimate
from foxdog.evidence.savings import first_reach
from foxdog.evidence.statistics import seeds_needed

SLOW = 0.01  # accuracy
PER_LABELS = 50
WITHIN = 0.01  # accuracy


@dataclass(frozen=True)
class Plateau:
    """Whether a curve is flat up to its end, and from where on."""

    growth: Estimate  # accuracy gained for each 50 labels over the last third of the labels asked for
    since: int  # labels at which that third begins
    start: Estimate | None  # labels from which on the curve is flat; None if it is not reliably flat at its end


def find_plateau(curves: Curves, strategy: str) -> Plateau:
    """A curve has a plateau if, over the last third, it reliably changes by less than 1 point for each 50 labels.

    Growth is the slope of each seed's least-squares line, its interval Student's t over seeds, and "reliably less" is
    the whole interval. A pause, or a dip that more labels overcome, is therefore no plateau, and a fall is none.

    The plateau starts where the mean curve comes within 1 point of its mean over the last third, and stays there. That
    is judged on the closest curve that never falls (isotonic regression; Barlow et al. 1972), so that neither a lucky
    round nor the height before a dip counts as the start. The start's interval is a bootstrap over seeds.
    """
    accuracy, labelled = curves.accuracy[strategy], curves.labelled
    first = np.searchsorted(labelled, labelled[0] + 2 / 3 * (labelled[-1] - labelled[0]))
    last = slice(min(int(first), len(labelled) - 2), None)  # two rounds at least: one has no slope
    slopes = np.polyfit(labelled[last], accuracy[:, last].T, deg=1)[0] * PER_LABELS
    growth = mean_estimate(slopes)
    flat = growth.low > -SLOW and growth.high < SLOW and len(curves.seeds) >= seeds_needed()
    return Plateau(growth, int(labelled[last][0]), _start(accuracy, labelled, last) if flat else None)


def _start(accuracy: np.ndarray, labelled: np.ndarray, last: slice) -> Estimate:
    def start(means: np.ndarray) -> np.ndarray:  # float (n, rounds) -> float (n,)
        risen = np.array([scipy.optimize.isotonic_regression(mean).x for mean in means])
        level = means[:, last].mean(axis=1, keepdims=True)
        return first_reach(risen - level, labelled, -WITHIN)

    return bootstrap_over_seeds(accuracy, start)
