"""The files of a source, or an upload, as entries. None is opened yet, and no name or size is trusted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake.first_bytes import HEAD
from foxdog.pictures.intake.names import cleaned
from foxdog.text import printable, shorten

MOST_FILES = 60_000
MOST_BYTES = 50_000_000  # of one file
MOST_BYTES_IN_ALL = 8_000_000_000  # of an archive's files, unpacked
MOST_RATIO = 100  # unpacked to packed; no photograph comes near
JUNK = {"__macosx", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Entry:
    """A file of a source."""

    name: str  # relative to the source, parts separated by "/", printable, unique
    read: Callable[[], bytes]  # returns its bytes; raises OSError or what `zipfile` raises
    problem: str = ""  # why it must not be read; "" where it may be
    head: Callable[[], bytes] | None = None  # returns its first HEAD bytes, where that is less work than `read`

    def first_bytes(self) -> bytes:
        """At most HEAD bytes of its beginning; raises what `read` raises."""
        return (self.head or self.read)()[:HEAD]


def is_junk(name: str) -> bool:
    """Whether the system put it there, not a person: hidden files and folders, thumbnails' caches."""
    parts = PurePosixPath(name).parts
    return any((part.startswith(".") and part != "..") or part.lower() in JUNK for part in parts)


def check_count(count: int, source: Path | str) -> None:
    """Refuse a source of more than MOST_FILES files by a DatasetError."""
    if count > MOST_FILES:
        raise DatasetError(f"{source} holds more than {MOST_FILES:,} files: make it smaller.")


def size_problem(size: int, most: int = MOST_BYTES) -> str:
    """Why a file of so many bytes must not be read, where `most` may be; "" where it may."""
    if size == 0:
        return "is empty (0 bytes)"
    return f"is too large ({size / 1e6:,.0f} MB; at most {most / 1e6:,.0f})" if size > most else ""


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
        named[name] = replace(entry, name=name, problem=problem)
    return sorted(named.values(), key=lambda entry: entry.name)


def in_upload(files: Iterable[tuple[str, bytes]]) -> list[Entry]:
    """Files that a browser sent, each with its name, in order of name; their bytes are in memory already."""
    entries = [
        Entry(printable(cleaned(name).lstrip("/")), partial(bytes, data), size_problem(len(data)))
        for name, data in files
        if not is_junk(name)
    ]
    check_count(len(entries), "The upload")
    return without_repeats(entries)
