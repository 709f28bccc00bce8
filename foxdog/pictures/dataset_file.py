"""A dataset as one Arrow IPC file, which any Arrow library reads: a row for each picture, then one for each reject.

The schema's metadata holds the version of the format, the set's name, its classes, and a checksum of the whole set, so
that damage anywhere is seen when the file is opened. The encoded originals stay in the file until they are asked for.
"""

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
from PIL import Image

from foxdog.files import temporary_beside
from foxdog.pictures.dataset import POOL, SIDE, TEST, VALIDATION, Dataset, DatasetError, Origin, Reject
from foxdog.pictures.encoding import to_bytes
from foxdog.pictures.originals import ArrowBatches, OriginalsWriter
from foxdog.text import csv_table

SUFFIX = ".arrow"
VERSION = 3
TEXT, NUMBER, BYTES = pa.string(), pa.int64(), pa.binary()
FACTS = {
    **{"name": TEXT, "label": NUMBER, "kind": TEXT, "group": TEXT, "split": TEXT},
    **{"sha256": TEXT, "bytes": NUMBER, "width": NUMBER, "height": NUMBER, "source": TEXT, "licence": TEXT},
    "left_out": TEXT,  # a reject's reason, null for a picture; a reject has this, its name and its thumbnail only
}
SCHEMA = pa.schema(FACTS | {"picture": BYTES, "original": BYTES})  # picture: what the net sees, or a reject's thumbnail
ROWS = 8  # of a batch, which is read at once; with a batch for each picture the file is a tenth larger
WEBP_METHOD = 3  # more thorough ones take three times as long and save 2 %
MOST_ROWS = 200_000  # the small pictures of so many take 1.4 GB
LONGEST_TEXT = 4_000  # characters: numpy stores every text of a column in the room of the longest
AGAIN = "make it again with `python -m foxdog pictures prepare`."

Row = dict[str, Any]


def save(dataset: Dataset, path: Path) -> None:
    """Write the dataset as one file, whole or not at all; the same dataset gives the same bytes."""
    with temporary_beside(path) as temporary:
        with temporary.open("wb") as file:
            _write(dataset, file)
        os.replace(temporary, path)


def dump(dataset: Dataset) -> bytes:
    """The bytes of the file that `save` writes."""
    buffer = io.BytesIO()
    _write(dataset, buffer)
    return buffer.getvalue()


def _write(dataset: Dataset, file: IO[bytes]) -> None:
    about = {"version": str(VERSION), "name": dataset.name, "classes": json.dumps(dataset.classes)}
    about["checksum"] = _checksum(dataset)
    rows = _rows(dataset)
    with pa.ipc.new_file(file, SCHEMA.with_metadata(about)) as writer:
        while batch := list(islice(rows, ROWS)):
            writer.write_batch(pa.RecordBatch.from_pylist(batch, schema=SCHEMA))


def _rows(dataset: Dataset) -> Iterator[Row]:
    for facts, picture, original in zip(_facts(dataset), dataset.pictures, dataset.originals, strict=True):
        small = to_bytes(Image.fromarray(picture), "WEBP", lossless=True, quality=100, method=WEBP_METHOD)
        yield {**facts, "picture": small, "original": original}
    for reject in dataset.rejects:
        yield {"name": reject.name, "left_out": reject.reason, "picture": reject.thumbnail}


def _facts(dataset: Dataset) -> Iterator[Row]:
    """What is known of each picture, in columns of FACTS."""
    columns = (dataset.names, dataset.labels, dataset.kinds, dataset.groups, dataset.split)
    for *known, origin in zip(*(column.tolist() for column in columns), dataset.origins, strict=True):
        yield {**dict(zip(FACTS, known, strict=False)), **vars(origin)}


def _checksum(dataset: Dataset) -> str:
    """The sha256 of all that a dataset holds, in hex digits."""
    rejects = [(reject.name, reject.reason, reject.thumbnail.hex()) for reject in dataset.rejects]
    digest = hashlib.sha256(json.dumps([dataset.name, dataset.classes, rejects]).encode())
    for facts, picture, original in zip(_facts(dataset), dataset.pictures, dataset.originals, strict=True):
        digest.update(json.dumps([facts, len(original)]).encode() + picture.tobytes() + original)
    return digest.hexdigest()


def load(path: Path) -> Dataset:
    """Read what `save` wrote.

    Raises:
        DatasetError: The file is missing, cannot be read, is damaged, is not a dataset, or is of another version.
    """
    if not path.is_file():  # opening a pipe would wait for somebody to write to it
        raise DatasetError(f"{path} {'is not a file' if path.exists() else 'does not exist'}.")
    return _load(lambda: pa.OSFile(os.fsencode(path)), str(path))


def loads(content: bytes) -> Dataset:
    """The dataset of a file with these bytes; its originals are then in a temporary file without a name.

    Raises:
        DatasetError: They are damaged, are not a dataset, or of another version.
    """
    dataset, writer = _load(lambda: pa.BufferReader(content), "A file of pictures"), OriginalsWriter()
    for original in dataset.originals:
        writer.append(original)
    return replace(dataset, originals=writer.finish())


def _load(opened: Callable[[], pa.NativeFile], path: str) -> Dataset:
    try:
        batches = ArrowBatches(opened(), ROWS)
        about = {key.decode(): value.decode() for key, value in batches.reader.schema.metadata.items()}
        if (version := int(about["version"])) != VERSION:
            raise DatasetError(f"{path} is of version {version}, this program reads {VERSION}; {AGAIN}")
        return _checked(_read(batches, about), about["checksum"])
    except DatasetError:
        raise
    except PermissionError:
        raise DatasetError(f"{path} cannot be read: you have no permission.") from None
    except Exception as error:  # Arrow and Pillow raise whatever a malformed file leads them to
        raise DatasetError(f"{path} is not a dataset file, or it is damaged; {AGAIN}") from error


def _read(batches: ArrowBatches, about: dict[str, str]) -> Dataset:
    if not batches.reader.schema.equals(SCHEMA) or batches.reader.num_record_batches * ROWS > MOST_ROWS:
        raise ValueError("the columns are others, or there are too many rows")
    pixels, pictures, rejects = bytearray(), [], []  # not a list of arrays, which takes the memory twice
    for number in range(batches.reader.num_record_batches):
        for row in batches.read(number).drop_columns("original").to_pylist():
            small, reason = row.pop("picture"), row.pop("left_out")
            if small is None or None in (row.values() if reason is None else (row["name"],)):
                raise ValueError("a value is missing")
            if reason is None:
                pixels += _decode_small(small).tobytes()
                pictures.append(row)
            else:
                rejects.append(Reject(row["name"], reason, small))
    first, second = map(str, json.loads(about["classes"]))
    column = {fact: [row[fact] for row in pictures] for fact in pictures[0]}
    origins = zip(*(column[field.name] for field in fields(Origin)), strict=True)
    return Dataset(
        name=about["name"],
        classes=(first, second),
        pictures=np.frombuffer(pixels, np.uint8).reshape(-1, SIDE, SIDE, 3),
        originals=batches.originals(len(pictures)),
        names=_text(column["name"]),
        labels=np.array(column["label"], np.int64),
        kinds=_text(column["kind"]),
        groups=_text(column["group"]),
        split=_text(column["split"]),
        origins=tuple(Origin(*origin) for origin in origins),
        rejects=tuple(rejects),
    )


def _checked(dataset: Dataset, checksum: str) -> Dataset:
    if not (np.isin(dataset.labels, (0, 1)).all() and np.isin(dataset.split, (POOL, VALIDATION, TEST)).all()):
        raise ValueError("a label or a part of the split is none")
    if len(set(dataset.names.tolist())) < len(dataset) or _checksum(dataset) != checksum:
        raise ValueError("a name is there twice, or the checksum is another")
    return dataset


def _text(values: list[str]) -> np.ndarray:
    if max(map(len, values)) > LONGEST_TEXT:
        raise ValueError("a text is too long")
    return np.array(values)


def _decode_small(encoded: bytes) -> np.ndarray:
    image = Image.open(io.BytesIO(encoded), formats=("WEBP",))
    if image.size != (SIDE, SIDE):  # it is not one of ours, and may be one that fills the memory
        raise ValueError("a small picture is not small")
    return np.asarray(image.convert("RGB"))


def manifest_csv(dataset: Dataset) -> str:
    """The dataset's manifest as CSV, in columns of FACTS: a row for each picture, then one for each reject."""
    rows = [{**facts, "label": dataset.classes[facts["label"]]} for facts in _facts(dataset)]
    rows += [{"name": reject.name, "left_out": reject.reason} for reject in dataset.rejects]
    return csv_table(tuple(FACTS), [[row.get(fact) for fact in FACTS] for row in rows])
