import numpy as np
import pytest

from foxdog.evidence.claims.wording import fewer, how_often, how_tested, listed
from foxdog.evidence.intervals import Estimate
from foxdog.evidence.statistics import count_wins, paired_tests


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        (Estimate(0.3, 0.2, 0.4), "30 % fewer (95 % interval 20 % fewer to 40 % fewer)"),
        (Estimate(-0.2, -0.3, -0.1), "20 % more (95 % interval 10 % more to 30 % more)"),
        (Estimate(-0.1, -0.3, 0.1), "10 % more (95 % interval 30 % more to 10 % fewer)"),
        (Estimate(0.3, 0.2, np.inf), "30 % fewer (95 % interval 20 % fewer or better)"),
        (Estimate(-0.3, -np.inf, -0.2), "30 % more (95 % interval 20 % more or worse)"),
        (Estimate(0.28, 0.193, 0.361), "28 % fewer (95 % interval 19 % fewer to 37 % fewer)"),  # the ends outwards
        (Estimate(0.1, -0.002, 0.2), "10 % fewer (95 % interval 1 % more to 20 % fewer)"),
        (Estimate(0.3, -np.inf, np.inf), "30 % fewer (no interval: without some of the seeds it is not reached)"),
    ],
)
def test_savings_in_words(saved, words):
    assert fewer(saved) == words


def test_small_words():
    assert (listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])) == (
        "",
        "a",
        "a and b",
        "a, b and c",
    )


def test_a_test_over_several_splits_says_so():
    alone = paired_tests({"a": np.linspace(0.01, 0.02, 20)})["a"]
    assert how_tested(alone) == "20 paired seeds, Wilcoxon p < 0.001"
    both = paired_tests({"a": np.linspace(0.01, 0.02, 20)}, {"a": (0,) * 10 + (1,) * 10})["a"]
    assert how_tested(both).startswith("20 paired seeds on 2 splits, Wilcoxon and mixed model, the larger p = ")


def test_wins_are_told_with_their_interval():
    won = count_wins(np.array([0.01] * 41 + [-0.01] * 8 + [0.0]))
    assert how_often(won) == ("won in 41 of 50 runs, so that it is better in 83 % of them (95 % interval 70 to 91 %)")
