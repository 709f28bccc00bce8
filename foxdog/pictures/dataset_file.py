"""A dataset as one file: numpy's .npz, with the originals in a row inside it, read from disk when they are needed."""

import csv
import io
import os
import tempfile
import threading
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, overload

import numpy as np
from PIL import Image

from foxdog.pictures.dataset import POOL, SIDE, TEST, VALIDATION, Dataset, DatasetError, Origin, Reject

VERSION = 2
PER_PICTURE = ("names", "labels", "kinds", "groups", "split")  # the arrays that are stored as they are
EPOCH = (1980, 1, 1, 0, 0, 0)  # the date of every member, so that the same dataset is the same file
LOCAL_HEADER = 30  # bytes of a zip member's header before its name
MOST_BYTES = 2_000_000_000  # of the arrays, unpacked: four times what 60,000 pictures take


class Stored(Sequence[bytes]):
    """Byte strings that stay in a file until one is asked for; the file is open as long as this is.

    It is not mapped into memory: what was read would count as the process's, and a file that is made shorter in the
    meantime would end it.

    Args:
        file: A real file, complete.
        starts: int (n,): where each begins, bytes from the start of the file.
        lengths: int (n,): bytes of each.

    Raises:
        ValueError: One of them would be outside the file.
    """

    def __init__(self, file: IO[bytes], starts: np.ndarray, lengths: np.ndarray) -> None:
        self._file, self._one_at_a_time = file, threading.Lock()
        self._starts, self._lengths = starts, lengths
        size = os.fstat(file.fileno()).st_size
        if len(starts) and (min(starts.min(), lengths.min()) < 0 or (starts + lengths).max() > size):
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
        with self._one_at_a_time:
            self._file.seek(int(self._starts[index]))
            return self._file.read(int(self._lengths[index]))

    def some(self, places: Sequence[int]) -> "Stored":
        """Those at these places, in this order."""
        chosen = np.array(places, dtype=np.int64)
        some = Stored(self._file, self._starts[chosen], self._lengths[chosen])
        some._one_at_a_time = self._one_at_a_time  # the file has one place it is read at
        return some


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
            for key, array in _arrays(dataset):
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


def _arrays(dataset: Dataset) -> Iterator[tuple[str, np.ndarray]]:
    """One after another, so that no more than one of them is there beside the dataset."""
    yield "version", np.array(VERSION)
    yield "name", np.array(dataset.name)
    yield "classes", np.array(dataset.classes)
    yield from _pack("pictures", map(_lossless, dataset.pictures))
    yield "originals_lengths", np.array([len(original) for original in dataset.originals])
    yield from ((key, getattr(dataset, key)) for key in PER_PICTURE)
    for field in fields(Origin):
        yield f"origin_{field.name}", np.array([getattr(origin, field.name) for origin in dataset.origins])
    yield "reject_names", np.array([reject.name for reject in dataset.rejects], dtype=str)
    yield "reject_reasons", np.array([reject.reason for reject in dataset.rejects], dtype=str)
    yield from _pack("reject_thumbnails", (reject.thumbnail for reject in dataset.rejects))


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
    pictures = np.empty((len(labels), SIDE, SIDE, 3), np.uint8)
    for place, encoded in zip(range(len(labels)), _unpack("pictures", arrays), strict=True):
        pictures[place] = _small(encoded)
    return Dataset(
        name=str(arrays["name"]),
        classes=(first, second),
        pictures=pictures,
        originals=originals,
        **{key: arrays[key] for key in PER_PICTURE},
        origins=tuple(Origin(*origin) for origin in origins),
        rejects=tuple(Reject(*reject) for reject in zip(*rejects, strict=True)),
    )


def _lossless(picture: np.ndarray) -> bytes:
    """A small picture as lossless WebP: a little over half of what a zip file makes of it.

    More thorough methods than 3 take three times as long and save 2 %.
    """
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "WEBP", lossless=True, quality=100, method=3)
    return buffer.getvalue()


def _small(encoded: bytes) -> np.ndarray:
    """The picture again; of another size it is not one of ours, and may be one that fills the memory."""
    image = Image.open(io.BytesIO(encoded), formats=("WEBP",))
    if image.size != (SIDE, SIDE):
        raise ValueError("a small picture is not small")
    return np.asarray(image.convert("RGB"))


def _pack(name: str, blobs: Iterable[bytes]) -> Iterator[tuple[str, np.ndarray]]:
    """Byte strings as two arrays: all of them in a row, and their lengths."""
    row, lengths = bytearray(), []
    for blob in blobs:
        row += blob
        lengths.append(len(blob))
    yield name, np.frombuffer(row, dtype=np.uint8)
    yield f"{name}_lengths", np.array(lengths, dtype=np.int64)


def _unpack(name: str, arrays: dict[str, np.ndarray]) -> Iterator[bytes]:
    row, lengths = arrays[name], arrays[f"{name}_lengths"]
    for end, length in zip(np.cumsum(lengths), lengths, strict=True):
        yield row[end - length : end].tobytes()


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
