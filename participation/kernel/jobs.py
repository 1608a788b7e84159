"""Long work as rows, taken by one worker of its own; short due work as functions run at every round.

A slice registers what it can do (`handler`) and what falls due by itself (`due`). Both must be idempotent: a worker may
be killed at any point, and its job then goes back to the queue after `STALE`.
"""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from participation.kernel.db import Base, Key, LongText, values_of

STALE = timedelta(minutes=5)
Report = Callable[[int, int], None]
Handler = Callable[["sessionmaker[Session]", dict[str, Any], datetime, Report], None]
Due = Callable[[Session, datetime], int]
DueApart = Callable[["sessionmaker[Session]", datetime], int]

_handlers: dict[str, Handler] = {}
_due: dict[str, DueApart] = {}
_log = logging.getLogger(__name__)


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of long work."""

    __tablename__ = "job"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(sa.String(60))
    payload: Mapped[LongText]
    """What to do, as JSON; identifiers only, no personal data."""
    state: Mapped[JobState] = mapped_column(values_of(JobState, "state"), index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Steps done and in all; 0 in all while unknown."""
    error: Mapped[str | None] = mapped_column(sa.String(200))
    account_id: Mapped[int | None]
    """Who asked for it: only they and administrators see it."""
    created_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]
    """When its worker last gave a sign of life."""
    finished_at: Mapped[datetime | None]


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does a kind of job."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def due(name: str) -> Callable[[Due], Due]:
    """Register a function that does what has fallen due and returns how many things it did."""

    def register(function: Due) -> Due:
        def in_one_transaction(sessions: "sessionmaker[Session]", now: datetime) -> int:
            with sessions.begin() as session:
                return function(session, now)

        _due[name] = in_one_transaction
        return function

    return register


def due_apart(name: str) -> Callable[[DueApart], DueApart]:
    """Register due work that opens its own transactions: it computes long and locks nobody out."""

    def register(function: DueApart) -> DueApart:
        _due[name] = function
        return function

    return register


def reading(sessions: "sessionmaker[Session]") -> Session:
    """Return a session that only reads: on SQLite it keeps no writer waiting."""
    return Session(sessions.kw["bind"].execution_options(sqlite_begin="DEFERRED"))


def enqueue(session: Session, now: datetime, kind: str, payload: dict[str, Any], account_id: int | None) -> Job:
    """Put a job in the queue."""
    if kind not in _handlers:
        raise KeyError(kind)
    job = Job(kind=kind, payload=json.dumps(payload), state=JobState.QUEUED, account_id=account_id, created_at=now)
    session.add(job)
    session.flush()
    return job


def run_due(sessions: "sessionmaker[Session]", now: datetime) -> dict[str, int]:
    """Do all that is due, each on its own; return how many things each did, -1 where it failed."""
    done: dict[str, int] = {}
    for name, function in sorted(_due.items()):
        try:
            done[name] = function(sessions, now)
        except Exception:
            # One failure must not keep the other duties from being done; the log and the command's code tell.
            _log.exception("due work %s failed", name)
            done[name] = -1
    return done


def work_one(sessions: "sessionmaker[Session]", clock: Callable[[], datetime]) -> bool:
    """Take one job and do it to its end; tell whether there was one."""
    job_id = _take(sessions, clock())
    if job_id is None:
        return False
    with sessions.begin() as session:
        job = session.get_one(Job, job_id)
        kind, payload = job.kind, json.loads(job.payload)

    def report(done: int, total: int) -> None:
        _update(sessions, job_id, done=done, total=total, heard_at=clock())

    try:
        _handlers[kind](sessions, payload, clock(), report)
    except Exception as error:
        _log.exception("job %s (%s) failed", job_id, kind)
        _update(sessions, job_id, state=JobState.FAILED, error=type(error).__name__, finished_at=clock())
        return True
    _update(sessions, job_id, state=JobState.DONE, finished_at=clock())
    return True


def _take(sessions: "sessionmaker[Session]", now: datetime) -> int | None:
    """Claim the oldest job that waits or whose worker fell silent; two workers never get the same one."""
    free = sa.or_(
        Job.state == JobState.QUEUED, sa.and_(Job.state == JobState.RUNNING, Job.heard_at < now - STALE)
    )
    with sessions.begin() as session:
        query = sa.select(Job).where(free).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
        job = session.scalars(query).one_or_none()
        if job is None:
            return None
        job.state, job.heard_at = JobState.RUNNING, now
        return job.id


def _update(sessions: "sessionmaker[Session]", job_id: int, **values: Any) -> None:
    with sessions.begin() as session:
        session.execute(sa.update(Job).where(Job.id == job_id).values(**values))
