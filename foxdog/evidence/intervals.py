"""Numbers with the interval in which chance leaves them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy  # which imports its parts when they are first used

CONFIDENCE = 0.95
RESAMPLES = 999


@dataclass(frozen=True)
class Estimate:
    """A number, or a difference, with its 95 % interval; an infinite end means that there is no limit on that side."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval leaves out zero: then a difference is reliable."""
        return self.low > 0 or self.high < 0


def t_margins(values: np.ndarray) -> np.ndarray:
    """Half the width of Student's t interval of the mean of float (seeds, ...) over seeds; infinite for one seed."""
    seeds = len(values)
    if seeds < 2:
        return np.full(values.shape[1:], np.inf)
    return scipy.stats.t.ppf((1 + CONFIDENCE) / 2, seeds - 1) * scipy.stats.sem(values, axis=0)


def mean_estimate(values: np.ndarray) -> Estimate:
    """The mean over seeds, float (seeds,), with Student's t interval."""
    mean, margin = float(np.mean(values)), float(t_margins(values))
    return Estimate(mean, mean - margin, mean + margin)


def leave_one_out(values: np.ndarray) -> np.ndarray:
    """The means over all rows but one: row i, float (seeds, rounds), leaves out seed i."""
    return (values.sum(axis=0) - values) / (len(values) - 1)


def jackknife_margin(left_out: np.ndarray) -> float:
    """Half the width of a jackknife interval, from the estimates without each seed in turn, float (seeds,).

    With Student's t for the few seeds (Tukey 1958; Efron & Tibshirani 1993, "An introduction to the bootstrap",
    chapter 11).
    """
    return float(t_margins(left_out) * (len(left_out) - 1))


def bootstrap_over_seeds(curves: np.ndarray, figure: Callable[[np.ndarray], np.ndarray]) -> Estimate:
    """A figure of the mean curve, with a percentile bootstrap interval over seeds.

    The percentiles are widened as Student's t is wider than the normal curve; without that the interval of so few
    seeds is too narrow (Hesterberg 2015, "What teachers should know about the bootstrap", section 3.3). The resamples
    are the same at each call, so that the same curves give the same interval.

    Args:
        curves: float (seeds, rounds), two seeds at least.
        figure: Mean curves, float (n, rounds) -> the figure of each, float (n,).
    """
    seeds = len(curves)
    tail = scipy.stats.norm.cdf(-((seeds / (seeds - 1)) ** 0.5) * scipy.stats.t.ppf((1 + CONFIDENCE) / 2, seeds - 1))
    resamples = np.random.default_rng(0).integers(0, seeds, (RESAMPLES, seeds))
    low, high = np.quantile(figure(curves[resamples].mean(axis=1)), [tail, 1 - tail])
    return Estimate(float(figure(curves.mean(axis=0)[None])[0]), float(low), float(high))


def binomial_interval(accuracy: float, pictures: int) -> Estimate:
    """An accuracy with the luck of which pictures are in the test set: Wilson's score interval (Wilson 1927).

    Args:
        accuracy: Share of the test pictures that is right.
        pictures: In the test set.

    Raises:
        ValueError: There are no pictures, or the accuracy is not within 0 to 1.
    """
    if pictures < 1 or not 0 <= accuracy <= 1:
        raise ValueError(f"An accuracy of {accuracy} on {pictures} test pictures cannot be.")
    interval = scipy.stats.binomtest(round(accuracy * pictures), pictures).proportion_ci(CONFIDENCE, method="wilson")
    return Estimate(accuracy, interval.low, interval.high)
