"""Who came during a year: a council's colleges at its meetings, its delegates at those of steering bodies.

All mandates, meetings and notes are read at once, so that the number of queries follows neither the meetings nor the
bodies.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Body, College, Mandate, MandateRole, Seat
from participation.kernel import clock
from participation.measures.arrays import BoolArray, IntArray
from participation.measures.attendance import ABSENT, EXCUSED, PRESENT, REPLACED, UNSAID, within
from participation.meetings.models import Attendance, Meeting, MeetingState
from participation.meetings.services.attendance_rates import CODES, last_day
from participation.representation.models import DelegateReport, DelegateSeat, Designation, SteeringBody


@dataclass(frozen=True)
class Places:
    """Places at meetings: one seat at one meeting is one place."""

    total: int
    """It is the sum of the six below."""
    present: int
    replaced: int
    """The substitute sat."""
    excused: int
    absent: int
    unsaid: int
    vacant: int = 0
    """Nobody held the seat on the day of the meeting."""

    @property
    def taken(self) -> int:
        """Places at which somebody sat."""
        return self.present + self.replaced

    @property
    def told(self) -> int:
        """Places of which something is known."""
        return self.total - self.unsaid


@dataclass(frozen=True)
class CollegeYear:
    """A college of the council over the year; empty for a council without colleges."""

    college: College | None
    places: Places


@dataclass(frozen=True)
class DelegatesYear:
    """The council's delegates in one steering body over the year."""

    body_id: int
    body: str
    meetings: int
    """Closed ones, with or without a delegate."""
    places: Places
    reports: int
    """Sent to the council."""


@dataclass(frozen=True)
class YearAttendance:
    """Who came, of a council and of its delegates."""

    colleges: Sequence[CollegeYear]
    by_meeting: dict[int, dict[College | None, tuple[int, int]]]
    """Meeting of the council → college → seats taken, seats held that day."""
    delegates: Sequence[DelegatesYear]


@dataclass(frozen=True)
class _Grid:
    """Mandates held against closed meetings."""

    mandates: Sequence[Any]
    meetings: Sequence[Meeting]
    is_within: BoolArray
    """Shape (mandates, meetings): the body's own meetings within the mandate."""
    known: IntArray
    """Codes of `measures.attendance`. Shape (mandates, meetings)."""

    def places(self, rows: BoolArray) -> Places:
        """Return the places of some mandates."""
        said = self.known[rows][self.is_within[rows]]
        count = {code: int((said == code).sum()) for code in (PRESENT, REPLACED, EXCUSED, ABSENT, UNSAID)}
        return Places(len(said), count[PRESENT], count[REPLACED], count[EXCUSED], count[ABSENT], count[UNSAID])


def bodies_of(session: Session, council_id: int, year: int) -> Sequence[tuple[int, str]]:
    """Return the steering bodies in which a council had a seat during a year: key and name, by name."""
    seated = sa.select(Seat.body_id).join(DelegateSeat).where(DelegateSeat.council_id == council_id)
    sent = (
        sa.select(Seat.body_id)
        .join(Mandate, Mandate.seat_id == Seat.id)
        .join(Designation, Designation.mandate_id == Mandate.id)
        .where(
            Designation.council_id == council_id,
            Mandate.starts_on <= date(year, 12, 31),
            sa.func.coalesce(Mandate.left_on, Mandate.ends_on) >= date(year, 1, 1),
        )
    )
    query = (
        sa.select(Body.id, Body.name)
        .join(SteeringBody, SteeringBody.body_id == Body.id)
        .where(
            sa.or_(Body.id.in_(seated), Body.id.in_(sent)),
            SteeringBody.created_on <= date(year, 12, 31),
            sa.or_(SteeringBody.dissolved_on.is_(None), SteeringBody.dissolved_on >= date(year, 1, 1)),
        )
        .order_by(Body.name)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def attendance(
    session: Session,
    council_id: int,
    body_id: int,
    bodies: Sequence[tuple[int, str]],
    meetings: Sequence[Meeting],
) -> YearAttendance:
    """Return who came to the closed meetings of a year, in four queries.

    Args:
        body_id: The council's own body.
        bodies: The steering bodies, of `bodies_of`.
        meetings: Those of the year, of the council and of these bodies.
    """
    grid = _grid(session, council_id, body_id, [each for each in meetings if each.state is MeetingState.CLOSED])
    own = np.array([row.body_id == body_id for row in grid.mandates], dtype=np.bool_)
    college = np.array([row.college.value if row.college else "" for row in grid.mandates], dtype="U32")
    shown = [each for each in (*College, None) if (own & (college == (each or ""))).any()]
    colleges = [CollegeYear(each, grid.places(own & (college == (each or "")))) for each in shown]
    return YearAttendance(
        [each for each in colleges if each.places.total],
        {
            meeting.id: {each: _seated(grid, own & (college == (each or "")), at) for each in shown}
            for at, meeting in enumerate(grid.meetings)
            if meeting.body_id == body_id
        },
        _delegates(session, council_id, bodies, grid),
    )


def _seated(grid: _Grid, rows: BoolArray, at: int) -> tuple[int, int]:
    said = grid.known[rows, at][grid.is_within[rows, at]]
    return int(np.isin(said, (PRESENT, REPLACED)).sum()), len(said)


def _grid(session: Session, council_id: int, body_id: int, meetings: Sequence[Meeting]) -> _Grid:
    query = (
        sa.select(
            Mandate.id,
            Mandate.seat_id,
            Mandate.role,
            Seat.body_id,
            Seat.college,
            Mandate.starts_on,
            Mandate.ends_on,
            Mandate.left_on,
            Mandate.end_reason,
        )
        .join(Seat, Mandate.seat_id == Seat.id)
        .outerjoin(Designation, Designation.mandate_id == Mandate.id)
        .where(sa.or_(Seat.body_id == body_id, Designation.council_id == council_id))
        .order_by(Mandate.id)
    )
    mandates = session.execute(query).all()
    is_within = within(
        np.array([row.starts_on for row in mandates], dtype="datetime64[D]"),
        np.array([last_day(row) for row in mandates], dtype="datetime64[D]"),
        np.array([clock.day_of(meeting.starts_at) for meeting in meetings], dtype="datetime64[D]"),
    )
    body_of = np.array([row.body_id for row in mandates], dtype=np.int64)
    is_own = body_of[:, None] == np.array([meeting.body_id for meeting in meetings], dtype=np.int64)
    return _Grid(mandates, meetings, _held(mandates, is_within & is_own), _known(session, mandates, meetings))


def _held(mandates: Sequence[Any], is_within: BoolArray) -> BoolArray:
    """Return at which meetings each mandate holds its seat: a substitute where no full delegate does."""
    held = is_within.copy()
    full = {row.seat_id: np.zeros(is_within.shape[1], dtype=np.bool_) for row in mandates}
    for at, row in enumerate(mandates):
        if row.role is MandateRole.FULL:
            full[row.seat_id] |= is_within[at]
    for at, row in enumerate(mandates):
        if row.role is MandateRole.SUBSTITUTE:
            held[at] &= ~full[row.seat_id]
    return held


def _known(session: Session, mandates: Sequence[Any], meetings: Sequence[Meeting]) -> IntArray:
    line = {row.id: at for at, row in enumerate(mandates)}
    column = {meeting.id: at for at, meeting in enumerate(meetings)}
    known = np.full((len(mandates), len(meetings)), UNSAID, dtype=np.int64)
    query = sa.select(Attendance.meeting_id, Attendance.mandate_id, Attendance.presence).where(
        Attendance.meeting_id.in_(list(column)), Attendance.mandate_id.is_not(None)
    )
    for row in session.execute(query):
        if row.mandate_id in line:
            known[line[row.mandate_id], column[row.meeting_id]] = CODES[row.presence]
    return known


def _delegates(
    session: Session, council_id: int, bodies: Sequence[tuple[int, str]], grid: _Grid
) -> Sequence[DelegatesYear]:
    seats = _seats(session, council_id)
    reports = _reports(session, council_id, [meeting.id for meeting in grid.meetings])
    found = []
    for body_id, name in bodies:
        rows = np.array([row.body_id == body_id for row in grid.mandates], dtype=np.bool_)
        held = [at for at, meeting in enumerate(grid.meetings) if meeting.body_id == body_id]
        places = grid.places(rows)
        vacant = sum(_vacant(grid, seat, held) for seat in seats if seat.body_id == body_id)
        found.append(
            DelegatesYear(
                body_id,
                name,
                len(held),
                replace(places, total=places.total + vacant, vacant=vacant),
                sum(reports.get(grid.meetings[at].id, 0) for at in held),
            )
        )
    return found


def _vacant(grid: _Grid, seat: Any, held: Sequence[int]) -> int:
    """Return at how many meetings a seat of the council stood empty."""
    rows = np.array([row.seat_id == seat.id for row in grid.mandates], dtype=np.bool_)
    empty = 0
    for at in held:
        day = clock.day_of(grid.meetings[at].starts_at)
        is_open = seat.opened_on <= day and (seat.closed_on is None or seat.closed_on > day)
        empty += is_open and not grid.is_within[rows, at].any()
    return empty


def _seats(session: Session, council_id: int) -> Sequence[Any]:
    query = (
        sa.select(Seat.id, Seat.body_id, Seat.opened_on, Seat.closed_on)
        .join(DelegateSeat, DelegateSeat.seat_id == Seat.id)
        .where(DelegateSeat.council_id == council_id)
    )
    return session.execute(query).all()


def _reports(session: Session, council_id: int, meeting_ids: Sequence[int]) -> dict[int, int]:
    query = (
        sa.select(DelegateReport.meeting_id, sa.func.count())
        .where(DelegateReport.council_id == council_id, DelegateReport.meeting_id.in_(meeting_ids))
        .group_by(DelegateReport.meeting_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
