"""Meetings as everybody may read them. Lists go on from a meeting, so that the last page costs what the first does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.kernel import clock
from participation.kernel.pagination import SIZE
from participation.meetings.models import Meeting, MeetingRuleKey, MeetingState, Minutes, MinutesState
from participation.meetings.services import access, rules
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
    due_on: date | None = None
    """That day, by the rule or as it was kept; empty without a rule."""


@dataclass(frozen=True)
class Row:
    """A meeting of a list."""

    meeting: Meeting
    standing: Standing
    minutes: MinutesMark


def coming(session: Session, now: datetime, body_id: int | None = None) -> list[Row]:
    """Return the public meetings that are not over or whose hour is still to come, by date: for a list's first page."""
    query = _rows(body_id).where(Meeting.starts_at > now - LONGEST, Meeting.ends_at > now)
    found = _read(session, query.order_by(Meeting.starts_at, Meeting.id).limit(MOST_COMING), now)
    return [row for row in found if not _is_listed_as_past(row.meeting, now)]


def past(
    session: Session, now: datetime, body_id: int | None = None, before_id: int | None = None
) -> tuple[list[Row], bool]:
    """Return one page of the public meetings that are over, latest first, and whether there are earlier ones.

    Args:
        before_id: The last meeting of the page before.

    Raises:
        MissingError: No public meeting has this number.
    """
    ended = sa.or_(Meeting.ends_at <= now, Meeting.state.in_((MeetingState.CLOSED, MeetingState.CANCELLED)))
    query = _rows(body_id).where(Meeting.starts_at <= now, ended)
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
    days = rules.days_of(session, [meeting.body_id], MeetingRuleKey.MINUTES, clock.day_of(now))
    return _mark(meeting, session.get(Minutes, meeting.id), days, now)


def _rows(body_id: int | None) -> sa.Select[Meeting, Minutes]:
    query = sa.select(Meeting, Minutes).outerjoin(Minutes, Minutes.meeting_id == Meeting.id).where(IS_PUBLIC)
    if body_id is not None:
        query = query.where(Meeting.body_id == body_id)
    return query.options(joinedload(Meeting.body))


def _read(session: Session, query: sa.Select[Meeting, Minutes], now: datetime) -> list[Row]:
    found = session.execute(query).all()
    days = rules.days_of(session, (row[0].body_id for row in found), MeetingRuleKey.MINUTES, clock.day_of(now))
    return [Row(meeting, standing(meeting, now), _mark(meeting, minutes, days, now)) for meeting, minutes in found]


def _mark(meeting: Meeting, minutes: Minutes | None, days: Mapping[int, int], now: datetime) -> MinutesMark:
    """Return how far minutes are: late when nobody has circulated them by their day, written or not."""
    due = minutes.due_on if minutes is not None else None
    if due is None and meeting.body_id in days:
        due = clock.day_of(meeting.ends_at) + timedelta(days=days[meeting.body_id])
    is_awaited = meeting.state in (MeetingState.HELD, MeetingState.CLOSED)
    circulated = minutes is not None and minutes.circulated_at is not None
    is_late = is_awaited and not circulated and due is not None and due < clock.day_of(now)
    return MinutesMark(minutes.state if minutes else None, is_late, due)


def _is_listed_as_past(meeting: Meeting, now: datetime) -> bool:
    return meeting.starts_at <= now and meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED)
