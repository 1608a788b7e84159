"""A throw-away PostgreSQL, started as another user when the tests run as root."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

QUIET = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


SHAPE = """
SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
    SELECT concat('t', oid, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat('c', oid, relkind, relnatts, relchecks) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat('p', oid, xmin) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat('k', oid, xmin) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
) AS parts (part)
"""
"""What a test may not leave changed behind it, or the database is thrown away."""
EMPTY = """
DO $$ DECLARE name text; BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM public.%I', name);
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
        PERFORM setval(format('public.%I', name), 1, false);
    END LOOP;
END $$
"""


Connection = psycopg.Connection[tuple[object, ...]]
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def _answer(connection: Connection, question: str) -> str:
    row = connection.execute(question).fetchone()
    assert row is not None
    return str(row[0])


class PostgresServer:
    """A running server; databases are made by cloning, and emptied to serve again."""

    def __init__(self, url: sa.URL) -> None:
        self.url = url
        self._free: list[tuple[str, str]] = []
        self._keepers: dict[str, Connection] = {}
        """Who looks after each database. A connection that stays knows its tables: a new one has to learn them."""

    @contextmanager
    def lend(self, template: str) -> Iterator[str]:
        """Lend the address of a database like the template: an earlier one emptied, which takes a hundredth of the time
        of a new one, unless somebody changed its tables or triggers."""
        if not self._free:
            name = f"t{time.perf_counter_ns()}"
            self.create(name, template)
            self._free.append((name, _answer(self._keeper(name), SHAPE)))
        name, shape = self._free.pop()
        yield self.url.set(database=name).render_as_string(hide_password=False)
        keeper = self._keeper(name)
        keeper.execute(OTHERS)
        if _answer(keeper, SHAPE) != shape:
            self.drop(name)
            return
        keeper.execute(EMPTY)
        self._free.append((name, shape))

    def close(self) -> None:
        """Let go of every database."""
        for name in list(self._keepers):
            self._leave(name)

    def _keeper(self, name: str) -> Connection:
        if name not in self._keepers:
            self._keepers[name] = self._connect(name)
        return self._keepers[name]

    def _leave(self, name: str) -> None:
        if keeper := self._keepers.pop(name, None):
            keeper.close()

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database and return its address; nobody else may be connected to its template."""
        self._leave(template)
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self._leave(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self, database: str | None = None) -> Connection:
        query = self.url.query
        return psycopg.connect(
            host=str(query.get("host") or self.url.host),
            port=self.url.port or 5432,
            user=self.url.username,
            password=self.url.password,
            dbname=database or self.url.database,
            autocommit=True,
        )


def _binaries() -> Path:
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))
    found = folders[-1] if folders else shutil.which("initdb")
    if found is None:
        pytest.fail("PostgreSQL is missing: install the Debian package postgresql, or set TEST_POSTGRES_URL")
    path = Path(found)
    return path if path.is_dir() else path.parent


@contextmanager
def start_postgres() -> Iterator[PostgresServer]:
    """Start a server in a folder of its own, reached by a Unix socket only, and leave nothing behind."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        with closing(PostgresServer(sa.make_url(given))) as server:
            yield server
        return
    binaries = _binaries()
    # The socket's path must stay under 107 bytes, which pytest's own folders may exceed.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT", "/tmp")))
    user: dict[str, object] = {}
    if os.geteuid() == 0:
        entry = pwd.getpwnam("postgres")
        user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        os.chown(folder, entry.pw_uid, entry.pw_gid)

    def run(*command: str, check: bool = True) -> None:
        subprocess.run(
            command, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **user  # type: ignore[call-overload]
        )

    data = str(folder / "data")
    try:
        run(str(binaries / "initdb"), "-D", data, "-U", "test", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        run(
            str(binaries / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"),
            "-o", f"-k {folder} -c listen_addresses='' {QUIET}", "start",
        )
        url = sa.URL.create("postgresql+psycopg", username="test", database="postgres", query={"host": str(folder)})
        with closing(PostgresServer(url)) as server:
            yield server
    finally:
        run(str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)
