"""Claim 1 in sentences: asking needs fewer labels than random choice for the same accuracy."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from foxdog.evidence.claims.headline import Arrow, Headline, Picture, arrow_at, by, leading, mean_rows_of, points_off
from foxdog.evidence.claims.wording import (
    called,
    fewer,
    how_often,
    how_tested,
    listed,
    percent,
    points,
    setting_words,
    too_few,
)
from foxdog.evidence.curves import BASELINE, Curves, Shown, only_shown
from foxdog.evidence.rounding import share_leaves_out_zero
from foxdog.evidence.savings import NEIGHBOURHOOD, TARGETS, headline_saving, labels_to_reach, saving
from foxdog.evidence.statistics import (
    MOST_NEEDED,
    NOTABLE,
    PairedTest,
    against_random,
    between_strategies,
    count_wins,
    gains,
    samples_needed,
)
from foxdog.evidence.tables import RELIABLE, at_budget


def needs_fewer_labels(curves: Curves, others: Sequence[Curves] = (), shown: Shown = None) -> list[str]:
    """A sentence for each strategy shown; other settings say nothing of this claim.

    The verdict is that on the mean accuracy over the budget, corrected for all strategies compared. Where it is
    reliable the labels and the saving at every target are given with it, and not tested once more.
    """
    tests = against_random(curves)
    return [
        f"{setting_words(curves)}: {_gain(curves, name, tests[name])}.{_labels(curves, name, tests[name])}"
        for name in only_shown(curves.strategies, shown)
    ]


def _gain(curves: Curves, strategy: str, test: PairedTest) -> str:
    random = called(BASELINE)
    if test.verdict == "too few seeds":
        return f"{strategy} against {random}: {too_few(test)}"
    found = {
        "ahead": f"{strategy} is reliably ahead of {random}",
        "behind": f"{strategy} is reliably behind {random}",
        "no reliable difference": f"no reliable difference between {strategy} and {random}",
    }[test.verdict]
    won = how_often(count_wins(gains(curves, strategy), curves.splits))
    needed = "" if test.verdict in RELIABLE else f". {_needed(curves, strategy, test)}"
    return f"{found}: mean accuracy over the budget {points(test.difference)}; {how_tested(test)}. It {won}{needed}"


def _needed(curves: Curves, strategy: str, test: PairedTest) -> str:
    """How many runs find a difference of one point, without a full stop."""
    number = samples_needed(gains(curves, strategy), curves.splits, test.together)
    here, each = (test.splits, "splits") if test.splits > 1 else (test.seeds, "seeds")
    such = f"a difference of {NOTABLE * 100:.0f} point, four times in five,"
    if number and number <= here:
        return f"These runs would find {such.removesuffix(',')}"
    each = f"{each} of {round(test.seeds / test.splits)} seeds" if test.splits > 1 else each
    return f"To find {such} takes {f'some {number}' if number else f'more than {MOST_NEEDED}'} {each}"


def _labels(curves: Curves, strategy: str, test: PairedTest) -> str:
    """The labels that every target took, those in a row that neither reaches together; "" without a verdict."""
    if test.verdict not in RELIABLE:
        return ""
    found = [(percent(target), _at(curves, strategy, target)) for target in TARGETS]
    told = [(listed([target for target, _ in same]), words) for words, same in groupby(found, key=lambda one: one[1])]
    smoothing = f"each round smoothed with those within {percent(NEIGHBOURHOOD)} of its labels"
    return f" Labels to reach, {smoothing}: " + "; ".join(f"{targets}, {words}" for targets, words in told) + "."


def _at(curves: Curves, strategy: str, target: float) -> str:
    """What an accuracy took."""
    own, other = (labels_to_reach(curves, name, target) for name in (strategy, BASELINE))
    random = called(BASELINE)
    if own is None and other is None:
        return "neither reached it"
    if own is None or other is None:
        reaches, misses = (strategy, BASELINE) if other is None else (BASELINE, strategy)
        if at_budget(curves, misses).high >= target or at_budget(curves, reaches).low < target:
            return f"only {called(reaches)} reached it, no reliable difference in labels"
        return f"{called(reaches)} {own or other or 0:.0f} and {called(misses)} did not reach it"
    both = f"{strategy} {own:.0f} and {random} {other:.0f}"
    saved = saving(curves, strategy, target)
    if saved is None:
        return f"{both}, nothing was left to save"
    return f"{both}: {fewer(saved)}{'' if share_leaves_out_zero(saved) else ', no reliable difference in labels'}"


def headline(curves: Curves, others: Sequence[Curves] = ()) -> Headline:
    """Of the leading strategy against random choice, and how the others and the single runs came out."""
    strategy = leading(curves)
    if strategy is None:
        return Headline("Random choice alone says nothing of asking.", "", None)
    test, asking, random = against_random(curves)[strategy], by(strategy), called(BASELINE)
    saved = headline_saving(curves, strategy) if test.verdict in RELIABLE else None
    picture = Picture((strategy, BASELINE), mean_rows_of(curves, strategy, BASELINE), None)
    if test.verdict == "too few seeds":
        return Headline(f"{test.seeds} paired runs are too few to tell asking {asking} from {random}.", "", picture)
    if test.verdict == "no reliable difference":
        text = f"No reliable difference between asking {asking} and {random}, over {test.seeds} paired runs."
    elif saved and share_leaves_out_zero(saved[1]) and (saved[1].value > 0) == (test.difference.value > 0):
        target = saved[0]
        own, other = (labels_to_reach(curves, name, target) or 0 for name in (strategy, BASELINE))
        text = f"{percent(target)} right with {own:.0f} labels instead of {other:.0f}: asking {asking}, not {random}."
        picture = Picture(picture.names, picture.rows, arrow_at(target, other, own))
    else:
        in_labels, arrow = _in_labels(curves, strategy)
        text = f"Asking {asking} is {points_off(test.difference)} {random}; {in_labels}."
        picture = replace(picture, arrow=arrow)
    return Headline(text, _other_side(curves, strategy), picture)


def _other_side(curves: Curves, strategy: str) -> str:
    """How many runs went the other way, and which strategies are no worse, or no better than random choice."""
    won = count_wins(gains(curves, strategy), curves.splits)
    found = [f"{called(BASELINE).capitalize()} won {won.lost} of {won.runs} runs."]
    tests = against_random(curves)
    if tests[strategy].verdict == "no reliable difference":
        found.append(f"{_needed(curves, strategy, tests[strategy])}.")
    rivals = [name for name in curves.strategies if name != strategy]
    level, better = [], []
    for (one, other), test in between_strategies(curves).items():
        if strategy in (one, other):
            rival, won_by_first = (other if one == strategy else one), test.verdict == "ahead"
            if test.verdict == "no reliable difference":
                level.append(rival)
            elif test.verdict in RELIABLE and won_by_first == (one == rival):
                better.append(rival)
    none = [name for name in rivals if tests[name].verdict == "no reliable difference"]
    behind = [name for name in rivals if tests[name].verdict == "behind"]
    both = [name for name in level if name in none]
    level, none = ([name for name in names if name not in both] for names in (level, none))
    for names, words in (
        (better, f"Reliably better than {strategy}"),
        (level, f"No reliable difference from {strategy}"),
        (both, f"No reliable difference from {strategy}, nor from {called(BASELINE)}"),
        (none, f"No reliable difference from {called(BASELINE)}"),
        (behind, f"Reliably behind {called(BASELINE)}"),
    ):
        if names:
            found.append(f"{words}: {listed(names)}.")
    return " ".join(found)


def _in_labels(curves: Curves, strategy: str) -> tuple[str, Arrow | None]:
    """At which targets the labels differ reliably, where the headline's own does not, and the arrow of the only one."""
    savings = {target: saving(curves, strategy, target) for target in TARGETS}
    reliable = {target: saved for target, saved in savings.items() if saved and share_leaves_out_zero(saved)}
    if not reliable:
        return "no reliable difference in labels", None
    if len(reliable) > 1:
        return f"labels differ reliably at {len(reliable)} of {len(TARGETS)} targets", None
    ((target, saved),) = reliable.items()
    own, other = (labels_to_reach(curves, name, target) or 0 for name in (strategy, BASELINE))
    kind = "fewer" if saved.value > 0 else "more"
    found = f"reliably {kind} labels only for {percent(target)}: {own:.0f}, not {other:.0f}"
    return found, arrow_at(target, other, own)
