"""Pictures that are there twice: the same file, or nearly the same picture by a perceptual hash."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

NEAR = 64  # bits of 256 that may differ; of 1,257 unrelated photographs no two are closer than 80, mirrored or not
BLOCK = 64  # pictures compared with all others at once, to bound the memory


@dataclass(frozen=True)
class Known:
    """What tells a picture's twins: its name, label, sha256, and uint64 (2, 4) hashes of it and its mirror image."""

    name: str
    label: int
    sha256: str
    hashes: np.ndarray


def find_twins(pictures: Sequence[Known], progress: Callable[[int, int], None]) -> dict[int, str]:
    """Which pictures to leave out, so that no two that stay are nearly the same.

    Of twins in one class the first stays; of twins in both classes none does, since one of their labels is wrong.

    Args:
        pictures: In order of name.
        progress: Called with (pictures compared, pictures in all).

    Returns:
        The reason for each picture to leave out, by its place in `pictures`.
    """
    pairs = list(near_pairs(np.array([one.hashes for one in pictures]).reshape(-1, 2, 4), progress))
    out: dict[int, str] = {}
    for first, second in pairs:
        if pictures[first].label != pictures[second].label:
            for one, other in ((first, second), (second, first)):
                out.setdefault(one, f"is in both classes ({_alike(pictures[one], pictures[other])})")
    for first, second in sorted(pairs, key=lambda pair: pair[::-1]):
        if first not in out and second not in out:
            out[second] = f"is there twice ({_alike(pictures[second], pictures[first])})"
    return out


def _alike(one: Known, other: Known) -> str:
    how = "the same file as" if one.sha256 == other.sha256 else "nearly the same picture as"
    return f"{how} {other.name}"


def near_pairs(hashes: np.ndarray, progress: Callable[[int, int], None]) -> Iterator[tuple[int, int]]:
    """Pairs (i, j), i < j, of pictures at most NEAR bits apart, the second one mirrored or not.

    Args:
        hashes: uint64 (n, 2, 4): of each picture and of its mirror image.
        progress: Called with (pictures compared, pictures in all).
    """
    n = len(hashes)
    for start in range(0, n, BLOCK):
        block, rest = hashes[start : start + BLOCK, 0], hashes[start:]
        near = (_distances(block, rest[:, 0]) <= NEAR) | (_distances(block, rest[:, 1]) <= NEAR)
        for i, j in np.argwhere(near):
            if i < j:
                yield start + int(i), start + int(j)
        progress(min(start + BLOCK, n), n)


def _distances(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Bits that differ, uint16 (m, n), between uint64 (m, 4) and uint64 (n, 4)."""
    total = np.zeros((len(some), len(others)), dtype=np.uint16)
    for word in range(some.shape[1]):
        total += np.bitwise_count(some[:, word, None] ^ others[None, :, word])
    return total
