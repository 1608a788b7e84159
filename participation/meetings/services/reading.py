"""Meetings as everybody may read them. Lists go on from a meeting, so that the last page costs what the first does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.kernel import clock
from participation.kernel.pagination import SIZE
from participation.meetings.models import Meeting, MeetingState, Minutes, MinutesState
from participation.meetings.services import access
from participation.meetings.services.standing import IS_PUBLIC, Standing, standing

LONGEST = timedelta(days=2)
"""No meeting lasts longer: what began earlier is over, which lets the index of beginnings find what is not."""
MOST_COMING = 200


@dataclass(frozen=True)
class MinutesMark:
    """How far the minutes of a meeting are."""

    state: MinutesState | None
    """Empty while nobody has begun to write."""
    is_late: bool
    """The day by which they were to be circulated has passed."""


@dataclass(frozen=True)
class Row:
    """A meeting of a list."""

    meeting: Meeting
    standing: Standing
    minutes: MinutesMark


def coming(session: Session, now: datetime, body_ids: Sequence[int] | None = None) -> list[Row]:
    """Return the public meetings that are not over or whose hour is still to come, by date: for a list's first page."""
    query = _rows(body_ids).where(Meeting.starts_at > now - LONGEST, Meeting.ends_at > now)
    found = _read(session, query.order_by(Meeting.starts_at, Meeting.id).limit(MOST_COMING), now)
    return [row for row in found if not _is_listed_as_past(row.meeting, now)]


def past(
    session: Session, now: datetime, body_ids: Sequence[int] | None = None, before_id: int | None = None
) -> tuple[list[Row], bool]:
    """Return one page of the public meetings that are over, latest first, and whether there are earlier ones.

    Args:
        before_id: The last meeting of the page before.

    Raises:
        MissingError: No public meeting has this number.
    """
    ended = sa.or_(Meeting.ends_at <= now, Meeting.state.in_((MeetingState.CLOSED, MeetingState.CANCELLED)))
    query = _rows(body_ids).where(Meeting.starts_at <= now, ended)
    if before_id is not None:
        last = access.published(session, before_id)
        query = query.where(
            sa.or_(
                Meeting.starts_at < last.starts_at, sa.and_(Meeting.starts_at == last.starts_at, Meeting.id < last.id)
            ),
            Meeting.starts_at <= last.starts_at,
        )
    query = query.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(SIZE + 1)
    found = _read(session, query, now)
    return found[:SIZE], len(found) > SIZE


def at_work(session: Session, now: datetime, body_ids: Sequence[int]) -> list[Row]:
    """Return the meetings of some bodies that the team has something to do with: drafts, those to come, those whose
    minutes are not published, by date."""
    is_written = sa.and_(Meeting.state == MeetingState.CLOSED, Minutes.state == MinutesState.PUBLISHED)
    query = (
        sa.select(Meeting, Minutes)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Meeting.body_id.in_(body_ids), Meeting.state != MeetingState.CANCELLED)
        .where(sa.or_(sa.not_(is_written), Minutes.meeting_id.is_(None)))
        .options(joinedload(Meeting.body))
    )
    return _read(session, query.order_by(Meeting.starts_at, Meeting.id).limit(MOST_COMING), now)


def feed(session: Session, body_id: int, limit: int) -> Sequence[Meeting]:
    """Return the public meetings of a body with the latest hours, cancelled ones too, latest first."""
    query = sa.select(Meeting).where(Meeting.body_id == body_id, IS_PUBLIC).options(joinedload(Meeting.body))
    return session.scalars(query.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(limit)).all()


def minutes_mark(session: Session, meeting: Meeting, now: datetime) -> MinutesMark:
    """Return how far the minutes of a meeting are."""
    return _mark(session.get(Minutes, meeting.id), now)


def _rows(body_ids: Sequence[int] | None) -> sa.Select[Meeting, Minutes]:
    query = sa.select(Meeting, Minutes).outerjoin(Minutes, Minutes.meeting_id == Meeting.id).where(IS_PUBLIC)
    if body_ids is not None:
        query = query.where(Meeting.body_id.in_(body_ids))
    return query.options(joinedload(Meeting.body))


def _read(session: Session, query: sa.Select[Meeting, Minutes], now: datetime) -> list[Row]:
    return [Row(meeting, standing(meeting, now), _mark(minutes, now)) for meeting, minutes in session.execute(query)]


def _mark(minutes: Minutes | None, now: datetime) -> MinutesMark:
    if minutes is None:
        return MinutesMark(None, False)
    is_late = minutes.circulated_at is None and minutes.due_on is not None and minutes.due_on < clock.day_of(now)
    return MinutesMark(minutes.state, is_late)


def _is_listed_as_past(meeting: Meeting, now: datetime) -> bool:
    return meeting.starts_at <= now and meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED)
