"""Why a head believes what it believes: how much each labelled picture pulls its opinion of another one."""

import numpy as np

from foxdog.learning.recipes import VARIANCE


def pulls(labelled: np.ndarray, labels: np.ndarray, p: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How much each labelled picture pulls the log odds of another one; with the bias they add up to these.

    The weights of the best head are a sum over the labelled pictures, each as strong as it is still misjudged
    (representer points, Yeh et al. 2018); so is each of its opinions. Exact, up to TOLERANCE.

    Args:
        labelled: float (n, d), the features that the head has learned.
        labels: int (n,): 0 or 1, both of them there.
        p: float (n,), P(label = 1) of each since.
        other: float (d,), the features of the other picture.

    Returns:
        float64 (n,), positive towards label 1.
    """
    counts = np.bincount(labels, minlength=2)
    strength = VARIANCE * len(labels) / 2 / np.maximum(counts[labels], 1) * (labels - p.astype(np.float64))
    return strength * (labelled.astype(np.float64) @ other.astype(np.float64))
