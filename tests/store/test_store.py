"""Runs in a database: what is written is there, once, or not at all."""

import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event

from foxdog.learning.lines import Line
from foxdog.store.record import About, StoreError, TakenError, UnknownError, UnusableDatabaseError
from foxdog.store.schema import VERSION
from foxdog.store.store import DAY, Store
from foxdog.store.tokens import is_token, key_of, new_token, view_token

ABOUT = About("drawn", "a fingerprint", "a recipe", {"seed": 3, "noise": 0.1})
LINES = [
    Line("answer", 5, 1, seconds=2.5),
    Line("skip", 7),
    Line("undo", 7),
    Line("correction", 5, 0),
    Line("turn", loop="person"),
    Line("answer", 9, 0, "oracle", "person"),
]
KEPT_SINCE = Path(__file__).parent / "version-1.db"  # as version 1 wrote it; its run's token is TOKEN
TOKEN = "AAECAwQFBgcICQoLDA0ODw"


@pytest.fixture
def store(database):
    """On either database."""
    return Store(database.engine())


@pytest.fixture
def file(tmp_path):
    return tmp_path / "runs.db"


@pytest.fixture
def file_store(file):
    return Store(create_engine(f"sqlite:///{file}"))


def read(file, sql):
    connection = sqlite3.connect(file)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


# Tokens


def test_a_token_has_128_bits_and_the_view_token_does_not_tell_it():
    token = new_token()
    assert len(token) == 22
    assert is_token(token)
    assert new_token() != token
    views = {view_token(token, revoked) for revoked in range(3)}
    assert len(views) == 3
    assert token not in views
    assert all(map(is_token, views))


@pytest.mark.parametrize("text", ["", "a", "A" * 21, "A" * 23, "A" * 21 + "B", "A" * 21 + "\n", "../../etc/passwd"])
def test_what_is_no_token(text):
    assert not is_token(text)


# A run


def test_a_run_is_read_as_it_was_written(store):
    token = new_token()
    number = store.add(token, ABOUT, 0, LINES[:2])
    assert store.add(token, ABOUT, 2, LINES[2:]) == number
    kept = store.open(token)
    assert (kept.number, kept.about, kept.lines, kept.views_revoked) == (number, ABOUT, LINES, 0)
    assert store.lines(token, 4) == LINES[4:]


def test_a_second_writer_of_the_same_line_changes_nothing(store):
    token = new_token()
    store.add(token, ABOUT, 0, LINES[:2])
    for number in (0, 1, 3):
        with pytest.raises(TakenError):
            store.add(token, ABOUT, number, LINES[2:])
    assert store.open(token).lines == LINES[:2]


def test_of_two_that_write_at_once_one_is_first(store):
    token = new_token()
    store.add(token, ABOUT, 0, LINES[:1])
    gate, outcomes = threading.Barrier(4), []

    def write():
        gate.wait()
        try:
            store.add(token, ABOUT, 1, [Line("skip", 1)])
            outcomes.append("written")
        except TakenError:
            outcomes.append("taken")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["taken"] * 3 + ["written"]
    assert len(store.open(token).lines) == 2


def test_only_a_link_opens_a_run(store):
    token = new_token()
    store.add(token, ABOUT, 0, LINES)
    view = view_token(token, 0)
    assert store.open(view, may_answer=False).lines == LINES
    for wrong in (new_token(), view, key_of(token)):
        with pytest.raises(UnknownError):
            store.open(wrong)
    with pytest.raises(UnknownError):
        store.open(token, may_answer=False)
    with pytest.raises(UnknownError):
        store.add(view, ABOUT, len(LINES), LINES)


def test_the_file_has_no_token(file_store, file):
    token = new_token()
    file_store.add(token, ABOUT, 0, LINES)
    file_store.open(view := view_token(token, 0), may_answer=False)
    written = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert key_of(token).encode() in written
    assert token.encode() not in written
    assert view.encode() not in written


def test_a_revoked_link_opens_nothing(store):
    token = new_token()
    store.add(token, ABOUT, 0, LINES)
    store.revoke_view(token, 1)
    with pytest.raises(UnknownError):
        store.open(view_token(token, 0), may_answer=False)
    assert store.open(view_token(token, 1), may_answer=False).lines == LINES
    assert store.open(token).views_revoked == 1
    new = new_token()
    store.revoke(token, new)
    for old in (token, view_token(token, 1)):
        for may_answer in (True, False):
            with pytest.raises(UnknownError):
                store.open(old, may_answer)
    with pytest.raises(UnknownError):
        store.add(token, ABOUT, len(LINES), LINES)
    assert store.open(new).lines == store.open(view_token(new, 0), may_answer=False).lines == LINES


def test_a_run_that_nobody_opens_for_ninety_days_goes_with_its_lines(store, database, monkeypatch):
    old, opened = new_token(), new_token()
    for token in (old, opened):
        store.add(token, ABOUT, 0, LINES)
    now = 91 * DAY + database.ask("SELECT max(opened) FROM runs")[0][0]
    monkeypatch.setattr("time.time", lambda: now)
    store.open(opened)
    assert store.delete_unopened(90) == 1
    assert store.open(opened).lines == LINES
    with pytest.raises(UnknownError):
        store.open(old)
    assert database.ask("SELECT count(*) FROM answers") == [(len(LINES),)]


# A file of SQLite


def test_sqlite_writes_to_the_disk_and_waits_for_others(file_store, file):
    with file_store._engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000, "foreign_keys": 1}


def test_a_transaction_that_writes_takes_the_lock_at_its_beginning(file_store):
    said = []
    event.listen(file_store._engine, "before_cursor_execute", lambda c, cursor, sql, *rest: said.append(sql))
    file_store.add(new_token(), ABOUT, 0, LINES)
    assert said[0] == "BEGIN IMMEDIATE"


def test_a_file_of_version_1_opens(tmp_path):
    file = tmp_path / "old.db"
    shutil.copy(KEPT_SINCE, file)
    assert read(file, "SELECT version FROM schema_version") == [(1,)]
    store = Store(create_engine(f"sqlite:///{file}"))
    assert store.open(TOKEN).lines == LINES
    assert store.open(TOKEN).about == ABOUT
    store.add(TOKEN, ABOUT, len(LINES), LINES[:1])
    assert read(file, "SELECT version FROM schema_version") == [(VERSION,)]


def refused(file, options=""):
    """Why a file is refused, once it is seen that the file is left as it is."""
    before = file.read_bytes()
    with pytest.raises(UnusableDatabaseError) as refusal:
        Store(create_engine(f"sqlite:///{options or file}"))
    assert file.read_bytes() == before
    return str(refusal.value)


def test_a_newer_file_is_left_as_it_is(file):
    shutil.copy(KEPT_SINCE, file)
    connection = sqlite3.connect(file)
    connection.execute("UPDATE schema_version SET version = ?", (VERSION + 1,))
    connection.commit()
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    assert "newer version of this project" in refused(file)


def test_a_file_of_another_program_is_left_as_it_is(file):
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE bookmarks (address TEXT)")
    connection.close()
    assert "another program" in refused(file)


def test_a_damaged_file_is_left_as_it_is(file):
    file.write_bytes(b"These are no tables. " * 1000)
    assert refused(file) == "The database of runs is damaged, or is no database."


def test_a_file_that_cannot_be_written_to_is_left_as_it_is(file):
    shutil.copy(KEPT_SINCE, file)
    assert refused(file, f"file:{file}?mode=ro&uri=true") == "The database of runs cannot be written to."


def test_a_locked_database_writes_nothing_and_later_it_does(file_store, file, monkeypatch):
    token = new_token()
    file_store.add(token, ABOUT, 0, LINES[:1])
    event.listen(
        file_store._engine, "checkout", lambda connection, *rest: connection.execute("PRAGMA busy_timeout = 20")
    )
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program is writing to the database"):
        file_store.add(token, ABOUT, 1, LINES[1:])
    assert file_store.lines(token, 0) == LINES[:1]  # readers do not wait
    other.execute("ROLLBACK")
    other.close()
    file_store.add(token, ABOUT, 1, LINES[1:])
    assert file_store.open(token).lines == LINES


def test_a_full_disk_writes_nothing_and_later_it_does(file_store, file):
    token, many = new_token(), [Line("answer", picture, 1) for picture in range(5000)]
    file_store.add(token, ABOUT, 0, LINES)
    pages = read(file, "PRAGMA page_count")[0][0]
    limit = [pages + 2]
    event.listen(
        file_store._engine,
        "checkout",
        lambda connection, *rest: connection.execute(f"PRAGMA max_page_count = {limit[0]}"),
    )
    with pytest.raises(StoreError, match="the disk of the database is full"):
        file_store.add(token, ABOUT, len(LINES), many)
    assert file_store.open(token).lines == LINES
    limit[0] = 10**6
    file_store.add(token, ABOUT, len(LINES), many)
    assert file_store.open(token).lines == LINES + many


def test_a_database_that_was_deleted_is_not_written_to(file_store, file):
    token = new_token()
    file_store.add(token, ABOUT, 0, LINES[:1])
    file.unlink()
    with pytest.raises(UnusableDatabaseError, match="deleted"):
        file_store.add(token, ABOUT, 1, LINES[1:])
