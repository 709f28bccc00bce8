"""What the commands share: the progress bar, opening pictures, and the check that results can be written."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from foxdog.files import FileError, file_in_the_way, try_to_write
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.progress import Progress, silent
from foxdog.text import printable

MOST_LINES = 40  # of files left out; the manifest lists all
SUFFIXES = {
    ".arrow": "so that --pictures knows it for a dataset file",
    ".png": "since it is a picture",
    ".npz": "since it is a file of numpy's arrays",
}


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A progress bar on stderr, with the time left; call what it yields with (done, total) to move it.

    It is drawn from the first such call on, so that work which is refused at once draws none. At the end it is taken
    away, so that a result or an error stands alone; where stderr is no terminal there is none.
    """
    if not sys.stderr.isatty():
        yield silent
        return
    from rich import console, progress

    columns = (progress.TextColumn("{task.description}"), progress.BarColumn(), progress.TaskProgressColumn())
    times = (progress.TimeElapsedColumn(), progress.TimeRemainingColumn())
    bar = progress.Progress(*columns, *times, console=console.Console(stderr=True), transient=True)
    task = bar.add_task(what, total=None)

    def move(done: int, total: int) -> None:
        bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield move
    finally:
        if bar.live.is_started:
            bar.stop()


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a file that a person names, and one more than `most` of a larger one, which its reader refuses.

    Raises:
        FileError: It does not exist, or is not a file.
        OSError: It cannot be read.
    """
    if not path.is_file():  # opening a pipe would wait for somebody to write to it
        raise FileError(f"{path} {'is not a file' if path.exists() else 'does not exist'}.")
    with path.open("rb") as file:
        return file.read(most + 1)


def open_with_progress(source: str) -> Dataset:
    """The pictures that `source` names; the rejects are listed on stderr."""
    from foxdog.pictures.sources import open_pictures

    with progress_bar("reading pictures") as progress:
        dataset = open_pictures(source, progress)
    list_rejects(dataset)
    return dataset


def check_out(folder: Path, names: Iterable[str]) -> None:
    """Refuse by an OSError, before minutes of work, a folder in which files of these names cannot be written."""
    try:
        try_to_write(folder)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        if file := file_in_the_way(folder):
            raise NotADirectoryError(f"{file} is a file; give --out a folder.") from error
        raise PermissionError(f"{folder} cannot be written to; give --out another folder.") from error
    for name in names:
        if (folder / name).is_dir():
            raise IsADirectoryError(f"{folder / name} is a folder, and a file of that name is to be written.")


def check_file(path: Path, suffix: str, beside: Iterable[str] = ()) -> None:
    """Refuse a file of another suffix, or one that cannot be written, as files beside it, before minutes of work."""
    if path.suffix != suffix:
        raise DatasetError(f"{path} must end in {suffix}, {SUFFIXES[suffix]}.")
    check_out(path.parent, (path.name, *beside))


def list_rejects(dataset: Dataset) -> None:
    """List the rejects on stderr, MOST_LINES at most, each with its reason."""
    for reject in dataset.rejects[:MOST_LINES]:  # of a stranger's dataset file, perhaps
        print(printable(f"left out {reject.name}: {reject.reason}"), file=sys.stderr)
    if len(dataset.rejects) > MOST_LINES:
        print(f"left out {len(dataset.rejects) - MOST_LINES:,} more", file=sys.stderr)
