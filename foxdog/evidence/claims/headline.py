"""A claim in one sentence of at most twenty words, computed, with what speaks against it and one picture."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foxdog.evidence.claims.wording import counted
from foxdog.evidence.curves import Curves
from foxdog.evidence.intervals import Estimate
from foxdog.evidence.savings import smoothed

MOST_WORDS = 20
LEAD = "uncertainty"
"""The strategy that headlines are about, chosen before its results: the best of many would flatter."""


@dataclass(frozen=True)
class Arrow:
    """From the labels of one curve to those of the other, at the accuracy that both have there."""

    accuracy: float
    start: float  # labels
    end: float  # labels
    words: str


@dataclass(frozen=True)
class Picture:
    """Two curves and one horizontal arrow: exactly what a headline says."""

    names: tuple[str, str]  # of the two curves, the one in front first
    rows: list[dict[str, str | float]]  # name, labelled and accuracy, a share of 1
    arrow: Arrow | None  # None where there is no reliable difference in labels
    ceiling: float | None = None  # accuracy with the whole pool labelled, where the headline is about it


@dataclass(frozen=True)
class Headline:
    """A claim for whoever reads no further."""

    text: str  # MOST_WORDS at most
    other_side: str  # what speaks against it or limits it, "" if nothing was found
    picture: Picture | None


def foremost(settings: Sequence[Curves]) -> Curves:
    """The setting that headlines are about, by a rule that knows no result.

    No wrong labels before some, a head start before scratch, one question a round before many, then the initial set
    nearest to 20, and the most seeds.
    """
    return min(
        settings,
        key=lambda one: (one.noise, one.model != "head-start", one.batch, abs(one.initial - 20), -len(one.seeds)),
    )


def leading(curves: Curves) -> str | None:
    """The strategy that headlines are about: LEAD, or the first one; None if there is random choice alone."""
    return LEAD if LEAD in curves.strategies else next(iter(curves.strategies), None)


def by(strategy: str) -> str:
    """How one asks: "by uncertainty"."""
    return f"by {strategy}"


def points_off(difference: Estimate) -> str:
    """By how much one is ahead of the other, or behind."""
    return f"{abs(difference.value) * 100:.1f} points {'ahead of' if difference.value > 0 else 'behind'}"


def compared_with(curves: Curves, other: Curves) -> str:
    """What is to be said where a headline rests on another number of seeds, or questions a round, than the curves."""
    seeds = f"over {counted(len(other.seeds), 'seed')}" if len(other.seeds) != len(curves.seeds) else ""
    batch = f"with {counted(other.batch, 'question')} a round" if other.batch != curves.batch else ""
    differs = ", ".join(filter(None, (seeds, batch)))
    return f"This was compared {differs}." if differs else ""


def mean_rows_of(curves: Curves, *strategies: str, names: Sequence[str] = ()) -> list[dict[str, str | float]]:
    """The smoothed mean curves of the strategies, under other names if these are given."""
    found: list[dict[str, str | float]] = []
    for strategy, name in zip(strategies, names or strategies, strict=True):
        means = smoothed(curves.accuracy[strategy].mean(axis=0), curves.labelled)
        found += [
            {"name": name, "labelled": int(labelled), "accuracy": round(float(accuracy), 4)}
            for labelled, accuracy in zip(curves.labelled, means, strict=True)
        ]
    return found


def arrow_at(accuracy: float, start: float, end: float) -> Arrow:
    """From one curve to the other, with how many labels fewer or more that is."""
    count = abs(round(start) - round(end))
    kind = "fewer" if end < start else "more"
    return Arrow(accuracy, start, end, f"{count} {kind} labels" if count != 1 else f"1 label {kind}")


def labels_at(curves: Curves, strategy: str, accuracy: float) -> float | None:
    """Labels with which the smoothed mean curve first has an accuracy; None if it has not."""
    mean = smoothed(curves.accuracy[strategy].mean(axis=0), curves.labelled)
    reached = np.flatnonzero(mean >= accuracy)
    return float(curves.labelled[reached[0]]) if len(reached) else None
