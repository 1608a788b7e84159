"""Both databases, a frozen clock, no network, and a client that audits every page it fetches."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.config import Settings
from tests.support.databases import PostgresServer, start_postgres
from tests.support.memory import remember_addresses, remember_pages
from tests.support.pages import PageClient

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LONGEST = (
    "tests/journeys/test_accessibility.py", "tests/test_abuse.py", "tests/journeys/", "tests/volunteers/test_faults.py",
    "tests/test_routes.py", "tests/scripts/", "tests/draws/", "tests/test_migrations.py",
)  # fmt: skip
"""Begun first: at the end, all workers but one would wait for them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, in that order; within a file nothing moves."""

    def place(item: pytest.Item) -> int:
        return next((at for at, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Leave what is imported out of the collector's rounds: they take a sixth of a run, and it never goes away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A throw-away PostgreSQL server on a Unix socket."""
    with start_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Migrated databases, made at first need and copied for each test."""
    return {"folder": tmp_path_factory.mktemp("templates")}


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, templates: dict[str, Any], tmp_path: Path
) -> Iterator[str]:
    """A fresh, migrated database of each kind."""
    if request.param == "sqlite":
        if "sqlite" not in templates:
            templates["sqlite"] = templates["folder"] / "migrated.db"
            migrate(f"sqlite:///{templates['sqlite']}", templates["folder"])
        path = tmp_path / "participation.db"
        path.write_bytes(templates["sqlite"].read_bytes())
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    if "postgresql" not in templates:
        templates["postgresql"] = server.create("migrated")
        migrate(templates["postgresql"], templates["folder"])
    with server.lend("migrated") as url:
        yield url


def migrate(url: str, instance: Path) -> None:
    """Run every migration on an empty database."""
    app = create_app(Settings(database_url=url, secret_key="test", instance_path=instance, testing=True))
    result = app.test_cli_runner().invoke(args=["db", "upgrade"])
    app.extensions["db"]["engine"].dispose()
    assert result.exit_code == 0, (result.output, result.exception)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a test: fictitious, cheap, without mail server."""
    return replace(
        Settings(), database_url=database_url, secret_key="test", instance_path=tmp_path, testing=True,
        is_demonstration=False,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An application on a fresh database."""
    app = create_app(settings)
    remember_pages(app)
    yield app
    app.extensions["db"]["engine"].dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A writing session on the application's database; commit what a page must see."""
    with app.extensions["db"]["write"]() as session:
        yield session


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without JavaScript that audits each page it is given."""
    return PageClient(app)


@pytest.fixture
def new_client(app: Flask) -> Callable[[], PageClient]:
    """More browsers: two people at once."""
    return lambda: PageClient(app)


@pytest.fixture
def now() -> datetime:
    """The instant at which the clock is frozen."""
    return NOW


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """Freeze time, but for tests of real processes."""
    if request.node.get_closest_marker("real_time"):
        yield None
        return
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        host = address[0] if isinstance(address, tuple) else "unix"
        if host not in ("127.0.0.1", "::1", "localhost", "unix"):
            raise AssertionError(f"a test reached for the network: {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def count_queries(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database from now on."""
    seen: list[str] = []
    engine = app.extensions["db"]["engine"]

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


os.environ.pop("DATABASE_URL", None)
remember_addresses()
