"""Pictures, what is known of each, and which of them may be asked about, tuned on, or only tested on."""

import hashlib
import io
import os
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image

VERSION = 1
SIDE = 48  # the net's picture, px
POOL, VALIDATION, TEST = "pool", "validation", "test"
PER_PICTURE = ("names", "labels", "kinds", "groups", "split")  # the arrays that are stored as they are

TEST_PER_CLASS = 150  # n = 300 in all: a 95 % binomial interval of about +-4.5 points at 80 %
VALIDATION_PER_CLASS = 75
LARGEST_SHARE = 0.1  # of a part's class: a photographer with more would be the test, not a sample of it


class DatasetError(ValueError):
    """The pictures cannot be used; the message says why and what to do."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """A set of pictures of two classes. One picture has one index, for ever.

    Attributes:
        name: What the set is called in settings, links and file names.
        classes: The two class names; a label is an index into them, and P(...) means P(label = 1).
        pictures: uint8 (n, SIDE, SIDE, 3), RGB: what the net sees.
        originals: n encoded pictures (WebP, JPEG or PNG): what a person sees.
        names: str (n,): each picture's name, unique.
        labels: int64 (n,): 0 or 1.
        kinds: str (n,): the breed or species, "" where it is not known.
        groups: str (n,): pictures of one group (one photographer, say) share a part of the split.
        split: str (n,): POOL, VALIDATION or TEST.
    """

    name: str
    classes: tuple[str, str]
    pictures: np.ndarray
    originals: tuple[bytes, ...]
    names: np.ndarray
    labels: np.ndarray
    kinds: np.ndarray
    groups: np.ndarray
    split: np.ndarray

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name not in ("name", "classes") and len(value) != len(self.labels):
                raise DatasetError(f"{field.name} has {len(value)} entries for {len(self.labels)} labels.")
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def pool(self) -> np.ndarray:
        """The indices of the pool, ascending."""
        return np.flatnonzero(self.split == POOL)

    @cached_property
    def validation(self) -> np.ndarray:
        """The indices of the validation split, ascending."""
        return np.flatnonzero(self.split == VALIDATION)

    @cached_property
    def test(self) -> np.ndarray:
        """The indices of the test set, ascending."""
        return np.flatnonzero(self.split == TEST)

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change with any picture, label or part of the split."""
        digest = hashlib.sha256()
        for part in (self.pictures, self.labels, self.split.astype("U10")):
            digest.update(np.ascontiguousarray(part).tobytes())
        return digest.hexdigest()[:16]


def split_pictures(labels: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Part the pictures into pool, validation and test; the same pictures always get the same parts.

    Test and validation hold as many of one class as of the other, and a group stays in one part. Whole groups are
    drawn in a fixed random order and taken while they fit. scikit-learn's StratifiedGroupKFold balances only
    roughly, and lets one photographer with a hundred pictures of one animal be most of a test class.

    Args:
        labels: int (n,): 0 or 1.
        groups: str (n,).

    Returns:
        str (n,): POOL, VALIDATION or TEST.

    Raises:
        DatasetError: There are too few pictures, or they come in too few groups, for a test set.
    """
    smaller = int(np.bincount(labels, minlength=2).min())
    parts = np.full(len(labels), POOL, dtype="U10")
    members: dict[str, list[int]] = {}
    for index, group in enumerate(groups.tolist()):
        members.setdefault(group, []).append(index)
    order = [members[group] for group in sorted(members)]
    np.random.default_rng(0).shuffle(order)
    for part, quota in (
        (TEST, min(TEST_PER_CLASS, smaller * 3 // 10)),
        (VALIDATION, min(VALIDATION_PER_CLASS, smaller * 3 // 20)),
    ):
        _take(parts, part, quota, order, labels)
    return parts


def _take(parts: np.ndarray, part: str, quota: int, order: list[list[int]], labels: np.ndarray) -> None:
    """Give `part` exactly `quota` pictures of each class, by whole groups that are still in the pool."""
    room = np.array([quota, quota])
    largest = max(1, int(quota * LARGEST_SHARE))
    for group in order:
        counts = np.bincount(labels[group], minlength=2)
        if parts[group[0]] == POOL and counts.max() <= largest and (counts <= room).all():
            parts[group] = part
            room -= counts
    if room.any() or quota < 1:
        raise DatasetError(
            f"No balanced {part} set can be made: too few pictures, or too few groups (photographers) of few pictures."
        )


def save(dataset: Dataset, path: Path) -> None:
    """Write the dataset as one file, whole or not at all."""
    arrays = {
        "version": np.array(VERSION),
        "name": np.array(dataset.name),
        "classes": np.array(dataset.classes),
        **_pack("pictures", [_lossless(picture) for picture in dataset.pictures]),
        **_pack("originals", dataset.originals),
        **{key: getattr(dataset, key) for key in PER_PICTURE},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)
        Path(temporary).chmod(0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink()
        raise


def load(path: Path) -> Dataset:
    """Read what `save` wrote.

    Raises:
        DatasetError: The file is missing, is not a dataset, or is of another version.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            if int(stored["version"]) != VERSION:
                raise DatasetError(
                    f"{path} is of version {stored['version']}, this program reads {VERSION}: make it again."
                )
            return _from_arrays({key: stored[key] for key in stored.files})
    except FileNotFoundError:
        raise DatasetError(f"{path} does not exist.") from None
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        if isinstance(error, DatasetError):
            raise
        raise DatasetError(f"{path} is not a dataset file.") from error


def _from_arrays(arrays: dict[str, np.ndarray]) -> Dataset:
    first, second = arrays["classes"].tolist()
    small = [np.asarray(Image.open(io.BytesIO(encoded)).convert("RGB")) for encoded in _unpack("pictures", arrays)]
    return Dataset(
        name=str(arrays["name"]),
        classes=(first, second),
        pictures=np.stack(small),
        originals=tuple(_unpack("originals", arrays)),
        **{key: arrays[key] for key in PER_PICTURE},
    )


def _lossless(picture: np.ndarray) -> bytes:
    """A small picture as lossless WebP: a little over half of what a zip file makes of it."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "WEBP", lossless=True, quality=100, method=4)
    return buffer.getvalue()


def _pack(name: str, blobs: Sequence[bytes]) -> dict[str, np.ndarray]:
    """Byte strings as two arrays: all of them in a row, and their lengths."""
    lengths = np.array([len(blob) for blob in blobs])
    return {name: np.frombuffer(b"".join(blobs), dtype=np.uint8), f"{name}_lengths": lengths}


def _unpack(name: str, arrays: dict[str, np.ndarray]) -> list[bytes]:
    blob, lengths = arrays[name].tobytes(), arrays[f"{name}_lengths"]
    return [blob[end - length : end] for end, length in zip(np.cumsum(lengths), lengths, strict=True)]


def assemble(
    name: str,
    classes: tuple[str, str],
    pictures: np.ndarray,
    originals: Sequence[bytes],
    names: Sequence[str],
    labels: Sequence[int],
    kinds: Sequence[str],
    groups: Sequence[str],
) -> Dataset:
    """Make a dataset of parallel lists, in order of name, with its split.

    The order is by name so that neither the file system nor the reader's threads change the dataset.
    """
    order = np.argsort(np.array(names))
    labels_by_name = np.array(labels, dtype=np.int64)[order]
    groups_by_name = np.array(groups)[order]
    return Dataset(
        name=name,
        classes=classes,
        pictures=np.ascontiguousarray(pictures[order]),
        originals=tuple(originals[index] for index in order),
        names=np.array(names)[order],
        labels=labels_by_name,
        kinds=np.array(kinds)[order],
        groups=groups_by_name,
        split=split_pictures(labels_by_name, groups_by_name),
    )
