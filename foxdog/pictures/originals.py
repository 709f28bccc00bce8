"""Encoded pictures in a file, read one at a time, so that a large set needs little memory."""

import copy
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import overload

import pyarrow as pa

from foxdog.pictures.dataset import DatasetError


class Originals(Sequence[bytes]):
    """Encoded pictures that stay in a file until one is asked for.

    Args:
        read: The index of a picture in the file -> the picture; DatasetError where the file was changed.
        count: How many the file holds.
    """

    def __init__(self, read: Callable[[int], bytes], count: int) -> None:
        self._read = read
        self._chosen: Sequence[int] = range(count)

    def __len__(self) -> int:
        return len(self._chosen)

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> "Originals": ...
    def __getitem__(self, index: int | slice) -> "bytes | Originals":
        if isinstance(index, slice):
            return self.select(range(len(self))[index])
        return self._read(self._chosen[index])

    def select(self, indices: Iterable[int]) -> "Originals":
        """Those at these indices, in this order."""
        selected = copy.copy(self)
        selected._chosen = [self._chosen[index] for index in indices]
        return selected


class OriginalsWriter:
    """Writes encoded pictures one by one to a temporary file without a name, which goes with its last reader."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the last Originals of it is gone
        self._ends = [0]  # where each picture ends in the file, after a 0
        self._lock = threading.Lock()  # readers in several threads share the file's position

    def append(self, original: bytes) -> None:
        """Write one more."""
        self._file.write(original)
        self._ends.append(self._ends[-1] + len(original))

    def finish(self) -> Originals:
        """All that were written, in order; no more can be."""
        return Originals(self._read, len(self._ends) - 1)

    def _read(self, index: int) -> bytes:
        start, end = self._ends[index : index + 2]
        with self._lock:
            self._file.seek(start)
            return self._file.read(end - start)


class ArrowBatches:
    """The batches of an Arrow file, read one at a time.

    The file stays open as long as this is there. It is not mapped into memory: when somebody makes a mapped file
    shorter, the process that reads it is killed. Arrow opens the file itself: a thread of Arrow's that still held a
    file of Python's when the program ends would abort it.

    Args:
        file: A complete Arrow file; otherwise ValueError or OSError is raised.
        rows: How many rows each batch has. The last may have fewer.
    """

    def __init__(self, file: pa.NativeFile, rows: int) -> None:
        self.reader, self._rows = pa.ipc.open_file(file), rows
        self._lock = threading.Lock()  # Arrow does not promise that threads may share a reader
        self._last: tuple[int, pa.RecordBatch] = (-1, None)  # whoever reads one picture reads its neighbour next

    def read(self, number: int) -> pa.RecordBatch:
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

    def originals(self, count: int) -> Originals:
        """The column "original" of the first `count` rows."""
        return Originals(self._original, count)

    def _original(self, index: int) -> bytes:
        number, row = divmod(index, self._rows)
        try:
            return self.read(number).column("original")[row].as_py()
        except (ValueError, OSError) as error:
            raise DatasetError("A file of pictures was changed while it was open; open it again.") from error
