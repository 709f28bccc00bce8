"""Claim 3 in sentences: it reaches a plateau, after which cleaner labels help more than more labels."""

from collections.abc import Sequence

import numpy as np

from foxdog.evidence.claims.wording import called, how_tested, points, setting_words, too_few
from foxdog.evidence.curves import Curves, Shown, differ_only_by, only_shown
from foxdog.evidence.intervals import Estimate, mean_estimate
from foxdog.evidence.plateau import PER_LABELS, SLOW, find_plateau
from foxdog.evidence.statistics import PairedTest, paired_tests, seeds_needed
from foxdog.evidence.tables import ceiling, from_ceiling


def plateaus(curves: Curves, others: Sequence[Curves] = (), shown: Shown = None) -> list[str]:
    """All that can be said of the claim; a setting with noisy labels is compared with the same one without noise."""
    pairs = [sorted((curves, other), key=lambda one: one.noise) for other in others]
    return [
        *levels_off(curves, shown),
        *(sentence for clean, noisy in pairs for sentence in cleaner_labels(clean, noisy, shown)),
    ]


def levels_off(curves: Curves, shown: Shown = None) -> list[str]:
    """Whether each strategy's curve becomes flat, and where."""
    return [
        f"{setting_words(curves)}: {_flatness(curves, strategy)}.{_below_ceiling(curves, strategy)}"
        for strategy in only_shown(curves.accuracy, shown)
    ]


def _flatness(curves: Curves, strategy: str) -> str:
    who = called(strategy)
    if len(curves.seeds) < seeds_needed():
        return f"{len(curves.seeds)} seeds are too few to tell a plateau of {who}: it takes at least {seeds_needed()}"
    found = find_plateau(curves, strategy)
    growth = f"{points(found.growth)} for each {PER_LABELS} labels from {found.since} labels on"
    if found.start:
        start = f"about {found.start.value:.0f} labels (95 % interval {found.start.low:.0f} to {found.start.high:.0f})"
        return f"{who} reached a plateau at {start}: {growth}"
    if found.growth.low > SLOW:
        return f"{who} reached no plateau, the accuracy was still growing: {growth}"
    if found.growth.high < 0:
        return f"{who} reached no plateau, the accuracy was falling: {growth}"
    change = "growth" if found.growth.high >= SLOW else "a fall"
    return f"no reliable plateau of {who}, {change} of {SLOW * 100:.0f} point or more cannot be ruled out: {growth}"


def _below_ceiling(curves: Curves, strategy: str) -> str:
    top, gap = ceiling(curves), from_ceiling(curves, strategy)
    if top is None or gap is None or not np.isfinite(gap.low):
        return ""
    return (
        f" With {curves.end} labels it was {points(gap)} from the accuracy of {top.value * 100:.1f} % that the whole "
        "pool gives."
    )


def cleaner_labels(clean: Curves, noisy: Curves, shown: Shown = None) -> list[str]:
    """Given noisy labels up to half the budget: what helps more, to clean these or to have as many again?

    Half the budget is fixed beforehand and not searched for. Per seed, and Holm-corrected for the strategies compared:
    (clean(half) - noisy(half)) - (noisy(end) - noisy(half)) = clean(half) - noisy(end). The clean curve is that of a
    run whose answers were right from its start: except for random, it has asked about other pictures than the noisy
    one. If the settings differ by more than their noise, there is nothing to say.
    """
    alike = differ_only_by(clean, noisy, "noise") and np.array_equal(clean.labelled, noisy.labelled)
    if clean.noise or not alike or not set(clean.seeds) & set(noisy.seeds):
        return []
    half = int(np.abs(noisy.labelled - noisy.end / 2).argmin())
    pure, wrong = clean.shared_with(noisy).accuracy, noisy.shared_with(clean).accuracy
    tests = paired_tests({name: pure[name][:, half] - wrong[name][:, -1] for name in wrong if name in pure})
    sentences = []
    for name in only_shown(tests, shown):
        before = wrong[name][:, half]
        cleaner, more = mean_estimate(pure[name][:, half] - before), mean_estimate(wrong[name][:, -1] - before)
        found = _cleaner_or_more(tests[name], cleaner, more, int(noisy.labelled[half]), noisy.end)
        sentences.append(f"{setting_words(noisy)}, {called(name)}: {found}.")
    return sentences


def _cleaner_or_more(test: PairedTest, cleaner: Estimate, more: Estimate, half: int, end: int) -> str:
    if test.verdict == "too few seeds":
        return f"{too_few(test)}, of cleaner labels against more labels"
    found = {
        "ahead": "cleaner labels help reliably more than more labels",
        "behind": "more labels help reliably more than cleaner labels",
        "no reliable difference": "no reliable difference between cleaner labels and more labels",
    }[test.verdict]
    return (
        f"{found}. At {half} labels, half the budget, all answers right from the start would have given "
        f"{points(cleaner)}; going on to {end} noisy labels gave {points(more)}; the difference is "
        f"{points(test.difference)}, {how_tested(test)}"
    )
