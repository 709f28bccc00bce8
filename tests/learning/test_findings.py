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


def test_the_choice_is_the_pool_without_the_initial_set_whatever_was_answered(loop):
    everything = len(loop.dataset.pool) - 6
    assert findings.choice(loop) == everything
    loop.answer(loop.query.open[0], 1)
    assert findings.choice(loop) == everything
    loop.skip(loop.query.open[0])
    assert findings.choice(loop) == everything - 1


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
