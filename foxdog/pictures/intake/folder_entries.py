"""The files of a folder as entries."""

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake.entries import (
    MOST_BYTES,
    MOST_BYTES_IN_ALL,
    Entry,
    check_count,
    is_junk,
    size_problem,
    without_repeats,
)
from foxdog.pictures.intake.first_bytes import HEAD
from foxdog.pictures.intake.names import composed
from foxdog.pictures.intake.tar_entries import in_synset_tar, is_synset_tar
from foxdog.pictures.intake.unpacking import Scratch
from foxdog.text import printable, shorten


def in_folder(folder: Path) -> list[Entry]:
    """The files of a folder and of the folders in it, in order of name.

    Raises:
        DatasetError: It is not a folder, cannot be listed, or holds too many files.
    """
    if not folder.is_dir():
        raise DatasetError(f"{folder} is not a folder.")
    entries: list[Entry] = []
    scratch = Scratch()
    for path in _walk(folder):
        name = printable(composed(path.relative_to(folder).as_posix()))
        problem = _file_problem(path)
        if not problem and is_synset_tar(name):
            entries += _in_synset_tar(path, name, str(folder), scratch)
        else:
            entries.append(Entry(name, partial(_read_file, path), problem, partial(_read_file, path, HEAD)))
        check_count(len(entries), folder)
    return without_repeats(entries)


def _in_synset_tar(path: Path, name: str, source: str, scratch: Scratch) -> list[Entry]:
    try:
        with path.open("rb") as file:
            return in_synset_tar(file, name, source, path, scratch)
    except OSError as error:
        return [Entry(name, bytes, f"cannot be read ({type(error).__name__})")]


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
        what = "folder" if path.is_dir() else "file"
        return f"is a link to a {what}, which is not followed: copy the {what} itself"
    if not stat.S_ISREG(status.st_mode):
        return "is not a file"
    return size_problem(status.st_size, MOST_BYTES_IN_ALL if is_synset_tar(path.name) else MOST_BYTES)


def _read_file(path: Path, most: int = MOST_BYTES) -> bytes:
    with path.open("rb") as file:
        return file.read(most)
