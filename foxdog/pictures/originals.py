"""Encoded pictures in an Arrow file, read one at a time, so that a large set needs little memory."""

import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import IO, overload

import pyarrow as pa

from foxdog.pictures.dataset import DatasetError

SCHEMA = pa.schema({"original": pa.binary()})  # of a temporary file; a dataset file has more columns


class Batches:
    """The batches of an Arrow file, read and checked one at a time; the file is open as long as this is.

    The file is not mapped into memory: when somebody makes a mapped file shorter, the process that reads it is killed.

    Args:
        file: A complete Arrow file.
        rows: How many rows each batch has; only the last may have fewer.

    Raises:
        ValueError, OSError: It is not an Arrow file, or cannot be read.
    """

    def __init__(self, file: IO[bytes] | pa.NativeFile, rows: int) -> None:
        self.reader, self.rows = pa.ipc.open_file(file), rows
        self._one_at_a_time = threading.Lock()  # the file has one position

    def read(self, number: int) -> pa.RecordBatch:
        """One batch.

        Raises:
            ValueError, OSError: It is damaged.
        """
        with self._one_at_a_time:
            batch = self.reader.get_batch(number)
        last = number == self.reader.num_record_batches - 1
        if batch.num_rows > self.rows or (batch.num_rows < self.rows and not last):
            raise ValueError(f"a batch has {batch.num_rows} rows")
        batch.validate(full=True)  # or a false offset would be followed out of the buffer
        return batch


class Originals(Sequence[bytes]):
    """Encoded pictures that stay in an Arrow file until one is asked for.

    Args:
        batches: The file; its column "original" holds the pictures.
        rows: The rows of the file that these are, in this order.
    """

    def __init__(self, batches: Batches, rows: Sequence[int]) -> None:
        self._batches, self._rows = batches, rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> "Originals": ...
    def __getitem__(self, index: int | slice) -> "bytes | Originals":
        if isinstance(index, slice):
            return Originals(self._batches, self._rows[index])
        number, row = divmod(self._rows[index], self._batches.rows)
        return self._column(number)[row].as_py()

    def __iter__(self) -> Iterator[bytes]:
        """One after another, each batch read once."""
        for number, rows in groupby(self._rows, lambda row: row // self._batches.rows):
            column = self._column(number)
            yield from (column[row % self._batches.rows].as_py() for row in rows)

    def _column(self, batch: int) -> pa.Array:
        try:
            return self._batches.read(batch).column("original")
        except (ValueError, OSError) as error:
            raise DatasetError("A file of pictures was changed while it was open; open it again.") from error

    def select(self, indices: Iterable[int]) -> "Originals":
        """Those at these indices, in this order."""
        return Originals(self._batches, [self._rows[index] for index in indices])


class OriginalsWriter:
    """Writes encoded pictures one by one to a temporary file without a name, which goes with its last reader."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the last Originals of it is gone
        self._writer = pa.ipc.new_file(self._file, SCHEMA)
        self._count = 0

    def append(self, original: bytes) -> None:
        """Write one more."""
        self._writer.write_batch(pa.record_batch([[original]], schema=SCHEMA))
        self._count += 1

    def finish(self) -> Originals:
        """All that were written, in order; no more can be."""
        self._writer.close()
        self._file.flush()
        return Originals(Batches(self._file, rows=1), range(self._count))
