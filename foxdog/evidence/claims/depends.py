"""Claim 2 in sentences: it depends on the initial model and on the query strategy."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import scipy

from foxdog.evidence.claims.wording import (
    called,
    chance,
    how_tested,
    listed,
    percent,
    pictures_and_start,
    points,
    setting_words,
    signed_points,
    too_few,
)
from foxdog.evidence.curves import BASELINE, Curves, Shown, differ_only_by, only_shown
from foxdog.evidence.statistics import LEVEL, PairedTest, areas, gains, paired_tests, seeds_needed

FEW = 3  # pairs of which each is named
FEWEST = 3  # strategies that can agree on seeds


def depends(curves: Curves, others: Sequence[Curves] = (), shown: Shown = None) -> list[str]:
    """All that can be said of the claim; settings that differ by the initial set alone are compared with this one."""
    settings = [curves, *(other for other in others if differ_only_by(other, curves, "initial"))]
    return by_start(curves) + by_luck(curves, shown) + by_strategy(curves, shown) + by_initial_set(settings, shown)


def by_start(curves: Curves) -> list[str]:
    """Whether seeds differ by what all strategies share in one: the initial set and the initial weights.

    Friedman's test (Friedman 1937) on the mean accuracy over the budget, with each strategy ranking the seeds, and
    Kendall's W, 0 to 1, for how alike they rank them. It takes three strategies or more, random among them.
    """
    seeds, strategies = len(curves.seeds), len(curves.accuracy)
    if strategies < FEWEST:
        return []
    about = f"{setting_words(curves)}: "
    if seeds < seeds_needed():
        return [f"{about}{seeds} seeds are too few to tell whether the start matters."]
    of_seeds = np.round([areas(curves, name) for name in curves.accuracy], 12)  # (strategies, seeds)
    statistic, p = scipy.stats.friedmanchisquare(*of_seeds.T)
    found = "the start matters" if p < LEVEL else "no reliable difference between starts"
    means = of_seeds.mean(axis=0) * 100
    return [
        f"{about}{found}: {strategies} strategies share each seed's initial set and weights, and agree on which of "
        f"the {seeds} seeds do well with a Kendall's W of {statistic / (strategies * (seeds - 1)):.2f}, Friedman "
        f"{chance(p)}. A seed's mean accuracy over budget and strategies is {means.min():.1f} % to "
        f"{means.max():.1f} %."
    ]


def by_luck(curves: Curves, shown: Shown = None) -> list[str]:
    """How far single runs of each strategy shown lie apart, each against its own random run."""
    sentences = []
    for strategy in only_shown(curves.strategies, shown):
        gained = np.round(gains(curves, strategy), 12)
        if len(gained) < seeds_needed():
            found = f"{len(gained)} seeds are too few to tell how far single runs of {strategy} lie apart"
        else:
            found = (
                f"single runs of {strategy} came out between {signed_points(gained.min())} and "
                f"{signed_points(gained.max())} points of mean accuracy from the random run of the same seed, and "
                f"behind it with {int((gained < 0).sum())} of {len(gained)} seeds"
            )
        sentences.append(f"{setting_words(curves)}: {found}.")
    return sentences


def by_strategy(curves: Curves, shown: Shown = None) -> list[str]:
    """Whether the strategies differ, two by two; Holm's correction is for all pairs, shown or not."""
    tests = paired_tests(
        {pair: areas(curves, pair[0]) - areas(curves, pair[1]) for pair in combinations(curves.strategies, 2)}
    )
    named = only_shown(curves.strategies, shown)
    if len(named) < 2:
        return []
    found = {f"{one} against {other}": tests[one, other] for one, other in combinations(named, 2)}
    verdict = _differing(found, "the strategies differ reliably", f"between {listed(named)}")
    return [f"{setting_words(curves)}: {verdict}."]


def by_initial_set(settings: Sequence[Curves], shown: Shown = None) -> list[str]:
    """For each strategy shown, whether its gain over random differs between settings with other initial sets alone.

    The gain is over the labels that all sets cover. Seeds are paired; where the sets of one seed have nothing in
    common, that does no harm. Holm's correction is for all strategies and pairs of sets, shown or not. On the labels
    that all cover the smaller sets have already been asked about, which is part of beginning with fewer.
    """
    differences = {}
    for strategy in dict.fromkeys(name for curves in settings for name in curves.strategies):
        of_strategy, span = _compared(settings, strategy)
        for one, other in combinations(of_strategy, 2):
            if span[0] < span[1] and set(one.seeds) & set(other.seeds):
                first, second = (
                    gains(curves, strategy, *span) for curves in (one.shared_with(other), other.shared_with(one))
                )
                differences[strategy, f"{one.initial} against {other.initial}"] = first - second
    tests = paired_tests(differences)
    sentences = []
    for strategy in only_shown(dict.fromkeys(name for name, _ in tests), shown):
        of_strategy, (start, end) = _compared(settings, strategy)
        own = {pair: test for (name, pair), test in tests.items() if name == strategy}
        initial = listed([str(curves.initial) for curves in of_strategy])
        subject = f"{strategy}'s gain over {called(BASELINE)}, from {start} to {end} labels,"
        verdict = _differing(
            own, f"{subject} depends on the initial set", f"in {subject} between initial sets of {initial}"
        )
        noise = f", {percent(of_strategy[0].noise)} of the labels wrong" if of_strategy[0].noise else ""
        about = pictures_and_start(of_strategy[0].pictures, of_strategy[0].model)
        sentences.append(f"{about}{noise}: {verdict}.")
    return sentences


def _compared(settings: Sequence[Curves], strategy: str) -> tuple[list[Curves], tuple[int, int]]:
    """The settings that have the strategy, by the size of their initial sets, and the labels that all of them cover."""
    found = sorted((curves for curves in settings if strategy in curves.accuracy), key=lambda one: one.initial)
    return found, (found[-1].initial, min(curves.end for curves in found))


def _differing(tests: dict[str, PairedTest], found: str, between: str) -> str:
    """Whether any pair differs. Of a few pairs each that differs is named, or each tested; of many only the widest."""
    enough = {name: test for name, test in tests.items() if test.verdict != "too few seeds"}
    if not enough:
        return f"no word on a difference {between}: {too_few(next(iter(tests.values())))}"
    reliable = {name: test for name, test in enough.items() if test.verdict != "no reliable difference"}
    head = found if reliable else f"no reliable difference {between}"
    named = sorted((reliable or enough).items(), key=lambda one: -abs(one[1].difference.value))
    if len(tests) > FEW:
        head += f", in {len(reliable)} of {len(tests)} pairs; the widest apart" if reliable else "; the widest apart"
        named = named[:1]
    return f"{head}: " + "; ".join(f"{name} {points(test.difference)}, {how_tested(test)}" for name, test in named)
