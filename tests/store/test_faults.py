"""Faults one by one, on both databases: what was written is there, once, nothing is half-written, and a retry works."""

import time

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from foxdog.learning.lines import Line
from foxdog.store.record import About, StoreError, TakenError, UnknownError, UnusableDatabaseError
from foxdog.store.schema import VERSION
from foxdog.store.store import DAY, Store
from foxdog.store.tokens import new_token, view_token

ABOUT = About("drawn", "a fingerprint", "a recipe", {"seed": 3})
LINES = [Line("answer", 5, 1, seconds=2.5), Line("skip", 7), Line("undo", 7), Line("turn", loop="person")]
NEW, LATER = 0, 2  # lines that the run has before: its first lines also make it


@pytest.fixture
def store(database):
    return Store(database.engine())


def begun(store, before):
    """The token of a run that has so many lines."""
    token = new_token()
    if before:
        store.add(token, ABOUT, 0, LINES[:before])
    return token


def lines_of(database, token):
    """The lines of a run, as another server finds them; None where there is no run."""
    try:
        return Store(database.engine()).open(token).lines
    except UnknownError:
        return None


def add_again(database, store, token, before):
    """Another try writes the lines, once."""
    assert lines_of(database, token) == (LINES[:before] or None)
    store.add(token, ABOUT, before, LINES[before:])
    assert lines_of(database, token) == LINES
    with pytest.raises(TakenError):
        store.add(token, ABOUT, before, LINES[before:])
    assert lines_of(database, token) == LINES


# A statement, a commit


@pytest.mark.parametrize("before", [NEW, LATER])
@pytest.mark.parametrize("fault", ["an error", "the connection is lost"])
def test_whichever_statement_fails_all_or_nothing_is_written(database, store, before, fault):
    """The first lines of a run: look it up, look at the clock, make it, count, insert; SQLite says BEGIN, too."""
    failing, written = 0, False
    while not written:
        failing, token, said = failing + 1, begun(store, before), []

        def fail(connection, cursor, sql, *_, said=said, failing=failing):
            said.append(sql)
            if len(said) == failing and fault == "an error":
                raise OperationalError(sql, None, store._engine.dialect.dbapi.OperationalError("disk I/O error"))
            if len(said) == failing:
                database.cut(cursor.connection)

        event.listen(store._engine, "before_cursor_execute", fail)
        try:
            store.add(token, ABOUT, before, LINES[before:])
            written = True
        except StoreError as error:
            assert type(error) is StoreError
            assert str(error) == "the database does not answer"
        event.remove(store._engine, "before_cursor_execute", fail)
        assert written == (failing > len(said))
        if not written:
            add_again(database, store, token, before)
    assert lines_of(database, token) == LINES
    assert failing > 3


@pytest.mark.parametrize("before", [NEW, LATER])
def test_a_commit_that_fails_writes_nothing(database, store, before):
    token = begun(store, before)
    with database.commit_fails(store._engine), pytest.raises(StoreError) as failed:
        store.add(token, ABOUT, before, LINES[before:])
    assert type(failed.value) is StoreError
    add_again(database, store, token, before)


@pytest.mark.parametrize("before", [NEW, LATER])
@pytest.mark.parametrize("written", [False, True])
def test_a_connection_that_is_lost_in_a_commit_leaves_all_or_nothing(database, store, before, written):
    token = begun(store, before)
    with database.lost_in_commit(store._engine, written), pytest.raises(StoreError) as failed:
        store.add(token, ABOUT, before, LINES[before:])
    assert type(failed.value) is StoreError
    if not written:
        add_again(database, store, token, before)
    assert lines_of(database, token) == LINES


@pytest.mark.parametrize("written", [False, True])
def test_of_a_link_that_may_have_been_revoked_the_old_or_the_new_one_opens_the_run(database, store, written):
    token, new = begun(store, LATER), new_token()
    with database.lost_in_commit(store._engine, written), pytest.raises(StoreError):
        store.revoke(token, new)
    assert lines_of(database, new if written else token) == LINES[:LATER]
    assert lines_of(database, token if written else new) is None


# A database that cannot be used


def test_a_database_that_becomes_read_only_is_read_and_a_new_one_is_refused(database, store):
    token = begun(store, LATER)
    other = database.engine()
    with database.read_only(store._engine, other):
        with pytest.raises(UnusableDatabaseError, match=r"^The database of runs cannot be written to\.$"):
            store.add(token, ABOUT, LATER, LINES[LATER:])
        assert store.lines(token, 0) == LINES[:LATER]
        with pytest.raises(UnusableDatabaseError, match=r"^The database of runs cannot be written to\.$"):
            Store(other)
    add_again(database, store, token, LATER)


def test_a_newer_database_is_left_as_it_is(database, store):
    begun(store, LATER)
    database.ask(f"UPDATE schema_version SET version = {VERSION + 1}")
    before = [database.ask(f"SELECT * FROM {table}") for table in ("schema_version", "runs", "answers")]
    with pytest.raises(UnusableDatabaseError, match="newer version of this project"):
        Store(database.engine())
    assert [database.ask(f"SELECT * FROM {table}") for table in ("schema_version", "runs", "answers")] == before


def test_a_database_of_another_program_is_left_as_it_is(database):
    database.ask("CREATE TABLE bookmarks (address TEXT)")
    with pytest.raises(UnusableDatabaseError, match="another program"):
        Store(database.engine())
    with pytest.raises(Exception, match="runs"):
        database.ask("SELECT * FROM runs")


def test_a_table_that_is_gone_is_a_sentence(database, store):
    token = begun(store, LATER)
    database.ask("DROP TABLE answers")
    with pytest.raises(UnusableDatabaseError, match=r"^The database of runs has lost a table\.$"):
        store.add(token, ABOUT, LATER, LINES[LATER:])


# A clock that is wrong


def set_clock(monkeypatch, days):
    """Set the server's clock to so many days from now."""
    now = time.time_ns() / 1e9 + days * DAY
    monkeypatch.setattr("time.time", lambda: now)


@pytest.mark.parametrize("days", [-20_000, -3650, -200, -1, 1, 200, 3650])
def test_lines_keep_their_order_whatever_the_clock_says(database, store, monkeypatch, days):
    token = begun(store, LATER)
    with monkeypatch.context() as wrong:
        set_clock(wrong, days)
        store.add(token, ABOUT, LATER, LINES[LATER:])
        assert lines_of(database, token) == LINES
    assert lines_of(database, token) == LINES


@pytest.mark.parametrize("days", [-20_000, 3650])
@pytest.mark.parametrize("used_meanwhile", [False, True])
def test_a_clock_that_is_years_off_deletes_nothing_then_or_later(database, store, monkeypatch, days, used_meanwhile):
    tokens = [begun(store, LATER) for _ in range(3)]
    with monkeypatch.context() as wrong:
        set_clock(wrong, days)
        if used_meanwhile:
            store.open(tokens[0])
            tokens.append(begun(store, LATER))
        assert store.delete_unopened(90) == 0
    set_clock(monkeypatch, 1)
    assert store.delete_unopened(90) == 0
    assert all(lines_of(database, token) == LINES[:LATER] for token in tokens)


def test_a_clock_that_is_months_behind_makes_no_run_old(database, store, monkeypatch):
    begun(store, LATER)
    with monkeypatch.context() as wrong:
        set_clock(wrong, -200)
        token = begun(store, LATER)
        assert store.delete_unopened(90) == 0
    assert store.delete_unopened(90) == 0
    assert lines_of(database, token) == LINES[:LATER]


def test_a_clock_that_was_years_ahead_once_keeps_no_later_run_for_years(database, store, monkeypatch):
    with monkeypatch.context() as wrong:
        set_clock(wrong, 3650)
        begun(store, LATER)
    token = begun(store, LATER)
    set_clock(monkeypatch, 91)
    assert store.delete_unopened(90) == 1
    assert lines_of(database, token) is None


def test_once_the_clock_is_years_ahead_a_run_still_goes_after_ninety_days(database, store, monkeypatch):
    old, opened = begun(store, LATER), begun(store, LATER)
    set_clock(monkeypatch, 3650)
    store.open(opened)
    set_clock(monkeypatch, 3650 + 89)
    assert store.delete_unopened(90) == 0
    set_clock(monkeypatch, 3650 + 91)
    assert store.delete_unopened(90) == 2
    assert lines_of(database, old) is lines_of(database, opened) is None


def test_a_run_that_is_answered_in_a_page_that_stays_open_does_not_go(database, store, monkeypatch):
    token = begun(store, LATER)
    set_clock(monkeypatch, 100)
    store.add(token, ABOUT, LATER, LINES[LATER:])
    set_clock(monkeypatch, 101)
    assert store.delete_unopened(90) == 0
    assert lines_of(database, token) == LINES


def test_the_link_that_only_shows_keeps_a_run(database, store, monkeypatch):
    token = begun(store, LATER)
    set_clock(monkeypatch, 80)
    store.open(view_token(token, 0), may_answer=False)
    set_clock(monkeypatch, 160)
    assert store.delete_unopened(90) == 0
