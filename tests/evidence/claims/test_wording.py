import numpy as np
import pytest

from foxdog.evidence.claims.wording import fewer, listed, signed_points
from foxdog.evidence.intervals import Estimate


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        (Estimate(0.3, 0.2, 0.4), "30 % fewer (95 % interval 20 % fewer to 40 % fewer)"),
        (Estimate(-0.2, -0.3, -0.1), "20 % more (95 % interval 10 % more to 30 % more)"),
        (Estimate(-0.1, -0.3, 0.1), "10 % more (95 % interval 30 % more to 10 % fewer)"),
        (Estimate(0.3, 0.2, np.inf), "30 % fewer (95 % interval 20 % fewer or better)"),
        (Estimate(-0.3, -np.inf, -0.2), "30 % more (95 % interval 20 % more or worse)"),
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
    assert signed_points(-0.0001) == "+0.0"
    assert signed_points(0.0123) == "+1.2"
