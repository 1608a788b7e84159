"""Who holds which seat on the day of a meeting, and what is known of them there: two queries, whatever the size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.history import PUBLISHED_NAME
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
from participation.meetings.models import Attendance, Meeting, Presence

SITS = frozenset({Presence.PRESENT, Presence.REPLACED})
"""The seat is taken: by its holder or by the substitute."""


@dataclass(frozen=True)
class Holder:
    """Somebody in a seat, as the team may know them; `bodies.words` can word it."""

    mandate_id: int
    seat: int
    """The seat's number."""
    college: College | None
    name: str | None
    public_name: str | None
    gender: Gender | None
    association: str | None

    @property
    def in_public(self) -> "Holder":
        """The same without a name that may not be published."""
        return replace(self, name=self.public_name)


@dataclass(frozen=True)
class Note:
    """What somebody noted of a seat or a guest."""

    attendance_id: int
    presence: Presence
    by_phone: bool
    noted_at: datetime
    noted_by: str | None
    """Name of the account; empty when the person said so themselves."""
    guest_name: str | None
    guest_quality: str | None


@dataclass(frozen=True)
class Place:
    """A seat that somebody holds on the day of the meeting; where the holder left, the substitute stands in."""

    seat_id: int
    number: int
    college: College | None
    holder: Holder
    substitute: Holder | None
    note: Note | None

    @property
    def presence(self) -> Presence | None:
        """What is known, or nothing yet."""
        return self.note.presence if self.note else None

    @property
    def sits(self) -> bool:
        """Whether the seat is taken."""
        return self.presence in SITS

    @property
    def sitting(self) -> Holder | None:
        """Who is in the seat: the holder, or the substitute in their place."""
        if self.presence is Presence.REPLACED:
            return self.substitute
        return self.holder if self.presence is Presence.PRESENT else None


def holds_on(day: date) -> sa.ColumnElement[bool]:
    """Return the condition that a mandate was held on a day, also long after it ended."""
    at_term = sa.and_(Mandate.end_reason == EndReason.TERM, Mandate.left_on == day)
    return sa.and_(
        Mandate.starts_on <= day,
        Mandate.ends_on >= day,
        sa.or_(Mandate.left_on.is_(None), Mandate.left_on > day, at_term),
    )


def places_of(session: Session, meeting: Meeting) -> Sequence[Place]:
    """Return every seat that is held on the day of a meeting, by number. A vacant seat is nobody's place."""
    notes = {row.seat_id: _note(row) for row in _noted(session, meeting.id) if row.seat_id is not None}
    return [
        Place(seat_id, full.seat, full.college, full, substitute, notes.get(seat_id))
        for seat_id, full, substitute in _held(session, meeting)
    ]


def guests_of(session: Session, meeting_id: int) -> Sequence[Note]:
    """Return the guests of a meeting by name: for the team."""
    found = [_note(row) for row in _noted(session, meeting_id) if row.seat_id is None]
    return sorted(found, key=lambda note: (note.guest_name or "").casefold())


def _held(session: Session, meeting: Meeting) -> Iterable[tuple[int, Holder, Holder | None]]:
    day = day_of(meeting.starts_at)
    query = (
        sa.select(
            Seat.id.label("seat_id"),
            Mandate.role,
            Mandate.id.label("mandate_id"),
            Seat.number,
            Seat.college,
            Person.name,
            PUBLISHED_NAME.label("public_name"),
            Person.gender,
            Association.name.label("association"),
        )
        .join(Mandate, Mandate.seat_id == Seat.id)
        .join(Person, Mandate.person_id == Person.id)
        .outerjoin(Association, Mandate.association_id == Association.id)
        .where(Seat.body_id == meeting.body_id, Seat.opened_on <= day)
        .where(sa.or_(Seat.closed_on.is_(None), Seat.closed_on > day), holds_on(day))
        # On a day of change both may hold it: whoever came last is the one who sits.
        .order_by(Seat.number, Mandate.starts_on, Mandate.id)
    )
    by_seat: dict[int, dict[MandateRole, Holder]] = {}
    for row in session.execute(query):
        holder = Holder(*row[2:])
        by_seat.setdefault(row.seat_id, {})[row.role] = holder
    for seat_id, roles in by_seat.items():
        substitute = roles.get(MandateRole.SUBSTITUTE)
        if MandateRole.FULL in roles:
            yield seat_id, roles[MandateRole.FULL], substitute
        elif substitute is not None:
            yield seat_id, substitute, None


def _noted(session: Session, meeting_id: int) -> Sequence[sa.Row[tuple[object, ...]]]:
    query = (
        sa.select(
            Attendance.id,
            Attendance.seat_id,
            Attendance.presence,
            Attendance.by_phone,
            Attendance.noted_at,
            Account.name.label("noted_by"),
            Attendance.guest_name,
            Attendance.guest_quality,
        )
        .outerjoin(Account, Attendance.account_id == Account.id)
        .where(Attendance.meeting_id == meeting_id)
    )
    return session.execute(query).all()  # type: ignore[return-value]


def _note(row: sa.Row[tuple[object, ...]]) -> Note:
    return Note(
        row.id, row.presence, row.by_phone, row.noted_at, row.noted_by, row.guest_name, row.guest_quality
    )
