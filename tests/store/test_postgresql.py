"""The same on PostgreSQL, which the tests start in a folder of their own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from foxdog.learning.lines import Line
from foxdog.store.record import About, TakenError, UnknownError
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
