"""What can be read off a run: guesses, worst mistakes, wrong answers, and the rounds that can be compared."""

import numpy as np

from foxdog.learning.loop import Loop, Round
from foxdog.pictures.dataset import Dataset

NOT_KNOWN = "not known"


def guess(p_fox: float) -> tuple[int, float]:
    """The label that P(label = 1) speaks for, and the probability of this label."""
    return (1, p_fox) if p_fox > 0.5 else (0, 1 - p_fox)


def p_fox(loop: Loop, picture: int) -> float:
    """P(label = 1) of a picture, as of the last round."""
    return float(loop.rounds[-1].proba[picture])


def doubt_rank(loop: Loop, picture: int) -> tuple[int, int]:
    """How many-th most doubtful a picture is among those without a label, from 1, and how many of those there are."""
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
    pool = loop.dataset.pool
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
