"""The files of a tar as entries, packed by gzip, bzip2 or xz or not.

No file of it gets a name on disk, so no name in it can reach outside. A tar that is not packed is read where it lies.
One that is packed can only be read in one pass: what its files hold goes to a temporary file without a name.

`tarfile` is asked for no more than what a header says: it reads some malformed tars without end, or whole into memory.
"""

import io
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, cast

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake.entries import (
    MOST_BYTES,
    MOST_BYTES_IN_ALL,
    MOST_FILES,
    MOST_RATIO,
    Entry,
    check_count,
    is_junk,
    size_problem,
    without_repeats,
)
from foxdog.pictures.intake.first_bytes import HEAD
from foxdog.pictures.intake.layout import SYNSET
from foxdog.pictures.intake.names import cleaned, decoded, points_outside
from foxdog.pictures.intake.unpacking import PACKERS, PIECE, Scratch, Unpacker
from foxdog.text import printable

BLOCK = tarfile.BLOCKSIZE
MOST_HEADERS = 3 * MOST_FILES  # a file may have two, and each folder has one
LONGEST_HEADER = 1_000_000  # bytes of one that holds a name
NAMES = (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
FOLDERS = (tarfile.DIRTYPE, b"D", b"V")  # GNU's folder with a list of its files, and a tape's label
PROBLEMS = {
    tarfile.LNKTYPE: "is a hard link",
    tarfile.SYMTYPE: "is a symbolic link",
    tarfile.CHRTYPE: "is a device",
    tarfile.BLKTYPE: "is a device",
    tarfile.FIFOTYPE: "is not a file",
    tarfile.GNUTYPE_SPARSE: "is a sparse file, which is not read",
}
Again = Callable[[int, int], bytes]  # reads once more, from that offset, so many bytes


@dataclass(frozen=True)
class _Member:
    """A file of a tar, as its headers describe it."""

    name: bytes
    kind: bytes
    size: int


@dataclass(frozen=True)
class _Found:
    """A file of a tar that may become an entry."""

    name: bytes
    problem: str
    size: int = 0
    read: Callable[[int], bytes] | None = None  # reads so many of its first bytes; None where it must not be read


class _Tape:
    """A tar's bytes in their order, with an end to how many there may be.

    Attributes:
        position: Of the next byte.
        end: Behind the last byte that may be read now: that of the tar in the tar, while it is read.
    """

    def __init__(self, file: IO[bytes], source: str, again: Again | None, scratch: Scratch) -> None:
        head = file.read(BLOCK)
        file.seek(0)
        packer = next((start for start in PACKERS if head.startswith(start)), None)
        self._unpacker = Unpacker(file, packer) if packer else None
        self._file = cast(IO[bytes], io.BufferedReader(self._unpacker, PIECE)) if self._unpacker else file
        self._again = None if packer else again
        self.end = file.seek(0, io.SEEK_END) if self._again else sys.maxsize
        file.seek(0)
        self._source, self._scratch, self.position, self._headers = source, scratch, 0, 0

    def read(self, size: int) -> bytes:
        """The next bytes; fewer at the end."""
        data = self._file.read(min(size, self.end - self.position))
        self._pass(len(data))
        return data

    def read_all(self, size: int) -> bytes:
        """The next bytes; raises EOFError where there are fewer."""
        return _whole(self.read(size), size)

    def skip(self, size: int) -> None:
        """Pass over bytes; raises EOFError where there are fewer."""
        if self._again:
            if self.position + size > self.end:
                raise EOFError
            self._file.seek(size, io.SEEK_CUR)
            self._pass(size)
            return
        for piece in _pieces(size):
            self.read_all(piece)

    def keep(self, size: int) -> Callable[[int], bytes]:
        """Pass over bytes. Returns how to read the first of them again."""
        if self._again:
            again = partial(self._again, self.position)
            self.skip(size)
            return again
        again = partial(self._scratch.read, self._scratch.size)
        for piece in _pieces(size):
            self._scratch.add(self.read_all(piece))
        return again

    def count_header(self) -> None:
        """Refuse a tar of more headers than its files need by a DatasetError."""
        self._headers += 1
        if self._headers > MOST_HEADERS:
            raise DatasetError(f"{self._source} lists too many files: at most {MOST_FILES:,} are read.")

    def _pass(self, size: int) -> None:
        self.position += size
        if self.position > MOST_BYTES_IN_ALL:
            raise DatasetError(
                f"{self._source} unpacks to more than {MOST_BYTES_IN_ALL / 1e9:.0f} GB: make it smaller, or unpack it "
                "and give the folder."
            )
        if self._unpacker and self.position > max(MOST_BYTES, MOST_RATIO * self._unpacker.taken):
            raise DatasetError(f"{self._source} unpacks to far more than its size: pack only pictures.")


def _pieces(size: int) -> Iterator[int]:
    while size > 0:
        yield min(size, LONGEST_HEADER)
        size -= LONGEST_HEADER


def _whole(data: bytes, size: int) -> bytes:
    if len(data) < size:
        raise EOFError
    return data


def is_tar(head: bytes) -> bool:
    """Whether a file of these first bytes, a block of them, is a tar, or is packed as tars are."""
    try:
        tarfile.TarInfo.frombuf(head[:BLOCK], "latin-1", "strict")
    except (tarfile.HeaderError, ValueError):
        return head.startswith(tuple(PACKERS))
    return True


def is_synset_tar(name: str) -> bool:
    """Whether a file is called as ImageNet and Stanford Dogs call the tars that stand for a folder."""
    path = PurePosixPath(name)
    return path.suffix == ".tar" and bool(SYNSET.fullmatch(path.stem))


def in_tar(file: IO[bytes], source: str) -> list[Entry]:
    """The files of a tar that is open for reading and seeking, and stays so; in order of name.

    Raises:
        DatasetError: It is not a tar, is damaged or cut off, or would fill the memory or the disk.
    """
    lock = threading.Lock()

    def again(offset: int, size: int) -> bytes:
        with lock:
            file.seek(offset)
            return _whole(file.read(size), size)

    found, damage = _found(file, source, again, Scratch(), inside=False)
    if damage:
        raise DatasetError(f"{source} {damage}; fetch it or pack it again.")
    return without_repeats(_entries(found, ""))


def in_synset_tar(file: IO[bytes], name: str, source: str, path: Path | None, scratch: Scratch) -> list[Entry]:
    """The files of a tar that stands for a folder of its name; a damaged one is itself an entry, with that problem.

    Args:
        file: The tar, open for reading and seeking.
        name: What it is called in the source.
        source: What the source is called, in messages.
        path: Where it lies, if it is a file; it is opened again for each of its files.
        scratch: Takes what its files hold, if it lies nowhere or is packed.

    Raises:
        DatasetError: It would fill the memory or the disk.
    """

    def again(offset: int, size: int) -> bytes:
        assert path
        with path.open("rb") as tar:
            tar.seek(offset)
            return _whole(tar.read(size), size)

    found, damage = _found(file, source, again if path else None, scratch, inside=True)
    broken = [Entry(name, bytes, damage)] if damage else []
    return broken + _entries(found, name.removesuffix(".tar") + "/")


def _found(
    file: IO[bytes], source: str, again: Again | None, scratch: Scratch, inside: bool
) -> tuple[list[_Found], str]:
    """The files of a tar, inside a source or not, and what is wrong with it after the last of them."""
    found: list[_Found] = []
    try:
        tape = _Tape(file, source, again, scratch)
        for one in _files(tape, inside):
            found.append(one)
            check_count(len(found), source)
        while tape.read(LONGEST_HEADER):  # to its end, where packers put their checksums
            pass
    except DatasetError:
        raise
    except Exception as error:  # each packer has its own
        return found, _damage(error)
    return found, ""


def _damage(error: Exception) -> str:
    return "is cut off" if isinstance(error, EOFError) else "is not a tar that can be read"


def _files(tape: _Tape, inside: bool, folder: bytes = b"") -> Iterator[_Found]:
    """Its files, and those of the synsets' tars in it, unless it is inside a source; `folder` is put before names."""
    for member in _members(tape):
        name = cleaned(member.name.decode("latin-1"))
        if member.kind in FOLDERS or not name or is_junk(name):
            continue
        full, inner = folder + member.name, not inside and is_synset_tar(name)
        problem = _problem(member, name, MOST_BYTES_IN_ALL if inner else MOST_BYTES)
        if problem:
            yield _Found(full, problem)
        elif inner:
            yield from _inner_files(tape, member, full)
        else:
            yield _Found(full, "", member.size, tape.keep(member.size))


def _inner_files(tape: _Tape, member: _Member, name: bytes) -> Iterator[_Found]:
    """The files of a tar in the tar, at which the tape stands; the tar itself last, if it is damaged."""
    outer, tape.end = tape.end, tape.position + member.size
    try:
        if tape.end > outer:
            raise EOFError
        yield from _files(tape, True, name.removesuffix(b".tar") + b"/")
    except DatasetError:
        raise
    except Exception as error:  # as in `_found`
        yield _Found(name, _damage(error))
    finally:
        tape.end = outer


def _problem(member: _Member, name: str, most: int) -> str:
    if points_outside(name):
        return "has a name that points outside the archive"
    if member.kind in tarfile.REGULAR_TYPES and member.kind not in PROBLEMS:
        return size_problem(member.size, most)
    return PROBLEMS.get(member.kind, "is not a file")


def _members(tape: _Tape) -> Iterator[_Member]:
    """What a tar holds. Whoever takes one may read its bytes before taking the next."""
    long_name, records = b"", dict[bytes, bytes]()
    while (block := tape.read_all(BLOCK)).strip(b"\0"):  # a block of zeros ends it; without one it is cut off
        header = tarfile.TarInfo.frombuf(block, "latin-1", "strict")
        tape.count_header()
        if header.type in NAMES:
            data = _header_data(tape, header.size)
            if header.type == tarfile.GNUTYPE_LONGNAME:
                long_name = data.split(b"\0")[0]
            elif header.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
                records = _records(data)
            continue
        size = int(records.get(b"size", header.size))
        if header.type in tarfile.SUPPORTED_TYPES and not header.isreg():
            size = 0  # what a folder or a link says is not the size of what follows
        if block[482] and header.type == tarfile.GNUTYPE_SPARSE:
            while tape.read_all(BLOCK)[504]:  # more of the list of its parts
                pass
        behind = tape.position + size + -size % BLOCK
        if size < 0:
            raise tarfile.HeaderError("no file is so small")  # to go back would be to read without end
        sparse = any(key.startswith(b"GNU.sparse.") for key in records)
        name = records.get(b"path") or long_name or header.name.encode("latin-1")
        yield _Member(name, tarfile.GNUTYPE_SPARSE if sparse else header.type, size)
        tape.skip(behind - tape.position)
        long_name, records = b"", {}


def _header_data(tape: _Tape, size: int) -> bytes:
    if not 0 <= size <= LONGEST_HEADER:
        raise tarfile.HeaderError("no name is so long")
    return tape.read_all(size + -size % BLOCK)[:size]


def _records(data: bytes) -> dict[bytes, bytes]:
    """The records of a POSIX header: each its length, a space, a key, "=" and a value."""
    records, at = {}, 0
    while at < len(data) and data[at]:
        space = data.index(b" ", at, at + 20)
        end = at + int(data[at:space])
        if not space < end <= len(data):
            raise tarfile.HeaderError("a record is longer than its header")
        key, _, value = data[space + 1 : end - 1].partition(b"=")
        records[key] = value
        at = end
    return records


def _entries(found: list[_Found], folder: str) -> list[Entry]:
    names = decoded([one.name for one in found])
    return [_entry(folder + cleaned(name), one) for name, one in zip(names, found, strict=True)]


def _entry(name: str, found: _Found) -> Entry:
    if found.read is None:
        return Entry(printable(name), bytes, found.problem)
    read = found.read
    return Entry(printable(name), partial(read, found.size), found.problem, partial(read, min(HEAD, found.size)))
