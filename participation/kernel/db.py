"""One engine, one session a request, and the column types every model shares.

Reading requests open a deferred transaction, writing ones `BEGIN IMMEDIATE`: SQLite then refuses no upgrade of a lock
and loses no read-then-write update. The journal mode follows the SQLite version (`journal_mode`).
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, sessionmaker
from sqlalchemy.types import TypeDecorator

READING = frozenset({"GET", "HEAD", "OPTIONS"})
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An instant, aware and in UTC on both databases; naive ones are refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every model."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UTCDateTime, date: sa.Date, str: sa.String, bytes: sa.LargeBinary}


Key = Annotated[int, mapped_column(primary_key=True)]
Label = Annotated[str, mapped_column(sa.String(200))]
LongText = Annotated[str, mapped_column(sa.Text)]
Sha256 = Annotated[str, mapped_column(sa.String(64))]
"""A digest as 64 lower-case hexadecimal digits."""


def values_of(enumeration: type[StrEnum], name: str) -> sa.Enum:
    """Return the column type that stores an enumeration by value, with a CHECK of that name."""
    return sa.Enum(
        enumeration,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=32,
        name=name,
    )


def is_modelled(_thing: object, name: str | None, kind: str, _is_reflected: bool, _compared: object) -> bool:
    """Tell alembic whether the models know something: the index of words is the migrations' own, on each database."""
    return kind != "table" or not (name or "").startswith("search_index")


def one_of(column: Any, values: Iterable[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a column holds one of a few constants, written out once.

    An IN is written anew at every execution, which costs the statements of the busiest pages as much as running.
    """
    return sa.or_(*(column == value for value in values))


def journal_mode(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str:
    """Return WAL where the SQLite library is free of the WAL-reset defect, else DELETE.

    Source:
        SQLite 3.7.0 to 3.51.2 can lose committed writes in WAL with several connections; fixed in 3.51.3 and in the
        3.44.6 and 3.50.7 backports.
    """
    fixed = version >= (3, 51, 3) or (3, 44, 6) <= version < (3, 45) or (3, 50, 7) <= version < (3, 51)
    return "WAL" if fixed else "DELETE"


def make_engine(url: str, **options: Any) -> Engine:
    """Return an engine for SQLite or PostgreSQL with the transactions and limits the platform relies on."""
    if url.startswith("sqlite"):
        engine = sa.create_engine(url, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    options.setdefault("pool_pre_ping", True)
    engine = sa.create_engine(url, **options)
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours: see _begin_sqlite
    cursor = connection.cursor()
    # The time-out comes first: switching the journal mode can wait on a lock.
    for pragma in (
        "busy_timeout=20000",
        f"journal_mode={journal_mode()}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("sqlite_begin") == "DEFERRED":
        # It takes no lock, so that it cannot fail; the engine's way of executing takes as long as a query.
        connection.connection.cursor().execute("BEGIN DEFERRED")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    autocommit = connection.autocommit
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '60s'")
        cursor.execute("SET lock_timeout = '20s'")
        cursor.execute("SET idle_in_transaction_session_timeout = '60s'")
        cursor.execute("SET timezone = 'UTC'")
    connection.autocommit = autocommit


class Database:
    """The application's engine and its session makers."""

    def init_app(self, app: Flask, url: str, **options: Any) -> None:
        """Bind an application to a database; its session is closed at the end of every request or command."""
        engine = make_engine(url, **options)
        # Long work gets sessions and no application: what it needs to find its files travels with them.
        info = {"instance_path": app.extensions["settings"].instance_path}
        app.extensions["db"] = {
            "engine": engine,
            "write": sessionmaker(engine, info=info),
            "read": sessionmaker(engine.execution_options(sqlite_begin="DEFERRED"), info=info),
        }
        app.teardown_appcontext(self._close)

    @property
    def engine(self) -> Engine:
        """The engine of the current application."""
        engine: Engine = current_app.extensions["db"]["engine"]
        return engine

    @property
    def session(self) -> Session:
        """The session of this request: a reading one for GET, else a writing one."""
        session: Session | None = g.get("_session")
        if session is None:
            kind = "read" if has_request_context() and request.method in READING else "write"
            session = g._session = current_app.extensions["db"][kind]()
        return session

    @property
    def is_in_transaction(self) -> bool:
        """Whether this request's session is at work: another writer of the same request would wait for it in vain."""
        session: Session | None = g.get("_session")
        return session is not None and session.in_transaction()

    @staticmethod
    def read_only() -> None:
        """Give this request a reading session whatever its method: for a post that writes nothing.

        Such a form posts so that no address keeps what was typed. Call it before the session is used.
        """
        g._session = current_app.extensions["db"]["read"]()

    @staticmethod
    @contextmanager
    def writing(app: Flask) -> Iterator[Session]:
        """Open a writing session of its own, committed at the end: for what a GET must still record, and for jobs."""
        session: Session
        with app.extensions["db"]["write"].begin() as session:
            yield session

    @staticmethod
    def _close(_error: BaseException | None) -> None:
        session = g.pop("_session", None)
        if session is not None:
            session.close()


db = Database()
