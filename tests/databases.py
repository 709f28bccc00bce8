"""Databases of runs for the tests: files of SQLite, and a PostgreSQL that the tests start; and how each is broken."""

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, NullPool, create_engine, event, text

MINE = "pid <> pg_backend_pid() AND datname = current_database()"  # of PostgreSQL's other connections
_names = count(1)


@dataclass(frozen=True)
class Database:
    """An empty database at a URL."""

    url: str
    engines: list[Engine] = field(default_factory=list)

    def engine(self) -> Engine:
        """As the page makes it."""
        self.engines.append(create_engine(self.url, pool_pre_ping=True, hide_parameters=True))
        return self.engines[-1]

    @contextmanager
    def lost_in_commit(self, engine: Engine, written: bool) -> Iterator[None]:
        """Each commit loses its connection, before or after it is written; the server could not say which."""
        dialect = engine.dialect
        commit = dialect.do_commit

        def lose(connection):
            if written:
                commit(connection)
            self.cut(connection.dbapi_connection)
            commit(connection)  # that says so, unless there is nothing left to say
            raise dialect.dbapi.OperationalError("the connection is lost")

        dialect.do_commit = lose
        yield
        del dialect.do_commit

    def close(self) -> None:
        for engine in self.engines:
            engine.dispose()

    def ask(self, *sql: str) -> list[tuple]:
        """What the last of these statements gives, by a connection of its own."""
        engine = create_engine(self.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for one in sql:
                result = connection.execute(text(one))
            return [tuple(row) for row in result] if result.returns_rows else []


class SQLite(Database):
    """A file."""

    def cut(self, connection: Any) -> None:
        """Let the driver's connection be lost."""
        connection.close()

    @contextmanager
    def read_only(self, *engines: Engine) -> Iterator[None]:
        def refuse(connection, *_):
            connection.execute("PRAGMA query_only = ON")

        def allow(connection, *_):
            connection.execute("PRAGMA query_only = OFF")

        for engine in engines:
            event.listen(engine, "checkout", refuse)
        yield
        for engine in engines:
            event.remove(engine, "checkout", refuse)
            event.listen(engine, "checkout", allow)

    @contextmanager
    def commit_fails(self, engine: Engine) -> Iterator[None]:
        """No file may grow, and a commit appends to the log of SQLite; the statements before it do not."""
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        log = Path(f"{engine.url.database}-wal")
        resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size if log.exists() else 0, limits[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)


class PostgreSQL(Database):
    """A database of the server that the tests start."""

    def cut(self, connection: Any) -> None:
        self.ask(f"SELECT pg_terminate_backend({connection.info.backend_pid}, 10000)")

    @contextmanager
    def read_only(self, *engines: Engine) -> Iterator[None]:
        (name,) = self.ask("SELECT current_database()")[0]
        end = f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE {MINE}"
        self.ask(f"ALTER DATABASE {name} SET default_transaction_read_only = on", end)
        yield
        self.ask(
            "SET default_transaction_read_only = off", f"ALTER DATABASE {name} RESET default_transaction_read_only", end
        )

    @contextmanager
    def commit_fails(self, engine: Engine) -> Iterator[None]:
        """The server ends the connection while it commits, and has written nothing."""
        self.ask(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$",
            "CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON answers DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION die()",
        )
        try:
            yield
        finally:
            self.ask("DROP TRIGGER dies ON answers", "DROP FUNCTION die")


class Server:
    """A PostgreSQL of its own; it refuses to run as root, so root starts it as nobody."""

    def __init__(self) -> None:
        found = [*Path("/usr/lib/postgresql").glob("*/bin"), *filter(None, [shutil.which("initdb")])]
        if not found:
            pytest.skip("PostgreSQL is not installed")
        pytest.importorskip("psycopg", reason="psycopg is not installed")
        first = Path(found[0])
        self._programs = first if first.is_dir() else first.parent
        self._folder = Path(tempfile.mkdtemp(prefix="pg.", dir="/tmp"))  # a short path, as its socket needs
        self._as = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"] if os.getuid() == 0 else []
        if self._as:
            shutil.chown(self._folder, "nobody", "nogroup")
        self._call("initdb", "-D", str(self._folder / "data"), "-U", "fox", "--auth", "trust")
        self.start()

    def start(self) -> None:
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off"
        data, log = str(self._folder / "data"), str(self._folder / "log")
        self._call("pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "start")

    def stop(self) -> None:
        """As if its machine had lost power."""
        self._call("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    @contextmanager
    def new_database(self) -> Iterator[PostgreSQL]:
        name = f"runs_{next(_names)}"
        self._at("postgres").ask(f"CREATE DATABASE {name}")
        made = self._at(name)
        yield made
        made.close()
        self._at("postgres").ask(f"DROP DATABASE {name} WITH (FORCE)")

    def _at(self, name: str) -> PostgreSQL:
        return PostgreSQL(f"postgresql+psycopg://fox@/{name}?host={self._folder}")

    def _call(self, program: str, *options: str) -> None:
        command = [*self._as, str(self._programs / program), *options]
        subprocess.run(command, check=True, cwd=self._folder, capture_output=True)
