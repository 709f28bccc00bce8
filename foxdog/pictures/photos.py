"""The real photos, listed but not shipped: fetched eight at a time, verified by sha256, kept, and resumed."""

import csv
import errno
import hashlib
import math
import multiprocessing
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import IMapIterator, ThreadPool
from pathlib import Path

import platformdirs
import requests

from foxdog.files import write_files
from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.mirror import WORKERS, FetchError, Source, open_mirror, user_path
from foxdog.pictures.shipped import DATA
from foxdog.progress import Progress, silent

LIST = DATA / "photos.csv"
HOME, MIRROR = "FOXDOG_PHOTOS_DIR", "FOXDOG_MIRROR"  # the environment's names for where to and where from
LONGEST = 60.0  # s for one photo, all attempts: a server that sends a byte a second would hold us for ever
HUNG = LONGEST + 30.0  # s without any photo settled: what no time-out ends (headers that drip, a name look-up) is left
WAITS = (0.5, 2.0, 5.0)  # s before the second attempt and the next
IN_A_ROW = 8  # so many failures with no photo fetched between them: the fault is not in the photos
TICK, GRACE = 0.1, 1.0  # s: how soon a stop is seen; what threads are then given to end
FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Photo:
    """A row of the list: where a photo is, its size and sha256, and what is known of it ("" where it is not)."""

    file: str  # where it is kept, too: fox/name.jpg
    label: str
    kind: str
    bytes: int
    sha256: str
    url: str
    photographer: str
    page: str
    licence: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\w[\w-]*/\w[\w-]*\.jpg", self.file, re.ASCII):
            raise DatasetError(f"The list of photos names {self.file!r}, which is not like fox/name.jpg.")


@dataclass(frozen=True)
class Failure:
    """A photo that could not be fetched, and why: "is not there (404)"."""

    name: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What a download came to.

    Attributes:
        total: Photos asked for.
        present: How many of them are there now.
        failed: Those that could not be fetched.
        stopped: Why it ended before every photo was tried; "" if every photo was.
    """

    total: int
    present: int
    failed: tuple[Failure, ...]
    stopped: str

    def __str__(self) -> str:
        """What to tell a person."""
        if self.present == self.total:
            return f"All {self.total:,} photos are here."
        reasons = Counter(failure.reason for failure in self.failed).most_common()
        tried = f"{len(self.failed):,} could not be fetched ({', '.join(_count(n, reason) for reason, n in reasons)})"
        later = "Try again later: what arrived is kept." if self.present else "Try again later."
        return f"{self.present:,} of {self.total:,} photos are here; {self.stopped or tried}. {later}"


def _count(number: int, reason: str, what: str = "") -> str:
    """How many, and the reason, in words: 3 are not there (404)."""
    verb, rest = reason.split(" ", 1)
    verb = verb if number == 1 else {"is": "are", "was": "were"}.get(verb, verb)
    return " ".join(filter(None, (f"{number:,}", what, verb, rest)))


def listed() -> list[Photo]:
    """The photos of the shipped list, foxes first."""
    with LIST.open(newline="", encoding="utf-8") as file:
        return [Photo(bytes=int(row.pop("bytes")), **row) for row in csv.DictReader(file)]


def home() -> Path:
    """Where photos are kept, as fox/name.jpg and dog/name.jpg: $FOXDOG_PHOTOS_DIR, or the user's cache folder.

    Raises:
        DatasetError: $FOXDOG_PHOTOS_DIR begins with the ~name of nobody.
    """
    chosen = os.environ.get(HOME)
    return user_path(chosen) if chosen else Path(platformdirs.user_cache_dir("foxdog"), "photos")


def present(folder: Path, photos: Sequence[Photo] | None = None) -> list[Photo]:
    """The photos that are in the folder, by name and size; they were verified before they got their names."""
    return [photo for photo in (listed() if photos is None else photos) if _size(folder / photo.file) == photo.bytes]


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def download(
    folder: Path,
    mirror: str = "",
    progress: Progress = silent,
    stop: threading.Event | None = None,
    photos: Sequence[Photo] | None = None,
) -> Outcome:
    """Fetch the photos that are not in the folder yet, or are there with other bytes than listed.

    Args:
        folder: Where they go, as fox/name.jpg and dog/name.jpg; it is made if it is not there.
        mirror: Where they are instead of at their own addresses: the address or the folder that fox/ and dog/ are in.
            By default $FOXDOG_MIRROR, if it is set.
        progress: Called with (photos settled, photos in all). If it raises, the download ends and so does this call.
        stop: Ends it within about a second, once set.
        photos: All that are listed, by default.

    Returns:
        What it came to; a photo that cannot be fetched is in there and is no error.

    Raises:
        DatasetError: The mirror is neither an address nor a folder, or the folder cannot be written to.
    """
    photos = listed() if photos is None else photos
    with requests.Session() as session:
        source = open_mirror(mirror or os.environ.get(MIRROR, ""), session)
        for path in {folder, *((folder / photo.file).parent for photo in photos)}:
            _check_writable(path)
            _sweep(path)
        missing = _missing(folder, photos)
        done = len(photos) - len(missing)
        over = threading.Event()
        with ThreadPool(WORKERS) as pool:  # of daemons: one that hangs does not keep the program from ending
            results = pool.imap_unordered(partial(_fetch, folder, source, over), missing)
            try:
                failed, stopped = _collect(results, done, len(photos), progress, stop or threading.Event())
            finally:
                over.set()
                _await_the_rest(results)
    return Outcome(len(photos), len(photos) - len(_missing(folder, missing)), tuple(failed), stopped)


def _check_writable(folder: Path) -> None:
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        reason = "you may not write there" if there.is_dir() else f"{there} is a file"
        raise DatasetError(f"Photos cannot be kept in {folder} ({reason}); choose another folder.")


def _sweep(folder: Path) -> None:
    """Remove what a download that was killed left."""
    for left in folder.glob(f".*.jpg.{'[0-9a-f]' * 16}.part"):
        with suppress(PermissionError):  # Windows, where another download is writing it
            left.unlink(missing_ok=True)


def _missing(folder: Path, photos: Sequence[Photo]) -> list[Photo]:
    """The photos that are not in the folder, or with other bytes than listed."""
    return [photo for photo in photos if not _verified(folder / photo.file, photo)]


def _verified(path: Path, photo: Photo) -> bool:
    try:
        return _size(path) == photo.bytes and hashlib.sha256(path.read_bytes()).hexdigest() == photo.sha256
    except OSError:  # it cannot be read, so it is fetched again
        return False


def _collect(
    results: IMapIterator, done: int, total: int, progress: Progress, stop: threading.Event
) -> tuple[list[Failure], str]:
    """Take what the threads have done until every photo is settled or there is a reason to stop.

    Returns:
        The photos that could not be fetched, and why it stopped, "" if it did not.
    """
    failed: list[Failure] = []
    in_a_row: list[FetchError] = []  # since a photo, or a plain no, last came
    moved = time.monotonic()
    while done < total:
        if stop.is_set():
            return failed, "stopped"
        try:
            photo, error = results.next(TICK)
        except multiprocessing.TimeoutError:
            if time.monotonic() > moved + HUNG:
                return failed, f"no answer for {HUNG:.0f} s"
            continue
        if isinstance(error, OSError) and error.errno in FULL:
            return failed, "the disk is full"
        if error and not isinstance(error, FetchError):
            raise error
        if error:
            failed.append(Failure(photo.file, str(error)))
        in_a_row = [*in_a_row, error] if error and not error.final else []
        done, moved = done + 1, time.monotonic()
        progress(done, total)
        if len(in_a_row) >= IN_A_ROW and done < total:
            down = "no network: " if all(one.offline for one in in_a_row) else ""
            return failed, down + _count(len(in_a_row), str(error), "photos in a row")
    return failed, ""


def _await_the_rest(results: IMapIterator) -> None:
    """Let the threads end, those that do so soon."""
    end = time.monotonic() + GRACE
    with suppress(multiprocessing.TimeoutError, StopIteration):
        while True:
            results.next(max(0.0, end - time.monotonic()))


def _fetch(folder: Path, source: Source, over: threading.Event, photo: Photo) -> tuple[Photo, Exception | None]:
    """Fetch a photo, with some attempts.

    Not by urllib3's Retry: it does not see that bytes are wrong or missing, and nothing ends its waits.

    Returns:
        The photo, and the error that remains, if any.
    """
    deadline, waits = time.monotonic() + LONGEST, iter(WAITS)
    while not over.is_set():
        try:
            _save(folder / photo.file, _read(photo, source, deadline, over))
            return photo, None
        except FetchError as error:
            pause = max(next(waits, math.inf), error.wait)
            if error.final or time.monotonic() + pause > deadline or over.wait(pause):
                return photo, error
        except Exception as error:  # the caller's thread raises it
            return photo, error
    return photo, FetchError("was not tried", final=True)


def _read(photo: Photo, source: Source, deadline: float, over: threading.Event) -> bytes:
    data = bytearray()
    with closing(source(photo.file, photo.url)) as pieces:
        for piece in pieces:
            data += piece
            if over.is_set():
                raise FetchError("was dropped", final=True)
            if time.monotonic() > deadline:
                raise FetchError(f"took longer than {LONGEST:.0f} s")
            if len(data) > photo.bytes:
                raise FetchError("is longer than listed")
    if hashlib.sha256(data).hexdigest() != photo.sha256:
        raise FetchError("arrived with other bytes than listed")
    return bytes(data)


def _save(path: Path, data: bytes) -> None:
    try:
        write_files(path.parent, {path.name: data})
    except OSError as error:
        if error.errno in FULL:
            raise
        raise FetchError(f"could not be written ({error.strerror})") from error
