"""The files of a zip as entries.

Nothing is ever unpacked to disk, so no name in an archive can reach outside. A file is read into memory, whole, one at
a time, and only if the size that the zip declares is sane; no more than that is unpacked.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from functools import partial
from typing import IO, Any

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
from foxdog.pictures.intake.names import cleaned, decoded, points_outside
from foxdog.pictures.intake.tar_entries import in_synset_tar, is_synset_tar
from foxdog.pictures.intake.unpacking import Scratch
from foxdog.text import printable

SMALL = 1_000_000  # bytes: a file of at most so many may have any ratio
LARGEST_DIRECTORY = 8_000_000  # bytes of a zip's table of contents; `zipfile` takes ten times as much memory
UTF8 = 0x800  # the flag of a name that is in UTF-8
UNICODE_PATH = 0x7075  # the kind of an extra field that holds the name once more, in UTF-8
METHODS = {
    **{1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 20: "zstd", 93: "zstd", 95: "xz"},
    **{96: "a method for JPEGs", 98: "PPMd"},
}


class _TooLargeError(Exception):
    """More was to be read at once than is allowed."""


class _LimitedReads:
    """A file that refuses to read more than so many bytes at once.

    `zipfile` reads a zip's table of contents in one piece: one of millions of lines would fill the memory.
    """

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file, self.most = file, most

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self.most + 1 if size < 0 else min(size, self.most + 1))
        if len(data) > self.most:
            raise _TooLargeError
        return data

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the file has
        return getattr(self._file, name)


def in_zip(file: IO[bytes], source: str) -> list[Entry]:
    """The files of a zip that is open for reading and seeking, and stays so; in order of name.

    Raises:
        DatasetError: It is not a zip, or it is one that would fill the memory.
    """
    try:
        guard = _LimitedReads(file, LARGEST_DIRECTORY)
        archive = zipfile.ZipFile(guard)
        guard.most = MOST_BYTES
    except _TooLargeError:
        raise DatasetError(f"{source} lists too many files: at most {MOST_FILES:,} are read.") from None
    except Exception as error:  # zipfile raises whatever a malformed file leads it to
        raise DatasetError(f"{source} is not a zip file that can be read; pack it again.") from error
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > MOST_BYTES_IN_ALL:
        raise DatasetError(
            f"{source} would unpack to {unpacked / 1e9:.1f} GB, at most {MOST_BYTES_IN_ALL / 1e9:.0f} GB is read: "
            "make it smaller, or unpack it and give the folder."
        )
    entries, scratch = [], Scratch()
    for member, told in zip(archive.infolist(), _names(archive.infolist()), strict=True):
        name = cleaned(told)
        if name and not told.endswith(("/", "\\")) and not is_junk(name):
            problem = _member_problem(member, name)
            if not problem and is_synset_tar(name):
                entries += _in_synset_tar(archive, member, printable(name), source, scratch)
            else:
                read = partial(_read_member, archive, member)
                entries.append(Entry(printable(name), read, problem, partial(read, HEAD)))
            check_count(len(entries), source)
    return without_repeats(entries)


def _names(members: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The members' names as text, each as its own mark or field says, the others by a guess over all of them."""
    raw = [_raw_name(member) for member in members]
    known = [_said_name(member, name) for member, name in zip(members, raw, strict=True)]
    guessed = iter(decoded([name for name, said in zip(raw, known, strict=True) if said is None]))
    return [(next(guessed) if said is None else said).split("\0")[0] for said in known]


def _raw_name(member: zipfile.ZipInfo) -> bytes:
    """The bytes of a name; `zipfile` has read one without a mark as cp437, in which each byte is a character."""
    return member.orig_filename.encode("utf-8" if member.flag_bits & UTF8 else "cp437")


def _said_name(member: zipfile.ZipInfo, raw: bytes) -> str | None:
    """The name, where the member says in what characters it is; None where it does not."""
    if member.flag_bits & UTF8:
        return member.orig_filename
    extra = member.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<2H", extra[:4])
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == UNICODE_PATH and field[:5] == struct.pack("<BL", 1, zlib.crc32(raw)):  # else it is of an older name
            return field[5:].decode("utf-8", "replace")
    return None


def _in_synset_tar(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, source: str, scratch: Scratch
) -> list[Entry]:
    try:
        with archive.open(member) as file:
            return in_synset_tar(file, name, source, None, scratch)
    except DatasetError:
        raise
    except Exception as error:  # zipfile raises a dozen kinds on a damaged member
        return [Entry(name, bytes, f"cannot be read ({type(error).__name__})")]


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int = MOST_BYTES) -> bytes:
    with archive.open(member) as file:
        return file.read(
            min(most, member.file_size)
        )  # without a size, `zipfile` unpacks all there is before it cuts it off


def _member_problem(member: zipfile.ZipInfo, name: str) -> str:
    packed, unpacked = max(1, member.compress_size), member.file_size
    if points_outside(name):
        return "has a name that points outside the archive"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a symbolic link"
    if member.flag_bits & 1:
        return "is encrypted"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        method = METHODS.get(member.compress_type, "another method")
        return f"is packed by {method}, which is not read; pack it as an ordinary zip"
    if unpacked > SMALL and unpacked > MOST_RATIO * packed:
        return f"unpacks to far more than its size ({unpacked // packed:,} times)"
    return size_problem(unpacked, MOST_BYTES_IN_ALL if is_synset_tar(name) else MOST_BYTES)
