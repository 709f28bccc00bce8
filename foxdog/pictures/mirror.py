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

Pieces = Generator[bytes, None, None]
Source = Callable[[str, str], Pieces]
"""Called with a photo's file (fox/name.jpg) and its own address; yields its bytes, or raises FetchError."""


class FetchError(Exception):
    """An attempt to fetch a photo failed; the text is a phrase that follows the photo's name.

    Attributes:
        again: Whether another attempt may succeed.
        reached: Whether the server was reached.
        wait: s that the server asks us to wait before another attempt.
    """

    def __init__(self, reason: str, again: bool = True, reached: bool = True, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.again, self.reached, self.wait = again, reached, wait


def open_mirror(mirror: str, session: requests.Session) -> Source:
    """Where to fetch photos from.

    Args:
        mirror: The address or the folder that fox/ and dog/ are in; "" for each photo's own address.
        session: Makes the requests, from several threads.

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
    is_url = mirror.lower().startswith("file:")
    folder = user_path(url2pathname(urlsplit(mirror).path) if is_url else mirror)
    if not folder.is_dir():
        raise DatasetError(f"{mirror} is neither an address (https://...) nor a folder to fetch the photos from.")
    return lambda file, url: _from_folder(folder / file)


def user_path(text: str) -> Path:
    """A path that may begin with ~ or ~name.

    Raises:
        DatasetError: There is no user of that name.
    """
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise DatasetError(f"{text} cannot be found: there is no user of that name; give a path without ~.") from None


def _is_address(mirror: str) -> bool:
    try:
        requests.Request("GET", mirror).prepare()
    except requests.RequestException:
        return False
    return mirror.lower().startswith(("http://", "https://"))


def _from_folder(path: Path) -> Pieces:
    try:
        with path.open("rb") as file:
            yield from iter(partial(file.read, PIECE), b"")
    except FileNotFoundError:
        raise FetchError("is not there", again=False) from None
    except OSError as error:
        raise FetchError(f"could not be read ({error.strerror})", again=False) from error


def _from_web(url: str, session: requests.Session) -> Pieces:
    host = urlsplit(url).netloc.rpartition("@")[2]  # without a password
    try:
        with session.get(url, stream=True, timeout=(CONNECT, SILENCE)) as response:
            _check_status(response)
            while piece := response.raw.read1(PIECE, decode_content=False):  # what is there: a drip does not hold us
                yield piece
    except (requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError) as error:
        raise FetchError(f"got no answer for {SILENCE:.0f} s") from error
    except requests.exceptions.SSLError as error:
        raise FetchError(f"had no secure connection to {host}", reached=False) from error
    except requests.ConnectionError as error:
        raise FetchError(f"had no connection to {host}", reached=False) from error
    except urllib3.exceptions.HTTPError as error:
        raise FetchError("was cut off") from error
    except requests.RequestException as error:
        raise FetchError(f"has no usable address ({type(error).__name__})", again=False) from error


def _check_status(response: requests.Response) -> None:
    code = response.status_code
    if code in BUSY:
        wait = response.headers.get("Retry-After", "")
        raise FetchError(f"was refused for now ({code})", wait=float(wait) if wait.isdecimal() else 0.0)
    if code != requests.codes.ok:
        raise FetchError(f"is not there ({code})" if code in GONE else f"was refused ({code})", again=False)
