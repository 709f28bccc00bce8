"""What a source holds: a folder's, a zip's or an upload's files as entries, none opened, none trusted.

Nothing is ever unpacked to disk, so no name in an archive can reach outside; a member is read into memory, whole, one
at a time, and only if its declared size is sane (no more than that is ever unpacked).
"""

import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from foxdog.pictures.dataset import DatasetError
from foxdog.text import printable, shorten

MOST_FILES = 60_000
MOST_BYTES = 50_000_000  # of one file
MOST_BYTES_IN_ALL = 8_000_000_000  # of an archive's files, unpacked
MOST_RATIO = 100  # unpacked to packed; no photograph comes near
SMALL = 1_000_000  # bytes: a file of at most so many may have any ratio
LARGEST_DIRECTORY = 8_000_000  # bytes of a zip's table of contents; `zipfile` takes ten times as much memory
JUNK = {"__macosx", "thumbs.db", "desktop.ini"}
DRIVE = re.compile("[A-Za-z]:")  # C:, as Windows begins a name that is not relative


@dataclass(frozen=True)
class Entry:
    """A file of a source.

    Attributes:
        name: Relative to the source, parts separated by "/", printable, unique.
        read: Returns its bytes; raises OSError or what `zipfile` raises.
        problem: Why it must not be read; "" where it may be.
    """

    name: str
    read: Callable[[], bytes]
    problem: str = ""


def is_junk(name: str) -> bool:
    """Whether the system put it there, not a person: hidden files and folders, thumbnails' caches."""
    parts = PurePosixPath(name).parts
    return any((part.startswith(".") and part != "..") or part.lower() in JUNK for part in parts)


def in_folder(folder: Path) -> list[Entry]:
    """The files of a folder and of the folders in it, in order of name.

    Raises:
        DatasetError: It is not a folder, cannot be listed, or holds too many files.
    """
    if not folder.is_dir():
        raise DatasetError(f"{folder} is not a folder.")
    entries = []
    for path in _walk(folder):
        entries.append(_file_entry(path, printable(path.relative_to(folder).as_posix())))
        _check_count(len(entries), folder)
    return _without_repeats(entries)


def _walk(folder: Path) -> Iterator[Path]:
    """Files, and links of any kind, none followed, always in the same order.

    `os.walk` calls itself for each folder in a folder, and fails where a thousand are nested.
    """
    waiting = [folder]
    while waiting:
        parent = waiting.pop()
        try:
            with os.scandir(parent) as listing:
                found = sorted((entry for entry in listing if not is_junk(entry.name)), key=lambda entry: entry.name)
        except OSError as error:
            raise DatasetError(f"{shorten(printable(str(parent)))} cannot be read: {error.strerror}.") from error
        waiting += [parent / entry.name for entry in found if entry.is_dir(follow_symlinks=False)]
        yield from (parent / entry.name for entry in found if not entry.is_dir(follow_symlinks=False))


def _file_entry(path: Path, name: str) -> Entry:
    try:
        status = path.lstat()
    except OSError as error:  # gone in the meantime, or a path longer than the system takes
        return Entry(name, lambda: _read_file(path), f"cannot be read ({error.strerror})")
    if stat.S_ISLNK(status.st_mode):
        problem = "is a symbolic link"
    elif not stat.S_ISREG(status.st_mode):
        problem = "is not a file"
    else:
        problem = _size_problem(status.st_size)
    return Entry(name, lambda: _read_file(path), problem)


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES)


def _size_problem(size: int) -> str:
    if size == 0:
        return "is empty (0 bytes)"
    return f"is too large ({size / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f})" if size > MOST_BYTES else ""


def in_zip(file: IO[bytes], called: str) -> list[Entry]:
    """The files of a zip, in order of name; it stays open as long as the entries are there.

    Args:
        file: The archive, open for reading and seeking.
        called: Its name, for messages.

    Raises:
        DatasetError: It is not a zip, or it is one that would fill the memory.
    """
    try:
        _check_directory(file, called)
        archive = zipfile.ZipFile(file)
    except DatasetError:
        raise
    except Exception as error:  # zipfile raises whatever a malformed file leads it to
        raise DatasetError(f"{called} is not a zip file that can be read; pack it again.") from error
    members = [member for member in archive.infolist() if not _is_passed_over(_slashed(member))]
    _check_count(len(members), called)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_BYTES_IN_ALL:
        raise DatasetError(
            f"{called} would unpack to {unpacked / 1e9:.1f} GB, at most {MOST_BYTES_IN_ALL / 1e9:.0f} GB is read: "
            "make it smaller, or unpack it and give the folder."
        )
    return _without_repeats(_member_entry(archive, member) for member in members)


def _check_directory(file: IO[bytes], called: str) -> None:
    """Refuse a zip of a few bytes a member and millions of members, before `zipfile` makes an object of each."""
    end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # the very reader whose memory is to be guarded
    if end and end[zipfile._ECD_SIZE] > LARGEST_DIRECTORY:  # type: ignore[attr-defined]
        raise DatasetError(f"{called} lists too many files: at most {MOST_FILES:,} are read.")


def _check_count(count: int, called: Path | str) -> None:
    if count > MOST_FILES:
        raise DatasetError(f"{called} holds more than {MOST_FILES:,} files: make it smaller.")


def _member_entry(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Entry:
    name = _slashed(member)
    return Entry(printable(name), lambda: _read_member(archive, member), _member_problem(member, name))


def _is_passed_over(name: str) -> bool:
    """Whether it is a folder, or junk; `ZipInfo.is_dir` fails on a name of no characters."""
    return not name or name.endswith("/") or is_junk(name)


def _slashed(member: zipfile.ZipInfo) -> str:
    """Its name; some Windows programs part the folders by backslashes."""
    return member.filename.replace("\\", "/")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as file:
        return file.read(member.file_size)  # without a size, `zipfile` unpacks all there is before it cuts it off


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
    return _size_problem(unpacked)


def _without_repeats(entries: Iterable[Entry]) -> list[Entry]:
    """In order of name; a name that is too long is shortened; both, and the second of one name, get a problem."""
    named: dict[str, Entry] = {}
    times: dict[str, int] = {}
    for entry in entries:
        name, problem = shorten(entry.name), entry.problem
        if name != entry.name:
            problem = problem or f"has too long a name ({len(entry.name):,} characters)"
        first, suffix = name, PurePosixPath(name).suffix
        while name in named:
            times[first] = times.get(first, 1) + 1
            name = f"{first.removesuffix(suffix)} ({times[first]}){suffix}"  # still called a picture
            problem = "is there twice under one name"
        named[name] = Entry(name, entry.read, problem)
    return sorted(named.values(), key=lambda entry: entry.name)


def in_upload(files: Iterable[tuple[str, bytes]]) -> list[Entry]:
    """Files that a browser sent, by name; their bytes are in memory already."""
    entries = [
        Entry(printable(name.replace("\\", "/").lstrip("/")), partial(bytes, data), _size_problem(len(data)))
        for name, data in files
        if not is_junk(name)
    ]
    _check_count(len(entries), "The upload")
    return _without_repeats(entries)
