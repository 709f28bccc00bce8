"""Numbers with the interval in which chance leaves them.

Seeds of one split share its pool, its test set and the body that has seen that pool, so they are not independent. Over
several splits each interval is that of a mixed model: value = mean + split + seed, with the split drawn at random.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # which imports its parts when they are first used

CONFIDENCE = 0.95


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


def standard_errors(values: np.ndarray, splits: Sequence[int] = ()) -> tuple[np.ndarray, np.ndarray]:
    """The standard error of the mean of float (seeds, ...) over seeds, and its degrees of freedom; both float (...).

    Of one split, or of one seed a split, s / sqrt(seeds) with seeds - 1. Of several splits the variances between and
    within splits are estimated from the mean squares of the one-way analysis of variance (Searle, Casella & McCulloch
    1992, "Variance components", chapter 3). Where the splits differ by more than their seeds do, the degrees of
    freedom are splits - 1; where they do not, no variance is left to the split, as in a fit by REML, and the seeds
    count as independent. The error is infinite for one seed.

    Args:
        values: float (seeds, ...).
        splits: Of each seed; all seeds have the same one if this is empty.
    """
    seeds, shape = len(values), values.shape[1:]
    if seeds < 2:
        return np.full(shape, np.inf), np.ones(shape)
    squared, freedom = values.var(axis=0, ddof=1) / seeds, np.full(shape, seeds - 1.0)
    names, sizes = np.unique(np.asarray(splits), return_counts=True)
    if 1 < len(names) < seeds:
        means = np.array([values[np.asarray(splits) == name].mean(axis=0) for name in names])  # (splits, ...)
        weights = sizes.reshape(-1, *(1 for _ in shape))
        around = (weights * (means - values.mean(axis=0)) ** 2).sum(axis=0)
        between = around / (len(names) - 1)
        within = np.maximum(((values - values.mean(axis=0)) ** 2).sum(axis=0) - around, 0) / (seeds - len(names))
        shares = (sizes**2).sum() / seeds  # seeds of a split, if all have as many
        of_split = (between - within) / ((seeds - shares) / (len(names) - 1))
        apart = between > within
        squared = np.where(apart, within / seeds + of_split * shares / seeds, squared)
        freedom = np.where(apart, len(names) - 1.0, freedom)
    return squared**0.5, freedom


def t_margins(values: np.ndarray, splits: Sequence[int] = ()) -> np.ndarray:
    """Half the width of Student's t interval of the mean over seeds; arguments as of `standard_errors`."""
    error, freedom = standard_errors(values, splits)
    return scipy.stats.t.ppf((1 + CONFIDENCE) / 2, freedom) * error


def mean_estimate(values: np.ndarray, splits: Sequence[int] = ()) -> Estimate:
    """The mean over seeds, float (seeds,), with Student's t interval."""
    mean, margin = float(np.mean(values)), float(t_margins(values, splits))
    return Estimate(mean, mean - margin, mean + margin)


def leave_one_out(values: np.ndarray) -> np.ndarray:
    """The means over all rows but one: row i, float (seeds, rounds), leaves out seed i."""
    return (values.sum(axis=0) - values) / (len(values) - 1)


def jackknife_margin(left_out: np.ndarray, splits: Sequence[int] = ()) -> float:
    """Half the width of a jackknife interval, from the estimates without each seed in turn, float (seeds,).

    With Student's t for the few seeds (Tukey 1958; Efron & Tibshirani 1993, "An introduction to the bootstrap",
    chapter 11). The pseudo-values, one a seed, are averaged like any other figure of the seeds and their splits.
    """
    return float(t_margins(left_out, splits) * (len(left_out) - 1))


def share_interval(shares: np.ndarray, splits: Sequence[int] = ()) -> Estimate:
    """The mean of a yes or no of each seed, float (seeds,), 0.5 for a draw: Wilson's interval.

    Over several splits it counts only as many seeds as would be worth as much if they were independent (Korn &
    Graubard 1998, "Confidence intervals for proportions with small expected number of positive counts").
    """
    share, seeds = float(np.mean(shares)), len(shares)
    error, freedom = standard_errors(shares, splits)
    alone, all_free = standard_errors(shares)
    quantiles = scipy.stats.t.ppf((1 + CONFIDENCE) / 2, [float(all_free), float(freedom)])
    worth = float(alone / error) ** 2 if 0 < float(error) < np.inf else 1.0
    counted = seeds * worth * (quantiles[0] / quantiles[1]) ** 2
    z2 = scipy.stats.norm.ppf((1 + CONFIDENCE) / 2) ** 2
    centre = (share + z2 / (2 * counted)) / (1 + z2 / counted)
    margin = (z2 * (share * (1 - share) / counted + z2 / (4 * counted**2))) ** 0.5 / (1 + z2 / counted)
    return Estimate(share, max(0.0, centre - margin), min(1.0, centre + margin))


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
