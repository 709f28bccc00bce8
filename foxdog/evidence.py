"""Curves become figures and sentences that say what can, and what cannot, be concluded from them."""

from dataclasses import dataclass

import numpy as np

NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Difference:
    """How much more one net gets right than another, as shares of the same test pictures, with a 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def reliable(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def paired_difference(first_right: np.ndarray, second_right: np.ndarray) -> Difference:
    """The difference of two accuracies on the same test pictures.

    The normal interval of a mean of paired differences (Agresti, Categorical Data Analysis, section 11.1.1): narrower
    than that of two separate test sets, since both nets meet the same hard pictures. It knows the chance in which
    pictures are in the test set, and not that in the initial set or weights: only many seeds do.

    Args:
        first_right: bool (n,), whether the one net gets each test picture right.
        second_right: The same of the other.
    """
    differences = first_right.astype(float) - second_right.astype(float)
    mean = float(differences.mean())
    margin = NORMAL_95 * float(differences.std()) / len(differences) ** 0.5
    return Difference(mean, mean - margin, mean + margin)


def one_run_sentence(difference: Difference, labelled: int, strategy: str) -> str:
    """What a single run says about its last round, in words that claim no more."""
    points = f"{abs(difference.mean) * 100:.1f} points"
    interval = f"95 % interval {difference.low * 100:+.1f} to {difference.high * 100:+.1f}"
    if difference.mean == 0:
        found = f"With {labelled} labels {strategy} and random questions are level ({interval})"
    else:
        side = "ahead of" if difference.mean > 0 else "behind"
        found = f"With {labelled} labels {strategy} is {points} {side} random questions ({interval})"
    verdict = "on this test set more than chance" if difference.reliable else "no reliable difference"
    return f"{found}: {verdict}. It is one run; another seed may say otherwise."
