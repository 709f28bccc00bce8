"""Files written whole or not at all."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path


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
