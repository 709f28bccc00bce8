"""How many bytes of uploaded files the server keeps: in memory until they are a set, and by choice with a run."""

import os
from collections.abc import Sequence
from typing import Protocol

from foxdog.pages.streamlit_compat import OVER_SERVER, OVER_SESSION, limit_uploads

OF_SESSION, OF_SERVER = "FOXDOG_UPLOAD_MB", "FOXDOG_UPLOAD_MB_IN_ALL"  # the environment's names for the limits
KEPT_OF_RUN, KEPT_OF_ALL = "FOXDOG_KEEP_MB", "FOXDOG_KEEP_MB_IN_ALL"  # the same, of pictures in the database
DEFAULTS = {OF_SESSION: 300, OF_SERVER: 1_000, KEPT_OF_RUN: 50, KEPT_OF_ALL: 1_000}  # MB
LOWEST = {OF_SESSION: 1, OF_SERVER: 1, KEPT_OF_RUN: 0, KEPT_OF_ALL: 0}  # MB
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
        ValueError: It is not a whole number, or too low.
    """
    text = os.environ.get(name, "").strip() or str(DEFAULTS[name])
    if not (text.isascii() and text.isdigit() and int(text[:9]) >= LOWEST[name] and len(text) < 10):
        raise ValueError(f"{name} must be a whole number of MB, {LOWEST[name]} or more, not {text[:20]!r}.")
    return int(text)


def set_limits() -> None:
    """Set the limits of this server, unless they are set, and check those that are looked up when they are needed.

    Raises:
        ValueError: The environment names a limit that is none.
    """
    for name in (KEPT_OF_RUN, KEPT_OF_ALL):
        limit(name)
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
