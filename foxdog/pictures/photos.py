"""The real photos, listed but not shipped: fetched eight at a time, verified by sha256, kept, and resumed."""

import csv
import errno
import hashlib
import multiprocessing
import os
import re
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import IMapIterator, ThreadPool
from pathlib import Path

import platformdirs
import requests

from foxdog.files import file_in_the_way, try_to_write, write_files
from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.mirror import WORKERS, FetchError, Source, open_mirror, user_path
from foxdog.pictures.shipped import DATA
from foxdog.progress import Progress, silent
from foxdog.text import count_of

LIST = DATA / "photos.csv"
HOME, MIRROR = "FOXDOG_PHOTOS_DIR", "FOXDOG_MIRROR"  # the environment's names for where to and where from
DAMAGED_LIST = "The list of photos cannot be read; get data/photos.csv of this project again"
LONGEST = 60.0  # s for one photo: a server that sends a byte a second would hold us for ever
HUNG = LONGEST + 30.0  # s without any photo settled: what no time-out ends (headers that drip, a name look-up) is left
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
class Outcome:
    """What a download came to."""

    total: int  # photos asked for
    present: int  # those that are there now
    failed: dict[str, str]  # the reason for each that could not be fetched, by its file: "is not there (404)"
    stopped: str  # why it ended before every photo was tried; "" if every photo was

    def __str__(self) -> str:
        """What to tell a person."""
        if self.present == self.total:
            return f"All {self.total:,} photos are here."
        reasons = Counter(self.failed.values()).most_common()
        tried = f"{len(self.failed):,} could not be fetched ({', '.join(count_of(n, reason) for reason, n in reasons)})"
        later = "Try again later: what arrived is kept." if self.present else "Try again later."
        return f"{self.present:,} of {self.total:,} photos are here; {self.stopped or tried}. {later}"


def listed() -> list[Photo]:
    """The photos of the shipped list, foxes first.

    Raises:
        DatasetError: The list is missing or damaged, or names no photo.
    """
    try:
        with LIST.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file, strict=True))
        if any(None in row.values() for row in rows):
            raise ValueError("a row is cut off")
        photos = [Photo(bytes=int(row.pop("bytes")), **row) for row in rows]
    except DatasetError:
        raise
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise DatasetError(f"{DAMAGED_LIST} ({type(error).__name__}).") from error
    if not photos:
        raise DatasetError(f"{DAMAGED_LIST} (it names no photo).")
    return photos


def home() -> Path:
    """Where photos are kept, as fox/name.jpg and dog/name.jpg: $FOXDOG_PHOTOS_DIR, or the user's cache folder."""
    chosen = os.environ.get(HOME)
    return user_path(chosen) if chosen else Path(platformdirs.user_cache_dir("foxdog"), "photos")


def present(folder: Path) -> list[Photo]:
    """The photos that are in the folder, by name and size; they were verified before they got their names."""
    paths = {photo: folder / photo.file for photo in listed()}
    return [photo for photo, path in paths.items() if path.is_file() and path.stat().st_size == photo.bytes]


def download(
    folder: Path, mirror: str = "", progress: Progress = silent, stop: threading.Event | None = None
) -> Outcome:
    """Fetch the photos that are not in the folder yet, or are there with other bytes than listed.

    One that cannot be fetched is no error; the outcome names it.

    Args:
        folder: Where they go, as fox/name.jpg and dog/name.jpg; it is made if it is not there.
        mirror: See `open_mirror`; by default $FOXDOG_MIRROR.
        progress: Called with (photos settled, photos in all). If it raises, the download ends and so does this call.
        stop: Ends it within about a second, once set.

    Raises:
        DatasetError: The mirror is neither an address nor a folder, or the folder cannot be written to.
    """
    photos = listed()
    with requests.Session() as session:
        source = open_mirror(mirror or os.environ.get(MIRROR, ""), session, mirror or f"${MIRROR}")
        for path in {(folder / photo.file).parent for photo in photos}:
            _check_writable(path)
            _sweep(path)
        missing = [photo for photo in photos if not _is_verified(folder, photo)]
        over = threading.Event()
        with ThreadPool(WORKERS) as pool:  # of daemons: one that hangs does not keep the program from ending
            results = pool.imap_unordered(partial(_fetch, folder, source, over), missing)
            try:
                failed, stopped = _collect(results, len(missing), len(photos), progress, stop or threading.Event())
            finally:
                over.set()
                with suppress(multiprocessing.TimeoutError, StopIteration):  # let those threads end that do so soon
                    end = time.monotonic() + GRACE
                    while True:
                        results.next(max(0.0, end - time.monotonic()))
    return Outcome(len(photos), sum(_is_verified(folder, photo) for photo in photos), failed, stopped)


def _check_writable(folder: Path) -> None:
    try:
        try_to_write(folder)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        file = file_in_the_way(folder)
        reason = f"{file} is a file" if file else "you may not write there"
        raise DatasetError(f"Photos cannot be kept in {folder} ({reason}); choose another folder.") from error


def _sweep(folder: Path) -> None:
    """Remove what a download that was killed left."""
    for left in folder.glob(f".{'[0-9a-f]' * 16}.part"):
        with suppress(PermissionError):  # Windows, where another download is writing it
            left.unlink(missing_ok=True)


def _is_verified(folder: Path, photo: Photo) -> bool:
    try:
        return hashlib.sha256((folder / photo.file).read_bytes()).hexdigest() == photo.sha256
    except OSError:  # it is not there, or cannot be read and is fetched again
        return False


def _collect(
    results: IMapIterator, left: int, total: int, progress: Progress, stop: threading.Event
) -> tuple[dict[str, str], str]:
    """The outcome's `failed` and `stopped`, once no photo is left or there is a reason to stop."""
    failed: dict[str, str] = {}
    in_a_row: list[FetchError] = []
    moved = time.monotonic()
    while left:
        if stop.is_set():
            return failed, "stopped"
        try:
            photo, error = results.next(TICK)
        except multiprocessing.TimeoutError:
            if time.monotonic() > moved + HUNG:
                return failed, f"no answer for {HUNG:.0f} s"
            continue
        if isinstance(error, OSError):
            return failed, "the disk is full"
        if error and not isinstance(error, FetchError):
            raise error
        if error:
            failed[photo.file] = str(error)
        in_a_row = [*in_a_row, error] if error and not error.final else []
        left, moved = left - 1, time.monotonic()
        progress(total - left, total)
        if len(in_a_row) >= IN_A_ROW and left:
            down = "no network: " if all(one.offline for one in in_a_row) else ""
            return failed, down + count_of(len(in_a_row), str(error), " photos in a row")
    return failed, ""


def _fetch(folder: Path, source: Source, over: threading.Event, photo: Photo) -> tuple[Photo, Exception | None]:
    """Fetch a photo and keep it; the error, if any, is for the caller's thread."""
    path = folder / photo.file
    try:
        write_files(path.parent, {path.name: _read(photo, source, over)})
    except OSError as error:
        return photo, error if error.errno in FULL else FetchError(f"could not be written ({error.strerror})")
    except Exception as error:
        return photo, error
    return photo, None


def _read(photo: Photo, source: Source, over: threading.Event) -> bytes:
    data, deadline = bytearray(), time.monotonic() + LONGEST
    if over.is_set():
        raise FetchError("was not tried")
    with closing(source(photo.file, photo.url)) as pieces:
        for piece in pieces:
            data += piece
            if over.is_set():
                raise FetchError("was dropped")
            if time.monotonic() > deadline:
                raise FetchError(f"took longer than {LONGEST:.0f} s")
            if len(data) > photo.bytes:
                raise FetchError("is longer than listed")
    if hashlib.sha256(data).hexdigest() != photo.sha256:
        raise FetchError("arrived with other bytes than listed")
    return bytes(data)
