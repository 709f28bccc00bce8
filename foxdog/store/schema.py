"""The tables, and how a database is opened: it is made if it is empty, and refused if it cannot be used.

SQLite is set up so that what is written is on the disk when a transaction ends (WAL with synchronous=FULL), and so that
two writers wait for each other (BEGIN IMMEDIATE with a busy_timeout). PostgreSQL does both by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    event,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from foxdog.store.record import StoreError, UnusableDatabaseError

VERSION = 2  # 1 had no pictures
BUSY = 5000  # ms that a writer waits for another
LOCK = 4_709_281_366  # of PostgreSQL, for what one server does at a time: any number that nothing else uses
SQLITE_PRAGMAS = {  # of each connection
    "busy_timeout": BUSY,
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "secure_delete": "ON",  # what is deleted is overwritten: it may be somebody's pictures
}

metadata = MetaData()
schema_version = Table("schema_version", metadata, Column("version", Integer, nullable=False))
runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),  # of the link that may answer
    Column("view_key", String(64), unique=True),  # of the link that only shows
    Column("views_revoked", Integer, nullable=False),  # how often that link was revoked
    Column("created", Float, nullable=False),  # s since 1970, UTC, as all times here
    Column("opened", Float, nullable=False),
    Column("source", String(1000), nullable=False),  # the name of the pictures
    Column("fingerprint", String(200), nullable=False),  # of the pictures
    Column("recipe", String(1000), nullable=False),  # of the nets
    Column("settings", JSON, nullable=False),
)
answers = Table(
    "answers",
    metadata,
    Column("run", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 0, without a gap
    Column("loop", String(10), nullable=False),  # whose questions these are: the machine's or the person's
    Column("kind", String(10), nullable=False),
    Column("picture", Integer),
    Column("label", Integer),
    Column("by", String(10), nullable=False),
    Column("seconds", Float),  # how long the person looked at the picture
    Column("at", Float, nullable=False),
    CheckConstraint("number >= 0"),
    CheckConstraint("loop IN ('machine', 'person')"),
    CheckConstraint("kind IN ('answer', 'skip', 'undo', 'correction', 'turn')"),
    CheckConstraint("label IN (0, 1)"),
)
pictures = Table(  # of the runs whose uploaded pictures are kept
    "pictures",
    metadata,
    Column("run", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("content", LargeBinary, nullable=False),  # a dataset file
)


SAID = {  # what a database says, and what that means
    "locked": "another program is writing to the database",
    "disk is full": "the disk of the database is full",
    "no space left": "the disk of the database is full",
}
SAID_UNUSABLE = {
    "readonly": "cannot be written to",
    "read-only": "cannot be written to",
    "not a database": "is damaged, or is no database",
    "malformed": "is damaged",
    "unable to open": "cannot be opened",
    "no such table": "has lost a table",
    'relation "': "has lost a table",
    "permission denied for": "cannot be written to",
}


def set_up(engine: Engine) -> None:
    """Make the engine's database usable: make the tables if it is empty, and those that an older version has not.

    Raises:
        UnusableDatabaseError: It is of a newer version, of another program, damaged, or cannot be written to. It was
            left as it is.
        StoreError: It does not answer now, but may later.
    """
    if engine.dialect.name == "sqlite":
        _use_sqlite_well(engine)
    try:
        _refuse_unknown(engine)
        if engine.dialect.name == "sqlite":
            with engine.connect().execution_options(begins_with="") as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # the file remembers it
        with engine.begin() as connection:
            _make_tables(connection)
    except SQLAlchemyError as error:
        raise meaning(error) from error


def meaning(error: SQLAlchemyError) -> StoreError:
    """What an error of the database means for a run; the message has nothing of what was to be written."""
    said = str(getattr(error, "orig", "")).lower()
    for sign, words in SAID_UNUSABLE.items():
        if sign in said:
            return UnusableDatabaseError(f"The database of runs {words}.")
    return StoreError(next((words for sign, words in SAID.items() if sign in said), "the database does not answer"))


def wait_for_others(connection: Connection) -> None:
    """Let no other transaction that asks for this go on before this one ends; on SQLite none that writes does."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def forget_deleted(engine: Engine) -> None:
    """Let SQLite's log, in which deleted content may still be, be emptied; where somebody reads, it is later."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(begins_with="") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads: it waits for no writer, and no writer waits for it."""
    with engine.connect().execution_options(begins_with="BEGIN") as connection:
        yield connection


def _use_sqlite_well(engine: Engine) -> None:
    """Let each connection set its pragmas, and each transaction that writes take the lock at its beginning.

    By itself Python's sqlite3 begins a transaction only at the first change: two writers could then both read, and one
    of them would fail. So SQLAlchemy says BEGIN here, as its documentation of pysqlite recommends.
    """

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 - of whichever driver
        connection.isolation_level = None  # the driver begins nothing
        for name, value in SQLITE_PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if begins_with := connection.get_execution_options().get("begins_with", "BEGIN IMMEDIATE"):
            connection.exec_driver_sql(begins_with)


def _refuse_unknown(engine: Engine) -> None:
    with reading(engine) as connection:
        tables = set(inspect(connection).get_table_names())
        if not tables:
            return
        if schema_version.name not in tables:
            raise UnusableDatabaseError("The database of runs belongs to another program, and was left as it is.")
        versions = connection.scalars(select(schema_version.c.version)).all()
    if versions not in [[version] for version in range(1, VERSION + 1)]:
        raise UnusableDatabaseError(
            "The database of runs was made by a newer version of this project, and was left as it is."
        )


def _make_tables(connection: Connection) -> None:
    """Make the tables that are not there; another server may just have made them."""
    wait_for_others(connection)
    if schema_version.name not in inspect(connection).get_table_names():
        metadata.create_all(connection)
        connection.execute(insert(schema_version).values(version=VERSION))
    elif connection.scalar(select(schema_version.c.version)) == 1:
        pictures.create(connection)
    connection.execute(update(schema_version).values(version=VERSION))  # where nothing can be written, say so now
