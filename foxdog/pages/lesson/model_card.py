"""A model card of a run (Mitchell et al. 2019, Model Cards for Model Reporting).

All is computed but for what only people know.
"""

from dataclasses import asdict

from foxdog import evidence
from foxdog.learning import findings, what_if
from foxdog.learning.loop import Loop
from foxdog.pages.lesson import words
from foxdog.pages.lesson.paper import facts, paper, table, text


def model_card(loop: Loop, who: str, remarks: str, not_for: str) -> str:
    """The card as a file of HTML.

    Args:
        loop: The run, round 0 taught.
        who: Who has labelled; an empty text leaves a line to write on, as the two below.
        remarks: What was noticed.
        not_for: What the net must not be used for.
    """
    said = {"who": _free(who), "remarks": _free(remarks), "not_for": _free(not_for)}
    computed = {
        "what": text(_what(loop)),
        "shown": text(_shown(loop)),
        "labels": text(f"{_labels(loop)} {words.CARD_TRUE_LABELS}"),
        "accuracy": text(_accuracy(loop)),
        "chance": text(_chance(loop)),
        "fails": _fails(loop),
        "again": text(_again(loop)),
    }
    known = said | computed
    rows = [(name, known[key]) for key, name in words.CARD_ROWS.items()]
    return paper(words.CARD_BUTTON, f"{facts(rows)}\n<p class='quiet'>{text(words.CARD_SOURCE)}</p>")


def _free(written: str) -> str:
    return f"<div class='free'>{text(written)}</div>" if written.strip() else words.CARD_BY_NOBODY


def _what(loop: Loop) -> str:
    first, second = loop.dataset.classes
    settings = loop.settings
    model = words.CARD_MODELS[settings.model]
    return words.CARD_WHAT.format(
        first=first, second=second, model=model, strategy=settings.strategy, batch=settings.batch
    )


def _shown(loop: Loop) -> str:
    dataset = loop.dataset
    return words.CARD_SHOWN.format(pool=len(dataset.pool), name=dataset.name, test=len(dataset.test))


def _labels(loop: Loop) -> str:
    """How many labels the last round has learned, by whom, and how many are wrong."""
    learned = {picture for picture, _ in loop.labelled[: loop.rounds[-1].labelled]}
    by = dict.fromkeys(loop.initial, "initial")
    by |= {one.picture: one.by for one in loop.answers if one.label is not None and one.picture in learned}
    counts = {name: list(by.values()).count(name) for name in ("initial", "person", "oracle")}
    return words.CARD_LABELS.format(labels=len(learned), wrong=what_if.wrong_labels(loop), **counts)


def _accuracy(loop: Loop) -> str:
    now, test = loop.rounds[-1], len(loop.dataset.test)
    interval = evidence.binomial_interval(now.accuracy, test)
    low, high = words.percent(interval.low), words.percent(interval.high)
    return words.CARD_ACCURACY.format(accuracy=words.percent(now.accuracy), test=test, low=low, high=high)


def _chance(loop: Loop) -> str:
    paired = findings.last_paired(loop)
    if paired is None or paired[0] is not loop.rounds[-1] or loop.settings.strategy == evidence.BASELINE:
        return words.CARD_NO_CHANCE
    difference = evidence.paired_difference(paired[0].correct, paired[1].correct)
    wrong = findings.wrong_answers(loop)
    return evidence.one_run_sentence(difference, paired[0].labelled, loop.settings.strategy, *wrong)


def _fails(loop: Loop) -> str:
    rows = findings.mistakes_by_kind(loop)
    return table(
        words.CARD_KINDS,
        [
            (str(row["class"]), str(row["kind"]), *(int(row[one] or 0) for one in ("labelled", "of", "wrong")))
            for row in rows
        ],
    )


def _again(loop: Loop) -> str:
    settings = ", ".join(f"{name} {value}" for name, value in asdict(loop.settings).items())
    return words.CARD_AGAIN.format(fingerprint=loop.dataset.fingerprint, settings=settings, recipe=loop.recipe)
