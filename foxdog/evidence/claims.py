"""The three claims as sentences computed from the curves; each may turn out false, or undecided, on these data."""

from collections.abc import Callable, Sequence

from foxdog.evidence.cleaner import plateaus
from foxdog.evidence.comparison import PairedTest, against_random
from foxdog.evidence.curves import BASELINE, Curves, Told, chosen
from foxdog.evidence.dependence import depends
from foxdog.evidence.reaching import TARGETS, labels_to_reach, saving
from foxdog.evidence.summary import at_budget
from foxdog.evidence.wording import called, fewer, how_tested, percent, points, setting_words, too_few


def insights(settings: Sequence[Curves]) -> list[str]:
    """All that can be said of the three claims, in their order.

    Holm's correction is for the tests that one sentence, or the sentences on one setting's strategies, rest on; it is
    not for all settings together.
    """
    return [sentence for claim in CLAIMS.values() for sentence in claim(settings)]


def needs_fewer_labels(settings: Sequence[Curves], told: Told = None) -> list[str]:
    """Claim 1: asking needs fewer labels than random choice for the same accuracy. A sentence for each strategy.

    The verdict is that on the mean accuracy over the budget, corrected for the strategies compared; labels and saving
    at the highest accuracy that both reach are told with it, not tested once more.
    """
    return [
        f"{setting_words(curves)}: {_gain(strategy, test)}.{_labels(curves, strategy, test)}"
        for curves in settings
        for strategy, test in against_random(curves).items()
        if strategy in chosen(curves.strategies, told)
    ]


def _gain(strategy: str, test: PairedTest) -> str:
    if test.verdict == "too few seeds":
        return f"{strategy} against random questions: {too_few(test)}"
    found = {
        "ahead": f"{strategy} is reliably ahead of random questions",
        "behind": f"{strategy} is reliably behind random questions",
        "no reliable difference": f"no reliable difference between {strategy} and random questions",
    }[test.verdict]
    return f"{found}: mean accuracy over the budget {points(test.difference)}; {how_tested(test)}"


def _labels(curves: Curves, strategy: str, test: PairedTest) -> str:
    if test.verdict == "too few seeds":
        return ""
    needed = {name: {at: labels_to_reach(curves, name, at) for at in TARGETS} for name in (strategy, BASELINE)}
    said = ""
    for target in reversed(TARGETS):
        own, other = needed[strategy][target], needed[BASELINE][target]
        if own is None and other is None:
            continue
        if own is None or other is None:
            reaches, not_reached = (strategy, BASELINE) if other is None else (BASELINE, strategy)
            if at_budget(curves, not_reached).high >= target or at_budget(curves, reaches).low < target:
                continue  # with other seeds it might have been the other way round
            first = f"To reach {percent(target)}, {called(reaches)} needed {own or other:.0f} labels"
            said = said or f" {first}; {called(not_reached)} did not reach it."
            continue
        saved = saving(curves, strategy, target)
        if saved is None:
            break
        unsure = "" if saved.low > 0 or saved.high < 0 else ": no reliable difference in labels"
        if not unsure and test.verdict == "no reliable difference":
            unsure = ": a difference by itself, which the verdict does not bear out"
        return (
            f"{said} To reach {percent(target)}, {strategy} needed {own:.0f} labels and random questions {other:.0f}: "
            f"{fewer(saved)}{unsure}."
        )
    return said


CLAIMS: dict[str, Callable[[Sequence[Curves]], list[str]]] = {
    "Asking needs fewer labels than random choice for the same accuracy": needs_fewer_labels,
    "It depends on the initial model and on the query strategy": depends,
    "It reaches a plateau, after which cleaner labels help more than more labels": plateaus,
}
"""What each claim says, and all that can be said of it."""
