"""Pictures that are there twice: the same file, or nearly the same picture by a perceptual hash."""

from collections.abc import Iterator, Sequence

import numpy as np

from foxdog.pictures.dataset import Record
from foxdog.progress import Progress

NEAR = 64  # bits of 256 that may differ; of 1,257 unrelated photographs no two are closer than 84, mirrored or not
BLOCK = 64  # pictures compared with all others at once, to bound the memory


def find_twins(pictures: Sequence[Record], hashes: np.ndarray, progress: Progress) -> dict[int, str]:
    """Which pictures to leave out, so that no two that stay are nearly the same.

    Of twins in one class the first stays; of twins in both classes none does, since one of their labels is wrong.

    Args:
        pictures: n of them, in order of name.
        hashes: uint64 (n, 2, 4): perceptual hashes of each picture and of its mirror image.
        progress: Called with (pictures compared, pictures in all).

    Returns:
        The reason for each picture to leave out, by its index in `pictures`.
    """
    labels = np.array([one.label for one in pictures])
    partners, late = _in_both_classes(hashes, labels, progress)
    staying = np.array([one not in partners for one in range(len(pictures))])
    out = {one: f"is in both classes ({_alike(pictures[one], pictures[other])})" for one, other in partners.items()}
    for later, earlier in near_earlier(hashes, late):
        for one, near in zip(later.tolist(), earlier, strict=True):
            twins = near & staying[: len(near)]
            if staying[one] and twins.any():
                out[one] = f"is there twice ({_alike(pictures[one], pictures[int(twins.argmax())])})"
                staying[one] = False
    return out


def _in_both_classes(hashes: np.ndarray, labels: np.ndarray, progress: Progress) -> tuple[dict[int, int], np.ndarray]:
    """Each picture that has a twin in the other class, with the first such; and all that have any twin before them."""
    partners: dict[int, int] = {}
    late: list[int] = []
    for later, earlier in near_earlier(hashes, np.arange(len(hashes))):
        late += later[earlier.any(axis=1)].tolist()
        conflict = earlier & (labels[later, None] != labels[None, : earlier.shape[1]])
        rows, columns = conflict.any(axis=1), conflict.any(axis=0)
        for one, other in zip(later[rows].tolist(), conflict[rows].argmax(axis=1).tolist(), strict=True):
            partners.setdefault(one, other)
        firsts = later[conflict[:, columns].argmax(axis=0)]
        for one, other in zip(np.flatnonzero(columns).tolist(), firsts.tolist(), strict=True):
            partners.setdefault(one, other)
        progress(int(later[-1]) + 1, len(hashes))
    return partners, np.array(late, dtype=np.int64)


def _alike(one: Record, other: Record) -> str:
    how = "the same file as" if one.origin.sha256 == other.origin.sha256 else "nearly the same picture as"
    return f"{how} {other.name}"


def near_earlier(hashes: np.ndarray, some: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Which of the pictures before it each of some is near to: at most NEAR bits apart, mirrored or not.

    Args:
        hashes: uint64 (n, 2, 4): of each picture and of its mirror image.
        some: int (m,): indices of pictures, ascending.

    Yields:
        In blocks, since all pairs may fill the memory: int (k,), the next of `some`, and bool (k, j): whether each is
        near to the first, second, ... of all pictures.
    """
    for start in range(0, len(some), BLOCK):
        later = some[start : start + BLOCK]
        others = hashes[: later[-1] + 1, 0]
        same, mirrored = (_distances(hashes[later, way], others) <= NEAR for way in (0, 1))
        yield later, (same | mirrored) & (np.arange(len(others)) < later[:, None])


def _distances(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Bits that differ, uint16 (m, n), between uint64 (m, 4) and uint64 (n, 4)."""
    total = np.zeros((len(some), len(others)), dtype=np.uint16)
    for word in range(some.shape[1]):
        total += np.bitwise_count(some[:, word, None] ^ others[None, :, word])
    return total
