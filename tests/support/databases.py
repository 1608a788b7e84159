"""A throw-away PostgreSQL, started as another user when the tests run as root."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

QUIET = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


class PostgresServer:
    """A running server; databases are made by cloning."""

    def __init__(self, url: sa.URL) -> None:
        self.url = url

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database and return its address."""
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        query = self.url.query
        with psycopg.connect(
            host=str(query.get("host") or self.url.host),
            port=self.url.port or 5432,
            user=self.url.username,
            password=self.url.password,
            dbname=self.url.database,
            autocommit=True,
        ) as connection:
            connection.execute(statement)


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
        yield PostgresServer(sa.make_url(given))
        return
    binaries = _binaries()
    # The socket's path must stay under 107 bytes, which pytest's own folders may exceed.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
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
        yield PostgresServer(
            sa.URL.create("postgresql+psycopg", username="test", database="postgres", query={"host": str(folder)})
        )
    finally:
        run(str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)
