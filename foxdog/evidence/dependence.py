"""Claim 2 in sentences: it depends on the initial set and on the query strategy."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from foxdog.evidence.comparison import PairedTest, area, areas, paired_tests, seeds_needed
from foxdog.evidence.curves import BASELINE, Curves, Told, chosen, common_seeds
from foxdog.evidence.wording import how_tested, listed, percent, points, setting_words, signed_points, too_few

FEW = 3  # pairs that are told of one by one


def depends(settings: Sequence[Curves]) -> list[str]:
    """Claim 2: it depends on the initial set and on the query strategy."""
    return [*by_luck(settings), *by_strategy(settings), *by_initial_set(settings)]


def by_luck(settings: Sequence[Curves], told: Told = None) -> list[str]:
    """How far single runs of each strategy that is to be told of lie apart."""
    said = []
    for curves in settings:
        baseline = areas(curves, BASELINE)
        for strategy in chosen(curves.strategies, told) if len(curves.seeds) >= seeds_needed() else ():
            gains = areas(curves, strategy) - baseline
            said.append(
                f"{setting_words(curves)}: with the luck of the initial set and weights one run of {strategy} ended "
                f"between {signed_points(gains.min())} and {signed_points(gains.max())} points of mean accuracy from "
                f"random questions, and behind them with {int((gains < 0).sum())} of {len(gains)} seeds."
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

    Seeds are paired; where the sets of one seed have nothing in common, that is no gain and no harm.
    """
    alike: dict[tuple, list[Curves]] = defaultdict(list)
    for curves in settings:
        for strategy in chosen(curves.strategies, told):
            alike[(curves.pictures, curves.batch, curves.budget, curves.noise, strategy)].append(curves)
    said = []
    for (pictures, *_, noise, strategy), of_strategy in alike.items():
        rivals = sorted(of_strategy, key=lambda curves: curves.initial)
        start, end = max(curves.initial for curves in rivals), min(curves.end for curves in rivals)
        if len(rivals) < 2 or start >= end:
            continue
        tests = paired_tests(
            {
                f"{one.initial} against {other.initial}": _gain_between(one, other, strategy, start, end)
                for one, other in combinations(rivals, 2)
                if common_seeds(one, other)
            }
        )
        if tests:
            initial = listed([str(curves.initial) for curves in rivals])
            subject = f"{strategy}'s gain over random questions, from {start} to {end} labels,"
            verdict = _differing(
                tests, f"{subject} depends on the initial set", f"in {subject} between initial sets of {initial}"
            )
            noisy = f", {percent(noise)} of the labels wrong" if noise else ""
            said.append(f"{pictures}{noisy}: {verdict}.")
    return said


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
    if all(test.verdict == "too few seeds" for test in tests.values()):
        return f"no word on a difference {between}: {too_few(next(iter(tests.values())))}"
    reliable = {name: test for name, test in tests.items() if test.verdict in ("ahead", "behind")}
    head = found if reliable else f"no reliable difference {between}"
    told = sorted((reliable or tests).items(), key=lambda one: -abs(one[1].difference.mean))
    if len(tests) > FEW:
        head += f", in {len(reliable)} of {len(tests)} pairs; the widest apart" if reliable else "; the widest apart"
        told = told[:1]
    return f"{head}: " + "; ".join(f"{name} {points(test.difference)}, {how_tested(test)}" for name, test in told)
