"""Is one strategy better than another? Paired differences over seeds, and what may be concluded from them."""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeVar

import numpy as np
import scipy

from foxdog.evidence.curves import BASELINE, Curves
from foxdog.evidence.intervals import Estimate, mean_estimate, share_interval, standard_errors, t_margins

LEVEL = 0.05
POWER = 0.8  # of a comparison that is large enough: it finds the difference in four of five cases
NOTABLE = 0.01  # of accuracy: a difference worth knowing of, as far as a plateau may be from its ceiling
MOST_NEEDED = 1000
Name = TypeVar("Name", bound=Hashable)
Verdict = Literal["ahead", "behind", "no reliable difference", "too few seeds"]


@dataclass(frozen=True)
class PairedTest:
    """Whether two strategies differ over the same seeds by more than chance."""

    seeds: int  # how many pairs
    splits: int  # on how many splits into pool and test set
    difference: Estimate  # mean paired difference with its interval over seeds and splits
    p: float  # two-sided, of Wilcoxon's signed-rank test (1945); over several splits of the mixed model, if larger
    p_holm: float  # the same after Holm's correction for the tests made together
    together: int  # how many tests were made together

    @property
    def verdict(self) -> Verdict:
        """Which is ahead, where the corrected test and the interval agree."""
        if self.seeds < seeds_needed(self.together):
            return "too few seeds"
        if self.p_holm < LEVEL and self.difference.excludes_zero:
            return "ahead" if self.difference.value > 0 else "behind"
        return "no reliable difference"


def seeds_needed(together: int = 1) -> int:
    """The fewest paired seeds with which a difference can be found.

    With n seeds Wilcoxon's smallest two-sided p is 2 / 2^n, and Holm multiplies the smallest of m by m.

    Args:
        together: How many tests are made together.
    """
    return math.floor(math.log2(together * 2 / LEVEL)) + 1


def samples_needed(differences: np.ndarray, splits: Sequence[int] = (), together: int = 1) -> int | None:
    """How many splits like these, or seeds if there is one split alone, would tell a difference of NOTABLE.

    The fewest with which a two-sided t-test finds it with a chance of POWER (Cohen 1988, "Statistical power analysis",
    chapter 2), by the quantiles of Student's t. It depends on the spread alone: the difference that was found is too
    uncertain to plan with.

    Args:
        differences: Of each seed, float (seeds,).
        splits: Of each seed; one split if empty.
        together: How many tests are made together, of which none may be a false finding (Bonferroni).

    Returns:
        None if it takes more than MOST_NEEDED.
    """
    several = len(set(splits)) > 1
    here = len(set(splits)) if several else len(differences)
    error = float(standard_errors(differences, splits)[0]) * here**0.5  # of a single split, or seed
    numbers = np.arange(2 if several else max(2, seeds_needed(together)), MOST_NEEDED + 1)
    quantiles = scipy.stats.t.ppf([[1 - LEVEL / 2 / together], [POWER]], numbers - 1)
    enough = numbers[NOTABLE * numbers**0.5 >= quantiles.sum(axis=0) * error]
    return int(enough[0]) if len(enough) else None


def holm(p: np.ndarray) -> np.ndarray:
    """Holm's step-down correction (Holm 1979): the chance of any false finding among all tests stays at its level.

    Args:
        p: float (tests,).
    """
    order = np.argsort(p)
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    corrected = np.empty(len(p))
    corrected[order] = np.minimum(stepped, 1)
    return corrected


def paired_tests(
    differences: Mapping[Name, np.ndarray], splits: Mapping[Name, Sequence[int]] | None = None
) -> dict[Name, PairedTest]:
    """Test the differences per seed, name -> float (seeds,), with Holm's correction for all that are given.

    Wilcoxon's test takes the seeds as independent, so it is about the splits at hand. Over several splits the
    difference must also stand out from the splits' own scatter: p is the larger of Wilcoxon's and that of the mixed
    model (`foxdog.evidence.intervals.standard_errors`), and both tests must find it.

    Args:
        differences: Of each pair.
        splits: Of the seeds of each pair, by the same names; one split if None.
    """
    found = {name: np.round(values, 12) for name, values in differences.items()}  # so that equal differences tie
    split_of = {name: tuple(splits[name]) if splits else () for name in found}
    p = np.array([max(_wilcoxon(values), _by_split(values, split_of[name])) for name, values in found.items()])
    return {
        name: PairedTest(
            seeds=len(values),
            splits=len(set(split_of[name])) or 1,
            difference=mean_estimate(values, split_of[name]),
            p=float(raw),
            p_holm=float(corrected),
            together=len(p),
        )
        for (name, values), raw, corrected in zip(found.items(), p, holm(p), strict=True)
    }


def _wilcoxon(values: np.ndarray) -> float:
    return float(scipy.stats.wilcoxon(values).pvalue) if values.any() else 1.0


def _by_split(values: np.ndarray, splits: Sequence[int]) -> float:
    """The mixed model's two-sided p, 0 if there is one split alone: then only Wilcoxon's test counts."""
    if len(set(splits)) < 2 or not values.any():
        return 0.0
    error, freedom = standard_errors(values, splits)
    return float(2 * scipy.stats.t.sf(abs(values.mean()) / error, freedom)) if error else 0.0


@dataclass(frozen=True)
class Wins:
    """How often one strategy beats another with the same seed."""

    won: int
    lost: int
    runs: int
    probability: Estimate  # P(A > B) of Bouthillier et al. 2021, a draw as a half, with its interval


def count_wins(differences: np.ndarray, splits: Sequence[int] = ()) -> Wins:
    """Count the seeds, float (seeds,), with which the first is better.

    "Accounting for variance in machine learning benchmarks" (Bouthillier et al. 2021) reports P(A > B) beside the mean:
    a small gain that is there with nearly every seed is another thing than a large one with every other seed.
    """
    signs = np.sign(np.round(differences, 12))
    return Wins(int((signs > 0).sum()), int((signs < 0).sum()), len(signs), share_interval((signs + 1) / 2, splits))


def areas(curves: Curves, strategy: str, start: int | None = None, end: int | None = None) -> np.ndarray:
    """Area under each seed's learning curve over its range: the mean accuracy over the budget, by the trapezoid rule.

    As "AULC" in Schein & Ungar 2007, "Active learning for logistic regression: an evaluation".

    Args:
        curves: Of the strategy, among others.
        strategy: Its name.
        start: Labels from which, at least the first round's; the first round's if None.
        end: Labels up to which, at most the last round's; the last round's if None.

    Returns:
        float (seeds,).
    """
    labelled = curves.labelled
    start, end = labelled[0] if start is None else start, curves.end if end is None else end
    grid = np.array([start, *labelled[(labelled > start) & (labelled < end)], end])
    on_grid = np.array([np.interp(grid, labelled, curve) for curve in curves.accuracy[strategy]])
    return np.trapezoid(on_grid, grid, axis=1) / (end - start)


def gains(curves: Curves, strategy: str, start: int | None = None, end: int | None = None) -> np.ndarray:
    """The gain in mean accuracy over random of each seed, float (seeds,); arguments as of `areas`."""
    return areas(curves, strategy, start, end) - areas(curves, BASELINE, start, end)


def against_random(curves: Curves) -> dict[str, PairedTest]:
    """Test each strategy's mean accuracy over the budget against that of random choice."""
    return paired_tests(
        {strategy: gains(curves, strategy) for strategy in curves.strategies},
        dict.fromkeys(curves.strategies, curves.splits),
    )


def between_strategies(curves: Curves) -> dict[tuple[str, str], PairedTest]:
    """Test the mean accuracy over the budget of all strategies but random, two by two: the first minus the second."""
    pairs = list(combinations(curves.strategies, 2))
    return paired_tests(
        {(one, other): areas(curves, one) - areas(curves, other) for one, other in pairs},
        dict.fromkeys(pairs, curves.splits),
    )


def head_to_head(curves: Curves) -> tuple[tuple[str, ...], np.ndarray]:
    """In what share of the rounds each strategy beats each other: BADGE's pairwise penalty matrix (Ash et al. 2020).

    At each round after round 0, where all have the same labels, strategy i beats j if a two-sided paired t-test over
    seeds finds it ahead at 5 %; then 1 / rounds is added to [i, j]. Rounds are not corrected for: by chance alone each
    of two equals beats the other in about 2.5 % of them.

    Returns:
        The strategies, random among them, and float (strategies, strategies).
    """
    names = tuple(curves.accuracy)
    later = np.array([curves.accuracy[name][:, 1:] for name in names])  # (strategies, seeds, rounds - 1)
    differences = np.moveaxis(later[:, None] - later[None], 2, 0)  # (seeds, strategies, strategies, rounds - 1)
    beats = differences.mean(axis=0) > t_margins(differences, curves.splits)
    return names, beats.mean(axis=-1)
