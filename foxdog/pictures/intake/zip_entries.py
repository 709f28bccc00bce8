"""The files of a zip as entries.

Nothing is ever unpacked to disk, so no name in an archive can reach outside. A file is read into memory, whole, one at
a time, and only if the size that the zip declares is sane; no more than that is unpacked.
"""

import re
import stat
import zipfile
from functools import partial
from typing import IO, Any

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake.entries import (
    MOST_BYTES,
    MOST_BYTES_IN_ALL,
    MOST_FILES,
    Entry,
    check_count,
    is_junk,
    size_problem,
    without_repeats,
)
from foxdog.pictures.intake.first_bytes import HEAD
from foxdog.text import printable

MOST_RATIO = 100  # unpacked to packed; no photograph comes near
SMALL = 1_000_000  # bytes: a file of at most so many may have any ratio
LARGEST_DIRECTORY = 8_000_000  # bytes of a zip's table of contents; `zipfile` takes ten times as much memory
DRIVE = re.compile("[A-Za-z]:")  # C:, as Windows begins a name that is not relative


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
    entries = []
    for member in archive.infolist():
        name = member.filename.replace("\\", "/")  # some Windows programs part the folders by backslashes
        if name and not name.endswith("/") and not is_junk(name):  # `ZipInfo.is_dir` fails on a name of no characters
            problem = _member_problem(member, name)
            read = partial(_read_member, archive, member)
            entries.append(Entry(printable(name), read, problem, partial(read, HEAD)))
    check_count(len(entries), source)
    return without_repeats(entries)


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int = MOST_BYTES) -> bytes:
    with archive.open(member) as file:
        return file.read(
            min(most, member.file_size)
        )  # without a size, `zipfile` unpacks all there is before it cuts it off


def _member_problem(member: zipfile.ZipInfo, name: str) -> str:
    packed, unpacked = max(1, member.compress_size), member.file_size
    if name.startswith("/") or ".." in name.split("/") or DRIVE.match(name):
        return "has a name that points outside the archive"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a symbolic link"
    if member.flag_bits & 1:
        return "is encrypted"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed by a method that is not read; pack it as an ordinary zip"
    if unpacked > SMALL and unpacked > MOST_RATIO * packed:
        return f"unpacks to far more than its size ({unpacked // packed:,} times)"
    return size_problem(unpacked)
