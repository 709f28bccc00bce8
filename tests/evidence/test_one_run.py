import numpy as np
import pytest

from foxdog.evidence.intervals import Estimate
from foxdog.evidence.one_run import one_run_sentence, paired_difference


def rights(both, won, lost, neither):
    """Two nets' rights and wrongs, by how many pictures fall into each case."""
    first = [True] * (both + won) + [False] * (lost + neither)
    second = [True] * both + [False] * won + [True] * lost + [False] * neither
    return np.array(first), np.array(second)


def test_equal_nets_differ_by_nothing():
    difference = paired_difference(*rights(240, 0, 0, 60))
    assert difference.value == 0
    assert difference.low == -difference.high < 0


def test_a_difference_worked_by_hand():
    difference = paired_difference(*rights(50, 18, 8, 24))
    assert difference.value == pytest.approx(0.10)
    assert difference.low == pytest.approx(10 / 102 - 1.959964 * ((28 / 102 - (10 / 102) ** 2) / 102) ** 0.5)


@pytest.mark.parametrize(("won", "lost", "n"), [(4, 0, 300), (5, 0, 300), (6, 1, 24), (8, 2, 24)])
def test_few_differing_pictures_are_no_reliable_difference(won, lost, n):
    from scipy.stats import binomtest

    assert binomtest(won, won + lost).pvalue > 0.05  # McNemar's exact test says the same
    assert not paired_difference(*rights(n - won - lost, won, lost, 0)).excludes_zero


def test_many_pictures_on_one_side_are_a_reliable_difference():
    assert paired_difference(*rights(250, 30, 10, 10)).excludes_zero


def test_the_interval_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(1000):
        first, second = rng.random(300) < 0.80, rng.random(300) < 0.75
        difference = paired_difference(first, second)
        covered += difference.low <= 0.05 <= difference.high
    assert 0.93 <= covered / 1000 <= 0.97


def test_the_sentence_says_when_there_is_no_reliable_difference():
    sentence = one_run_sentence(Estimate(0.02, -0.01, 0.05), 60, "uncertainty")
    assert "2.0 points ahead of random choice" in sentence
    assert "no reliable difference" in sentence
    assert "one run" in sentence


def test_the_sentence_says_when_random_is_better():
    sentence = one_run_sentence(Estimate(-0.08, -0.12, -0.04), 60, "uncertainty")
    assert "8.0 points behind random choice" in sentence
    assert "no reliable difference" not in sentence


def test_the_sentence_knows_a_draw():
    assert "are level" in one_run_sentence(Estimate(0.0, -0.03, 0.03), 60, "committee")


def test_wrong_answers_are_named_as_the_likely_cause_and_not_the_strategy():
    """15 of 30 wrong, 10 points behind a baseline with true labels: that is no verdict on the strategy."""
    sentence = one_run_sentence(Estimate(-0.10, -0.15, -0.05), 50, "uncertainty", 15, 30)
    assert "15 of your 30 answers differ from the true labels, while the oracle answered random choice" in sentence
    assert "that is the likely cause, so this says nothing of uncertainty" in sentence
    assert "more than the luck" not in sentence
    assert "no reliable difference" not in sentence


@pytest.mark.parametrize(
    ("wrong", "answers", "clause"),
    [
        (1, 1, "1 of your 1 answers differs from the true labels"),
        (1, 12, "1 of your 12 answers differs from the true labels"),
        (3, 12, "3 of your 12 answers differ from the true labels"),
    ],
)
def test_wrong_answers_are_said_to_be_the_persons_and_the_verb_agrees(wrong, answers, clause):
    sentence = one_run_sentence(Estimate(-0.10, -0.15, -0.05), 50, "uncertainty", wrong, answers)
    assert f" {clause}, while" in sentence


def test_wrong_answers_leave_no_verdict_where_there_is_no_reliable_difference_either():
    for value in (-0.01, 0.0, 0.01):
        sentence = one_run_sentence(Estimate(value, value - 0.03, value + 0.03), 50, "uncertainty", 1, 30)
        assert "likely cause" in sentence
        assert "no reliable difference" not in sentence


def test_a_run_that_is_ahead_in_spite_of_wrong_answers_says_both():
    sentence = one_run_sentence(Estimate(0.10, 0.05, 0.15), 50, "uncertainty", 2, 30)
    assert "10.0 points ahead of random choice" in sentence
    assert "though 2 of your 30 answers differ from the true labels" in sentence
    assert "likely cause" not in sentence


def test_an_interval_that_holds_zero_is_not_printed_as_if_it_did_not():
    assert "-0.1 to +8.1" in one_run_sentence(Estimate(0.04, -0.0003, 0.0803), 50, "uncertainty")
