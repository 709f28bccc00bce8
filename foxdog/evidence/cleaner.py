"""Claim 3 in sentences: it reaches a plateau, after which cleaner labels help more than more labels."""

from collections.abc import Sequence

import numpy as np

from foxdog.evidence.comparison import paired_tests, seeds_needed
from foxdog.evidence.curves import Curves, Told, chosen, common_seeds
from foxdog.evidence.intervals import Difference
from foxdog.evidence.levelling import PER_LABELS, SLOW, Plateau, plateau
from foxdog.evidence.summary import ceiling, share_of_ceiling
from foxdog.evidence.wording import called, how_tested, percent, points, setting_words, too_few


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
    if found.growth.low > 0:
        return f"{who} reached no plateau, the accuracy was still growing: {growth}"
    return f"no reliable plateau of {who}, growth of {SLOW * 100:.0f} point or more cannot be ruled out: {growth}"


def _growth(found: Plateau) -> str:
    return points(Difference(found.growth.value, found.growth.low, found.growth.high))


def _below_ceiling(curves: Curves, strategy: str) -> str:
    top, share = ceiling(curves), share_of_ceiling(curves, strategy)
    if top is None or share is None or not np.isfinite(share.low):
        return ""
    return (
        f" With {curves.end} labels it had {percent(share.value)} (95 % interval {percent(share.low)} to "
        f"{percent(share.high)}) of the accuracy of {top.value * 100:.1f} % that the whole pool gives."
    )


def _only_noise_differs(clean: Curves, noisy: Curves) -> bool:
    same = all(getattr(clean, name) == getattr(noisy, name) for name in ("pictures", "initial", "batch", "budget"))
    return same and clean.noise == 0 < noisy.noise and np.array_equal(clean.labelled, noisy.labelled)


def _cleaner_or_more(clean: Curves, noisy: Curves, told: Told) -> list[str]:
    """Given noisy labels up to half the budget: what helps more, to clean these or to have as many again?

    Half the budget is fixed beforehand, not looked for. Per seed, and Holm-corrected for the strategies compared:
    (clean(half) - noisy(half)) - (noisy(end) - noisy(half)) = clean(half) - noisy(end).
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
                f"{setting}: {found[test.verdict]}. At {at} labels, making them all right gives "
                f"{points(better[name].difference)}, and going on to {end} noisy labels "
                f"{points(more[name].difference)}; the difference is {points(test.difference)}, {how_tested(test)}."
            )
    return said
