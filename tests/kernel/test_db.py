"""The database layer: time zones, journal mode, transactions."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.kernel.db import journal_mode
from participation.kernel.mail import Mail


@pytest.mark.parametrize(
    ("version", "mode"),
    [((3, 40, 1), "DELETE"), ((3, 44, 6), "WAL"), ((3, 45, 0), "DELETE"), ((3, 50, 7), "WAL"), ((3, 51, 2), "DELETE"), ((3, 51, 3), "WAL")],
)
def test_journal_mode_avoids_the_versions_that_lose_writes(version: tuple[int, int, int], mode: str) -> None:
    assert journal_mode(version) == mode


def test_naive_instants_are_refused(session: Session, now) -> None:
    session.add(Mail(key="k", recipient="a@example.org", subject="s", body="b", created_at=now.replace(tzinfo=None), next_at=now))
    with pytest.raises(sa.exc.StatementError, match="naive"):
        session.flush()


def test_instants_come_back_aware(session: Session, now) -> None:
    session.add(Mail(key="k", recipient="a@example.org", subject="s", body="b", created_at=now, next_at=now))
    session.commit()
    assert session.scalars(sa.select(Mail)).one().created_at == now


def test_a_writing_session_on_sqlite_starts_immediate(app: Flask, count_queries: list[str]) -> None:
    engine = app.extensions["db"]["engine"]
    if engine.dialect.name != "sqlite":
        assert engine.dialect.name == "postgresql"
        return
    with app.extensions["db"]["write"]() as first:
        first.connection()
        other = sa.create_engine(engine.url, connect_args={"timeout": 0.05})
        with other.connect() as second, pytest.raises(sa.exc.OperationalError, match="locked"):
            second.exec_driver_sql("BEGIN IMMEDIATE")
        other.dispose()
