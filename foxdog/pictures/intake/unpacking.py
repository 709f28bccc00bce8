"""Files packed by gzip, bzip2 or xz, read in one pass: never more at once than is asked for."""

import bz2
import io
import lzma
import tempfile
import threading
import zlib
from collections.abc import Callable
from typing import IO, Protocol

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake.first_bytes import BZIP2, GZIP, XZ

PIECE = 65_536  # bytes read at once
MOST_MEMORY = 100_000_000  # bytes that xz may ask for; its strongest packing asks for 65 million


class _Decompressor(Protocol):
    """What `bz2` and `lzma` have."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """The same for gzip."""

    def __init__(self) -> None:
        self._inflate, self._left = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS), b""

    @property
    def eof(self) -> bool:
        return self._inflate.eof

    @property
    def needs_input(self) -> bool:
        return not self._left

    @property
    def unused_data(self) -> bytes:
        return self._inflate.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        unpacked = self._inflate.decompress(self._left + data, max_length)
        self._left = self._inflate.unconsumed_tail
        return unpacked


PACKERS: dict[bytes, Callable[[], _Decompressor]] = {
    GZIP: _Gzip,
    BZIP2: bz2.BZ2Decompressor,
    XZ: lambda: lzma.LZMADecompressor(memlimit=MOST_MEMORY),
}


class Unpacker(io.RawIOBase):
    """What a packed file unpacks to. Raises EOFError where the file is cut off, and what its packer raises.

    Attributes:
        taken: Bytes of the packed file that were read.
    """

    def __init__(self, file: IO[bytes], packer: bytes) -> None:
        self._file, self._begin, self.taken = file, PACKERS[packer], 0
        self._part, self._joined = self._begin(), False  # joined: begun after another, and nothing came of it yet

    def readable(self) -> bool:
        """It is, as a file that `io.BufferedReader` reads has to say."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer, or some of it; 0 bytes at the end."""
        data = self._some(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _some(self, most: int) -> bytes:
        while True:
            if self._part.eof:
                return self._next_part(most)
            data = self._take() if self._part.needs_input else b""
            unpacked = self._part.decompress(data, most)
            if unpacked:
                self._joined = False
                return unpacked
            if not data and self._part.needs_input and not self._part.eof:
                if self._joined:
                    return b""
                raise EOFError("the packed file is cut off")

    def _take(self) -> bytes:
        data = self._file.read(PIECE)
        self.taken += len(data)
        return data

    def _next_part(self, most: int) -> bytes:
        """Some of the part that follows, since packed files may be joined; b"" where nothing, or no such, follows."""
        rest = self._part.unused_data.lstrip(b"\0")
        while not rest:
            data = self._take()
            if not data:
                return b""
            rest = data.lstrip(b"\0")
        part = self._begin()
        try:
            unpacked = part.decompress(rest, most)
        except (zlib.error, OSError, lzma.LZMAError):  # what follows is not of the archive: a signature, say
            self._file.seek(0, io.SEEK_END)
            return b""
        self._part, self._joined = part, not unpacked
        return unpacked or self._some(most)


class Scratch:
    """Unpacked bytes to be read again, in a temporary file without a name, which goes with its last reader."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._lock, self.size = threading.Lock(), 0

    def add(self, data: bytes) -> None:
        """Keep these bytes after those that are kept; a DatasetError where there is no room for them."""
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it is open for as long as its readers live
        try:
            self._file.seek(self.size)
            self._file.write(data)
        except OSError as error:
            raise DatasetError(
                f"There is no room to unpack ({error.strerror}): unpack it and give the folder."
            ) from error
        self.size += len(data)

    def read(self, offset: int, size: int) -> bytes:
        """So many of the bytes that were kept, from there on."""
        with self._lock:
            assert self._file is not None
            self._file.seek(offset)
            return self._file.read(size)
