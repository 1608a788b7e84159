"""How often delegates sat, over the closed meetings of their body within their mandate, by `measures.attendance`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate, MandateRole, Seat
from participation.kernel import clock
from participation.measures.attendance import ABSENT, PRESENT, UNSAID, rates, within
from participation.meetings.models import Attendance, Meeting, MeetingState, Presence
from participation.meetings.services.attendance_rates import CODES, last_day
from participation.representation.models import Designation


@dataclass(frozen=True)
class Sat:
    """One mandate over the meetings within it."""

    mandate_id: int
    body_id: int
    council_id: int
    person_id: int
    role: MandateRole
    meetings: int
    """Closed meetings within the mandate."""
    told: int
    """Of these, those of which something is known; for a substitute, those at which the delegate was away or gone."""
    sat: int
    """Of those told, those at which the seat was taken: by the delegate, or for a full one by the substitute."""
    in_person: int
    """Of those told, those at which this very person sat."""


@dataclass(frozen=True)
class LastMeeting:
    """The last closed meeting of a body, and which councils were there."""

    meeting_id: int
    on: date
    seated: frozenset[int]
    """Councils of which a delegate sat."""
    told: frozenset[int]
    """Councils of whose delegates something was noted."""
    expected: frozenset[int]
    """Councils that had a delegate on that day."""


def of_bodies(session: Session, body_ids: Collection[int], first: date, last: date) -> list[Sat]:
    """Return how often each delegate of some bodies sat in a period, in four queries.

    Args:
        first: First day of the period.
        last: Its last day.
    """
    mandates = session.execute(_mandates(body_ids)).all()
    meetings = _meetings(session, body_ids, first, last)
    if not mandates or not meetings:
        return []
    same_body = np.array([[row.body_id == met[1] for met in meetings] for row in mandates], dtype=bool)
    is_within = same_body & within(
        np.array([row.starts_on for row in mandates], dtype="datetime64[D]"),
        np.array([last_day(row) for row in mandates], dtype="datetime64[D]"),
        np.array([met[2] for met in meetings], dtype="datetime64[D]"),
    )
    found = rates(is_within, _known(session, [met[0] for met in meetings], mandates))
    taken = found.present + found.replaced
    told = found.meetings - found.unsaid
    return [
        Sat(
            row.id, row.body_id, row.council_id, row.person_id, row.role,
            int(found.meetings[at]), int(told[at]), int(taken[at]),
            int(found.present[at]),
        )
        for at, row in enumerate(mandates)
    ]  # fmt: skip


def _mandates(body_ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Mandate.id,
            Seat.body_id,
            Designation.council_id,
            Mandate.person_id,
            Mandate.role,
            Mandate.starts_on,
            Mandate.ends_on,
            Mandate.left_on,
            Mandate.end_reason,
        )
        .join(Seat, Mandate.seat_id == Seat.id)
        .join(Designation, Designation.mandate_id == Mandate.id)
        .where(Seat.body_id.in_(body_ids))
        .order_by(Seat.body_id, Seat.number, Mandate.starts_on, Mandate.id)
    )


def _meetings(session: Session, body_ids: Collection[int], first: date, last: date) -> list[tuple[int, int, date]]:
    query = sa.select(Meeting.id, Meeting.body_id, Meeting.starts_at).where(
        Meeting.body_id.in_(body_ids), Meeting.state == MeetingState.CLOSED
    )
    found = [(row.id, row.body_id, clock.day_of(row.starts_at)) for row in session.execute(query)]
    return [each for each in found if first <= each[2] <= last]


def _known(session: Session, meeting_ids: list[int], mandates: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return what is known of each mandate at each meeting.

    A substitute is asked for only where the full delegate is away: there they sat, or the seat stayed empty. Where
    the full delegate left, the substitute stands in and is noted themselves.
    """
    column = {number: at for at, number in enumerate(meeting_ids)}
    line = {row.id: at for at, row in enumerate(mandates)}
    beside: dict[int, list[int]] = {}
    query = (
        sa.select(
            Attendance.meeting_id, Attendance.mandate_id, Attendance.substitute_id, Attendance.presence, Mandate.seat_id
        )
        .join(Mandate, Attendance.mandate_id == Mandate.id)
        .where(Attendance.meeting_id.in_(meeting_ids))
    )
    substitutes = sa.select(Mandate.id, Mandate.seat_id).where(
        Mandate.id.in_(line), Mandate.role == MandateRole.SUBSTITUTE
    )
    for each in session.execute(substitutes):
        beside.setdefault(each.seat_id, []).append(each.id)
    alone = {number for numbers in beside.values() for number in numbers}
    known = np.full((len(line), len(column)), UNSAID, dtype=np.int64)
    for row in session.execute(query):
        at = column[row.meeting_id]
        if row.mandate_id in line:
            known[line[row.mandate_id], at] = CODES[row.presence]
        if row.presence is Presence.PRESENT or row.mandate_id in alone:
            continue
        for substitute in beside.get(row.seat_id, ()):
            known[line[substitute], at] = PRESENT if row.substitute_id == substitute else ABSENT
    return known


def last_meetings(session: Session, body_ids: Collection[int]) -> Mapping[int, LastMeeting]:
    """Return the last closed meeting of each body with the councils that were there, in three queries."""
    rank = sa.func.row_number().over(
        partition_by=Meeting.body_id, order_by=(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    closed = (
        sa.select(Meeting.id, Meeting.body_id, Meeting.starts_at, rank.label("rank"))
        .where(Meeting.body_id.in_(body_ids), Meeting.state == MeetingState.CLOSED)
        .subquery()
    )
    lasts = session.execute(sa.select(closed).where(closed.c.rank == 1)).all()
    query = (
        sa.select(Attendance.meeting_id, Attendance.presence, Designation.council_id)
        .join(Designation, Designation.mandate_id == Attendance.mandate_id)
        .where(Attendance.meeting_id.in_([row.id for row in lasts]))
    )
    noted = session.execute(query).all()
    mandates = session.execute(_mandates(body_ids)).all()
    sits = (Presence.PRESENT, Presence.REPLACED)
    return {
        row.body_id: LastMeeting(
            row.id,
            clock.day_of(row.starts_at),
            frozenset(each.council_id for each in noted if each.meeting_id == row.id and each.presence in sits),
            frozenset(each.council_id for each in noted if each.meeting_id == row.id),
            frozenset(
                each.council_id for each in mandates if each.body_id == row.body_id and _holds(each, row.starts_at)
            ),
        )
        for row in lasts
    }


def _holds(row: Any, at: datetime) -> bool:
    return bool(row.starts_on <= clock.day_of(at) <= last_day(row))
