"""A challenge set: pictures by which people try to mislead a machine, and what that earns (Attenberg et al. 2015)."""

import numpy as np

MOST_POINTS = 100  # of one picture


def points(p: float, label: int) -> int:
    """What a picture earns: 0 where the machine is right or cannot tell, MOST_POINTS where it is quite sure and wrong.

    Attenberg, Ipeirotis & Provost (2015), "Beat the Machine", pay people for the pictures that a model gets wrong, the
    more the surer it is: these are the mistakes that it does not know of.

    Args:
        p: P(label = 1) as the machine believes it.
        label: The true label, 0 or 1.
    """
    wrong = (p > 0.5) != label
    return round(MOST_POINTS * 2 * abs(p - 0.5)) if wrong else 0


def share_right(p: np.ndarray, labels: np.ndarray) -> float:
    """The share of pictures on the right side of 0.5.

    Args:
        p: float (n,), P(label = 1); n at least 1.
        labels: int (n,), the true labels.
    """
    return float(np.mean((p > 0.5) == labels))
