"""Where the photos' bytes come from: their own addresses, another address, or a folder."""

from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import requests
import urllib3

from foxdog.pictures.dataset import DatasetError

WORKERS = 8  # threads that fetch at once, each with a connection of its own
CONNECT, SILENCE = 5.0, 10.0  # s: to be connected; between two pieces
PIECE = 1 << 16  # bytes
GONE, BUSY = {404, 410}, {408, 429, 500, 502, 503, 504}  # statuses: no such photo; try again later

Source = Callable[[str, str], Generator[bytes, None, None]]
"""Called with a photo's file (fox/name.jpg) and its own address; yields its bytes, or raises FetchError."""


class FetchError(Exception):
    """Why a photo was not fetched, a phrase that follows its name; `final` if another attempt would fail too."""

    def __init__(self, reason: str, final: bool = False, offline: bool = False, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.final = final
        self.offline = offline  # the server was not reached
        self.wait = wait  # s that the server asks for before another attempt


def open_mirror(mirror: str, session: requests.Session) -> Source:
    """Where to fetch photos from: an address or a folder that fox/ and dog/ are in, or "" for their own addresses.

    Raises:
        DatasetError: The mirror is neither an address nor a folder.
    """
    session.headers.update({"User-Agent": "foxdog", "Accept-Encoding": "identity"})
    for scheme in ("http://", "https://"):
        session.mount(scheme, requests.adapters.HTTPAdapter(pool_maxsize=WORKERS))
    if not mirror:
        return lambda file, url: _from_web(url, session)
    if _is_address(mirror):
        return lambda file, url: _from_web(f"{mirror.rstrip('/')}/{file}", session)
    folder = user_path(url2pathname(urlsplit(mirror).path) if mirror.lower().startswith("file:") else mirror)
    if not folder.is_dir():
        raise DatasetError(f"{mirror} is neither an address (https://...) nor a folder to fetch the photos from.")
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
    except FileNotFoundError:
        raise FetchError("is not there", final=True) from None
    except OSError as error:
        raise FetchError(f"could not be read ({error.strerror})", final=True) from error


def _from_web(url: str, session: requests.Session) -> Generator[bytes, None, None]:
    host = urlsplit(url).netloc.rpartition("@")[2]  # without a password
    try:
        with session.get(url, stream=True, timeout=(CONNECT, SILENCE)) as response:
            _check_status(response)
            while piece := response.raw.read1(PIECE, decode_content=False):  # what is there: a drip does not hold us
                yield piece
    except (requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError) as error:
        raise FetchError(f"got no answer for {SILENCE:.0f} s") from error
    except requests.ConnectionError as error:
        secure = "secure " if isinstance(error, requests.exceptions.SSLError) else ""
        raise FetchError(f"had no {secure}connection to {host}", offline=True) from error
    except urllib3.exceptions.HTTPError as error:
        raise FetchError("was cut off") from error
    except requests.RequestException as error:
        raise FetchError(f"has no usable address ({type(error).__name__})", final=True) from error


def _check_status(response: requests.Response) -> None:
    code = response.status_code
    if code in BUSY:
        wait = response.headers.get("Retry-After", "")
        raise FetchError(f"was refused for now ({code})", wait=float(wait) if wait.isdecimal() else 0.0)
    if code != requests.codes.ok:
        raise FetchError(f"is not there ({code})" if code in GONE else f"was refused ({code})", final=True)
