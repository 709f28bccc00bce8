"""Claim 1 in sentences: asking needs fewer labels than random choice for the same accuracy."""

from collections.abc import Sequence

from foxdog.evidence.claims.wording import called, fewer, how_tested, percent, points, setting_words, too_few
from foxdog.evidence.curves import BASELINE, Curves, Shown, only_shown
from foxdog.evidence.savings import TARGETS, labels_to_reach, saving
from foxdog.evidence.statistics import PairedTest, against_random
from foxdog.evidence.tables import at_budget


def needs_fewer_labels(curves: Curves, others: Sequence[Curves] = (), shown: Shown = None) -> list[str]:
    """A sentence for each strategy shown; other settings say nothing of this claim.

    The verdict is that on the mean accuracy over the budget, corrected for all strategies compared. Labels and saving
    at the highest accuracy that both reach are given with it, and not tested once more.
    """
    tests = against_random(curves)
    return [
        f"{setting_words(curves)}: {_gain(name, tests[name])}.{_labels(curves, name, tests[name])}"
        for name in only_shown(curves.strategies, shown)
    ]


def _gain(strategy: str, test: PairedTest) -> str:
    random = called(BASELINE)
    if test.verdict == "too few seeds":
        return f"{strategy} against {random}: {too_few(test)}"
    found = {
        "ahead": f"{strategy} is reliably ahead of {random}",
        "behind": f"{strategy} is reliably behind {random}",
        "no reliable difference": f"no reliable difference between {strategy} and {random}",
    }[test.verdict]
    return f"{found}: mean accuracy over the budget {points(test.difference)}; {how_tested(test)}"


def _labels(curves: Curves, strategy: str, test: PairedTest) -> str:
    """The labels that the highest accuracies took, down to the first that both reach."""
    if test.verdict == "too few seeds":
        return ""
    only_one = ""
    for target in reversed(TARGETS):
        own, other = (labels_to_reach(curves, name, target) for name in (strategy, BASELINE))
        if own and other:
            return only_one + _saving(curves, strategy, target, test.verdict)
        if own or other:
            only_one = only_one or _reached_by_one(curves, strategy, target)
    return only_one


def _reached_by_one(curves: Curves, strategy: str, target: float) -> str:
    """That one of the two reaches the accuracy; "" where with other seeds the other might have reached it."""
    reaches, misses = (strategy, BASELINE) if labels_to_reach(curves, strategy, target) else (BASELINE, strategy)
    if at_budget(curves, misses).high >= target or at_budget(curves, reaches).low < target:
        return ""
    labels = labels_to_reach(curves, reaches, target)
    return (
        f" To reach {percent(target)}, {called(reaches)} needed {labels:.0f} labels; {called(misses)} did not reach it."
    )


def _saving(curves: Curves, strategy: str, target: float, verdict: str) -> str:
    """The labels of both and the saving; "" where there was nothing to save."""
    saved = saving(curves, strategy, target)
    if saved is None:
        return ""
    unsure = "" if saved.excludes_zero else ": no reliable difference in labels"
    if not unsure and verdict == "no reliable difference":
        unsure = ": a difference by itself, which the verdict does not bear out"
    own, other = (labels_to_reach(curves, name, target) for name in (strategy, BASELINE))
    return (
        f" To reach {percent(target)}, {strategy} needed {own:.0f} labels and {called(BASELINE)} {other:.0f}: "
        f"{fewer(saved)}{unsure}."
    )
