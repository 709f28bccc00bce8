"""What can be read off a run: guesses, worst mistakes, wrong answers, and the rounds that can be compared."""

from foxdog.learning.loop import Loop, Round


def guess(p_fox: float) -> tuple[int, float]:
    """The label that P(label = 1) speaks for, and the probability of this label."""
    return (1, p_fox) if p_fox > 0.5 else (0, 1 - p_fox)


def p_fox(loop: Loop, picture: int) -> float:
    """P(label = 1) of a picture, as of the last round."""
    return float(loop.rounds[-1].proba[picture])


def choice(loop: Loop) -> int:
    """The number of pictures that the questions of this round were chosen from."""
    query = loop.query
    return len(loop.candidates()) + (len(query.open) + len(query.answered) if query else 0)


def rounds_left(loop: Loop) -> int:
    """Rounds from the last one to the budget; the last of them may be smaller."""
    return -(-(loop.settings.budget - loop.rounds[-1].labelled) // loop.settings.batch)


def worst_mistakes(loop: Loop) -> list[tuple[int, int, float]]:
    """The test pictures that the last round gets wrong, the surest first: (picture, guessed label, its probability)."""
    wrong = loop.dataset.test[~loop.rounds[-1].correct].tolist()
    guesses = [(picture, *guess(p_fox(loop, picture))) for picture in wrong]
    return sorted(guesses, key=lambda one: -one[2])


def wrong_answers(loop: Loop) -> tuple[int, int]:
    """How many of a person's answers differ from the pictures' own labels, and how many answers there are."""
    given = [answer for answer in loop.answers if answer.by == "person" and answer.label is not None]
    return sum(answer.label != loop.dataset.labels[answer.picture] for answer in given), len(given)


def last_paired(loop: Loop) -> tuple[Round, Round] | None:
    """The last round for which the baseline has a round with as many labels, and that round; None if there is none."""
    baseline = {round_.labelled: round_ for round_ in (loop.baseline.rounds if loop.baseline else [])}
    pairs = ((mine, baseline[mine.labelled]) for mine in reversed(loop.rounds) if mine.labelled in baseline)
    return next(pairs, None)
