"""What only a server can do: stop and start again, and lose a connection when it has written."""

import threading
import time

import pytest

from foxdog.learning.lines import Line
from foxdog.store.record import About, StoreError
from foxdog.store.store import Store
from foxdog.store.tokens import new_token

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
    assert database.ask("SELECT * FROM schema_version") == [(1,)]
