"""What is kept of a run, and why something may not be kept. All pages know these; they import no database."""

from dataclasses import dataclass
from typing import Any

from foxdog.learning.lines import Line


class StoreError(Exception):
    """The database did not do what it was asked to, and nothing changed; the message says why, in a few words."""


class UnusableDatabaseError(StoreError):
    """The database cannot be used, now or later; the message is a sentence. The database was left as it is."""


class TakenError(StoreError):
    """Another tab has added a line since."""


class TooMuchError(StoreError):
    """All runs together may keep no more pictures."""


class UnknownError(StoreError):
    """No run has this link, or no longer."""


@dataclass(frozen=True)
class About:
    """What a run is, but for what happened in it."""

    source: str  # the name of the pictures
    fingerprint: str  # of the pictures
    recipe: str  # of the nets
    settings: dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """A run as it is in the database."""

    number: int  # no other run of the database has it
    about: About
    lines: list[Line]
    views_revoked: int  # how often the link that only shows was revoked
