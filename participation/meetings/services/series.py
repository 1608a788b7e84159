"""Meetings planned together: the same hour of the wall clock each few weeks, or on the same weekday of each month."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from participation.kernel.clock import PARIS
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import Meeting, MeetingSeries
from participation.meetings.services import access, meetings
from participation.meetings.services.meetings import Plan

MOST = 24


class Rhythm(StrEnum):
    """How far apart the meetings of a series are."""

    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"
    TWO_MONTHS = "two_months"
    THREE_MONTHS = "three_months"


WEEKS = {Rhythm.WEEK: 1, Rhythm.TWO_WEEKS: 2}
MONTHS = {Rhythm.MONTH: 1, Rhythm.TWO_MONTHS: 2, Rhythm.THREE_MONTHS: 3}


def days(first: date, rhythm: Rhythm, count: int) -> list[date]:
    """Return the days of a series, from its first one.

    By months, the weekday stays and so does its place in the month: the second Thursday, or the last one where the
    first day is a fifth.
    """
    if rhythm in WEEKS:
        return [first + timedelta(weeks=WEEKS[rhythm] * number) for number in range(count)]
    return [_same_weekday(first, MONTHS[rhythm] * number) for number in range(count)]


def _same_weekday(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    start = date(year, month + 1, 1)
    day = 1 + (first.weekday() - start.weekday()) % 7 + 7 * ((first.day - 1) // 7)
    if day > monthrange(year, month + 1)[1]:
        day -= 7
    return start.replace(day=day)


def create(
    session: Session, actor: Actor, now: datetime, body_id: int, plan: Plan, rhythm: Rhythm, count: int
) -> Sequence[Meeting]:
    """Add the drafts of a series: the hours stay those of the wall clock, whatever summer time does.

    Raises:
        MissingError: As `meetings.create`.
        RefusedError: `count` when there are not 2 to 24; those of `meetings.create`.
    """
    if not 2 <= count <= MOST:
        raise RefusedError("count", most=MOST)
    body = access.body(session, actor, body_id)
    series = MeetingSeries(body_id=body.id, title=plan.title, created_at=now)
    session.add(series)
    session.flush()
    starts, ends = plan.starts_at.astimezone(PARIS), plan.ends_at.astimezone(PARIS)
    made: list[Meeting] = []
    for day in days(starts.date(), rhythm, count):
        later = day - starts.date()
        one = replace(plan, starts_at=_on_the_wall(starts, later), ends_at=_on_the_wall(ends, later))
        made.append(meetings.create(session, actor, now, body.id, one, series.id, fills=not made))
    return made


def _on_the_wall(instant: datetime, later: timedelta) -> datetime:
    """Return the same hour of the wall clock some days later, as an instant."""
    return (instant.replace(tzinfo=None) + later).replace(tzinfo=PARIS).astimezone(UTC)
