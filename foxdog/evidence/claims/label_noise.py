"""Claim 3 in sentences: it reaches a plateau, after which cleaner labels help more than more labels."""

from collections.abc import Sequence

import numpy as np

from foxdog.evidence.claims.headline import (
    Arrow,
    Headline,
    Picture,
    by,
    compared_with,
    labels_at,
    leading,
    mean_rows_of,
    points_off,
)
from foxdog.evidence.claims.wording import called, how_tested, percent, points, setting_words, too_few
from foxdog.evidence.curves import BASELINE, Curves, Shown, differ_only_by, only_shown, pairs_by
from foxdog.evidence.intervals import Estimate, mean_estimate
from foxdog.evidence.plateau import MARGIN, Plateau, find_plateau, fit_curve
from foxdog.evidence.savings import smoothed
from foxdog.evidence.statistics import PairedTest, against_random, count_wins, gains, paired_tests, seeds_needed
from foxdog.evidence.tables import RELIABLE, ceiling

USUAL_NOISE = 0.2  # of the settings with wrong labels, the nearest to this is the headline's
POINT = f"{MARGIN * 100:.0f} point"


def plateaus(curves: Curves, others: Sequence[Curves] = (), shown: Shown = None) -> list[str]:
    """All that can be said of the claim; a setting with noisy labels is compared with the same one without noise."""
    return [
        *levels_off(curves, shown),
        *(sentence for pair in pairs_by("noise", curves, others) for sentence in cleaner_labels(*pair, shown)),
    ]


def levels_off(curves: Curves, shown: Shown = None) -> list[str]:
    """Whether each strategy's curve comes to its ceiling, and where; and what a fitted curve says instead."""
    return [
        f"{setting_words(curves)}: {_flatness(curves, strategy)}.{_second_reading(curves, strategy)}"
        for strategy in only_shown(curves.accuracy, shown)
    ]


def _flatness(curves: Curves, strategy: str) -> str:
    who, found, top = called(strategy), find_plateau(curves, strategy), ceiling(curves)
    if found.distance is None or top is None:
        return f"no word on a plateau of {who}: the accuracy with the whole pool labelled was not measured"
    if found.verdict == "too few seeds":
        known = int(np.isfinite(curves.ceilings).sum())
        return f"{known} seeds are too few to tell a plateau of {who}: it takes at least {seeds_needed()}"
    ends = (
        f"with {curves.end} labels it was {points(found.distance)} from the {top.value * 100:.1f} % that the whole "
        f"pool gives, {len(curves.seeds)} seeds"
    )
    return {
        "reached": f"{who} reached its plateau: from {found.start} labels on it was reliably within {POINT} of its "
        f"ceiling; {ends}",
        "below": f"{who} reached no plateau, it was still more than {POINT} below its ceiling: {ends}",
        "above": f"{who} reached no plateau, it ended more than {POINT} above its ceiling: {ends}",
        "undecided": f"no word on a plateau of {who}, {POINT} or more from its ceiling cannot be ruled out: {ends}",
    }[found.verdict]


def _second_reading(curves: Curves, strategy: str) -> str:
    """What the fitted curve says of the plateau, and whether it agrees; "" where there is no first reading."""
    found = find_plateau(curves, strategy)
    if found.verdict not in ("reached", "below", "undecided"):
        return ""
    fit = fit_curve(curves, strategy)
    if fit is None:
        return " There is no second reading: a curve of four parameters does not settle, or nears 100 %."
    inside = fit.start <= curves.end
    reading = f"from {fit.start:.0f} labels on" if inside else f"not by {curves.end} labels"
    agrees = {"reached": inside, "below": not inside}.get(found.verdict)
    second = {True: " agrees", False: " disagrees", None: ""}[agrees]
    return (
        f" A second reading{second}: a curve of four parameters, fitted to the mean, nears {fit.height * 100:.1f} % "
        f"and comes within {POINT} of that {reading}."
    )


def cleaner_labels(clean: Curves, noisy: Curves, shown: Shown = None) -> list[str]:
    """Given noisy labels up to half the budget: what helps more, to clean these or to have as many again?

    Half the budget is fixed beforehand and not searched for. Per seed, and Holm-corrected for the strategies compared:
    (clean(half) - noisy(half)) - (noisy(end) - noisy(half)) = clean(half) - noisy(end). The clean curve is that of a
    run whose answers were right from its start: except for random, it has asked about other pictures than the noisy
    one. If the settings differ by more than their noise, there is nothing to say.
    """
    alike = differ_only_by(clean, noisy, "noise") and np.array_equal(clean.labelled, noisy.labelled)
    if clean.noise or not alike or not set(clean.runs) & set(noisy.runs):
        return []
    half, tests = _half(noisy), _clean_against_more(clean, noisy)
    pure, wrong = clean.shared_with(noisy).accuracy, noisy.shared_with(clean).accuracy
    splits = clean.shared_with(noisy).splits
    sentences = []
    for name in only_shown(tests, shown):
        before = wrong[name][:, half]
        cleaner, more = (mean_estimate(after - before, splits) for after in (pure[name][:, half], wrong[name][:, -1]))
        found = _cleaner_or_more(tests[name], cleaner, more, int(noisy.labelled[half]), noisy.end)
        sentences.append(f"{setting_words(noisy)}, {called(name)}: {found}.")
    return sentences


def _half(curves: Curves) -> int:
    """The round at half the budget."""
    return int(np.abs(curves.labelled - curves.end / 2).argmin())


def _clean_against_more(clean: Curves, noisy: Curves) -> dict[str, PairedTest]:
    """Clean labels up to half the budget minus noisy ones up to its end, of each strategy that both have."""
    pure, wrong = clean.shared_with(noisy), noisy.shared_with(clean)
    names = [name for name in wrong.accuracy if name in pure.accuracy]
    return paired_tests(
        {name: pure.accuracy[name][:, _half(noisy)] - wrong.accuracy[name][:, -1] for name in names},
        dict.fromkeys(names, pure.splits),
    )


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


def headline(curves: Curves, others: Sequence[Curves] = ()) -> Headline:
    """Of right labels against more labels where there is a setting with wrong ones, or else of the plateau."""
    strategy = leading(curves) or BASELINE
    plateau, picture = _plateau_headline(curves, strategy)
    pairs = pairs_by("noise", curves, others)
    noisy = [(clean, wrong) for clean, wrong in pairs if cleaner_labels(clean, wrong) and strategy in wrong.accuracy]
    if not noisy:
        return Headline(plateau, _plateau_of_random(curves, strategy), picture)
    clean, wrong = min(noisy, key=lambda pair: abs(pair[1].noise - USUAL_NOISE))
    found = _noise_headline(clean, wrong, strategy)
    said = (
        compared_with(curves, wrong.shared_with(clean)),
        plateau,
        _plateau_of_random(curves, strategy),
        found.other_side,
    )
    return Headline(found.text, " ".join(filter(None, said)), found.picture)


def _asking(strategy: str) -> str:
    return called(BASELINE) if strategy == BASELINE else f"asking {by(strategy)}"


def _plateau_headline(curves: Curves, strategy: str) -> tuple[str, Picture]:
    found, top, who = find_plateau(curves, strategy), ceiling(curves), _asking(strategy)
    text = {
        "reached": f"From {found.start} labels on {who} is within {POINT} of what the whole pool gives.",
        "below": f"No plateau by {curves.end} labels: {who} is still more than {POINT} below its ceiling.",
        "above": f"No plateau by {curves.end} labels: {who} ends more than {POINT} above its ceiling.",
        "undecided": f"No reliable plateau by {curves.end} labels: {who} may still be {POINT} or more from its "
        "ceiling.",
        "too few seeds": f"{len(curves.seeds)} runs are too few to tell a plateau.",
        "no ceiling": "The accuracy with the whole pool labelled was not measured: a plateau cannot be told.",
    }[found.verdict]
    names = (strategy, BASELINE) if strategy != BASELINE else (BASELINE, BASELINE)
    rows = mean_rows_of(curves, *dict.fromkeys(names))
    arrow = None
    if found.start is not None and found.start < curves.end and top:
        arrow = Arrow(top.value, found.start, curves.end, f"within {POINT} from {found.start} labels on")
    return text, Picture(names, rows, arrow, top.value if top else None)


def _plateau_of_random(curves: Curves, strategy: str) -> str:
    """Random choice's own plateau, beside that of the strategy."""
    if strategy == BASELINE:
        return ""
    found = find_plateau(curves, BASELINE)
    return _beside(found, curves.end)


def _beside(found: Plateau, end: int) -> str:
    who = called(BASELINE).capitalize()
    return {
        "reached": f"{who} is there from {found.start} labels on.",
        "below": f"{who} is still more than {POINT} below it by {end} labels.",
        "above": f"{who} ends more than {POINT} above its ceiling.",
        "undecided": f"Of {called(BASELINE)} it cannot be told by {end} labels.",
    }.get(found.verdict, "")


def _noise_headline(clean: Curves, noisy: Curves, strategy: str) -> Headline:
    """Right labels up to half the budget against more labels, of which some are wrong."""
    test, half = _clean_against_more(clean, noisy)[strategy], int(noisy.labelled[_half(noisy)])
    right, wrong = f"{half} right labels", f"{noisy.end} with {percent(noisy.noise)} wrong"
    names = "right labels", f"{percent(noisy.noise)} wrong"
    rows = mean_rows_of(clean, strategy, names=names[:1]) + mean_rows_of(noisy, strategy, names=names[1:])
    arrow, apart = None, f"{abs(test.difference.value) * 100:.1f} points"
    if test.verdict == "too few seeds":
        text = f"{test.seeds} paired runs are too few to tell right labels from more labels."
    elif test.verdict not in RELIABLE:
        text = f"No reliable difference between {right} and {wrong}, asking {by(strategy)}."
    else:
        text = f"{right} {'beat' if test.verdict == 'ahead' else 'lose to'} {wrong}, by {apart}, asking {by(strategy)}."
        height = float(smoothed(noisy.accuracy[strategy].mean(axis=0), noisy.labelled)[-1])
        needed = labels_at(clean, strategy, height)
        if needed and needed < noisy.end:
            arrow = Arrow(height, noisy.end, needed, f"as good with {needed:.0f} right labels")
    return Headline(text, _asking_with_noise(noisy, strategy), Picture(names, rows, arrow))


def _asking_with_noise(noisy: Curves, strategy: str) -> str:
    """What the wrong labels leave of the gain from asking."""
    if strategy == BASELINE:
        return ""
    test, won = against_random(noisy)[strategy], count_wins(gains(noisy, strategy), noisy.splits)
    found = f"{points_off(test.difference)} {called(BASELINE)}" if test.verdict in RELIABLE else test.verdict
    return (
        f"With {percent(noisy.noise)} of the labels wrong, asking {by(strategy)}: {found}; {called(BASELINE)} won "
        f"{won.lost} of {won.runs} runs."
    )
