"""The databases that tests are lent: empty each time, and thrown away once somebody changed their shape."""

from typing import Any

import psycopg
import pytest

from tests.conftest import migrate
from tests.support.databases import PostgresServer

pytestmark = pytest.mark.real_time


@pytest.fixture
def template(postgres: PostgresServer, templates: dict[str, Any]) -> str:
    """The migrated database that others are copies of."""
    if "postgresql" not in templates:
        templates["postgresql"] = postgres.create("migrated")
        migrate(templates["postgresql"], templates["folder"])
    return "migrated"


def run(url: str, statement: str) -> Any:
    """Run a statement in a connection of its own."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        found = connection.execute(statement)
        row = found.fetchone() if found.description else None
        return row[0] if row else None


def test_a_lent_database_is_empty_again_and_counts_from_one(postgres: PostgresServer, template: str) -> None:
    seen = []
    for _ in range(2):
        with postgres.lend(template) as url:
            assert run(url, "SELECT count(*) FROM rate_hit") == 0
            run(url, "INSERT INTO rate_hit VALUES ('key', 1, 0)")
            seen.append((url, run(url, "SELECT nextval('account_id_seq')")))
    assert seen[0] == seen[1]


def test_who_is_still_connected_is_sent_away(postgres: PostgresServer, template: str) -> None:
    with postgres.lend(template) as url:
        left = psycopg.connect(url.replace("+psycopg", ""))
        left.execute("LOCK TABLE draw")
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
    left.close()


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER draw_guard_update ON draw",
        "ALTER TABLE draw DISABLE TRIGGER draw_guard_update",
        "ALTER TABLE draw ADD COLUMN more integer",
        "ALTER TABLE draw DROP CONSTRAINT ck_draw_seats",
    ],
)
def test_a_changed_database_is_thrown_away(postgres: PostgresServer, template: str, change: str) -> None:
    with postgres.lend(template) as url:
        run(url, change)
    with postgres.lend(template) as other:
        assert other != url
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.replace("+psycopg", ""))
