"""Attendance: ticked by the team or said by the people, the last word on each person wins, and who said it is kept.

`summary` and `by_item` count by the rule of the council in force on the day of the meeting.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.bodies.models import College, Mandate
from participation.kernel.clock import day_of
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.measures.quorum import (
    CAME,
    LEFT,
    NO_RULE,
    STAYED,
    Quorum,
    presence_by_item,
    quorum,
)
from participation.meetings.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingRuleKey,
    MeetingState,
    Movement,
    MovementKind,
    Presence,
)
from participation.meetings.services import access, agenda, rules
from participation.meetings.services.places import SITS, Place, guests_of, places_of

COLLEGES = tuple(College)
KEYS = (MeetingRuleKey.QUORUM_RESIDENTS, MeetingRuleKey.QUORUM_LOCAL_ACTORS, MeetingRuleKey.QUORUM)
"""Rules in the order of the colleges, then of everybody."""
TICKED = (MeetingState.CONVENED, MeetingState.HELD)
"""While attendance can change: excuses come before the meeting begins."""
MOST_GUESTS = 200
CODES = {MovementKind.ARRIVAL: CAME, MovementKind.DEPARTURE: LEFT}


@dataclass(frozen=True)
class GroupSummary:
    """One college, or everybody."""

    college: College | None
    """Empty for everybody."""
    seated: int
    present: int
    """Seats taken by their holder or the substitute."""
    excused: int
    absent: int
    unsaid: int
    required: int | None
    """Empty without a rule."""
    is_met: bool | None

    @property
    def lacking(self) -> int:
        """How many more it takes; 0 when there is no rule."""
        return max(0, (self.required or 0) - self.present)


@dataclass(frozen=True)
class AttendanceSummary:
    """Who came to a meeting, counted."""

    colleges: tuple[GroupSummary, ...]
    """Empty in a body without colleges."""
    everybody: GroupSummary
    guests: int

    @property
    def holds(self) -> bool | None:
        """Whether every rule is met; empty without any."""
        answers = [each.is_met for each in (*self.colleges, self.everybody) if each.is_met is not None]
        return all(answers) if answers else None


@dataclass(frozen=True)
class ItemQuorum:
    """Who is in the room at one item."""

    item: AgendaItem
    present: tuple[int, ...]
    """By college in the order of the enumeration, then in all."""
    holds: bool | None
    """Empty without a rule."""


@dataclass(frozen=True)
class Tick:
    """What somebody ticks for a seat, and what their page showed before."""

    presence: Presence
    was: Presence | None


def summary(session: Session, meeting: Meeting) -> AttendanceSummary:
    """Return how many came, per college and in all, and whether that is enough."""
    places = places_of(session, meeting)
    return summarise(session, meeting, places, len(guests_of(session, meeting.id)))


def summarise(session: Session, meeting: Meeting, places: Sequence[Place], guests: int) -> AttendanceSummary:
    """Return the summary of places already read."""
    in_room = np.array([[place.sits] for place in places], dtype=np.bool_).reshape(len(places), 1)
    found = _quorum(session, meeting, places, in_room)
    groups = [
        _group(college, [place for place in places if college in (None, place.college)], found, at)
        for at, college in enumerate((*COLLEGES, None))
    ]
    has_colleges = any(place.college is not None for place in places)
    return AttendanceSummary(tuple(groups[:-1]) if has_colleges else (), groups[-1], guests)


def _group(college: College | None, places: Sequence[Place], found: Quorum, at: int) -> GroupSummary:
    said = [place.presence for place in places]
    needed = int(found.required[at])
    return GroupSummary(
        college,
        seated=int(found.seated[at]),
        present=int(found.present[at, 0]),
        excused=said.count(Presence.EXCUSED),
        absent=said.count(Presence.ABSENT),
        unsaid=said.count(None),
        required=None if needed == NO_RULE else needed,
        is_met=None if needed == NO_RULE else bool(found.is_met[at, 0]),
    )


def _quorum(session: Session, meeting: Meeting, places: Sequence[Place], in_room: np.ndarray) -> Quorum:
    known = rules.in_force(session, meeting.body_id, day_of(meeting.starts_at))
    shares = [rules.share(known, key) for key in KEYS]
    least = [None if share is None else Fraction(share) for share in shares]
    if not any(place.college is not None for place in places):
        least = [None, None, least[-1]]
    # Seats of bodies without colleges are counted in all only: their group is one beyond the colleges.
    college_of = np.array([_college(place) for place in places], dtype=np.int64)
    found = quorum(college_of, in_room, len(COLLEGES) + 1, [*least[:-1], None, least[-1]])
    rows = [*range(len(COLLEGES)), len(COLLEGES) + 1]
    return Quorum(
        found.seated[rows], found.required[rows], found.present[rows], found.is_met[rows], found.holds
    )


def _college(place: Place) -> int:
    return COLLEGES.index(place.college) if place.college is not None else len(COLLEGES)


def by_item(session: Session, meeting: Meeting) -> Sequence[ItemQuorum]:
    """Return who is in the room at each item, arrivals and departures included."""
    places, items = places_of(session, meeting), agenda.items_of(session, meeting.id)
    column = {item.id: at for at, item in enumerate(items)}
    row = {place.note.attendance_id: at for at, place in enumerate(places) if place.note}
    moves = np.full((len(places), len(items)), STAYED, dtype=np.int64)
    for move in movements_of(session, meeting.id):
        if move.attendance_id in row and move.item_id in column:
            moves[row[move.attendance_id], column[move.item_id]] = CODES[move.kind]
    came = np.array([place.sits for place in places], dtype=np.bool_)
    found = _quorum(session, meeting, places, presence_by_item(came, moves))
    has_rule = bool((found.required != NO_RULE).any())
    return [
        ItemQuorum(item, tuple(found.present[:, at].tolist()), bool(found.holds[at]) if has_rule else None)
        for at, item in enumerate(items)
    ]


def movements_of(session: Session, meeting_id: int) -> Sequence[Movement]:
    """Return the arrivals and departures of a meeting, in the order of its agenda."""
    query = (
        sa.select(Movement)
        .join(Attendance, Movement.attendance_id == Attendance.id)
        .join(AgendaItem, Movement.item_id == AgendaItem.id)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(AgendaItem.position, Movement.id)
    )
    return session.scalars(query).all()


SAT = sa.case((Attendance.presence == Presence.REPLACED, Attendance.substitute_id), else_=Attendance.mandate_id)
"""The mandate that took the seat: the substitute's where the holder was replaced."""


def present_mandates(session: Session, meeting_id: int) -> Sequence[Mandate]:
    """Return the mandates of those who sat: of the substitute where the holder was replaced."""
    ids = sa.select(SAT).where(Attendance.meeting_id == meeting_id, Attendance.presence.in_(SITS))
    query = (
        sa.select(Mandate)
        .where(Mandate.id.in_(ids))
        .options(joinedload(Mandate.person), joinedload(Mandate.seat), joinedload(Mandate.association))
        .order_by(Mandate.id)
    )
    return session.scalars(query).all()


def tick(session: Session, actor: Actor, now: datetime, meeting_id: int, ticks: Mapping[int, Tick]) -> int:
    """Write what changed on a page of attendance, by seat; return how many people changed.

    Only what differs from what the page showed is written: what others noted meanwhile about somebody else stays.

    Raises:
        MissingError: As `access.find`, or a seat that nobody holds on that day.
        RefusedError: `state`, or `no_substitute` (`number`).
    """
    meeting = access.lock(session, actor, meeting_id, *TICKED)
    places = {place.seat_id: place for place in places_of(session, meeting)}
    changed = {seat_id: each for seat_id, each in ticks.items() if each.presence is not each.was}
    if not changed.keys() <= places.keys():
        raise MissingError
    rows = _rows(session, meeting)
    for seat_id, each in changed.items():
        row = rows.get(seat_id) or Attendance(meeting_id=meeting.id, seat_id=seat_id)
        write(session, row, places[seat_id], each.presence, now, by=actor)
    session.flush()
    return len(changed)


def write(
    session: Session, row: Attendance, place: Place, presence: Presence, now: datetime, by: Actor | None
) -> None:
    """Say what is known of a seat.

    Args:
        row: Of the seat; it may be new.
        by: Who ticks it; None when the person says so themselves by phone.

    Raises:
        RefusedError: `no_substitute` (`number`).
    """
    substitute = place.substitute if presence is Presence.REPLACED else None
    if presence is Presence.REPLACED and substitute is None:
        raise RefusedError("no_substitute", number=place.number)
    row.presence, row.noted_at = presence, now
    row.mandate_id = place.holder.mandate_id
    row.substitute_id = substitute.mandate_id if substitute else None
    row.by_phone, row.account_id = by is None, by.id if by else None
    session.add(row)


def _rows(session: Session, meeting: Meeting) -> dict[int, Attendance]:
    query = sa.select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.seat_id.is_not(None))
    return {row.seat_id: row for row in session.scalars(query) if row.seat_id is not None}


def row_of(session: Session, meeting: Meeting, place: Place) -> Attendance:
    """Return the row of a seat, a new one if nobody said anything yet. The meeting is locked."""
    query = sa.select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.seat_id == place.seat_id)
    return session.scalars(query).one_or_none() or Attendance(meeting_id=meeting.id, seat_id=place.seat_id)
