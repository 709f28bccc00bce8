import numpy as np
import pytest

from foxdog.evidence import Difference, one_run_sentence, paired_difference


def test_equal_nets_differ_by_nothing():
    right = np.array([True, False, True, True])
    assert paired_difference(right, right) == Difference(0.0, 0.0, 0.0)


def test_a_difference_worked_by_hand():
    first = np.array([True] * 60 + [False] * 40)
    second = np.array([True] * 50 + [False] * 30 + [True] * 10 + [False] * 10)
    difference = paired_difference(first, second)
    assert difference.mean == pytest.approx(0.0)  # ten lost, ten won
    assert difference.high == pytest.approx(1.959964 * (0.2 / 100) ** 0.5)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(1000):
        first, second = rng.random(300) < 0.80, rng.random(300) < 0.75
        difference = paired_difference(first, second)
        covered += difference.low <= 0.05 <= difference.high
    assert 0.93 <= covered / 1000 <= 0.97


def test_the_sentence_says_when_there_is_no_reliable_difference():
    said = one_run_sentence(Difference(0.02, -0.01, 0.05), 60, "uncertainty")
    assert "2.0 points ahead of random" in said
    assert "no reliable difference" in said
    assert "one run" in said


def test_the_sentence_says_when_random_is_better():
    said = one_run_sentence(Difference(-0.08, -0.12, -0.04), 60, "uncertainty")
    assert "8.0 points behind random" in said
    assert "no reliable difference" not in said


def test_the_sentence_knows_a_draw():
    assert "are level" in one_run_sentence(Difference(0.0, -0.03, 0.03), 60, "committee")
