"""Rate limits shared by all workers: Flask-Limiter over a table of the application's own database."""

import time
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.db import Base


class RateHit(Base):
    """How often a key was seen in its running window. Keys are of the limiter; no personal data but an address."""

    __tablename__ = "rate_hit"

    key: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    hits: Mapped[int]
    until: Mapped[float]
    """End of the window, seconds since 1970."""


class DatabaseStorage(Storage):
    """Fixed windows in one atomic statement a hit, on SQLite and PostgreSQL."""

    STORAGE_SCHEME = ["database"]

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.time()
        live = RateHit.until > now
        engine = current_app.extensions["db"]["engine"]
        insert = sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert
        statement = (
            insert(RateHit)
            .values(key=key[:255], hits=amount, until=now + expiry)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "hits": sa.case((live, RateHit.hits + amount), else_=amount),
                    "until": sa.case((live, RateHit.until), else_=now + expiry),
                },
            )
            .returning(RateHit.hits)
        )
        with engine.begin() as connection:
            return int(connection.execute(statement).scalar_one())

    def get(self, key: str) -> int:
        row = self._row(key)
        return row.hits if row is not None and row.until > time.time() else 0

    def get_expiry(self, key: str) -> float:
        row = self._row(key)
        return float(row.until) if row is not None else time.time()

    def _row(self, key: str) -> Any:
        query = sa.select(RateHit.hits, RateHit.until).where(RateHit.key == key[:255])
        with current_app.extensions["db"]["engine"].begin() as connection:
            return connection.execute(query).one_or_none()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with current_app.extensions["db"]["engine"].begin() as connection:
            return int(connection.execute(sa.delete(RateHit)).rowcount)

    def clear(self, key: str) -> None:
        with current_app.extensions["db"]["engine"].begin() as connection:
            connection.execute(sa.delete(RateHit).where(RateHit.key == key[:255]))


class LimitsOnViews(Limiter):
    """A limiter whose limits all stand on views: no look for others before each request."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


limiter = LimitsOnViews(key_func=get_remote_address)


def init_app(app: Flask) -> None:
    """Use the application's database as the limiter's memory."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", "database://")
    app.config.setdefault("RATELIMIT_STRATEGY", "fixed-window")
    limiter.init_app(app)


def forget_old_windows(session: Any, now: float) -> int:
    """Delete the windows that are over; return how many."""
    return int(session.execute(sa.delete(RateHit).where(RateHit.until < now)).rowcount)
