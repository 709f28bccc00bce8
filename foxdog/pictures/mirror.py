"""Where the photos' bytes come from: their own addresses, another address, or a folder."""

from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.util import Retry

from foxdog.pictures.dataset import DatasetError

WORKERS = 8  # threads that fetch at once, each with a connection of its own
CONNECT, SILENCE = 5.0, 10.0  # s: to be connected; between two pieces
PIECE = 1 << 16  # bytes
GONE, BUSY = (404, 410), (408, 429, 500, 502, 503, 504)  # statuses: no such photo; try again later
RETRY = Retry(
    3, backoff_factor=0.5, retry_after_max=5, status_forcelist=BUSY, allowed_methods=["GET"], raise_on_status=False
)

Source = Callable[[str, str], Generator[bytes, None, None]]
"""Called with a photo's file (fox/name.jpg) and its own address; yields its bytes, or raises FetchError."""


class FetchError(Exception):
    """Why a photo was not fetched, a phrase that follows its name."""

    def __init__(self, reason: str, final: bool = False, offline: bool = False) -> None:
        super().__init__(reason)
        self.final = final  # the fault is in this photo alone and says nothing about the next
        self.offline = offline  # the server was not reached


def open_mirror(mirror: str, session: requests.Session, name: str) -> Source:
    """Where to fetch photos from: an address or a folder that fox/ and dog/ are in, or "" for their own addresses.

    Messages call it by `name`: an address may hold a password.

    Raises:
        DatasetError: The mirror is neither an address nor a folder.
    """
    session.headers.update({"User-Agent": "foxdog", "Accept-Encoding": "identity"})
    for scheme in ("http://", "https://"):
        session.mount(scheme, requests.adapters.HTTPAdapter(pool_maxsize=WORKERS, max_retries=RETRY))
    if not mirror:
        return lambda file, url: _from_web(url, session)
    if _is_address(mirror):
        return lambda file, url: _from_web(f"{mirror.rstrip('/')}/{file}", session)
    folder = user_path(url2pathname(urlsplit(mirror).path) if mirror.lower().startswith("file:") else mirror)
    if not folder.is_dir():
        raise DatasetError(f"{name} is neither an address (https://...) nor a folder to fetch the photos from.")
    return lambda file, url: _from_folder(folder / file)


def user_path(text: str) -> Path:
    """A path that may begin with ~ or ~name; DatasetError where there is no user of that name."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise DatasetError(f"{text} cannot be found: there is no user of that name; give a path without ~.") from None


def _is_address(mirror: str) -> bool:
    try:
        return urlsplit(str(requests.Request("GET", mirror).prepare().url)).scheme in ("http", "https")
    except requests.RequestException:
        return False


def _from_folder(path: Path) -> Generator[bytes, None, None]:
    try:
        with path.open("rb") as file:
            yield from iter(partial(file.read, PIECE), b"")
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise FetchError("is not there" if missing else f"could not be read ({error.strerror})", final=True) from error


def _from_web(url: str, session: requests.Session) -> Generator[bytes, None, None]:
    try:
        with session.get(url, stream=True, timeout=(CONNECT, SILENCE)) as response:
            if (code := response.status_code) != requests.codes.ok:
                busy = " for now" if code in BUSY else ""
                reason = "is not there" if code in GONE else f"was refused{busy}"
                raise FetchError(f"{reason} ({code})", final=not busy)
            while piece := response.raw.read1(PIECE, decode_content=False):  # what is there: a drip does not hold us
                yield piece
    except requests.ConnectionError as error:
        if isinstance(getattr(error.args[0], "reason", None), ReadTimeoutError):
            raise FetchError(f"got no answer for {SILENCE:.0f} s") from error
        secure = "secure " if isinstance(error, requests.exceptions.SSLError) else ""
        host = urlsplit(url).netloc.rpartition("@")[2]  # without a password
        raise FetchError(f"had no {secure}connection to {host}", offline=True) from error
    except HTTPError as error:
        raise FetchError("was cut off") from error
    except requests.RequestException as error:
        raise FetchError(f"has no usable address ({type(error).__name__})", final=True) from error
