"""Which pictures belong together, so that the split never parts them: copies, turned pictures, parts, a series.

A group is what is joined by a chain of such pairs. A wrong pair makes a group larger than it need be, and never lets
the learner see a test picture.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from foxdog.pictures.dataset import ALIKE, COPIES, Record
from foxdog.pictures.intake.spectra import PARTS, hashes, marks
from foxdog.progress import Progress
from foxdog.text import shorten

ROBOFLOW = re.compile(r"(.+)_[A-Za-z]{3,4}\.rf\.[0-9A-Za-z]+")  # NAME_jpg.rf.HASH: its copies of NAME.jpg, augmented
NEAR = 72  # bits of 256: of 1,257 unrelated photographs no two are closer than 78, whichever way and part is compared
ROUGHLY = 0.35  # cosine of two marks: 0.4 % of unrelated pairs are above it, and of changed copies 99 %
BLOCK = 128  # pictures compared with all others at once, to bound the memory
PAIRS = 50_000  # whose hashes are compared at once


def join(records: Sequence[Record], coefficients: np.ndarray, progress: Progress) -> list[Record]:
    """The records, each with the name of its group where it has one.

    Joined are pictures of one known group (a photographer, say), Roboflow's copies of one picture, and pictures that
    are alike. If two are alike, everything of both photographers becomes one group.

    Args:
        records: n of them, in order of name; `group` says what is known.
        coefficients: (n, parts, side, side), of `spectra`.
        progress: Called with (pictures compared, pictures in all).
    """
    groups = np.arange(len(records))
    copied = [copied_picture(record.name) for record in records]
    for known in (
        [record.group for record in records],
        [name and f"{record.label} {name}" for record, name in zip(records, copied, strict=True)],
    ):
        first: dict[str, int] = {}
        pairs = [(first.setdefault(key, one), one) for one, key in enumerate(known) if key]
        groups = _joined(groups, np.array(pairs, dtype=int).reshape(-1, 2))
    groups = _join_alike(groups, coefficients, progress)
    members: dict[int, list[int]] = {}
    for one, group in enumerate(groups.tolist()):
        members.setdefault(group, []).append(one)
    named = list(records)
    for together in members.values():
        name = _name([records[one] for one in together], [copied[one] for one in together])
        for one in together:
            named[one] = replace(records[one], group=name)
    return named


def copied_picture(name: str) -> str:
    """The name of the picture that Roboflow made this file of; "" where the name does not say so."""
    match = ROBOFLOW.fullmatch(PurePosixPath(name).stem)
    return match[1] if match else ""


def _name(together: Sequence[Record], copied: Sequence[str]) -> str:
    if known := sorted({record.group for record in together if record.group}):
        return shorten(", ".join(known))
    if copied[0] and len(set(copied)) == 1:
        return shorten(f"{COPIES}{copied[0]} ({PurePosixPath(together[0].name).parent.name})")
    return f"{ALIKE}{together[0].name}" if len(together) > 1 else ""


def _join_alike(groups: np.ndarray, coefficients: np.ndarray, progress: Progress) -> np.ndarray:
    """The groups, int (n,), joined where a picture or its middle is NEAR another, whichever way that lies."""
    if not len(groups):
        return groups
    rough = marks(coefficients)
    turned = hashes(coefficients[:, 0])
    parts = np.concatenate([hashes(coefficients[:, part], ways=1) for part in range(len(PARTS))], axis=1)
    for start in range(0, len(groups), BLOCK):
        likely = rough[start : start + BLOCK].reshape(-1, rough.shape[2]) @ rough[:, 0].T > ROUGHLY
        found = np.flatnonzero(likely)
        for at in range(0, len(found), PAIRS):
            row, other = divmod(found[at : at + PAIRS], len(groups))
            ones, part = start + row // len(PARTS), row % len(PARTS)
            apart = groups[ones] != groups[other]
            ones, part, other = ones[apart], part[apart], other[apart]
            bits = np.bitwise_count(parts[ones, part, None] ^ turned[other]).sum(axis=2, dtype=np.uint16).min(axis=1)
            groups = _joined(groups, np.column_stack([ones, other])[bits <= NEAR])
        progress(min(start + BLOCK, len(groups)), len(groups))
    return groups


def _joined(groups: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """The groups, int (n,), with those of each pair of pictures, int (m, 2), made one."""
    if not len(pairs):
        return groups
    ends = groups[pairs]
    shape = (groups.max() + 1,) * 2
    graph = coo_array((np.ones(len(ends), dtype=bool), (ends[:, 0], ends[:, 1])), shape=shape)
    return connected_components(graph, directed=False)[1][groups]
