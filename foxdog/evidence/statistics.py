"""Is one strategy better than another? Paired differences over seeds, and what may be concluded from them."""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import scipy

from foxdog.evidence.curves import BASELINE, Curves
from foxdog.evidence.intervals import Estimate, mean_estimate, t_margins

LEVEL = 0.05
Name = TypeVar("Name", bound=Hashable)
Verdict = Literal["ahead", "behind", "no reliable difference", "too few seeds"]


@dataclass(frozen=True)
class PairedTest:
    """Whether two strategies differ over the same seeds by more than chance."""

    seeds: int  # how many pairs
    difference: Estimate  # mean paired difference with Student's t interval
    p: float  # of the two-sided Wilcoxon signed-rank test (Wilcoxon 1945)
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


def paired_tests(differences: Mapping[Name, np.ndarray]) -> dict[Name, PairedTest]:
    """Test the differences per seed, name -> float (seeds,), with Holm's correction for all that are given."""
    found = {name: np.round(values, 12) for name, values in differences.items()}  # so that equal differences tie
    p = np.array([scipy.stats.wilcoxon(values).pvalue if values.any() else 1.0 for values in found.values()])
    return {
        name: PairedTest(len(values), mean_estimate(values), float(raw), float(corrected), len(p))
        for (name, values), raw, corrected in zip(found.items(), p, holm(p), strict=True)
    }


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
    return paired_tests({strategy: gains(curves, strategy) for strategy in curves.strategies})


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
    beats = differences.mean(axis=0) > t_margins(differences)
    return names, beats.mean(axis=-1)
