"""How a session keeps its run in the database, and which sessions have the same run open.

The database is opened at the first answer, or when a link opens a run: SQLAlchemy is not on the way to the first
question. Streamlit's secret `connections.runs` names a database on a server; $FOXDOG_DATABASE a file or a database's
URL; otherwise it is a file in the user's data folder.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakSet

import platformdirs
import streamlit as st

from foxdog.learning.lines import Line
from foxdog.pages.streamlit_compat import is_connected, session_id
from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.mirror import user_path
from foxdog.store.record import About, Kept, StoreError, TakenError, UnknownError, UnusableDatabaseError
from foxdog.store.tokens import new_token, view_token

if TYPE_CHECKING:
    from foxdog.store.store import Store

DATABASE = "FOXDOG_DATABASE"
UNOPENED = 90  # days after which a run that nobody opens is deleted
FROM_NOW_ON = "What is answered here from now on is not kept."
REVOKED = f"The link of this run was revoked. {FROM_NOW_ON}"
BEGINS_ANEW = "Your answers are not kept: a refresh begins anew."
Got = TypeVar("Got")
NOT_SHOWN = "The link to this run was revoked, so it is not shown here any more."
UNUSABLE_FOR = 60  # s after which a database that could not be used is tried again


@dataclass(eq=False)
class Keeping:
    """What a session knows of how its run is kept.

    Attributes:
        about: What the run is.
        token: Of the link by which the session has the run open; a new run's is not valid before its first line.
        may_answer: Whether that link may answer, and does not only show.
        number: The run's number in the database; None before its first line is there.
        lines: How many lines of the database the session's run has.
        views_revoked: How often the link that only shows was revoked.
        problem: Why the last thing that the person did was not kept, and so not done; "" if it was.
        sent_again: Whether the browser sends it again.
        lost: Why nothing of the run is kept any more, in a sentence; "" while it is.
        perhaps: The token that takes the place of `token` if the database has revoked that without being able to say
            so; "" while there is none.
    """

    about: About
    token: str = field(default_factory=new_token, repr=False)
    may_answer: bool = True
    number: int | None = None
    lines: int = 0
    views_revoked: int = 0
    problem: str = ""
    sent_again: bool = False
    lost: str = ""
    perhaps: str = field(default="", repr=False)
    session: str = field(default_factory=session_id, repr=False)

    @property
    def view(self) -> str:
        """The token of the link that only shows the run."""
        return view_token(self.token, self.views_revoked) if self.may_answer else self.token

    def add(self, lines: Sequence[Line]) -> None:
        """Write down what is about to happen in the run, all of it or nothing.

        Where nothing is kept any more this does nothing, and the run goes on.

        Raises:
            TakenError: Another tab was faster.
            StoreError: It could not be written; `problem` says why.
        """
        self.problem, self.sent_again = "", False
        if self.lost or not lines:
            return
        try:
            self.number = self._write(lines)
        except TakenError:
            raise
        except UnknownError:
            self.lost = REVOKED
        except UnusableDatabaseError as error:
            self.lost = f"{error} {BEGINS_ANEW if self.number is None else FROM_NOW_ON}"
        except StoreError as error:
            self.problem = str(error)
            raise
        else:
            self.lines += len(lines)
            _note_open(self)

    def _write(self, lines: Sequence[Line]) -> int:
        """Write the lines, and return the run's number in the database.

        A connection that ends while a transaction does leaves open whether it was written. So these lines may be there
        from an earlier try.
        """
        try:
            return self._by_token(lambda token: store().add(token, self.about, self.lines, lines))
        except TakenError:
            kept = store().open(self.token)
            self.number = kept.number
            if kept.lines[self.lines :] != list(lines):
                raise
            return kept.number

    def _by_token(self, ask: Callable[[str], Got]) -> Got:
        """Ask the database something by the run's token, or by the one that has perhaps taken its place."""
        try:
            return ask(self.token)
        except UnknownError:
            if not self.perhaps:
                raise
            self.token, self.perhaps, self.views_revoked = self.perhaps, "", 0
            return ask(self.token)

    def news(self) -> list[Line]:
        """The lines that other sessions have added; none where the database does not say."""
        if self.lost or self.number is None:
            return []
        try:
            return self._by_token(lambda token: store().lines(token, self.lines, self.may_answer))
        except UnknownError:
            self.lost = REVOKED if self.may_answer else NOT_SHOWN
        except StoreError as error:
            logging.getLogger(__name__).warning("A run could not be looked up: %s", error)
        return []

    def revoke(self) -> None:
        """Give the run two new links; the old ones open nothing any more.

        Raises:
            StoreError: The database does not say that it was written; both links stay, unless it was.
        """
        self.perhaps = new = self.perhaps or new_token()
        self._by_token(lambda token: store().revoke(token, new))
        self.token, self.perhaps, self.views_revoked = new, "", 0

    def revoke_view(self) -> None:
        """Give the run a new link that only shows; the old one opens nothing any more.

        Raises:
            StoreError: The database does not say that it was written; the link stays, unless it was.
        """
        self._by_token(lambda token: store().revoke_view(token, self.views_revoked + 1))
        self.views_revoked += 1

    def size_of_pictures(self) -> int | None:
        """How many bytes the pictures that are kept with the run take; None where none are.

        Raises:
            StoreError: The database does not say.
        """
        return store().size_of_pictures(self.token)

    def keep_pictures(self, content: bytes, most: int) -> None:
        """Keep the run's pictures with it.

        Args:
            content: A dataset file.
            most: Bytes that the pictures of all runs may take.

        Raises:
            StoreError: That could not be written; nothing is changed.
        """
        store().keep_pictures(self.token, content, most)

    def drop_pictures(self) -> None:
        """Delete the pictures that are kept with the run.

        Raises:
            StoreError: That could not be written; they are still kept.
        """
        store().drop_pictures(self.token)

    def pictures(self) -> bytes | None:
        """The pictures that are kept with the run, a dataset file; None where none are.

        Raises:
            StoreError: The database does not answer.
        """
        return store().pictures(self.token, self.may_answer)


def open_link(token: str, may_answer: bool) -> tuple[Keeping, Kept]:
    """The run of a link: how this session keeps it, and what happened in it.

    Raises:
        UnknownError: No run has this link.
        StoreError: The database does not answer, or cannot be used.
    """
    kept = store().open(token, may_answer)
    return Keeping(kept.about, token, may_answer, kept.number, len(kept.lines), kept.views_revoked), kept


# The database


def store() -> "Store":
    """The server's database of runs.

    Raises:
        UnusableDatabaseError: It cannot be used; it was left as it is.
        StoreError: It does not answer now, but may later.
    """
    named = os.environ.get(DATABASE, "")
    if not named and _is_in_secrets():
        return _opened_lately(None)
    if "://" in named:
        return _opened_lately(named)
    try:
        file = user_path(named) if named else Path(platformdirs.user_data_dir("foxdog"), "runs.db")
    except DatasetError as error:
        raise UnusableDatabaseError(f"{DATABASE} names no file.") from error
    return _opened_lately(str(file.absolute()))


_unusable: dict[str | None, tuple[str, float]] = {}  # by name: why, and until when that is believed


def _opened_lately(named: str | None) -> "Store":
    """What `_opened` returns; a database that could not be used is not tried again at each answer.

    One that does not answer is: that may be over in a second.
    """
    why, until = _unusable.get(named, ("", 0.0))
    if time.monotonic() < until:
        raise UnusableDatabaseError(why)
    try:
        return _opened(named)
    except UnusableDatabaseError as error:
        _unusable[named] = str(error), time.monotonic() + UNUSABLE_FOR
        raise


def _is_in_secrets() -> bool:
    return bool(st.secrets.load_if_toml_exists()) and "runs" in st.secrets.get("connections", {})


@st.cache_resource(show_spinner=False)
def _opened(named: str | None) -> "Store":
    """The database at a path or URL, or the one in the secrets. What nobody opens is deleted on this occasion.

    It is Streamlit's connection, made here and not by `st.connection`, which would draw a spinner over the stage.
    """
    from sqlalchemy import URL
    from sqlalchemy.exc import SQLAlchemyError
    from streamlit.connections import SQLConnection

    from foxdog.store.store import Store

    quiet = {"hide_parameters": True, "pool_pre_ping": True}
    try:
        if named is None:
            connection = SQLConnection("runs", **quiet)
        else:
            if "://" not in named:
                Path(named).parent.mkdir(parents=True, exist_ok=True)
            url = named if "://" in named else URL.create("sqlite", database=named).render_as_string(False)
            connection = SQLConnection("runs", url=url, **quiet)
        opened = Store(connection.engine)
    except (SQLAlchemyError, ImportError, OSError) as error:  # a wrong URL, no driver, no such folder
        logging.getLogger(__name__).warning("The database of runs: %s", type(error).__name__)
        raise UnusableDatabaseError("The database of runs cannot be opened.") from None
    opened.delete_unopened(UNOPENED)
    return opened


# Who else has the run open, on this server


_opened_by: dict[int, WeakSet[Keeping]] = {}
_noting = threading.Lock()


def _note_open(keeping: Keeping) -> None:
    with _noting:
        if keeping.number is not None:
            _opened_by.setdefault(keeping.number, WeakSet()).add(keeping)


def others(keeping: Keeping | None) -> list[str]:
    """The other sessions of this server, by their ids, that have the run open in a browser."""
    if keeping is None or keeping.number is None:
        return []
    _note_open(keeping)
    with _noting:
        return [one.session for one in _opened_by[keeping.number] if one is not keeping and is_connected(one.session)]
