"""The uploaded pictures of a run: kept with it in the database, by choice, and brought back by its link.

Without that choice an upload goes with its session, and then the run's link brings nothing back.
"""

import hashlib
import threading
from weakref import WeakValueDictionary

from foxdog.pages.session import datasets, upload_limits
from foxdog.pages.session.keeping import Keeping
from foxdog.pages.session.run import Run
from foxdog.pictures import dataset_file
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.store.record import TooMuchError

MEGABYTE = upload_limits.MEGABYTE


class LostError(Exception):
    """A run is in the database, and cannot be learned again; the message is a sentence."""


class TooLargeError(Exception):
    """The pictures are more than may be kept; the message is a sentence."""


def may_be_kept(run: Run) -> bool:
    """Whether a run is of pictures that go with their session, and the server would keep them with the run."""
    none = 0 in (upload_limits.limit(upload_limits.KEPT_OF_RUN), upload_limits.limit(upload_limits.KEPT_OF_ALL))
    return run.source == datasets.YOURS and not none


def most_of_run() -> int:
    """The most bytes of pictures that are kept with one run."""
    return upload_limits.limit(upload_limits.KEPT_OF_RUN) * MEGABYTE


def size_of(dataset: Dataset) -> int:
    """About how many bytes the pictures would take, without making their file, which takes 4 ms a picture."""
    return sum(map(len, dataset.originals)) + dataset.pictures.nbytes * 3 // 4  # 0.7 of the pixels' bytes in photos


def keep(run: Run) -> None:
    """Keep the run's pictures with it.

    Raises:
        TooLargeError: They are more than may be kept; nothing has changed.
        StoreError: The database could not write them; nothing has changed.
    """
    assert run.keeping is not None
    dataset, most = run.loop.dataset, most_of_run()
    if sum(map(len, dataset.originals)) > most:
        raise TooLargeError(_too_large(size_of(dataset)))
    content = dataset_file.dump(dataset)
    if len(content) > most:
        raise TooLargeError(_too_large(len(content)))
    in_all = upload_limits.limit(upload_limits.KEPT_OF_ALL)
    try:
        run.keeping.keep_pictures(content, in_all * MEGABYTE)
    except TooMuchError as error:
        raise TooLargeError(
            f"These pictures are not kept: those of all runs may take {in_all:,} MB on this server, and "
            f"{megabytes(len(content))} more do not fit."
        ) from error


def _too_large(size: int) -> str:
    """Why pictures of so many bytes are not kept, in a sentence."""
    return (
        f"These pictures are not kept: they take {megabytes(size)}, and this server keeps at most "
        f"{megabytes(most_of_run())} of a run."
    )


def megabytes(size: int) -> str:
    """A number of bytes in MB, to one place where it is small."""
    return f"{size / MEGABYTE:,.0f} MB" if size >= 10 * MEGABYTE or not size % MEGABYTE else f"{size / MEGABYTE:.1f} MB"


def bring_back(keeping: Keeping) -> None:
    """Make the pictures that are kept with a run the session's own set, unless it has them, or none are kept.

    Raises:
        LostError: What is kept is damaged, or is of other pictures.
        StoreError: The database does not answer.
    """
    mine = datasets.upload()
    if mine is not None and mine.fingerprint == keeping.about.fingerprint:
        return
    with _reading:  # of a class that opens one link, each would hold the whole file
        content = keeping.pictures()
        if content is None:
            return
        dataset = _read(content)
    if dataset is None or dataset.fingerprint != keeping.about.fingerprint:
        raise LostError("The answers of this run are kept, but its pictures, which were kept too, are damaged.")
    datasets.keep_upload(dataset)


_reading = threading.Lock()
_read_before: WeakValueDictionary[str, Dataset] = WeakValueDictionary()  # by sha256; sessions share one


def _read(content: bytes) -> Dataset | None:
    """The set of a dataset file, the same one for all sessions; None if the file is damaged."""
    key = hashlib.sha256(content).hexdigest()
    dataset = _read_before.get(key)
    if dataset is None:
        try:
            dataset = dataset_file.loads(content)
        except DatasetError:
            return None
        _read_before[key] = dataset
    return dataset
