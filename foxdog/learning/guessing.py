"""Six pictures at a time, for a class that guesses what the machine asks about and what it says."""

import numpy as np

from foxdog.learning.loop import Loop

SIX = 6
APART = 0.15  # of P(label = 1): so much less doubtful than the question are the five beside it
QUESTION_STREAM, TEST_STREAM = 11, 12  # of random numbers; those of `loop` are below 10


def with_the_question(loop: Loop) -> list[int]:
    """The picture that is asked about and five that the machine is surer of, in random order.

    The five are drawn at random from the pictures that could be asked about and are less doubtful by APART at least, or
    from the least doubtful where there are too few of those. The same round of a run always gives the same six.

    Raises:
        ValueError: No question is open.
    """
    if not (loop.query and loop.query.open):
        raise ValueError("No question is open.")
    asked, others = loop.query.open[0], loop.candidates()
    sure = np.abs(loop.rounds[-1].proba.astype(float) - 0.5)
    far = others[sure[others] >= sure[asked] + APART]
    if len(far) < SIX - 1:
        far = others[np.argsort(-sure[others], kind="stable")[: SIX - 1]]
    rng = _rng(loop, QUESTION_STREAM)
    five = rng.permutation(far)[: SIX - 1].tolist()
    return rng.permutation([asked, *five]).tolist()


def of_the_test_set(loop: Loop, seen: tuple[int, ...] = ()) -> list[int]:
    """Six test pictures in random order: three that the machine gets right and three that it gets wrong.

    Where it gets fewer than three wrong there are more right ones, and the other way round. The same round of a run
    always gives the same six.

    Args:
        loop: The run.
        seen: Pictures that are left out.
    """
    rng = _rng(loop, TEST_STREAM)
    free = ~np.isin(loop.dataset.test, seen)
    right, wrong = (
        rng.permutation(loop.dataset.test[free & (loop.rounds[-1].correct == one)]).tolist() for one in (True, False)
    )
    half = SIX // 2
    count = min(len(wrong), max(half, SIX - len(right)))
    return rng.permutation([*wrong[:count], *right[: SIX - count]]).astype(int).tolist()


def _rng(loop: Loop, stream: int) -> np.random.Generator:
    return np.random.default_rng([loop.settings.seed, stream, len(loop.answers)])
