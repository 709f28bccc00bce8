"""The real photos, listed but not shipped: fetched eight at a time, verified by sha256, kept, and resumed."""

import csv
import errno
import hashlib
import math
import os
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import BinaryIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

import platformdirs
import requests
import urllib3

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.shipped import DATA
from foxdog.progress import Progress, silent

LIST = DATA / "photos.csv"
HOME, MIRROR = "FOXDOG_PHOTOS_DIR", "FOXDOG_MIRROR"  # the environment's names for where to and where from
WORKERS = 8
CONNECT, SILENCE = 5.0, 10.0  # s: to be connected; between two pieces
LONGEST = 60.0  # s for one photo, all attempts: a piece a second would otherwise hold us for ever
HUNG = LONGEST + 30.0  # s without any photo settled: what no time-out ends (headers that drip, a name look-up) is left
WAITS = (0.5, 2.0, 5.0)  # s before the second attempt and the next
IN_A_ROW = 8  # so many failures, and none fetched between them: it is not the photos
TICK, GRACE = 0.1, 1.0  # s: how soon a stop is seen; what threads are then given to end
PIECE = 1 << 16  # bytes
GONE, BUSY = {404, 410}, {408, 429, 500, 502, 503, 504}
FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Photo:
    """A row of the list: where a photo is, what it must be, and what is known of it ("" where it is not)."""

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
        present: How many of them are there now, verified.
        fetched: How many of these were fetched in this call.
        failed: Those that were tried in vain.
        stopped: Why it ended before every photo was tried, "" if it did not.
    """

    total: int
    present: int
    fetched: int
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
    """As many, and what befell them, in words: 3 are not there (404)."""
    verb, rest = reason.split(" ", 1)
    verb = verb if number == 1 else {"is": "are", "was": "were"}.get(verb, verb)
    return " ".join(filter(None, (f"{number:,}", what, verb, rest)))


def listed() -> list[Photo]:
    """The photos of the shipped list, foxes first."""
    with LIST.open(newline="", encoding="utf-8") as file:
        return [Photo(bytes=int(row.pop("bytes")), **row) for row in csv.DictReader(file)]


def home() -> Path:
    """Where photos are kept, as fox/name.jpg and dog/name.jpg: $FOXDOG_PHOTOS_DIR, or the user's cache folder."""
    chosen = os.environ.get(HOME)
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_cache_dir("foxdog"), "photos")


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

    Each is written under a temporary name and gets its own when it is whole and verified. pooch would do that too, but
    it tries a 404 again like any other fault, its waits cannot be stopped, and what a kill leaves cannot be told apart.

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
    source = _source(mirror or os.environ.get(MIRROR, ""))
    _prepare({(folder / photo.file).parent for photo in photos} | {folder})
    return _Download(folder, photos, source, progress, stop or threading.Event()).run()


class _FaultError(Exception):
    """An attempt failed, as its text says; another may not."""

    after = 0.0  # s that the server asks us to wait


class _NoConnectionError(_FaultError):
    """The server was not reached at all."""


class _FinalError(_FaultError):
    """Another attempt would fail in the same way."""


Pieces = Generator[bytes, None, None]  # a photo's bytes
Source = Callable[[Photo, requests.Session], Pieces]


def _source(mirror: str) -> Source:
    if not mirror:
        return lambda photo, session: _from_web(photo.url, session)
    if _is_address(mirror):
        return lambda photo, session: _from_web(f"{mirror.rstrip('/')}/{photo.file}", session)
    is_url = mirror.lower().startswith("file:")
    folder = Path(url2pathname(urlsplit(mirror).path) if is_url else mirror).expanduser()
    if not folder.is_dir():
        raise DatasetError(f"{mirror} is neither an address (https://...) nor a folder to fetch the photos from.")
    return lambda photo, session: _from_folder(folder / photo.file)


def _is_address(mirror: str) -> bool:
    try:
        requests.Request("GET", mirror).prepare()
    except requests.RequestException:
        return False
    return mirror.lower().startswith(("http://", "https://"))


def _prepare(folders: set[Path]) -> None:
    """Make the folders, see that they can be written to, and sweep away what a killed download left in them."""
    try:
        for folder in sorted(folders):
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise DatasetError(f"Photos cannot be kept in {folder} ({error.strerror}); choose another folder.") from error
    for folder in folders:
        for left in folder.glob(f".*.jpg.{'[0-9a-f]' * 8}.part"):
            with suppress(PermissionError):  # Windows, where another download is writing it
                left.unlink(missing_ok=True)


def _from_folder(path: Path) -> Pieces:
    try:
        with path.open("rb") as file:
            yield from iter(partial(file.read, PIECE), b"")
    except FileNotFoundError:
        raise _FinalError("is not there") from None
    except OSError as error:
        raise _FinalError(f"could not be read ({error.strerror})") from error


def _from_web(url: str, session: requests.Session) -> Pieces:
    host = urlsplit(url).netloc.rpartition("@")[2]  # without a password
    try:
        with session.get(url, stream=True, timeout=(CONNECT, SILENCE)) as response:
            _check(response)
            while piece := response.raw.read1(PIECE, decode_content=False):  # what is there: a drip does not hold us
                yield piece
    except (requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError) as error:
        raise _FaultError(f"got no answer for {SILENCE:.0f} s") from error
    except requests.exceptions.SSLError as error:
        raise _NoConnectionError(f"had no secure connection to {host}") from error
    except requests.ConnectionError as error:
        raise _NoConnectionError(f"had no connection to {host}") from error
    except urllib3.exceptions.HTTPError as error:
        raise _FaultError("was cut off") from error
    except requests.RequestException as error:
        raise _FinalError(f"has no usable address ({type(error).__name__})") from error


def _check(response: requests.Response) -> None:
    code = response.status_code
    if code in BUSY:
        fault = _FaultError(f"was refused for now ({code})")
        wait = response.headers.get("Retry-After", "")
        fault.after = float(wait) if wait.isdecimal() else 0.0
        raise fault
    if code != requests.codes.ok:
        raise _FinalError(f"is not there ({code})" if code in GONE else f"was refused ({code})")


@dataclass(eq=False)
class _Download:
    """One call of `download`: eight threads fetch; the caller's collects, reports, and decides when it is over."""

    folder: Path
    photos: Sequence[Photo]
    source: Source
    progress: Progress
    stop: threading.Event
    todo: SimpleQueue[Photo] = field(default_factory=SimpleQueue)
    done: SimpleQueue[tuple[Photo, bool | Exception]] = field(default_factory=SimpleQueue)
    over: threading.Event = field(default_factory=threading.Event)
    here: int = 0
    fetched: int = 0
    failed: list[Failure] = field(default_factory=list)
    in_a_row: list[_FaultError] = field(default_factory=list)  # since a photo, or a plain no, last came
    stopped: str = ""

    def run(self) -> Outcome:
        for photo in self.photos:
            self.todo.put(photo)
        # Daemons: one that hangs in a name look-up must not keep the program from ending.
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(WORKERS)]
        try:
            for thread in threads:
                thread.start()
            self._collect()
        finally:
            self.over.set()
            end = time.monotonic() + GRACE
            for thread in threads:
                thread.join(max(0.0, end - time.monotonic()))
        late = [self.done.get()[1] for _ in range(self.done.qsize())]  # settled while the others were stopped
        self.fetched += late.count(True)
        self.here += late.count(False)
        return Outcome(len(self.photos), self.here + self.fetched, self.fetched, tuple(self.failed), self.stopped)

    def _collect(self) -> None:
        """Take what the threads have done until every photo is settled or there is a reason to stop."""
        settled, moved = 0, time.monotonic()
        while settled < len(self.photos) and not self.stopped:
            try:
                self._settle(*self.done.get(timeout=TICK))
                settled, moved = settled + 1, time.monotonic()
                self.progress(settled, len(self.photos))
            except Empty:
                if time.monotonic() > moved + HUNG:
                    self.stopped = f"no answer for {HUNG:.0f} s"
            if self.stop.is_set() and settled < len(self.photos):
                self.stopped = "stopped"

    def _settle(self, photo: Photo, result: bool | Exception) -> None:
        if result is True:
            self.fetched += 1
            self.in_a_row.clear()
        elif result is False:
            self.here += 1
        elif isinstance(result, _FaultError):
            self.failed.append(Failure(photo.file, str(result)))
            self._watch(result)
        elif isinstance(result, OSError) and result.errno in FULL:
            self.stopped = "the disk is full"
        else:
            raise result

    def _watch(self, fault: _FaultError) -> None:
        """Give up after so many failures in a row, if more is to be tried. A plain no is none: the server is well."""
        self.in_a_row = [] if isinstance(fault, _FinalError) else [*self.in_a_row, fault]
        if len(self.in_a_row) >= IN_A_ROW and not self.todo.empty():
            down = all(isinstance(one, _NoConnectionError) for one in self.in_a_row)
            self.stopped = (
                f"{'no network: ' if down else ''}{_count(len(self.in_a_row), str(fault), 'photos in a row')}"
            )

    def _work(self) -> None:
        with requests.Session() as session:  # one each: it keeps its connection, and need not be shared
            session.headers.update({"User-Agent": "foxdog", "Accept-Encoding": "identity"})
            while not self.over.is_set():
                try:
                    photo = self.todo.get_nowait()
                except Empty:
                    return
                self.done.put((photo, self._try(photo, session)))

    def _try(self, photo: Photo, session: requests.Session) -> bool | Exception:
        """Whether the photo was fetched, False if it is there already; or the error that remains after the retries."""
        deadline, waits = time.monotonic() + LONGEST, iter(WAITS)
        while True:
            try:
                return not _verified(self.folder / photo.file, photo) and self._fetch(photo, session, deadline)
            except _FinalError as error:
                return error
            except _FaultError as error:
                pause = max(next(waits, math.inf), error.after)
                if time.monotonic() + pause > deadline or self.over.wait(pause):
                    return error
            except Exception as error:  # the caller's thread raises it
                return error

    def _fetch(self, photo: Photo, session: requests.Session, deadline: float) -> bool:
        path = self.folder / photo.file
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            with temporary.open("xb") as file, closing(self.source(photo, session)) as pieces:
                self._write(photo, pieces, file, deadline)
            os.replace(temporary, path)
            return True
        except OSError as error:
            if error.errno in FULL:
                raise
            raise _FaultError(f"could not be written ({error.strerror})") from error
        finally:
            temporary.unlink(missing_ok=True)

    def _write(self, photo: Photo, pieces: Pieces, file: BinaryIO, deadline: float) -> None:
        digest, length = hashlib.sha256(), 0
        for piece in pieces:
            digest.update(piece)
            length += len(piece)
            if self.over.is_set():
                raise _FinalError("was dropped")
            if time.monotonic() > deadline:
                raise _FaultError(f"took longer than {LONGEST:.0f} s")
            if length > photo.bytes:
                raise _FaultError("is longer than listed")
            file.write(piece)
        if digest.hexdigest() != photo.sha256:
            raise _FaultError("arrived with other bytes than listed")


def _verified(path: Path, photo: Photo) -> bool:
    try:
        return _size(path) == photo.bytes and hashlib.sha256(path.read_bytes()).hexdigest() == photo.sha256
    except OSError:  # it cannot be read, so it is fetched again
        return False
