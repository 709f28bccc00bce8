"""Claim 3 in sentences: it reaches a plateau, after which cleaner labels help more than more labels."""

from collections.abc import Sequence

import numpy as np

from foxdog.evidence.comparison import paired_tests, seeds_needed
from foxdog.evidence.curves import Curves, Told, chosen, common_seeds
from foxdog.evidence.intervals import Difference
from foxdog.evidence.levelling import PER_LABELS, SLOW, Plateau, plateau
from foxdog.evidence.summary import ceiling, from_ceiling
from foxdog.evidence.wording import called, how_tested, points, setting_words, too_few


def plateaus(settings: Sequence[Curves]) -> list[str]:
    """Claim 3: it reaches a plateau, after which cleaner labels help more than more labels."""
    return [*levels_off(settings), *cleaner_labels(settings)]


def levels_off(settings: Sequence[Curves], told: Told = None) -> list[str]:
    """Whether and where each strategy's curve becomes flat."""
    return [
        f"{setting_words(curves)}: {_flatness(curves, strategy)}.{_below_ceiling(curves, strategy)}"
        for curves in settings
        for strategy in chosen(curves.accuracy, told)
    ]


def cleaner_labels(settings: Sequence[Curves], told: Told = None) -> list[str]:
    """For every two settings of which one has noisy labels: whether cleaner labels help more than more labels."""
    return [
        sentence
        for noisy in settings
        for clean in settings
        if _only_noise_differs(clean, noisy)
        for sentence in _cleaner_or_more(clean, noisy, told)
    ]


def _flatness(curves: Curves, strategy: str) -> str:
    who = called(strategy)
    if len(curves.seeds) < seeds_needed():
        return f"{len(curves.seeds)} seeds are too few to tell a plateau of {who}: it takes at least {seeds_needed()}"
    found = plateau(curves, strategy)
    growth = f"{_growth(found)} for each {PER_LABELS} labels from {found.since} labels on"
    if found.start:
        place = f"about {found.start.value:.0f} labels (95 % interval {found.start.low:.0f} to {found.start.high:.0f})"
        return f"{who} reached a plateau at {place}: {growth}"
    if found.growth.low > SLOW:
        return f"{who} reached no plateau, the accuracy was still growing: {growth}"
    if found.growth.high < 0:
        return f"{who} reached no plateau, the accuracy was falling: {growth}"
    change = "growth" if found.growth.high >= SLOW else "a fall"
    return f"no reliable plateau of {who}, {change} of {SLOW * 100:.0f} point or more cannot be ruled out: {growth}"


def _growth(found: Plateau) -> str:
    return points(Difference(found.growth.value, found.growth.low, found.growth.high))


def _below_ceiling(curves: Curves, strategy: str) -> str:
    top, gap = ceiling(curves), from_ceiling(curves, strategy)
    if top is None or gap is None or not np.isfinite(gap.low):
        return ""
    return (
        f" With {curves.end} labels it was {points(gap)} from the accuracy of {top.value * 100:.1f} % that the whole "
        "pool gives."
    )


def _only_noise_differs(clean: Curves, noisy: Curves) -> bool:
    same = all(getattr(clean, name) == getattr(noisy, name) for name in ("pictures", "initial", "batch", "budget"))
    return same and clean.noise == 0 < noisy.noise and np.array_equal(clean.labelled, noisy.labelled)


def _cleaner_or_more(clean: Curves, noisy: Curves, told: Told) -> list[str]:
    """Given noisy labels up to half the budget: what helps more, to clean these or to have as many again?

    Half the budget is fixed beforehand, not looked for. Per seed, and Holm-corrected for the strategies compared:
    (clean(half) - noisy(half)) - (noisy(end) - noisy(half)) = clean(half) - noisy(end). The clean curve is of a run
    whose answers were right from its start: but for random, it has asked about other pictures than the noisy one.
    """
    seeds = common_seeds(clean, noisy)
    names = [name for name in noisy.accuracy if name in clean.accuracy]
    if not seeds:
        return []
    half = int(np.abs(noisy.labelled - noisy.end / 2).argmin())
    at, end = int(noisy.labelled[half]), noisy.end
    of = {name: (clean.of_seeds(seeds, name), noisy.of_seeds(seeds, name)) for name in names}
    tests = paired_tests({name: pure[:, half] - wrong[:, -1] for name, (pure, wrong) in of.items()})
    more = paired_tests({name: wrong[:, -1] - wrong[:, half] for name, (_, wrong) in of.items()})
    better = paired_tests({name: pure[:, half] - wrong[:, half] for name, (pure, wrong) in of.items()})
    found = {
        "ahead": "cleaner labels help reliably more than more labels",
        "behind": "more labels help reliably more than cleaner labels",
        "no reliable difference": "no reliable difference between cleaner labels and more labels",
    }
    said = []
    for name in chosen(tests, told):
        test = tests[name]
        setting = f"{setting_words(noisy)}, {called(name)}"
        if test.verdict == "too few seeds":
            said.append(f"{setting}: {too_few(test)}, of cleaner labels against more labels.")
        else:
            said.append(
                f"{setting}: {found[test.verdict]}. At {at} labels, half the budget, all answers right from the start "
                f"would have given {points(better[name].difference)}; going on to {end} noisy labels gave "
                f"{points(more[name].difference)}; the difference is {points(test.difference)}, {how_tested(test)}."
            )
    return said
