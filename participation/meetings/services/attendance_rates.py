"""How often each seat's holder was there, over the closed meetings of a body within the mandate."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import (
    Association,
    College,
    EndReason,
    Gender,
    Mandate,
    MandateRole,
    Person,
    Seat,
)
from participation.kernel.clock import day_of
from participation.measures.attendance import (
    ABSENT,
    EXCUSED,
    PRESENT,
    REPLACED,
    UNSAID,
    rates,
    within,
)
from participation.meetings.models import Attendance, Meeting, MeetingState, Presence

CODES = {
    Presence.PRESENT: PRESENT,
    Presence.REPLACED: REPLACED,
    Presence.EXCUSED: EXCUSED,
    Presence.ABSENT: ABSENT,
}


@dataclass(frozen=True)
class Rate:
    """One mandate of a full holder, for the team."""

    seat: int
    college: College | None
    name: str | None
    gender: Gender | None
    association: str | None
    is_over: bool
    """Whether the seat was left since."""
    meetings: int
    """Closed, within the mandate."""
    present: int
    replaced: int
    excused: int
    absent: int
    unsaid: int
    share: float | None
    """0 to 1; empty where nothing is known of any meeting."""


def rates_of(session: Session, body_id: int, first: date, last: date) -> Sequence[Rate]:
    """Return the rate of each mandate within which a closed meeting of a period falls, by seat, in three queries.

    Args:
        first: First day of the period.
        last: Its last day.
    """
    meetings = {
        row.id: day_of(row.starts_at)
        for row in session.execute(
            sa.select(Meeting.id, Meeting.starts_at)
            .where(Meeting.body_id == body_id, Meeting.state == MeetingState.CLOSED)
            .order_by(Meeting.starts_at)
        )
        if first <= day_of(row.starts_at) <= last
    }
    mandates = session.execute(_mandates(body_id)).all()
    if not meetings or not mandates:
        return []
    is_within = within(
        np.array([row.starts_on for row in mandates], dtype="datetime64[D]"),
        np.array([last_day(row) for row in mandates], dtype="datetime64[D]"),
        np.array(list(meetings.values()), dtype="datetime64[D]"),
    )
    found = rates(is_within, _known(session, list(meetings), [row.id for row in mandates]))
    return [
        Rate(
            row.number,
            row.college,
            row.name,
            row.gender,
            row.association,
            row.left_on is not None,
            int(found.meetings[at]),
            int(found.present[at]),
            int(found.replaced[at]),
            int(found.excused[at]),
            int(found.absent[at]),
            int(found.unsaid[at]),
            None if math.isnan(found.share[at]) else float(found.share[at]),
        )
        for at, row in enumerate(mandates)
        if found.meetings[at]
    ]


def _mandates(body_id: int) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Mandate.id,
            Seat.number,
            Seat.college,
            Person.name,
            Person.gender,
            Association.name.label("association"),
            Mandate.starts_on,
            Mandate.ends_on,
            Mandate.left_on,
            Mandate.end_reason,
        )
        .join(Seat, Mandate.seat_id == Seat.id)
        .join(Person, Mandate.person_id == Person.id)
        .outerjoin(Association, Mandate.association_id == Association.id)
        .where(Seat.body_id == body_id, Mandate.role == MandateRole.FULL)
        .order_by(Seat.number, Mandate.starts_on, Mandate.id)
    )


def last_day(row: Any) -> date:
    """Return the last day on which a mandate was held: at its term that day itself, else the day before leaving."""
    last: date = row.ends_on if row.left_on is None else row.left_on
    return last if row.left_on is None or row.end_reason is EndReason.TERM else last - timedelta(days=1)


def _known(session: Session, meeting_ids: list[int], mandate_ids: list[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    column = {number: at for at, number in enumerate(meeting_ids)}
    line = {number: at for at, number in enumerate(mandate_ids)}
    known = np.full((len(mandate_ids), len(meeting_ids)), UNSAID, dtype=np.int64)
    query = sa.select(Attendance.meeting_id, Attendance.mandate_id, Attendance.presence).where(
        Attendance.meeting_id.in_(meeting_ids), Attendance.mandate_id.is_not(None)
    )
    for row in session.execute(query):
        if row.mandate_id in line:
            known[line[row.mandate_id], column[row.meeting_id]] = CODES[row.presence]
    return known
