"""What only a server can do: stop and start again, and lose a connection when it has written."""

import threading
import time
from contextlib import suppress

import pytest
from sqlalchemy import event

from foxdog.learning.lines import Line
from foxdog.store.record import About, StoreError, TooMuchError
from foxdog.store.schema import VERSION
from foxdog.store.store import Store
from foxdog.store.tokens import new_token, view_token

pytestmark = pytest.mark.slow
ABOUT = About("drawn", "a fingerprint", "a recipe", {"seed": 3})
LINES = [Line("answer", 5, 1, seconds=2.5), Line("skip", 7), Line("undo", 7), Line("turn", loop="person")]


@pytest.fixture
def server(postgresql):
    return postgresql


@pytest.fixture
def database(server):
    with server.new_database() as made:
        yield made


@pytest.fixture
def store(database):
    return Store(database.engine())


def test_a_server_that_stops_and_starts_again_between_two_lines_loses_none(server, database, store):
    token = new_token()
    for number, line in enumerate(LINES):
        store.add(token, ABOUT, number, [line])
        server.stop()
        try:
            for act in (
                lambda number=number: store.add(token, ABOUT, number + 1, LINES[:1]),
                lambda: store.open(token),
            ):
                with pytest.raises(StoreError, match=r"^the database does not answer$"):
                    act()
            with pytest.raises(StoreError, match=r"^the database does not answer$"):
                Store(database.engine())
        finally:
            server.start()
    assert store.open(token).lines == LINES


def test_a_server_that_has_written_and_cannot_say_so(database, store):
    """It waits for a copy of itself, which does not come, until the connection is ended."""
    token, failed = new_token(), []

    def add():
        while not failed:
            number = len(written)
            try:
                store.add(token, ABOUT, number, LINES[:1])
                written.append(number)
            except StoreError as error:
                failed.append(type(error))

    written = []
    database.ask("ALTER SYSTEM SET synchronous_standby_names = 'none'", "SELECT pg_reload_conf()")
    try:
        writer = threading.Thread(target=add)
        writer.start()
        waits = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = current_database()"
        until = time.monotonic() + 20
        while not (waiting := database.ask(waits)):
            assert time.monotonic() < until
            time.sleep(0.05)
        database.ask(f"SELECT pg_terminate_backend({waiting[0][0]}, 10000)")
        writer.join()
    finally:
        database.ask("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
    assert failed == [StoreError]
    assert store.open(token).lines == LINES[:1] * (len(written) + 1)


def test_several_servers_make_the_tables_of_one_database_at_once(database):
    gate, made = threading.Barrier(4), []

    def make():
        engine = database.engine()
        gate.wait()
        made.append(Store(engine))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert database.ask("SELECT * FROM schema_version") == [(VERSION,)]


def test_pictures_are_kept_as_on_sqlite(database, store):
    token, other = new_token(), new_token()
    for one in (token, other):
        store.add(one, ABOUT, 0, LINES)
    content = bytes(range(256)) * 400
    store.keep_pictures(token, content[::-1], len(content))
    store.keep_pictures(token, content, len(content))
    assert store.size_of_pictures(token) == len(content)
    assert store.pictures(view_token(token, 0), may_answer=False) == content
    with pytest.raises(TooMuchError):
        store.keep_pictures(other, b"x", len(content))
    assert store.pictures(other) is None
    store.drop_pictures(token)
    store.keep_pictures(other, content, len(content))
    assert (store.pictures(token), store.pictures(other)) == (None, content)
    assert store.delete_unopened(-1) == 2
    assert database.ask("SELECT count(*) FROM pictures") == [(0,)]


def test_of_many_that_keep_pictures_at_once_only_those_that_fit_are_kept(store):
    tokens = [new_token() for _ in range(4)]
    for one in tokens:
        store.add(one, ABOUT, 0, LINES)
    gate, kept = threading.Barrier(len(tokens)), []

    def be_slow(connection, cursor, sql, *rest):
        if sql.startswith("INSERT INTO pictures"):
            time.sleep(0.3)  # the others add up meanwhile, if they may

    event.listen(store._engine, "before_cursor_execute", be_slow)

    def keep(token):
        gate.wait()
        with suppress(TooMuchError):
            store.keep_pictures(token, b"x" * 1000, 2500)
            kept.append(token)

    threads = [threading.Thread(target=keep, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 2
    assert {token for token in tokens if store.pictures(token)} == set(kept)


def test_tables_of_version_1_are_given_what_they_have_not(database):
    token = new_token()
    Store(database.engine()).add(token, ABOUT, 0, LINES)
    database.ask("DROP TABLE pictures")
    database.ask("UPDATE schema_version SET version = 1")
    store = Store(database.engine())
    store.keep_pictures(token, b"pictures", 100)
    assert (store.pictures(token), store.open(token).lines) == (b"pictures", LINES)
    assert database.ask("SELECT version FROM schema_version") == [(VERSION,)]
