"""Write runs into a database, and read them again.

A run is one row of settings and its lines: what happened, in order, numbered from 0. A line is never changed, and no
line is left out. So a run that is read again is the run that was written. The pictures of a run may be kept with it.

No clock is needed for that. Only what nobody opens is deleted by the server's clock, which may be wrong: where that
leaves a doubt, the run stays.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from foxdog.learning.lines import Line
from foxdog.store.record import About, Kept, TakenError, TooMuchError, UnknownError, UnusableDatabaseError
from foxdog.store.schema import (
    answers,
    forget_deleted,
    meaning,
    pictures,
    reading,
    runs,
    set_up,
    wait_for_others,
)
from foxdog.store.tokens import key_of, view_token

DAY = 86_400  # s
WRONG = 365 * DAY  # a server's clock that goes on by more than this from one use of the database to the next is wrong
COLUMNS = ("loop", "kind", "picture", "label", "by", "seconds")


class Store:
    """The runs of one database. Threads may share it."""

    def __init__(self, engine: Engine) -> None:
        """Open the database, and make its tables if it is empty.

        Raises:
            UnusableDatabaseError: It cannot be used; it was left as it is.
            StoreError: It does not answer now, but may later.
        """
        self._engine = engine
        set_up(engine)
        self._file = _identity(engine)

    # Write

    def add(self, token: str, about: About, number: int, lines: Sequence[Line]) -> int:
        """Add lines to a run, all or none; the first lines of a run also make it.

        If the connection ends while the transaction does, nobody can say whether they were added: `open` tells.

        Args:
            token: Of the link that may answer.
            about: What the run is.
            number: How many lines it has so far, as far as the caller knows.
            lines: What happened, in order.

        Returns:
            The run's number in the database.

        Raises:
            TakenError: It has other lines; nothing was added.
            UnknownError: The link was revoked, or the run deleted; nothing was added.
            StoreError: The database does not say that they were added.
        """
        now = time.time()
        with self._writing() as connection:
            run = connection.scalar(select(runs.c.id).where(runs.c.key == key_of(token)))
            if run is None and number == 0:
                run = self._make(connection, token, about)
            if run is None:
                raise UnknownError("The link of this run was revoked.")
            if connection.scalar(select(func.count()).where(answers.c.run == run)) != number:
                raise TakenError("another tab was faster")
            rows = [
                {"run": run, "number": number + place, "at": now, **{name: getattr(line, name) for name in COLUMNS}}
                for place, line in enumerate(lines)
            ]
            connection.execute(insert(answers), rows)
        return run

    def _make(self, connection: Connection, token: str, about: About) -> int:
        now = _now(connection)
        keys = {"key": key_of(token), "view_key": key_of(view_token(token, 0)), "views_revoked": 0}
        made = connection.execute(insert(runs).values(**keys, **asdict(about), created=now, opened=now))
        (run,) = made.inserted_primary_key or (None,)
        assert run is not None
        return run

    def revoke(self, token: str, new: str) -> None:
        """Give a run another link that may answer, and with it another that only shows; the old ones open nothing.

        Raises:
            UnknownError: No run has this link.
            StoreError: The database could not write; nothing was changed.
        """
        self._change(token, key=key_of(new), view_key=key_of(view_token(new, 0)), views_revoked=0)

    def revoke_view(self, token: str, revoked: int) -> None:
        """Give a run another link that only shows; the old one opens nothing.

        Args:
            token: Of the link that may answer.
            revoked: How often the link that only shows has been revoked, this time included.

        Raises:
            UnknownError: No run has this link.
            StoreError: The database could not write; nothing was changed.
        """
        self._change(token, view_key=key_of(view_token(token, revoked)), views_revoked=revoked)

    def _change(self, token: str, **values: object) -> None:
        with self._writing() as connection:
            done = connection.execute(update(runs).where(runs.c.key == key_of(token)).values(**values))
            if not done.rowcount:
                raise UnknownError("No run has this link.")

    def delete_unopened(self, days: float) -> int:
        """Delete the runs that nobody has opened, or done anything in, for so many days. Returns how many.

        A step of the clock by more than a year, from one use of the database to the next, counts as no time: a clock
        that was set to another year makes no run old.

        Raises:
            StoreError: The database could not write; nothing was deleted.
        """
        last = select(runs.c.id, runs.c.opened, func.max(answers.c.at)).outerjoin(answers).group_by(runs.c.id)
        with self._writing() as connection:
            used = {(run, opened): max(opened, at or opened) for run, opened, at in connection.execute(last)}
            since = _days_before(days, time.time(), used.values())
            old = [key for key, at in used.items() if at < since]
            for run, opened in old:  # a run that another server opens meanwhile stays
                connection.execute(delete(runs).where(runs.c.id == run, runs.c.opened == opened))
        if old:
            self._forget_deleted()
        return len(old)

    def keep_pictures(self, token: str, content: bytes, most: int) -> None:
        """Keep the pictures of a run, in place of those that are kept; they are deleted with the run.

        Args:
            token: Of the link that may answer.
            content: A dataset file.
            most: Bytes that the pictures of all runs may take.

        Raises:
            UnknownError: No run has this link.
            TooMuchError: The pictures of all runs would take more; nothing was changed.
            StoreError: The database could not write; nothing was changed.
        """
        with self._writing() as connection:
            wait_for_others(connection)  # or two that fit, one by one, are too much together
            run = self._run(connection, token)
            connection.execute(delete(pictures).where(pictures.c.run == run))
            others = connection.scalar(select(func.sum(func.length(pictures.c.content)))) or 0
            if others + len(content) > most:
                raise TooMuchError("the pictures of all runs would take more than this server keeps")
            connection.execute(insert(pictures).values(run=run, content=content))

    def drop_pictures(self, token: str) -> None:
        """Delete the pictures that are kept with a run.

        Raises:
            UnknownError: No run has this link.
            StoreError: The database could not write; nothing was changed.
        """
        with self._writing() as connection:
            connection.execute(delete(pictures).where(pictures.c.run == self._run(connection, token)))
        self._forget_deleted()

    def _forget_deleted(self) -> None:
        try:
            forget_deleted(self._engine)
        except SQLAlchemyError as error:  # the deletion itself is written
            logging.getLogger(__name__).warning("The log of the database was not emptied: %s", meaning(error))

    # Read

    def open(self, token: str, may_answer: bool = True) -> Kept:
        """The run that a link opens; the database notes that it was opened.

        Args:
            token: Of the link.
            may_answer: Whether the link is one that may answer, and not one that only shows.

        Raises:
            UnknownError: No run has this link.
            StoreError: The database does not answer.
        """
        mine = _key(may_answer) == key_of(token)
        with self._writing() as connection:
            connection.execute(update(runs).where(mine).values(opened=_now(connection)))
            row = connection.execute(select(runs).where(mine)).one_or_none()
            if row is None:
                raise UnknownError("No run has this link.")
            about = About(row.source, row.fingerprint, row.recipe, row.settings)
            return Kept(row.id, about, self._lines(connection, row.id, 0), row.views_revoked)

    def lines(self, token: str, since: int, may_answer: bool = True) -> list[Line]:
        """The lines of a run from this number on.

        Raises:
            UnknownError: No run has this link.
            StoreError: The database does not answer.
        """
        with self._reading() as connection:
            return self._lines(connection, self._run(connection, token, may_answer), since)

    def size_of_pictures(self, token: str) -> int | None:
        """How many bytes the pictures that are kept with a run take; None where none are.

        Raises:
            UnknownError: No run has this link.
            StoreError: The database does not answer.
        """
        with self._reading() as connection:
            mine = pictures.c.run == self._run(connection, token)
            return connection.scalar(select(func.length(pictures.c.content)).where(mine))

    def pictures(self, token: str, may_answer: bool = True) -> bytes | None:
        """The pictures that are kept with a run, a dataset file; None where none are.

        Raises:
            UnknownError: No run has this link.
            StoreError: The database does not answer.
        """
        with self._reading() as connection:
            mine = pictures.c.run == self._run(connection, token, may_answer)
            return connection.scalar(select(pictures.c.content).where(mine))

    def _run(self, connection: Connection, token: str, may_answer: bool = True) -> int:
        """The number of the run that a link opens; UnknownError if there is none."""
        run = connection.scalar(select(runs.c.id).where(_key(may_answer) == key_of(token)))
        if run is None:
            raise UnknownError("The link of this run was revoked.")
        return run

    def _lines(self, connection: Connection, run: int, since: int) -> list[Line]:
        chosen = select(*(answers.c[name] for name in COLUMNS))
        found = connection.execute(
            chosen.where(answers.c.run == run, answers.c.number >= since).order_by(answers.c.number)
        )
        return [Line(**row) for row in found.mappings()]

    # Errors

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction. What it did is on the disk when it ends; if it fails, nothing of it is."""
        if _identity(self._engine) != self._file:  # what is written into a deleted file is lost
            raise UnusableDatabaseError("The database of runs has been deleted or replaced.")
        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError as error:
            raise TakenError("another tab was faster") from error
        except SQLAlchemyError as error:
            raise meaning(error) from error

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with reading(self._engine) as connection:
                yield connection
        except SQLAlchemyError as error:
            raise meaning(error) from error


def _key(may_answer: bool) -> Any:  # noqa: ANN401 - a column
    return runs.c.key if may_answer else runs.c.view_key


def _now(connection: Connection) -> float:
    """When a run is opened, in s since 1970: now, but not before another was, as far as the clock can be believed."""
    now, last = time.time(), connection.scalar(select(func.max(runs.c.opened)))
    return last if last is not None and now < last < now + WRONG else now


def _days_before(days: float, now: float, used: Iterable[float]) -> float:
    """When so many days began that end now; a step by more than a year from one use to the next counts as no time.

    Args:
        days: How many; negative ones end after now.
        now: In s since 1970, as all times here.
        used: When the database was used.
    """
    left, end = days * DAY, now
    for later, earlier in pairwise([now, *sorted((at for at in used if at < now), reverse=True)]):
        step = later - earlier
        if step > WRONG:
            end = earlier
        elif step >= left:
            break
        else:
            left, end = left - step, earlier
    return end - left


def _identity(engine: Engine) -> tuple[int, int] | None:
    """Which file on the disk the database is; None where it is no file, or the file is gone."""
    file = Path(engine.url.database or "")
    if engine.dialect.name != "sqlite" or not file.is_file():
        return None
    found = file.stat()
    return found.st_dev, found.st_ino
