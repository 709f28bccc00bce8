"""Six pictures for a class to guess."""

import numpy as np
import pytest

from foxdog.learning import guessing
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings


@pytest.fixture
def loop(tiny, tiny_model):
    loop = Loop(tiny, Settings(initial=20, budget=40), tiny_model("head-start", tiny))
    loop.teach()
    return loop


def test_the_question_is_among_six_and_the_others_are_clearly_less_doubtful(loop):
    six = guessing.with_the_question(loop)
    asked = loop.query.open[0]
    assert len(set(six)) == 6
    assert asked in six
    sure = np.abs(loop.rounds[-1].proba - 0.5)
    others = [one for one in six if one != asked]
    assert set(others) <= set(loop.candidates().tolist())
    assert min(sure[others]) >= sure[asked] + guessing.APART - 1e-6


def test_the_same_round_gives_the_same_six_and_the_next_others(loop):
    six = guessing.with_the_question(loop)
    assert guessing.with_the_question(loop) == six
    places = set()
    for _ in range(12):
        places.add(guessing.with_the_question(loop).index(loop.query.open[0]))
        loop.step()
    assert len(places) > 2  # the question does not always stand in the same place
    assert guessing.with_the_question(loop) != six


def test_where_few_are_clearly_less_doubtful_the_least_doubtful_are_taken(loop, monkeypatch):
    monkeypatch.setattr(guessing, "APART", 1.0)
    six, asked = guessing.with_the_question(loop), loop.query.open[0]
    sure, others = np.abs(loop.rounds[-1].proba.astype(float) - 0.5), loop.candidates()
    surest = others[np.argsort(-sure[others], kind="stable")[:5]].tolist()
    assert set(six) == {asked, *surest}


def test_without_a_question_there_are_no_six(tiny, tiny_model):
    with pytest.raises(ValueError, match="No question"):
        guessing.with_the_question(Loop(tiny, Settings(initial=20, budget=40), tiny_model("head-start", tiny)))


def test_of_six_test_pictures_it_gets_three_wrong_and_none_was_seen_before(loop, tiny):
    correct = dict(zip(tiny.test.tolist(), loop.rounds[-1].correct.tolist(), strict=True))
    first = guessing.of_the_test_set(loop)
    assert len(set(first)) == 6
    assert sum(correct[one] for one in first) == 3
    second = guessing.of_the_test_set(loop, tuple(first))
    assert not set(first) & set(second)


@pytest.mark.parametrize(("right", "of_six"), [(48, 6), (46, 4), (1, 1), (0, 0)])
def test_where_it_gets_few_wrong_or_few_right_the_six_are_filled_up(loop, tiny, right, of_six):
    correct = np.arange(len(tiny.test)) < right
    vars(loop.rounds[-1])["correct"] = correct
    six = guessing.of_the_test_set(loop)
    assert len(set(six)) == 6
    assert sum(correct[np.flatnonzero(tiny.test == one)[0]] for one in six) == of_six
