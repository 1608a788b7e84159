"""The demonstration, loaded once into a database of each kind and copied for each test."""

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from participation.accounts.passwords import Passwords
from participation.app import create_app
from participation.config import Settings
from participation.demonstration import services
from participation.territory.services import load_reference
from tests.support.databases import PostgresServer


def load(url: str, instance: Path, now: datetime) -> None:
    """Load the whole demonstration into a migrated database."""
    app = create_app(Settings(database_url=url, secret_key="key", instance_path=instance, testing=True))
    with app.app_context(), app.extensions["db"]["write"]() as session:
        load_reference(session)
        assert services.load(session, now, "key", Passwords(True)) is True
        session.commit()
    app.extensions["db"]["engine"].dispose()


@pytest.fixture
def database_url(
    database_url: str, request: pytest.FixtureRequest, templates: dict[str, Any], now: datetime, tmp_path: Path
) -> Iterator[str]:
    """A database of each kind with the demonstration."""
    if database_url.startswith("sqlite"):
        path = Path(database_url.removeprefix("sqlite:///"))
        if "demonstrated" not in templates:
            load(database_url, tmp_path, now)
            templates["demonstrated"] = path.read_bytes()
        path.write_bytes(templates["demonstrated"])
        yield database_url
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    if "demonstrated on the server" not in templates:
        load(server.create("demonstrated", "migrated"), tmp_path, now)
        templates["demonstrated on the server"] = True
    name = f"d{time.perf_counter_ns()}"
    yield server.create(name, "demonstrated")
    server.drop(name)


@pytest.fixture
def loaded(session: Session) -> Session:
    """A session on a database with the demonstration."""
    return session
