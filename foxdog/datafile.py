"""A dataset as one file: numpy's .npz, with the originals in a row inside it, read from disk when they are needed."""

import csv
import io
import mmap
import os
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, overload

import numpy as np
from PIL import Image

from foxdog.dataset import POOL, SIDE, TEST, VALIDATION, Dataset, DatasetError, Origin, Reject

VERSION = 2
PER_PICTURE = ("names", "labels", "kinds", "groups", "split")  # the arrays that are stored as they are
EPOCH = (1980, 1, 1, 0, 0, 0)  # the date of every member, so that the same dataset is the same file
LOCAL_HEADER = 30  # bytes of a zip member's header before its name
MOST_BYTES = 2_000_000_000  # of the arrays, unpacked: four times what 60,000 pictures take


class Stored(Sequence[bytes]):
    """Byte strings that stay in a file until one is asked for; the file is open as long as this is.

    Args:
        file: A real file, complete.
        starts: int (n,): where each begins, bytes from the start of the file.
        lengths: int (n,): bytes of each.

    Raises:
        ValueError: One of them would be outside the file.
    """

    def __init__(self, file: IO[bytes], starts: np.ndarray, lengths: np.ndarray) -> None:
        self._file = file
        self._starts, self._lengths = starts, lengths
        if not len(starts):
            return  # an empty file cannot be mapped
        self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if min(starts.min(), lengths.min()) < 0 or (starts + lengths).max() > len(self._map):
            raise ValueError("the file is shorter than its list of contents")

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(index, slice):
            return self.some(range(len(self))[index])
        start = int(self._starts[index])
        return self._map[start : start + int(self._lengths[index])]

    def some(self, places: Sequence[int]) -> "Stored":
        """Those at these places, in this order."""
        chosen = np.array(places, dtype=np.int64)
        return Stored(self._file, self._starts[chosen], self._lengths[chosen])


class Spool:
    """Byte strings on their way into a Stored, in a temporary file that has no name and goes with its last reader."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the last Stored of it is gone
        self._lengths: list[int] = []

    def append(self, blob: bytes) -> None:
        """Write one more."""
        self._file.write(blob)
        self._lengths.append(len(blob))

    def finish(self) -> Stored:
        """All that were written, in order; no more can be."""
        self._file.flush()
        lengths = np.array(self._lengths, dtype=np.int64)
        return Stored(self._file, np.cumsum(lengths) - lengths, lengths)


def save(dataset: Dataset, path: Path) -> None:
    """Write the dataset as one file, whole or not at all; the same dataset gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
            for key, array in _arrays(dataset).items():
                info = zipfile.ZipInfo(f"{key}.npy", EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(info, "w", force_zip64=True) as member:
                    np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)
            with archive.open(zipfile.ZipInfo("originals", EPOCH), "w", force_zip64=True) as member:
                for original in dataset.originals:
                    member.write(original)
        Path(temporary).chmod(0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink()
        raise


def _arrays(dataset: Dataset) -> dict[str, np.ndarray]:
    return {
        "version": np.array(VERSION),
        "name": np.array(dataset.name),
        "classes": np.array(dataset.classes),
        **_pack("pictures", [_lossless(picture) for picture in dataset.pictures]),
        "originals_lengths": np.array([len(original) for original in dataset.originals]),
        **{key: getattr(dataset, key) for key in PER_PICTURE},
        **{f"origin_{f.name}": np.array([getattr(one, f.name) for one in dataset.origins]) for f in fields(Origin)},
        "reject_names": np.array([reject.name for reject in dataset.rejects], dtype=str),
        "reject_reasons": np.array([reject.reason for reject in dataset.rejects], dtype=str),
        **_pack("reject_thumbnails", [reject.thumbnail for reject in dataset.rejects]),
    }


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
            archive = stored.zip
            member = archive.getinfo("originals")
            if sum(one.file_size for one in archive.infolist()) - member.file_size > MOST_BYTES:
                raise ValueError("the arrays would fill the memory")
            if archive.testzip():
                raise ValueError("a checksum is wrong")
            arrays = {key: stored[key] for key in stored.files if key != "originals"}
        return _from_arrays(arrays, _originals(path, member, arrays["originals_lengths"]))
    except FileNotFoundError:
        raise DatasetError(f"{path} does not exist.") from None
    except DatasetError:
        raise
    except Exception as error:  # numpy, zipfile and Pillow raise whatever a malformed file leads them to
        raise DatasetError(f"{path} is not a dataset file.") from error


def _originals(path: Path, member: zipfile.ZipInfo, lengths: np.ndarray) -> Stored:
    """The originals, left where they are: a member that is stored uncompressed is a piece of the file."""
    file = path.open("rb")
    file.seek(member.header_offset)
    header = file.read(LOCAL_HEADER)
    name_length, extra_length = header[26:28], header[28:30]
    start = member.header_offset + LOCAL_HEADER
    start += int.from_bytes(name_length, "little") + int.from_bytes(extra_length, "little")
    if member.compress_type != zipfile.ZIP_STORED or lengths.sum() != member.file_size:
        raise ValueError("the originals are not as they were written")
    return Stored(file, start + np.cumsum(lengths) - lengths, lengths)


def _from_arrays(arrays: dict[str, np.ndarray], originals: Stored) -> Dataset:
    first, second = arrays["classes"].tolist()
    names, labels, split = (arrays[key] for key in ("names", "labels", "split"))
    if not (np.isin(labels, (0, 1)).all() and np.isin(split, (POOL, VALIDATION, TEST)).all()):
        raise ValueError("a label or a part of the split is none")
    if labels.dtype.kind != "i" or len(set(names.tolist())) < len(names):
        raise ValueError("labels are no whole numbers, or a name is there twice")
    origins = zip(*(arrays[f"origin_{field.name}"].tolist() for field in fields(Origin)), strict=True)
    rejects = arrays["reject_names"].tolist(), arrays["reject_reasons"].tolist(), _unpack("reject_thumbnails", arrays)
    return Dataset(
        name=str(arrays["name"]),
        classes=(first, second),
        pictures=np.stack([_small(encoded) for encoded in _unpack("pictures", arrays)]),
        originals=originals,
        **{key: arrays[key] for key in PER_PICTURE},
        origins=tuple(Origin(*origin) for origin in origins),
        rejects=tuple(Reject(*reject) for reject in zip(*rejects, strict=True)),
    )


def _lossless(picture: np.ndarray) -> bytes:
    """A small picture as lossless WebP: a little over half of what a zip file makes of it."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "WEBP", lossless=True, quality=100, method=4)
    return buffer.getvalue()


def _small(encoded: bytes) -> np.ndarray:
    """The picture again; of another size it is not one of ours, and may be one that fills the memory."""
    image = Image.open(io.BytesIO(encoded), formats=("WEBP",))
    if image.size != (SIDE, SIDE):
        raise ValueError("a small picture is not small")
    return np.asarray(image.convert("RGB"))


def _pack(name: str, blobs: Sequence[bytes]) -> dict[str, np.ndarray]:
    """Byte strings as two arrays: all of them in a row, and their lengths."""
    lengths = np.array([len(blob) for blob in blobs], dtype=np.int64)
    return {name: np.frombuffer(b"".join(blobs), dtype=np.uint8), f"{name}_lengths": lengths}


def _unpack(name: str, arrays: dict[str, np.ndarray]) -> list[bytes]:
    blob, lengths = arrays[name].tobytes(), arrays[f"{name}_lengths"]
    return [blob[end - length : end] for end, length in zip(np.cumsum(lengths), lengths, strict=True)]


def manifest_csv(dataset: Dataset) -> str:
    """The dataset's manifest as CSV, a row a picture: what it is, its part of the split, and the file it came from.

    What was left out follows, with the reason in the last column.
    """
    text = io.StringIO()
    columns = ("name", "label", "kind", "group", "split", *(field.name for field in fields(Origin)), "left_out")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    labels = [dataset.classes[label] for label in dataset.labels]
    known = (dataset.names, labels, dataset.kinds, dataset.groups, dataset.split)
    for *row, origin in zip(*known, dataset.origins, strict=True):
        writer.writerow({**dict(zip(columns, row, strict=False)), **asdict(origin)})
    writer.writerows({"name": reject.name, "left_out": reject.reason} for reject in dataset.rejects)
    return text.getvalue()
