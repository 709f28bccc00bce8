from dataclasses import replace

import numpy as np
import pytest

from foxdog.learning import findings
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings


@pytest.fixture
def loop(tiny, tiny_model):
    loop = Loop(tiny, Settings(initial=6, batch=3, budget=14), tiny_model("head-start", tiny))
    loop.teach()
    return loop


@pytest.mark.parametrize(("p_fox", "label", "probability"), [(0.9, 1, 0.9), (0.2, 0, 0.8), (0.5, 0, 0.5)])
def test_a_guess_is_the_likelier_label_and_its_probability(p_fox, label, probability):
    assert findings.guess(p_fox) == (label, pytest.approx(probability))


def test_a_picture_is_ranked_by_its_doubt_among_those_without_a_label(loop):
    everything = len(loop.dataset.pool) - 6
    ranks = [findings.doubt_rank(loop, picture) for picture in loop.query.open]
    assert ranks == [(1, everything), (2, everything), (3, everything)]  # it asks by uncertainty
    surest = max(loop.candidates(), key=lambda picture: abs(findings.p_fox(loop, picture) - 0.5))
    unlabelled = [*loop.candidates(), *loop.query.open]
    before = sum(abs(findings.p_fox(loop, one) - 0.5) < abs(findings.p_fox(loop, surest) - 0.5) for one in unlabelled)
    assert findings.doubt_rank(loop, surest) == (before + 1, everything)
    assert before > everything / 2
    loop.answer(loop.query.open[0], 1)
    assert findings.doubt_rank(loop, loop.query.open[0]) == (1, everything - 1)


def test_how_many_pictures_changed_sides_is_counted_over_the_last_labels(loop):
    assert findings.settled(loop, 3) is None
    loop.step()
    first, last = (round_.proba[loop.dataset.pool] > 0.5 for round_ in loop.rounds)
    assert findings.settled(loop, 3) == findings.settled(loop, 2) == (3, (first != last).sum())
    assert findings.settled(loop, 4) is None  # there are only three
    loop.step()
    assert findings.settled(loop, 6) == (6, (first != (loop.rounds[-1].proba[loop.dataset.pool] > 0.5)).sum())


def test_the_last_round_counts_though_it_is_smaller(loop):
    assert findings.rounds_left(loop) == 3  # 9, 12 and 14 labels
    loop.step()
    assert findings.rounds_left(loop) == 2


def test_the_worst_mistakes_are_all_that_it_gets_wrong_the_surest_first(loop):
    mistakes = findings.worst_mistakes(loop)
    wrong = {int(picture) for picture in loop.dataset.test[~loop.rounds[-1].correct]}
    assert {picture for picture, _, _ in mistakes} == wrong
    assert all(label != loop.dataset.labels[picture] for picture, label, _ in mistakes)
    probabilities = [probability for _, _, probability in mistakes]
    assert probabilities == sorted(probabilities, reverse=True)
    assert min(probabilities) >= 0.5


def test_mistakes_are_counted_by_class_and_kind_beside_those_of_random_choice(loop, tiny):
    kinds = np.array([f"{tiny.classes[label]} {number % 3}" for number, label in enumerate(tiny.labels)])
    kinds[tiny.test[0]] = ""
    loop.dataset = replace(tiny, kinds=kinds)
    rows = findings.mistakes_by_kind(loop)
    assert sum(row["wrong"] for row in rows) == (~loop.rounds[-1].correct).sum()
    assert sum(row["of"] for row in rows) == len(tiny.test)
    assert sum(row["labelled"] for row in rows) == 6
    assert {row["by chance"] for row in rows} == {None}  # there is no such round yet
    assert [row["kind"] for row in rows] == [
        row["kind"] for row in sorted(rows, key=lambda row: (row["class"], row["kind"]))
    ]
    (unknown,) = [row for row in rows if row["kind"] == "not known"]
    assert unknown["of"] == 1
    loop.step_baseline()
    wrong = (~loop.baseline.rounds[0].correct).sum()
    assert sum(row["by chance"] for row in findings.mistakes_by_kind(loop)) == wrong


def test_only_a_persons_answers_can_be_wrong(loop):
    picture = loop.query.open[0]
    loop.answer(picture, 1 - int(loop.dataset.labels[picture]))
    loop.skip(loop.query.open[0])
    loop.answer_by_oracle()
    assert findings.wrong_answers(loop) == (1, 1)


def test_the_last_pair_is_of_rounds_with_as_many_labels(loop):
    assert findings.last_paired(loop) is None
    loop.step_baseline()
    assert findings.last_paired(loop) == (loop.rounds[0], loop.baseline.rounds[0])
    loop.step()
    assert findings.last_paired(loop) == (loop.rounds[0], loop.baseline.rounds[0])  # the baseline is behind
    loop.step_baseline()
    assert findings.last_paired(loop) == (loop.rounds[1], loop.baseline.rounds[1])
