"""The same on PostgreSQL, which the tests start in a folder of their own."""

import os
import shutil
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event

from foxdog.learning.lines import Line
from foxdog.store.record import About, TakenError, TooMuchError, UnknownError
from foxdog.store.schema import VERSION
from foxdog.store.store import Store
from foxdog.store.tokens import new_token, view_token

pytestmark = pytest.mark.slow
ABOUT = About("drawn", "a fingerprint", "a recipe", {"seed": 3})
LINES = [Line("answer", 5, 1, seconds=2.5), Line("skip", 7), Line("undo", 7), Line("turn", loop="person")]


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The URL of a new PostgreSQL; it refuses to run as root, so root starts it as nobody."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin"), *filter(None, [shutil.which("initdb")])]
    if not found:
        pytest.skip("PostgreSQL is not installed")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    programs = found[0] if found[0] and Path(found[0]).is_dir() else Path(found[0]).parent
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/pg.XXXXXX"], text=True).strip())
    as_other = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"] if os.getuid() == 0 else []
    if as_other:
        shutil.chown(folder, "nobody", "nogroup")

    def call(program, *options):
        subprocess.run([*as_other, str(programs / program), *options], check=True, cwd=folder, capture_output=True)

    call("initdb", "-D", str(folder / "data"), "-U", "fox", "--auth", "trust")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    call("pg_ctl", "-D", str(folder / "data"), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql+psycopg://fox@/postgres?host={folder}"
    finally:
        call("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder)


def test_a_run_is_kept_as_on_sqlite(url):
    store, token = Store(create_engine(url)), new_token()
    store.add(token, ABOUT, 0, LINES[:2])
    with pytest.raises(TakenError):
        store.add(token, ABOUT, 1, LINES)
    store.add(token, ABOUT, 2, LINES[2:])
    kept = Store(create_engine(url)).open(token)
    assert (kept.about, kept.lines) == (ABOUT, LINES)
    assert store.lines(token, 3) == LINES[3:]
    store.revoke_view(token, 1)
    with pytest.raises(UnknownError):
        store.open(view_token(token, 0), may_answer=False)
    assert store.open(view_token(token, 1), may_answer=False).lines == LINES
    assert store.delete_unopened(90) == 0
    assert store.delete_unopened(-1) == 1
    with pytest.raises(UnknownError):
        store.open(token)


def test_pictures_are_kept_as_on_sqlite(url):
    store, token, other = Store(create_engine(url)), new_token(), new_token()
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
    assert store.delete_unopened(-1) >= 2
    with create_engine(url).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM pictures").scalar() == 0


def test_of_many_that_keep_pictures_at_once_only_those_that_fit_are_kept(url):
    store, tokens = Store(create_engine(url)), [new_token() for _ in range(4)]
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
    store.delete_unopened(-1)


def test_tables_of_version_1_are_given_what_they_have_not(url):
    token, engine = new_token(), create_engine(url)
    Store(engine).add(token, ABOUT, 0, LINES)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE pictures")
        connection.exec_driver_sql("UPDATE schema_version SET version = 1")
    store = Store(create_engine(url))
    store.keep_pictures(token, b"pictures", 100)
    assert (store.pictures(token), store.open(token).lines) == (b"pictures", LINES)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version FROM schema_version").scalar() == VERSION
    store.delete_unopened(-1)
