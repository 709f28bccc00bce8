"""How many bytes of uploaded files the server keeps in memory, until a set is made of them or their session ends."""

import os
from collections.abc import Sequence
from typing import Protocol

from foxdog.pages.streamlit_compat import OVER_SERVER, OVER_SESSION, limit_uploads

OF_SESSION, OF_SERVER = "FOXDOG_UPLOAD_MB", "FOXDOG_UPLOAD_MB_IN_ALL"  # the environment's names for the limits
DEFAULTS = {OF_SESSION: 300, OF_SERVER: 1_000}  # MB
MEGABYTE = 1_000_000


class Sent(Protocol):
    """A file that a browser sent, as far as its limit is concerned."""

    @property
    def type(self) -> str:
        """What Streamlit says of its kind."""
        raise NotImplementedError


def limit(name: str) -> int:
    """The limit that the environment sets, or the usual one, in MB.

    Raises:
        ValueError: It is not a whole number of 1 or more.
    """
    text = os.environ.get(name, "").strip() or str(DEFAULTS[name])
    if not (text.isascii() and text.isdigit() and int(text[:9]) >= 1 and len(text) < 10):
        raise ValueError(f"{name} must be a whole number of MB, 1 or more, not {text[:20]!r}.")
    return int(text)


def set_limits() -> None:
    """Set the limits of this server, unless they are set.

    Raises:
        ValueError: The environment names a limit that is none.
    """
    limit_uploads(limit(OF_SESSION) * MEGABYTE, limit(OF_SERVER) * MEGABYTE)


def why_refused(files: Sequence[Sent]) -> str:
    """Why some of these files are not here, in a sentence; "" if all are."""
    kinds = {file.type for file in files}
    if OVER_SESSION in kinds:
        return (
            f"These files are more than the {limit(OF_SESSION):,} MB that one visitor may send: take some away, or "
            "send smaller pictures."
        )
    if OVER_SERVER in kinds:
        return "This server holds as many files as it may, of all visitors: take these away and send them again later."
    return ""
