"""Encoded pictures in an Arrow file, read one at a time, so that a large set needs little memory."""

import copy
import tempfile
import threading
from collections.abc import Iterable, Sequence
from typing import IO, overload

import pyarrow as pa

from foxdog.pictures.dataset import DatasetError

SCHEMA = pa.schema({"original": pa.binary()})  # of a temporary file; a dataset file has more columns


class Originals(Sequence[bytes]):
    """Encoded pictures, the column "original" of an Arrow file, which stay there until one is asked for.

    The file stays open as long as this is there. It is not mapped into memory: when somebody makes a mapped file
    shorter, the process that reads it is killed.

    Args:
        file: A complete Arrow file; otherwise ValueError or OSError is raised.
        rows: How many rows each of its batches has. The last may have fewer: `select` the rows that there are.
    """

    def __init__(self, file: IO[bytes] | pa.NativeFile, rows: int) -> None:
        self.reader, self._rows = pa.ipc.open_file(file), rows
        self._chosen: Sequence[int] = range(rows * self.reader.num_record_batches)
        self._lock = threading.Lock()  # Arrow does not promise that threads may share a reader
        self._last: tuple[int, pa.RecordBatch] = (-1, None)  # whoever reads one picture reads its neighbour next

    def __len__(self) -> int:
        return len(self._chosen)

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> "Originals": ...
    def __getitem__(self, index: int | slice) -> "bytes | Originals":
        if isinstance(index, slice):
            return self.select(range(len(self))[index])
        number, row = divmod(self._chosen[index], self._rows)
        try:
            return self.read_batch(number).column("original")[row].as_py()
        except (ValueError, OSError) as error:
            raise DatasetError("A file of pictures was changed while it was open; open it again.") from error

    def select(self, indices: Iterable[int]) -> "Originals":
        """Those at these indices, in this order."""
        selected = copy.copy(self)
        selected._chosen = [self._chosen[index] for index in indices]
        return selected

    def read_batch(self, number: int) -> pa.RecordBatch:
        """One batch of the file, with all its columns; ValueError or OSError where it is damaged."""
        with self._lock:
            if self._last[0] != number:
                batch = self.reader.get_batch(number)
                batch.validate(full=True)  # or a false offset would be followed out of the buffer
                fewest = 0 if number == self.reader.num_record_batches - 1 else self._rows
                if not fewest <= batch.num_rows <= self._rows:
                    raise ValueError(f"a batch has {batch.num_rows} rows")
                self._last = number, batch
            return self._last[1]


class OriginalsWriter:
    """Writes encoded pictures one by one to a temporary file without a name, which goes with its last reader."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the last Originals of it is gone
        self._writer = pa.ipc.new_file(self._file, SCHEMA)

    def append(self, original: bytes) -> None:
        """Write one more."""
        self._writer.write_batch(pa.record_batch([[original]], schema=SCHEMA))

    def finish(self) -> Originals:
        """All that were written, in order; no more can be."""
        self._writer.close()
        self._file.flush()
        return Originals(self._file, rows=1)
