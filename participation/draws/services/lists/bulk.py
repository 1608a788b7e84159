"""Many rows at once, by the fastest way of each database: `executemany` on SQLite, COPY on PostgreSQL."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.services.lists.staged import COLUMNS

AT_ONCE = 20_000
"""Rows a statement: on PostgreSQL each statement has a limit of time."""
CACHE_KB = 96 * 1024
TARGET = ("list_id", "state", *COLUMNS)


def insert(session: Session, rows: Iterable[Sequence[Any]], told: Callable[[int], None] = lambda _done: None) -> int:
    """Insert listed people in the columns of `TARGET` within the session's transaction; return how many."""
    write = _copy if session.get_bind().dialect.name == "postgresql" else _execute_many
    done, waiting = 0, []
    for row in rows:
        waiting.append(row)
        if len(waiting) >= AT_ONCE:
            write(session, waiting)
            done, waiting = done + len(waiting), []
            told(done)
    if waiting:
        write(session, waiting)
    return done + len(waiting)


def _execute_many(session: Session, rows: list[Sequence[Any]]) -> None:
    marks = ", ".join("?" * len(TARGET))
    statement = f"INSERT INTO listed_person ({', '.join(TARGET)}) VALUES ({marks})"  # noqa: S608 - constants
    session.connection().exec_driver_sql(statement, [tuple(row) for row in rows])


def _copy(session: Session, rows: list[Sequence[Any]]) -> None:
    driver: Any = session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY listed_person ({', '.join(TARGET)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def unlimited(session: Session) -> None:
    """Let the statements of this transaction take their time and memory: it is long work, not somebody's page."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SET LOCAL statement_timeout = 0"))
    else:
        # Names come in any order: with the usual 2 MB each row would read and write its page of the index again.
        session.execute(sa.text(f"PRAGMA cache_size = -{CACHE_KB}"))
