"""Claim 2 in sentences: it depends on the initial set and on the query strategy."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy import stats

from foxdog.evidence.comparison import LEVEL, PairedTest, area, areas, paired_tests, seeds_needed
from foxdog.evidence.curves import BASELINE, Curves, Told, chosen, common_seeds
from foxdog.evidence.wording import chance, how_tested, listed, percent, points, setting_words, signed_points, too_few

FEW = 3  # pairs that are told of one by one
FEWEST = 3  # strategies that can agree on seeds


def depends(settings: Sequence[Curves]) -> list[str]:
    """Claim 2: it depends on the initial model and on the query strategy."""
    return [*by_start(settings), *by_luck(settings), *by_strategy(settings), *by_initial_set(settings)]


def by_start(settings: Sequence[Curves]) -> list[str]:
    """Whether seeds differ by what all strategies share in one: the initial set and the initial weights.

    Friedman's test (Friedman 1937) on the mean accuracy over the budget, with each strategy ranking the seeds, and
    Kendall's W, 0 to 1, for how alike they rank them. It takes three strategies or more, random among them.
    """
    said = []
    for curves in settings:
        seeds, strategies = len(curves.seeds), len(curves.accuracy)
        if strategies < FEWEST:
            continue
        about = f"{setting_words(curves)}: "
        if seeds < seeds_needed():
            said.append(f"{about}{seeds} seeds are too few to tell whether the start matters.")
            continue
        of_seeds = np.round([areas(curves, name) for name in curves.accuracy], 12)  # (strategies, seeds)
        statistic, p = stats.friedmanchisquare(*of_seeds.T)
        found = "the start matters" if p < LEVEL else "no reliable difference between starts"
        means = of_seeds.mean(axis=0) * 100
        said.append(
            f"{about}{found}: {strategies} strategies share each seed's initial set and weights, and agree on which of "
            f"the {seeds} seeds do well with a Kendall's W of {statistic / (strategies * (seeds - 1)):.2f}, Friedman "
            f"{chance(p)}. A seed's mean accuracy over budget and strategies is {means.min():.1f} % to "
            f"{means.max():.1f} %."
        )
    return said


def by_luck(settings: Sequence[Curves], told: Told = None) -> list[str]:
    """How far single runs of each strategy that is to be told of lie apart, each against its own random run."""
    said = []
    for curves in settings:
        for strategy in chosen(curves.strategies, told):
            gains = np.round(areas(curves, strategy) - areas(curves, BASELINE), 12)
            about = f"{setting_words(curves)}: "
            if len(gains) < seeds_needed():
                said.append(
                    f"{about}{len(gains)} seeds are too few to tell how far single runs of {strategy} lie apart."
                )
                continue
            said.append(
                f"{about}single runs of {strategy} came out between {signed_points(gains.min())} and "
                f"{signed_points(gains.max())} points of mean accuracy from the random run of the same seed, and "
                f"behind it with {int((gains < 0).sum())} of {len(gains)} seeds."
            )
    return said


def by_strategy(settings: Sequence[Curves], told: Told = None) -> list[str]:
    """Whether the strategies differ, two by two; Holm's correction is for all pairs, told of or not."""
    said = []
    for curves in settings:
        pairs = list(combinations(curves.strategies, 2))
        tests = paired_tests(
            {f"{one} against {other}": areas(curves, one) - areas(curves, other) for one, other in pairs}
        )
        spoken = chosen(curves.strategies, told)
        tests = {name: tests[name] for name in (f"{one} against {other}" for one, other in combinations(spoken, 2))}
        if tests:
            verdict = _differing(tests, "the strategies differ reliably", f"between {listed(spoken)}")
            said.append(f"{setting_words(curves)}: {verdict}.")
    return said


def by_initial_set(settings: Sequence[Curves], told: Told = None) -> list[str]:
    """For each strategy, whether its gain over random differs between initial sets, over the labels all of them cover.

    Seeds are paired; where the sets of one seed have nothing in common, that is no gain and no harm. Holm's correction
    is for all strategies and pairs of sets, told of or not. On the labels that all cover the smaller sets have already
    been asked about, which is part of what it means to begin with fewer.
    """
    alike: dict[tuple, list[Curves]] = defaultdict(list)
    for curves in settings:
        alike[(curves.pictures, curves.batch, curves.budget, curves.noise)].append(curves)
    said = []
    for (pictures, *_, noise), of_setting in alike.items():
        tests = paired_tests(
            {
                (strategy, f"{one.initial} against {other.initial}"): _gain_between(one, other, strategy, *span)
                for strategy in dict.fromkeys(name for curves in of_setting for name in curves.strategies)
                for rivals, span in [_rivals(of_setting, strategy)]
                for one, other in combinations(rivals, 2)
                if common_seeds(one, other)
            }
        )
        for strategy in chosen(dict.fromkeys(name for name, _ in tests), told):
            own = {pair: test for (name, pair), test in tests.items() if name == strategy}
            rivals, (start, end) = _rivals(of_setting, strategy)
            initial = listed([str(curves.initial) for curves in rivals])
            subject = f"{strategy}'s gain over random questions, from {start} to {end} labels,"
            verdict = _differing(
                own, f"{subject} depends on the initial set", f"in {subject} between initial sets of {initial}"
            )
            noisy = f", {percent(noise)} of the labels wrong" if noise else ""
            said.append(f"{pictures}{noisy}: {verdict}.")
    return said


def _rivals(of_setting: Sequence[Curves], strategy: str) -> tuple[list[Curves], tuple[int, int]]:
    """The settings that have the strategy, by the size of their initial sets, and the labels that all of them cover."""
    rivals = sorted((curves for curves in of_setting if strategy in curves.accuracy), key=lambda curves: curves.initial)
    start, end = max(curves.initial for curves in rivals), min(curves.end for curves in rivals)
    return (rivals if start < end else []), (start, end)


def _gain_between(one: Curves, other: Curves, strategy: str, start: int, end: int) -> np.ndarray:
    seeds = common_seeds(one, other)

    def gain(curves: Curves) -> np.ndarray:
        own, baseline = (
            area(curves.of_seeds(seeds, name), curves.labelled, start, end) for name in (strategy, BASELINE)
        )
        return own - baseline

    return gain(one) - gain(other)


def _differing(tests: dict[str, PairedTest], found: str, between: str) -> str:
    """Whether any pair differs: of a few pairs all that do, or that were tested; of many, how many and the widest."""
    enough = {name: test for name, test in tests.items() if test.verdict != "too few seeds"}
    if not enough:
        return f"no word on a difference {between}: {too_few(next(iter(tests.values())))}"
    reliable = {name: test for name, test in enough.items() if test.verdict != "no reliable difference"}
    head = found if reliable else f"no reliable difference {between}"
    told = sorted((reliable or enough).items(), key=lambda one: -abs(one[1].difference.mean))
    if len(tests) > FEW:
        head += f", in {len(reliable)} of {len(tests)} pairs; the widest apart" if reliable else "; the widest apart"
        told = told[:1]
    return f"{head}: " + "; ".join(f"{name} {points(test.difference)}, {how_tested(test)}" for name, test in told)
