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
