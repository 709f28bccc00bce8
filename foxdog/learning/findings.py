"""What can be read off a run: guesses, worst mistakes, wrong answers, and the rounds that can be compared."""

from copy import copy
from dataclasses import dataclass

import numpy as np

from foxdog.learning.loop import Loop, Round
from foxdog.pictures.dataset import Dataset

NOT_KNOWN = "not known"


def as_of(loop: Loop, number: int) -> Loop:
    """The run as it was after an earlier round, to be looked at and not to be stepped."""
    past = copy(loop)
    past.rounds = loop.rounds[: number + 1]
    return past


def guess(p_fox: float) -> tuple[int, float]:
    """The label that P(label = 1) speaks for, and the probability of this label."""
    return (1, p_fox) if p_fox > 0.5 else (0, 1 - p_fox)


def p_fox(loop: Loop, picture: int) -> float:
    """P(label = 1) of a picture, as of the last round."""
    return float(loop.rounds[-1].proba[picture])


def doubt_rank(loop: Loop, picture: int) -> tuple[int, int]:
    """Rank of a picture by doubt among those without a label, 1 for the most doubtful; and how many those are."""
    unlabelled = np.append(loop.candidates(), loop.query.open if loop.query else []).astype(int)
    doubts = -np.abs(loop.rounds[-1].proba[unlabelled].astype(float) - 0.5)
    return int(np.sum(doubts > -abs(p_fox(loop, picture) - 0.5))) + 1, len(unlabelled)


def settled(loop: Loop, least: int) -> tuple[int, int] | None:
    """Of the last labels, `least` or a few more: how many they are, and how many pictures of the pool changed sides.

    None before there are so many.

    The less a learner changes its mind, the less there is to gain by going on: stabilizing predictions (Bloodgood &
    Vijay-Shanker 2009), here as a plain count.
    """
    now = loop.rounds[-1] if loop.rounds else None
    before = [one for one in loop.rounds if now and one.labelled <= now.labelled - least]
    if not (now and before):
        return None
    pool = loop.pool
    return now.labelled - before[-1].labelled, int(((before[-1].proba > 0.5) != (now.proba > 0.5))[pool].sum())


def rounds_left(loop: Loop) -> int:
    """Rounds from the last one to the budget; the last of them may be smaller."""
    return -(-(loop.settings.budget - loop.rounds[-1].labelled) // loop.settings.batch)


def worst_mistakes(loop: Loop) -> list[tuple[int, int, float]]:
    """The test pictures that the last round gets wrong, the surest first: (picture, guessed label, its probability)."""
    wrong = loop.dataset.test[~loop.rounds[-1].correct].tolist()
    guesses = [(picture, *guess(p_fox(loop, picture))) for picture in wrong]
    return sorted(guesses, key=lambda one: -one[2])


def kind(dataset: Dataset, picture: int) -> str:
    """The kind of a picture, or that it is not known."""
    return str(dataset.kinds[picture]) or NOT_KNOWN


def kind_or_class(dataset: Dataset, picture: int) -> str:
    """The kind of a picture, or its class where that is not known."""
    return str(dataset.kinds[picture]) or dataset.classes[dataset.labels[picture]]


def mistakes_by_kind(loop: Loop) -> list[dict[str, str | int | None]]:
    """Of each class and kind of the test set: how many it gets wrong, and how many of it are labelled.

    In the order of classes and kinds, which no round changes. "by chance" are the mistakes of the baseline's round with
    as many labels, None without one.
    """
    dataset, now, paired = loop.dataset, loop.rounds[-1], last_paired(loop)
    random = paired[1] if paired and paired[0] is now else None
    names = [(dataset.classes[dataset.labels[one]], kind(dataset, one)) for one in range(len(dataset))]
    labelled = [names[picture] for picture, _ in loop.labelled[: now.labelled]]
    tested = [names[picture] for picture in dataset.test]
    rows: list[dict[str, str | int | None]] = []
    for name in sorted(set(tested)):
        at = [number for number, one in enumerate(tested) if one == name]
        rows.append(
            {
                "class": name[0],
                "kind": name[1],
                "wrong": int((~now.correct[at]).sum()),
                "by chance": int((~random.correct[at]).sum()) if random else None,
                "of": len(at),
                "labelled": labelled.count(name),
            }
        )
    return rows


def changed(loop: Loop, since: int) -> tuple[list[int], list[int]]:
    """The test pictures that it gets right now and did not after an earlier round, and those the other way round."""
    old, now = loop.rounds[since].correct, loop.rounds[-1].correct
    return loop.dataset.test[now & ~old].tolist(), loop.dataset.test[old & ~now].tolist()


def learned(loop: Loop, since: int) -> list[int]:
    """The pictures that it has learned since an earlier round, in the order of labelling."""
    return [picture for one in loop.rounds[since + 1 :] for picture in one.new]


def labelled_by_kind(loop: Loop) -> list[dict[str, str | int | float]]:
    """Of each class and kind of the pool: how many are labelled, and how many would be if they were drawn at random."""
    dataset = loop.dataset
    names = [(dataset.classes[dataset.labels[one]], kind(dataset, one)) for one in range(len(dataset))]
    pool = [names[picture] for picture in loop.pool]
    labelled = [names[picture] for picture, _ in loop.labelled[: loop.rounds[-1].labelled]]
    return [
        {
            "class": name[0],
            "kind": name[1],
            "labelled": labelled.count(name),
            "by chance": round(pool.count(name) * len(labelled) / len(pool), 1),
            "of": pool.count(name),
        }
        for name in sorted(set(pool))
    ]


def disputed(loop: Loop) -> list[tuple[int, int, float]]:
    """The labelled pictures, those first whose label it doubts most: (picture, label, P(label))."""
    proba = loop.rounds[-1].proba
    known = loop.labelled[: loop.rounds[-1].labelled]
    doubts = [(picture, label, float(proba[picture] if label else 1 - proba[picture])) for picture, label in known]
    return sorted(doubts, key=lambda one: one[2])


@dataclass(frozen=True)
class Bin:
    """The test pictures of which a learner is equally sure."""

    low: float  # confidence, P of the guessed label
    high: float
    pictures: tuple[int, ...]
    confidence: float  # the mean
    right: float  # the share


def calibration(loop: Loop, bins: int = 5) -> list[Bin]:
    """Whether it is right as often as it is sure: the test pictures in bins of confidence, from 0.5 to 1.

    A reliability diagram (DeGroot & Fienberg 1983; Guo et al. 2017). A bin without pictures is left out.
    """
    p = loop.rounds[-1].proba[loop.dataset.test].astype(float)
    confidence = np.maximum(p, 1 - p)
    number = np.minimum(((confidence - 0.5) * 2 * bins).astype(int), bins - 1)
    edges = np.linspace(0.5, 1, bins + 1).round(6)
    return [
        Bin(
            float(edges[one]),
            float(edges[one + 1]),
            tuple(loop.dataset.test[number == one].tolist()),
            float(confidence[number == one].mean()),
            float(loop.rounds[-1].correct[number == one].mean()),
        )
        for one in range(bins)
        if (number == one).any()
    ]


def most_changeable(loop: Loop, count: int) -> list[int]:
    """The test pictures that changed sides most often through the rounds; of equals, those of which it is less sure."""
    proba = np.array([one.proba[loop.dataset.test] for one in loop.rounds])
    turns = np.abs(np.diff(proba > 0.5, axis=0)).sum(axis=0)
    order = np.lexsort((np.abs(proba[-1] - 0.5), -turns))
    return loop.dataset.test[order[:count]].tolist()


def wrong_answers(loop: Loop) -> tuple[int, int]:
    """How many of a person's labels differ from the pictures' own, and how many labels are a person's."""
    last = {answer.picture: answer for answer in loop.answers if answer.label is not None}
    given = [answer for answer in last.values() if answer.by == "person"]
    return sum(answer.label != loop.dataset.labels[answer.picture] for answer in given), len(given)


def last_paired(loop: Loop) -> tuple[Round, Round] | None:
    """The last round for which the baseline has a round with as many labels, and that round; None if there is none."""
    baseline = {round_.labelled: round_ for round_ in (loop.baseline.rounds if loop.baseline else [])}
    pairs = ((mine, baseline[mine.labelled]) for mine in reversed(loop.rounds) if mine.labelled in baseline)
    return next(pairs, None)
