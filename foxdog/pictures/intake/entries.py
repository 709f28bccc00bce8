"""The files of a folder or an upload, as entries. None is opened yet, and no name or size is trusted."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from foxdog.pictures.dataset import DatasetError
from foxdog.text import printable, shorten

MOST_FILES = 60_000
MOST_BYTES = 50_000_000  # of one file
JUNK = {"__macosx", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Entry:
    """A file of a source."""

    name: str  # relative to the source, parts separated by "/", printable, unique
    read: Callable[[], bytes]  # returns its bytes; raises OSError or what `zipfile` raises
    problem: str = ""  # why it must not be read; "" where it may be


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
        name = printable(path.relative_to(folder).as_posix())
        entries.append(Entry(name, partial(_read_file, path), _file_problem(path)))
        check_count(len(entries), folder)
    return without_repeats(entries)


def _walk(folder: Path) -> Iterator[Path]:
    """Files, and links of any kind, none followed, always in the same order."""
    waiting = [folder]  # `os.walk` calls itself for each folder in a folder, and fails where a thousand are nested
    while waiting:
        parent = waiting.pop()
        try:
            with os.scandir(parent) as listing:
                found = sorted((entry for entry in listing if not is_junk(entry.name)), key=lambda entry: entry.name)
        except OSError as error:
            raise DatasetError(f"{shorten(printable(str(parent)))} cannot be read: {error.strerror}.") from error
        waiting += [parent / entry.name for entry in found if entry.is_dir(follow_symlinks=False)]
        yield from (parent / entry.name for entry in found if not entry.is_dir(follow_symlinks=False))


def _file_problem(path: Path) -> str:
    try:
        status = path.lstat()
    except OSError as error:  # gone in the meantime, or a path longer than the system takes
        return f"cannot be read ({error.strerror})"
    if stat.S_ISLNK(status.st_mode):
        return "is a symbolic link"
    return size_problem(status.st_size) if stat.S_ISREG(status.st_mode) else "is not a file"


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES)


def check_count(count: int, source: Path | str) -> None:
    """Refuse a source of more than MOST_FILES files by a DatasetError."""
    if count > MOST_FILES:
        raise DatasetError(f"{source} holds more than {MOST_FILES:,} files: make it smaller.")


def size_problem(size: int) -> str:
    """Why a file of so many bytes must not be read; "" where it may be."""
    if size == 0:
        return "is empty (0 bytes)"
    return f"is too large ({size / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f})" if size > MOST_BYTES else ""


def without_repeats(entries: Iterable[Entry]) -> list[Entry]:
    """The entries in order of name. A name that is too long is cut, a second file of one name gets another name.

    Both get a problem, so they become rejects under a name of their own.
    """
    named: dict[str, Entry] = {}
    times: dict[str, int] = {}
    for entry in entries:
        name, problem = shorten(entry.name), entry.problem
        if name != entry.name:
            problem = problem or f"has too long a name ({len(entry.name):,} characters)"
        first, suffix = name, PurePosixPath(name).suffix
        while name in named:
            times[first] = times.get(first, 1) + 1
            name = f"{first.removesuffix(suffix)} ({times[first]}){suffix}"  # with a picture's suffix still
            problem = "is there twice under one name"
        named[name] = Entry(name, entry.read, problem)
    return sorted(named.values(), key=lambda entry: entry.name)


def in_upload(files: Iterable[tuple[str, bytes]]) -> list[Entry]:
    """Files that a browser sent, each with its name, in order of name; their bytes are in memory already."""
    entries = [
        Entry(printable(name.replace("\\", "/").lstrip("/")), partial(bytes, data), size_problem(len(data)))
        for name, data in files
        if not is_junk(name)
    ]
    check_count(len(entries), "The upload")
    return without_repeats(entries)
