"""Two sets of runs of an experiment against one another: the difference of each seed, and its mean with an interval.

Seeds of one split share its pictures, its test set and its body, so they are no independent samples. The mean of the
differences on a split is one figure, and the interval is Student's t over these figures: five splits leave four degrees
of freedom, which makes it wide, and nothing about the shape of what seeds have in common has to be assumed (Cameron &
Miller 2015, "A practitioner's guide to cluster-robust inference").
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy  # which imports its parts when they are first used

from foxdog.evidence.intervals import CONFIDENCE, Estimate, mean_estimate

if TYPE_CHECKING:
    import pandas as pd  # half a second, for who reads a table


@dataclass(frozen=True, eq=False)
class Contrast:
    """One set of runs less another, paired by seed."""

    seeds: np.ndarray  # int (n,), ascending
    splits: np.ndarray  # int (n,): on which split each seed was run
    differences: np.ndarray  # float (n,)

    @property
    def won(self) -> int:
        """How many seeds have a difference above zero."""
        return int(np.count_nonzero(self.differences > 0))

    @property
    def mean(self) -> Estimate:
        """The mean difference, with its interval over splits; over seeds if there is one split only."""
        return mean_estimate(self._samples)

    @property
    def _samples(self) -> np.ndarray:
        """Independent figures: the mean of each split, or where there is one split only, the differences."""
        numbers = np.unique(self.splits)
        if len(numbers) == 1:
            return self.differences
        return np.array([self.differences[self.splits == number].mean() for number in numbers])

    def share_of(self, whole: "Contrast") -> Estimate:
        """What share of another difference this one is: the ratio of the means, with Fieller's interval.

        The interval holds all shares at which the interval of this difference less that share of the other one holds
        zero (Fieller 1954, "Some problems in interval estimation").

        Raises:
            ValueError: The two are not of the same seeds, or the other difference is not reliable: then nothing
                limits the share.
        """
        self._check_seeds(whole)
        if not whole.mean.excludes_zero:
            raise ValueError("The difference of which it would be a share is not reliable.")
        one, other = self._samples, whole._samples
        allowed = scipy.stats.t.ppf((1 + CONFIDENCE) / 2, len(one) - 1) ** 2 * np.cov(one, other) / len(one)
        a = other.mean() ** 2 - allowed[1, 1]
        b = one.mean() * other.mean() - allowed[0, 1]
        c = one.mean() ** 2 - allowed[0, 0]
        root = max(b * b - a * c, 0.0) ** 0.5  # a x^2 - 2 b x + c is zero at the ends
        return Estimate(float(one.mean() / other.mean()), float((b - root) / a), float((b + root) / a))

    def less(self, other: "Contrast") -> "Contrast":
        """The difference of two differences, of each seed: an interaction.

        Raises:
            ValueError: They are not of the same seeds.
        """
        self._check_seeds(other)
        return Contrast(self.seeds, self.splits, self.differences - other.differences)

    def _check_seeds(self, other: "Contrast") -> None:
        if not (np.array_equal(self.seeds, other.seeds) and np.array_equal(self.splits, other.splits)):
            raise ValueError("The two are not of the same seeds.")


def contrast(
    one: "pd.DataFrame",
    other: "pd.DataFrame",
    value: str = "accuracy",
    axis: str = "labelled",
    between: tuple[float, float] = (-np.inf, np.inf),
) -> Contrast:
    """The mean of a value over a range of labels, of each seed in one set of runs less in the other.

    Args:
        one: A table with a row for each round; of each seed one run.
        other: The same.
        value: The column that is compared.
        axis: The column of labels, or of answers.
        between: The first and the last of these that count; only points that both have do.

    Raises:
        ValueError: A seed has two runs in one set, or the two share no seed or no point.
    """
    import pandas as pd

    points = {*one[axis]} & {*other[axis]}
    means = [_means(table, value, axis, between, points) for table in (one, other)]
    both = pd.concat(means, axis=1, join="inner", keys=["one", "other"])
    if both.empty:
        raise ValueError("The two sets of runs share no seed, or no number of labels.")
    return Contrast(
        both.index.get_level_values("seed").to_numpy(),
        both.index.get_level_values("split").to_numpy(),
        (both["one"] - both["other"]).to_numpy(),
    )


def _means(
    table: "pd.DataFrame", value: str, axis: str, between: tuple[float, float], points: set[object]
) -> "pd.Series":
    chosen = table[table[axis].between(*between) & table[axis].isin(points)]
    if chosen.duplicated(["seed", axis]).any():
        raise ValueError("A seed has two runs in one set.")
    return chosen.groupby(["seed", "split"])[value].mean()


def where(table: "pd.DataFrame", **conditions: object) -> "pd.DataFrame":
    """The rows whose columns hold these values."""
    chosen = table
    for column, due in conditions.items():
        chosen = chosen[chosen[column] == due]
    return chosen
