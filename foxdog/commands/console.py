"""What the commands share: the progress bar, opening pictures, and the check that results can be written."""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.progress import Progress
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

    At the end it is taken away, so that a result or an error stands alone; where stderr is no terminal there is none.
    """
    from rich import console, progress

    columns = (progress.TextColumn("{task.description}"), progress.BarColumn(), progress.TaskProgressColumn())
    times = (progress.TimeElapsedColumn(), progress.TimeRemainingColumn())
    stderr = console.Console(stderr=True)
    with progress.Progress(*columns, *times, console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def open_with_progress(source: str) -> Dataset:
    """The pictures that `source` names; the rejects are listed on stderr."""
    from foxdog.pictures.sources import open_pictures

    with progress_bar("reading pictures") as progress:
        dataset = open_pictures(source, progress)
    list_rejects(dataset)
    return dataset


def check_out(folder: Path, names: Iterable[str]) -> None:
    """Refuse by an OSError, before minutes of work, a folder in which files of these names cannot be written."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        raise NotADirectoryError(f"{there} is a file; give --out a folder.")
    try:
        tempfile.TemporaryFile(dir=there).close()
    except OSError as error:
        raise PermissionError(f"{there} cannot be written to; give --out another folder.") from error
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
