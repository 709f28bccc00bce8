"""Files written whole or not at all."""

import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path


class FileError(ValueError):
    """A file that a person gave cannot be used; the message says why and what to do."""


@contextmanager
def temporary_beside(path: Path) -> Iterator[Path]:
    """The path of a new, empty file in the folder of `path`, under a name of its own.

    The folder is made if it is not there. Rename the file to `path` with `os.replace` when it is complete: both are
    on one disk, so nobody ever sees a part of it, and two writers of one `path` never share a temporary file. A file
    that was not renamed is removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        temporary.touch(exist_ok=False)
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, each whole or not at all: none is renamed to its name before all are on disk.

    Args:
        folder: Where they go; it is made if it is not there.
        files: The bytes of each, by its name.
    """
    with ExitStack() as stack:
        waiting = {folder / name: stack.enter_context(temporary_beside(folder / name)) for name in files}
        for temporary, content in zip(waiting.values(), files.values(), strict=True):
            temporary.write_bytes(content)
        for path, temporary in waiting.items():
            os.replace(temporary, path)


def file_in_the_way(folder: Path) -> Path | None:
    """The file that stands where the folder, or one that it is in, would have to be; None if there is none."""
    above = (folder, *folder.absolute().parents)
    return next((path for path in above if os.path.isfile(path)), None)  # noqa: PTH113 - `Path.is_file` raises errors


def try_to_write(folder: Path) -> None:
    """Make the folder, write a file in it, and take both away again.

    Nothing else tells for sure whether files can be written there: a loop of links, a name that is too long or a disk
    that is read-only looks like a folder that is not there yet.

    Raises:
        OSError: They cannot.
        ValueError: The name of the folder holds a null character.
    """
    made: list[Path] = []
    try:
        for path in reversed((folder, *folder.parents)):
            if not path.is_dir():
                path.mkdir()
                made.append(path)
        tempfile.TemporaryFile(dir=folder).close()
    finally:
        for path in reversed(made):
            with suppress(OSError):  # another program has put something into it
                path.rmdir()
