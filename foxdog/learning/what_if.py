"""What the run's net would be with other labels. The run stays as it is."""

import numpy as np

from foxdog.learning.loop import Loop


def wrong_labels(loop: Loop) -> int:
    """How many labels of the last round are wrong."""
    return sum(label != loop.dataset.labels[picture] for picture, label in loop.labelled[: loop.rounds[-1].labelled])


def right_if_corrected(loop: Loop) -> np.ndarray:
    """Whether a net that learns the last round's pictures with their true labels gets each test picture right.

    Returns:
        bool (m,), in the order of `Dataset.test`.
    """
    dataset = loop.dataset
    pictures = [picture for picture, _ in loop.labelled[: loop.rounds[-1].labelled]]
    proba = loop.learn_apart([(picture, int(dataset.labels[picture])) for picture in pictures])
    return (proba[dataset.test] > 0.5) == dataset.labels[dataset.test]
