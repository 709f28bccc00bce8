import numpy as np
import pytest

from foxdog.evidence.intervals import Estimate
from foxdog.evidence.rounding import interval_words, signed_points


def test_what_rounds_to_zero_has_no_sign():
    assert (signed_points(-0.0003), signed_points(0.0), signed_points(0.0004)) == ("0.0", "0.0", "0.0")
    assert (signed_points(0.0123), signed_points(-0.0123)) == ("+1.2", "-1.2")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-0.0003, 0.012, "-0.1 to +1.2"),  # not "+0.0": the interval holds zero
        (-0.012, 0.0003, "-1.2 to +0.1"),
        (0.0023, 0.0102, "+0.2 to +1.1"),
        (0.003, 0.01, "+0.3 to +1.0"),  # exact ends stay
        (-np.inf, np.inf, "-inf to +inf"),
    ],
)
def test_the_ends_of_an_interval_are_rounded_outwards(low, high, words):
    assert interval_words(Estimate((low + high) / 2 if np.isfinite(low) else 0, low, high)) == words


def test_no_printed_interval_leaves_out_what_the_interval_holds():
    rng = np.random.default_rng(0)
    for low, width in zip(rng.normal(0, 0.01, 500), rng.random(500) / 50, strict=True):
        ends = [float(end) / 100 for end in interval_words(Estimate(low + width / 2, low, low + width)).split(" to ")]
        assert ends[0] <= low + 1e-9
        assert ends[1] >= low + width - 1e-9
