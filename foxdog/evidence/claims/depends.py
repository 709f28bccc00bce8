"""Claim 2 in sentences: it depends on the initial model and on the query strategy."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import scipy

from foxdog.evidence.claims.headline import (
    Headline,
    Picture,
    arrow_at,
    by,
    compared_with,
    labels_at,
    leading,
    mean_rows_of,
    points_off,
)
from foxdog.evidence.claims.wording import (
    STARTS,
    called,
    chance,
    counted,
    how_tested,
    listed,
    percent,
    pictures_and_start,
    points,
    setting_words,
    too_few,
)
from foxdog.evidence.curves import BASELINE, Curves, Shown, differ_only_by, only_shown, pairs_by, sets_by
from foxdog.evidence.rounding import share_leaves_out_zero, signed_points
from foxdog.evidence.savings import headline_saving, labels_to_reach, smoothed
from foxdog.evidence.statistics import LEVEL, PairedTest, areas, between_strategies, gains, paired_tests, seeds_needed
from foxdog.evidence.tables import RELIABLE

FEW = 3  # pairs of which each is named
FEWEST = 3  # strategies that can agree on seeds
AWAY = 3  # times the initial set: the labels from which on the curves are no longer the same by construction


def depends(curves: Curves, others: Sequence[Curves] = (), shown: Shown = None) -> list[str]:
    """All that can be said of the claim; settings are compared that differ by one value alone."""
    return [
        *(sentence for pair in _models(curves, others) for sentence in by_model(*pair)),
        *by_start(curves),
        *by_luck(curves, shown),
        *by_strategy(curves, shown),
        *by_initial_set(sets_by("initial", curves, others), shown),
    ]


def _models(curves: Curves, others: Sequence[Curves]) -> list[tuple[Curves, Curves]]:
    """The pair of settings that differ by the initial model alone, of several the one that shares the most runs."""
    pairs = pairs_by("model", curves, others)
    return sorted(pairs, key=lambda pair: -len({*pair[0].runs} & {*pair[1].runs}))[:1]


def by_model(curves: Curves, other: Curves) -> list[str]:
    """Whether a better initial model is worth more than asking: each model with random choice and with asking.

    Settings that differ by the model alone, on the labels and seeds that both have. The three comparisons are corrected
    for together. What is asked about is chosen by the leading strategy of both.
    """
    found = _by_model(curves, other)
    if found is None:
        return []
    better, worse, strategy, tests = found
    if next(iter(tests.values())).verdict == "too few seeds":
        return [f"{_both(better, worse)}: {too_few(next(iter(tests.values())))}, of the initial model."]
    return [
        f"{_both(better, worse)}: {name} {_found(test)}: mean accuracy over the budget {points(test.difference)}; "
        f"{how_tested(test)}."
        for name, test in zip(_compared_models(better, worse, strategy), tests.values(), strict=True)
    ]


def _by_model(curves: Curves, other: Curves) -> tuple[Curves, Curves, str, dict[str, PairedTest]] | None:
    """The head start, the start from scratch, the strategy, and the tests; None if they differ by more than that."""
    strategy = leading(curves)
    if not differ_only_by(curves, other, "model") or strategy is None or strategy not in other.accuracy:
        return None
    better, worse = (
        one.shared_with(two) for one, two in sorted([(curves, other), (other, curves)], key=lambda pair: pair[0].model)
    )  # "head-start" comes before "scratch"
    if not better.seeds:
        return None
    span = (max(better.initial, worse.initial), min(better.end, worse.end))
    pairs = {
        "random": areas(better, BASELINE, *span) - areas(worse, BASELINE, *span),
        "crossed": areas(better, BASELINE, *span) - areas(worse, strategy, *span),
        "gain": gains(better, strategy, *span) - gains(worse, strategy, *span),
    }
    return better, worse, strategy, paired_tests(pairs, dict.fromkeys(pairs, better.splits))


def _both(better: Curves, worse: Curves) -> str:
    return f"{setting_words(better)}, against the same {STARTS.get(worse.model, worse.model)}"


def _compared_models(better: Curves, worse: Curves, strategy: str) -> tuple[str, str, str]:
    start, scratch = (STARTS.get(one.model, one.model) for one in (better, worse))
    return (
        f"{called(BASELINE)} {start} against {called(BASELINE)} {scratch}",
        f"{called(BASELINE)} {start} against asking {by(strategy)} {scratch}",
        f"what asking {by(strategy)} gains {start} against what it gains {scratch}",
    )


def _found(test: PairedTest) -> str:
    return {"ahead": "is reliably more", "behind": "is reliably less"}.get(test.verdict, "shows no reliable difference")


def by_start(curves: Curves) -> list[str]:
    """Whether seeds differ by what all strategies share in one: the initial set and the random numbers.

    Friedman's test (Friedman 1937) on the mean accuracy from three times the initial set on, with each strategy ranking
    the seeds of a split, and Kendall's W, 0 to 1, for how alike they rank them. Before that the curves are alike by
    construction: round 0 is the same for all. Over several splits the statistics of the splits are added up, since
    seeds of different splits differ by their test sets anyhow. It takes three strategies or more, random among them.
    """
    strategies, since = len(curves.accuracy), AWAY * curves.initial
    if strategies < FEWEST or since >= curves.end:
        return []
    about, seeds = f"{setting_words(curves)}: ", len(curves.seeds)
    if seeds < seeds_needed():
        return [f"{about}{seeds} seeds are too few to tell whether the start matters."]
    of_seeds = np.round([areas(curves, name, since) for name in curves.accuracy], 12)  # (strategies, seeds)
    rows = [np.flatnonzero(np.asarray(curves.splits) == split) for split in dict.fromkeys(curves.splits)]
    ranked = [of_seeds[:, own] for own in rows if len(own) >= FEWEST]
    if not ranked:
        return []
    statistic = sum(float(scipy.stats.friedmanchisquare(*own.T).statistic) for own in ranked if np.ptp(own))
    freedom = sum(own.shape[1] - 1 for own in ranked)
    p = float(scipy.stats.chi2.sf(statistic, freedom))
    found = "the start matters" if p < LEVEL else "no reliable difference between starts"
    means = of_seeds.mean(axis=0) * 100
    within = "" if len(ranked) == 1 else f" of each of {len(ranked)} splits"
    return [
        f"{about}{found}, from {since} labels on, three times the initial set: {strategies} strategies share each "
        f"seed's initial set and random numbers, and agree on which of the seeds{within} do well with a Kendall's W of "
        f"{statistic / (strategies * freedom):.2f}, Friedman {chance(p)}, {seeds} seeds. A seed's mean accuracy there, "
        f"over all strategies, is {means.min():.1f} % to {means.max():.1f} %."
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
    tests = between_strategies(curves)
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
    differences, splits = {}, {}
    for strategy in dict.fromkeys(name for curves in settings for name in curves.strategies):
        of_strategy, span = _compared(settings, strategy)
        for one, other in combinations(of_strategy, 2):
            if span[0] < span[1] and set(one.runs) & set(other.runs):
                both = one.shared_with(other), other.shared_with(one)
                first, second = (gains(curves, strategy, *span) for curves in both)
                pair = strategy, f"{one.initial} against {other.initial}"
                differences[pair], splits[pair] = first - second, both[0].splits
    tests = paired_tests(differences, splits)
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
        sentences.append(f"{about}, {of_strategy[0].batch} a round{noise}: {verdict}.")
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


def headline(curves: Curves, others: Sequence[Curves] = ()) -> Headline:
    """Of the initial model where two settings differ by it alone, or else of the strategies."""
    models = [found for pair in _models(curves, others) if (found := _by_model(*pair))]
    if not models:
        return _of_strategies(curves)
    of_models, limit = _of_models(*models[0]), compared_with(curves, models[0][0])
    said = (of_models.other_side, limit, _pairs_that_differ(curves))
    return replace(of_models, other_side=" ".join(filter(None, said)))


def _pairs_that_differ(curves: Curves) -> str:
    """How many strategies differ, two by two; "" where there are fewer than two, or too few seeds."""
    tests = between_strategies(curves).values()
    if not tests or any(test.verdict == "too few seeds" for test in tests):
        return ""
    differ, questions = sum(test.verdict in RELIABLE for test in tests), counted(curves.batch, "question")
    return f"With {questions} a round, {differ} of {len(tests)} pairs of strategies differ reliably."


def _of_models(better: Curves, worse: Curves, strategy: str, tests: dict[str, PairedTest]) -> Headline:
    """Is random choice with a head start ahead of asking from scratch?"""
    start, scratch = (STARTS.get(one.model, one.model) for one in (better, worse))
    names = f"{called(BASELINE)} {start}", f"{strategy} {scratch}"
    rows = mean_rows_of(better, BASELINE, names=names[:1]) + mean_rows_of(worse, strategy, names=names[1:])
    test, gain = tests["crossed"], tests["gain"]
    bare = Picture(names, rows, None)
    if test.verdict == "too few seeds":
        return Headline(f"{test.seeds} paired runs are too few to tell what the initial model is worth.", "", bare)
    if test.verdict not in RELIABLE:
        text, picture = f"No reliable difference between {names[0]} and {names[1]}.", bare
    else:
        what = "The initial model" if test.verdict == "ahead" else "Asking"
        text = f"{what} matters more: {names[0]} is {points_off(test.difference)} {names[1]}."
        ends = [(better, BASELINE), (worse, strategy)]
        reached = min(float(smoothed(one.accuracy[name].mean(axis=0), one.labelled)[-1]) for one, name in ends)
        first, second = (labels_at(one, name, reached) for one, name in ends)
        least, most = sorted([first or better.end, second or worse.end])
        picture = Picture(names, rows, arrow_at(reached, most, least) if least < most else None)
    found = {
        "ahead": f"Asking gains reliably more {start} than {scratch}",
        "behind": f"Asking gains reliably less {start} than {scratch}",
    }.get(gain.verdict, f"No reliable difference between what asking gains {start} and what it gains {scratch}")
    return Headline(text, f"{found}: {points(gain.difference)}.", picture)


def _of_strategies(curves: Curves) -> Headline:
    """Do the strategies differ, and how far do single runs of the leading one lie apart?"""
    strategy, named = leading(curves), curves.strategies
    if strategy is None or len(named) < 2:
        few = "Only one strategy was compared here: whether it matters which one is still open."
        return Headline(few, _luck(curves, strategy) if strategy else "", None)
    tests = between_strategies(curves)
    (first, second), widest = max(tests.items(), key=lambda one: abs(one[1].difference.value))
    ahead, after = (first, second) if widest.difference.value > 0 else (second, first)
    differ = sum(test.verdict in RELIABLE for test in tests.values())
    rows = mean_rows_of(curves, ahead, after)
    if widest.verdict == "too few seeds":
        text = f"{widest.seeds} paired runs are too few to tell {len(named)} strategies apart."
    elif widest.verdict not in RELIABLE:
        text = f"No reliable difference among {len(named)} strategies, over {widest.seeds} paired runs."
    else:
        apart = f"{abs(widest.difference.value) * 100:.1f} points ahead of"
        text = f"The strategy matters: {ahead} is {apart} {after}; {differ} of {len(tests)} pairs differ reliably."
        saved = headline_saving(curves, ahead, after)
        if saved and saved[1].value > 0 and share_leaves_out_zero(saved[1]):
            own, other = (labels_to_reach(curves, name, saved[0]) or 0 for name in (ahead, after))
            return Headline(
                text, _luck(curves, strategy), Picture((ahead, after), rows, arrow_at(saved[0], other, own))
            )
    return Headline(text, _luck(curves, strategy), Picture((ahead, after), rows, None))


def _luck(curves: Curves, strategy: str) -> str:
    gained = gains(curves, strategy)
    return (
        f"Luck matters too: single runs of {strategy} came out between {signed_points(gained.min())} and "
        f"{signed_points(gained.max())} points from {called(BASELINE)}."
    )
