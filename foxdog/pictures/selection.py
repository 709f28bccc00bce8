"""Which pictures of a set are of a class, a kind and a part of the split."""

import numpy as np

from foxdog.pictures.dataset import Dataset


def select(dataset: Dataset, label: int | None = None, kind: str | None = None, part: str | None = None) -> np.ndarray:
    """The indices of the pictures of this label, kind and part (None: of any), foxes first, then by kind and name."""
    wanted = np.full(len(dataset), True)
    for values, value in ((dataset.labels, label), (dataset.kinds, kind), (dataset.split, part)):
        if value is not None:
            wanted &= values == value
    order = np.lexsort((dataset.names, dataset.kinds, -dataset.labels))
    return order[wanted[order]]


def kinds_of(dataset: Dataset, label: int | None = None) -> list[str]:
    """The known kinds of the pictures of this label (None: of both), by name."""
    return sorted(set(dataset.kinds[select(dataset, label)].tolist()) - {""})
