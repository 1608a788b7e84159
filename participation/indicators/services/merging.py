"""Many values at once: laid down in a table of the connection, compared with what stands, then merged set by set.

Memory stays bounded however long the file: rows wait in a temporary table, not in Python. Both databases read the same
statements; only the way in differs (`executemany` on SQLite, COPY on PostgreSQL).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Observation, PastObservation, Sex
from participation.kernel.db import values_of
from participation.kernel.errors import RefusedError

AT_ONCE = 10_000
"""Rows a statement: on PostgreSQL each statement has a limit of time."""
CACHE_KB, USUAL_CACHE_KB = 64 * 1024, 2000
KEY = ("area_id", "indicator_id", "year", "sex")
VALUES = ("result", "target", "estimate", "is_secret", "comment")
COLUMNS = ("line", *KEY, *VALUES)
MOST_TWICE = 100

HIDDEN = "Masqué\u00a0: il montrerait quelques personnes, ou permettrait de les calculer."
"""Comment of a value that this site hides."""
NAME = "staged_value"
TEMPORARY = sa.MetaData()
# Neither keys nor constraints: what is wrong is told with its line, and rows come in at full speed.
staged = sa.Table(
    NAME,
    TEMPORARY,
    sa.Column("line", sa.Integer),
    sa.Column("area_id", sa.Integer),
    sa.Column("indicator_id", sa.Integer),
    sa.Column("year", sa.SmallInteger),
    sa.Column("sex", values_of(Sex, "sex")),
    sa.Column("result", sa.Float),
    sa.Column("target", sa.Float),
    sa.Column("estimate", sa.Float),
    sa.Column("is_secret", sa.Boolean),
    sa.Column("comment", sa.String(200)),
    prefixes=["TEMPORARY"],
)
standing: sa.Table = Observation.__table__  # type: ignore[assignment]
past: sa.Table = PastObservation.__table__  # type: ignore[assignment]


class Counts(NamedTuple):
    """What a file changes, in values."""

    added: int
    changed: int
    unchanged: int


class Twice(NamedTuple):
    """Two lines of a file that speak of the same value."""

    line: int
    first_line: int


@contextmanager
def laid(session: Session, rows: Iterable[Sequence[Any]]) -> Iterator[int]:
    """Lay rows down for as long as the block lasts; gives how many. After an error of the database, roll back."""
    prepare(session)
    try:
        yield lay(session, rows)
    except RefusedError:
        clear(session)
        raise
    clear(session)


def prepare(session: Session) -> None:
    """Make the empty table of waiting rows; it lives in this connection, and at most as long as the transaction."""
    session.flush()
    clear(session)
    connection = session.connection()
    if session.get_bind().dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
    else:
        # With the usual 2 MB each value would read and write its page of the index again.
        connection.execute(sa.text(f"PRAGMA cache_size = -{CACHE_KB}"))
    connection.execute(sa.schema.CreateTable(staged))


def clear(session: Session) -> None:
    """Throw the waiting rows away, and give the memory back."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    connection = session.connection()
    connection.execute(sa.text(f"DROP TABLE IF EXISTS {'pg_temp' if is_postgresql else 'temp'}.{NAME}"))
    if not is_postgresql:
        connection.execute(sa.text(f"PRAGMA cache_size = -{USUAL_CACHE_KB}"))


def lay(session: Session, rows: Iterable[Sequence[Any]]) -> int:
    """Lay rows in the columns of `COLUMNS` down; return how many."""
    write = _copy if session.get_bind().dialect.name == "postgresql" else _execute_many
    done, waiting = 0, []
    for row in rows:
        waiting.append(row)
        if len(waiting) >= AT_ONCE:
            write(session, waiting)
            done, waiting = done + len(waiting), []
    if waiting:
        write(session, waiting)
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sa.text(f"ANALYZE {NAME}"))
    return done + len(waiting)


def _execute_many(session: Session, rows: list[Sequence[Any]]) -> None:
    marks = ", ".join("?" * len(COLUMNS))
    statement = f"INSERT INTO temp.{NAME} ({', '.join(COLUMNS)}) VALUES ({marks})"  # noqa: S608 - constants
    session.connection().exec_driver_sql(statement, [tuple(row) for row in rows])


def _copy(session: Session, rows: list[Sequence[Any]]) -> None:
    driver: Any = session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {NAME} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def twice(session: Session) -> list[Twice]:
    """Return the lines whose value an earlier line told already, the first hundred."""
    key = [staged.c[name] for name in KEY]
    lines = sa.select(
        staged.c.line, sa.func.min(staged.c.line).over(partition_by=key).label("first")
    ).subquery()
    found = sa.select(lines).where(lines.c.line > lines.c.first).order_by(lines.c.line).limit(MOST_TWICE)
    return [Twice(line, first) for line, first in session.execute(found)]


def count(session: Session, told: Collection[str], is_fictitious: bool) -> Counts:
    """Return what merging would do, without doing it.

    Args:
        told: Which of `VALUES` the file speaks of; the others stay as they stand.
    """
    exists, says = standing.c.id.is_not(None), _says_something()
    total, added, changed = session.execute(
        sa.select(
            sa.func.count(),
            _how_many(sa.and_(~exists, says)),
            _how_many(sa.and_(exists, _differs(told, is_fictitious))),
        ).select_from(staged.outerjoin(standing, _same_key()))
    ).one()
    return Counts(added, changed, total - added - changed)


def _how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def lock(session: Session) -> None:
    """Let one file in at a time, from before what stands is read: the second waits; readers do not.

    Two at once would add the same value twice, and neither would see what the other's values give away.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sa.text("LOCK TABLE observation IN SHARE ROW EXCLUSIVE MODE"))


def keep_secrets(session: Session, told: Collection[str], is_fictitious: bool) -> int:
    """Let a waiting value stay secret where it stands secret, unless its file says that it may be told: by a result.

    A file that tells no results lifts no secret, whatever else it tells. An invented secret does not bind a real file.

    Returns:
        How many numbers of the file are hidden so.
    """
    binds = sa.true() if is_fictitious else ~standing.c.is_fictitious
    secret = sa.exists().where(_same_key(), standing.c.is_secret, binds)
    blank = sa.and_(staged.c.result.is_(None), staged.c.estimate.is_(None))
    kept = sa.update(staged).where(~staged.c.is_secret, secret)
    run = _runner(session)
    run(kept.where(blank).values(is_secret=True))
    return 0 if "is_secret" in told else run(kept.values(is_secret=True, result=None, estimate=None))


def complete(session: Session, told: Collection[str], is_fictitious: bool) -> None:
    """Lay beside the waiting values what stands of them and stays, since no column of the file speaks of it."""
    for name in ("result", "estimate"):
        if name not in told:
            stays = sa.and_(_same_key(), standing.c[name].is_not(None), ~staged.c.is_secret, _is_alike(is_fictitious))
            session.connection().execute(sa.update(staged).where(stays).values({name: standing.c[name]}))


def merge(session: Session, now: datetime, import_id: int, told: Collection[str], is_fictitious: bool) -> Counts:
    """Keep what is replaced, replace it, add what is new; a value that is told as it stands is left alone."""
    run = _runner(session)
    total = session.scalar(sa.select(sa.func.count()).select_from(staged)) or 0
    differs = _differs(told, is_fictitious)
    copied = (*KEY, *VALUES, "import_id", "is_fictitious")
    changed = run(
        sa.insert(past).from_select(
            [*copied, "replaced_at", "replaced_by_id"],
            sa.select(
                *(standing.c[name] for name in copied),
                sa.literal(now, past.c.replaced_at.type),
                sa.literal(import_id),
            )
            .select_from(staged.join(standing, _same_key()))
            .where(differs),
        )
    )
    if changed:
        new = {name: _after(name, told, is_fictitious) for name in VALUES}
        mark = {"import_id": import_id, "is_fictitious": is_fictitious}
        run(sa.update(standing).values({**new, **mark}).where(_same_key(), differs))
    added = run(
        sa.insert(standing).from_select(
            copied,
            sa.select(
                *(staged.c[name] for name in (*KEY, *VALUES)), sa.literal(import_id), sa.literal(is_fictitious)
            )
            .select_from(staged.outerjoin(standing, _same_key()))
            .where(standing.c.id.is_(None), _says_something())
            .order_by(*(staged.c[name] for name in KEY)),
        )
    )
    _forget_loaded(session)
    return Counts(added, changed, total - added - changed)


def _runner(session: Session) -> Callable[[Any], int]:
    connection = session.connection()
    # Without the option the number of rows of an INSERT is thrown away.
    counting = {"preserve_rowcount": True}
    return lambda statement: connection.execute(statement, execution_options=counting).rowcount


def _same_key() -> sa.ColumnElement[bool]:
    return sa.and_(*(standing.c[name] == staged.c[name] for name in KEY))


def _differs(told: Collection[str], is_fictitious: bool) -> sa.ColumnElement[bool]:
    """A value differs where anything told does; invented values never stay where real ones come, nor the reverse."""
    return sa.or_(
        ~_is_alike(is_fictitious),
        *(_after(name, told, is_fictitious).is_distinct_from(standing.c[name]) for name in VALUES),
    )


def _is_alike(is_fictitious: bool) -> sa.ColumnElement[bool]:
    """Whether what stands is invented like the file, or real like it: else nothing of it stays beside the file's."""
    return standing.c.is_fictitious == sa.literal(is_fictitious)


def _after(name: str, told: Collection[str], is_fictitious: bool) -> sa.ColumnElement[Any]:
    """Return a value's column once merged: what hides it works whatever the file speaks of."""
    if name in told:
        return staged.c[name]
    if name == "is_secret":
        return sa.or_(sa.and_(standing.c.is_secret, _is_alike(is_fictitious)), staged.c.is_secret)
    kept = sa.case((_is_alike(is_fictitious), standing.c[name]), else_=sa.null())
    if name in ("result", "estimate"):
        return sa.case((staged.c.is_secret, sa.null()), else_=kept)
    if name == "comment":
        # Why it is hidden is said as long as it is.
        why = sa.func.coalesce(kept, staged.c.comment)
        return sa.case((staged.c.is_secret, why), else_=sa.func.nullif(kept, HIDDEN))
    return kept


def _says_something() -> sa.ColumnElement[bool]:
    """Blank lines of the template add no value: what is not known has no row."""
    return sa.or_(staged.c.is_secret, *(staged.c[name].is_not(None) for name in VALUES if name != "is_secret"))


def _forget_loaded(session: Session) -> None:
    for thing in list(session.identity_map.values()):
        if isinstance(thing, Observation):
            session.expire(thing)
