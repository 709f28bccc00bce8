"""Pictures that are kept with a run: whole or not at all, as long as the run or the choice, and within the limit."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.exc import OperationalError

from foxdog.learning.lines import Line
from foxdog.pictures import dataset_file
from foxdog.store.record import About, StoreError, TooMuchError, UnknownError, UnusableDatabaseError
from foxdog.store.schema import VERSION
from foxdog.store.store import DAY, Store
from foxdog.store.tokens import new_token, view_token

ABOUT = About("yours", "a fingerprint", "a recipe", {"seed": 3})
LINES = [Line("answer", 5, 1)]
FIRST, SECOND = b"first" * 2000, b"2nd" * 100
MOST = 20_000
VERSION_1, VERSION_2 = (Path(__file__).parent / f"version-{number}.db" for number in (1, 2))
TOKEN = "AAECAwQFBgcICQoLDA0ODw"  # of the run in both


@pytest.fixture
def file(tmp_path):
    return tmp_path / "runs.db"


@pytest.fixture
def store(file):
    return Store(create_engine(f"sqlite:///{file}"))


@pytest.fixture
def token(store):
    token = new_token()
    store.add(token, ABOUT, 0, LINES)
    return token


def on_disk(file):
    return b"".join(path.read_bytes() for path in file.parent.iterdir())


def test_pictures_are_read_as_they_were_written_by_both_links(store, token):
    assert (store.pictures(token), store.size_of_pictures(token)) == (None, None)
    for content in (FIRST, SECOND):
        store.keep_pictures(token, content, MOST)
        assert store.pictures(token) == store.pictures(view_token(token, 0), may_answer=False) == content
        assert store.size_of_pictures(token) == len(content)
    assert store.open(token).lines == LINES


def test_without_the_link_that_may_answer_nothing_is_kept_or_deleted(store, token):
    store.keep_pictures(token, FIRST, MOST)
    for wrong in (view_token(token, 0), new_token()):
        with pytest.raises(UnknownError):
            store.keep_pictures(wrong, SECOND, MOST)
        with pytest.raises(UnknownError):
            store.drop_pictures(wrong)
        with pytest.raises(UnknownError):
            store.pictures(wrong)
    assert store.pictures(token) == FIRST


def test_a_new_link_has_the_pictures_and_the_old_one_has_not(store, token):
    store.keep_pictures(token, FIRST, MOST)
    new = new_token()
    store.revoke(token, new)
    assert store.pictures(new) == FIRST
    for old, may_answer in ((token, True), (view_token(token, 0), False)):
        with pytest.raises(UnknownError):
            store.pictures(old, may_answer)


def test_deleted_pictures_are_nowhere_on_the_disk(store, token, file):
    store.keep_pictures(token, FIRST, MOST)
    assert FIRST[:50] in on_disk(file)
    store.drop_pictures(token)
    assert store.pictures(token) is None
    assert FIRST[:50] not in on_disk(file)
    assert store.open(token).lines == LINES


def test_pictures_go_with_their_run(store, token, file, monkeypatch):
    other = new_token()
    store.add(other, ABOUT, 0, LINES)
    store.keep_pictures(token, FIRST, MOST)
    store.keep_pictures(other, SECOND, MOST)
    later = sqlite3.connect(file).execute("SELECT max(opened) FROM runs").fetchone()[0] + 91 * DAY
    monkeypatch.setattr("time.time", lambda: later)
    store.open(other)
    assert store.delete_unopened(90) == 1
    assert store.pictures(other) == SECOND
    assert FIRST[:50] not in on_disk(file)


def test_the_pictures_of_all_runs_stay_within_the_limit(store, token):
    other = new_token()
    store.add(other, ABOUT, 0, LINES)
    store.keep_pictures(token, FIRST, MOST)
    with pytest.raises(TooMuchError):
        store.keep_pictures(other, FIRST + b"x", len(FIRST) * 2)
    assert (store.pictures(token), store.pictures(other)) == (FIRST, None)
    store.keep_pictures(other, FIRST, len(FIRST) * 2)
    store.keep_pictures(other, FIRST, len(FIRST) * 2)  # its own do not count twice
    with pytest.raises(TooMuchError):
        store.keep_pictures(other, FIRST + b"x", len(FIRST) * 2)
    assert store.pictures(other) == FIRST


@pytest.mark.parametrize("before", [None, FIRST])
@pytest.mark.parametrize("act", ["keep", "drop"])
@pytest.mark.parametrize("failing", range(1, 7))
def test_whichever_statement_fails_the_pictures_are_as_before_or_as_asked(store, token, failing, act, before):
    """The statements of keeping: BEGIN, look the run up, delete what is kept, add up, insert."""
    if before:
        store.keep_pictures(token, before, MOST)
    said, asked = [], SECOND if act == "keep" else None

    def fail(connection, cursor, sql, *rest):
        said.append(sql)
        if len(said) == failing:
            raise OperationalError(sql, None, sqlite3.OperationalError("disk I/O error"))

    event.listen(store._engine, "before_cursor_execute", fail)
    try:
        store.keep_pictures(token, SECOND, MOST) if act == "keep" else store.drop_pictures(token)
        done = True
    except StoreError:
        done = False
    event.remove(store._engine, "before_cursor_execute", fail)
    transaction = 5 if act == "keep" else 3  # what follows it is the log of the file
    assert done == (failing > transaction)
    assert store.pictures(token) == (asked if done else before)
    store.keep_pictures(token, FIRST, MOST)
    assert store.pictures(token) == FIRST


def test_a_disk_that_is_full_keeps_nothing_of_the_pictures(store, token, file):
    pages = sqlite3.connect(file).execute("PRAGMA page_count").fetchone()[0]
    event.listen(store._engine, "checkout", lambda one, *rest: one.execute(f"PRAGMA max_page_count = {pages + 2}"))
    with pytest.raises(StoreError, match="the disk of the database is full"):
        store.keep_pictures(token, FIRST * 10, 10**6)
    assert store.pictures(token) is None
    store.keep_pictures(token, SECOND, MOST)
    assert store.pictures(token) == SECOND


# Files of older versions


def test_a_file_of_version_1_is_given_what_it_has_not_and_keeps_what_it_has(file):
    shutil.copy(VERSION_1, file)
    store = Store(create_engine(f"sqlite:///{file}"))
    before = store.open(TOKEN).lines
    assert len(before) == 6
    store.keep_pictures(TOKEN, FIRST, MOST)
    again = Store(create_engine(f"sqlite:///{file}"))
    assert (again.pictures(TOKEN), again.open(TOKEN).lines) == (FIRST, before)
    assert sqlite3.connect(file).execute("SELECT version FROM schema_version").fetchall() == [(VERSION,)]


@pytest.mark.parametrize("failing", range(1, 10))
def test_whichever_statement_of_the_migration_fails_the_file_opens_later(file, failing):
    shutil.copy(VERSION_1, file)
    engine, said = create_engine(f"sqlite:///{file}"), []

    def fail(connection, cursor, sql, *rest):
        said.append(sql)
        if len(said) == failing:
            raise OperationalError(sql, None, sqlite3.OperationalError("disk I/O error"))

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(StoreError):
        Store(engine)
    engine.dispose()
    (version,) = sqlite3.connect(file).execute("SELECT version FROM schema_version").fetchone()
    tables = sqlite3.connect(file).execute("SELECT name FROM sqlite_master WHERE name = 'pictures'").fetchall()
    assert (version, tables) == (1, [])
    store = Store(create_engine(f"sqlite:///{file}"))
    store.keep_pictures(TOKEN, FIRST, MOST)
    assert (store.pictures(TOKEN), len(store.open(TOKEN).lines)) == (FIRST, 6)


def test_a_file_of_version_1_that_cannot_be_written_to_is_left_as_it_is(file):
    shutil.copy(VERSION_1, file)
    with pytest.raises(UnusableDatabaseError):
        Store(create_engine(f"sqlite:///file:{file}?mode=ro&uri=true"))
    assert file.read_bytes() == VERSION_1.read_bytes()


def test_a_file_of_version_2_opens_with_its_pictures(file):
    shutil.copy(VERSION_2, file)
    assert sqlite3.connect(file).execute("SELECT version FROM schema_version").fetchall() == [(2,)]
    store = Store(create_engine(f"sqlite:///{file}"))
    kept, dataset = store.open(TOKEN), dataset_file.loads(store.pictures(TOKEN))
    assert len(kept.lines) == 6
    assert dataset.fingerprint == kept.about.fingerprint
    assert dataset.names.tolist() == ["0.png", "1.png", "2.png", "3.png"]
    assert all(original.startswith(b"\x89PNG") for original in dataset.originals)
    store.add(TOKEN, replace(kept.about), 6, LINES)
    assert len(store.open(TOKEN).lines) == 7
