"""A steering body that met, at which a council's delegate sat; all of it is fictitious."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import Body, BodyKind, Mandate, MandateRole, Origin, Person, Seat
from participation.councils.models import Council
from participation.meetings.models import Attendance, Meeting, MeetingState, MemberAccount, Presence
from participation.representation.models import (
    DelegateSeat,
    Designation,
    DesignationMode,
    SeatSharing,
    SteeringBody,
    SteeringKind,
    Voice,
)
from tests.meetings.makers import make_meeting
from tests.support.factories import make_account, make_council, make_mandate, make_person

MET = datetime(2026, 11, 12, 17, 0, tzinfo=UTC)
"""Twelve days before the frozen clock."""
DUE = date(2026, 11, 27)
CREATED_ON = date(2025, 3, 3)


@dataclass
class ReportCase:
    """A council, its team, its delegate with an account and the delegate's substitute without one."""

    council: Council
    account: Account
    member: Account
    person: Person
    body_id: int
    seat: Seat
    full: Mandate
    substitute: Mandate
    meeting: Meeting


def make_report_case(
    session: Session, presence: Presence = Presence.PRESENT, code: str = "chemin-vert", name: str = "Chemin Vert"
) -> ReportCase:
    """Return a body with one seat for the council, that met once."""
    council = make_council(session, code, name=name, is_fictitious=True)
    account = make_account(session, councils=[council])
    member = make_account(session, "member", name="Camille Fictive")
    person = make_person(session, publishes_name=True)
    session.add(MemberAccount(account_id=member.id, person_id=person.id))
    body_id = make_body(session)
    seat, full = add_delegate(session, body_id, council, person=person)
    second = make_person(session, "Lucien Fictif", email="lucien@example.org")
    substitute = make_mandate(session, seat, second, role=MandateRole.SUBSTITUTE)
    name_delegate(session, substitute, council)
    meeting = hold(session, body_id, account)
    note(session, meeting, full, presence, substitute if presence is Presence.REPLACED else None)
    return ReportCase(council, account, member, person, body_id, seat, full, substitute, meeting)


def make_body(session: Session, name: str = "Comité de pilotage (fictif)", **values: Any) -> int:
    """Return a steering body with a seat for each council."""
    body = Body(kind=BodyKind.STEERING, name=name)
    session.add(body)
    session.flush()
    usual: dict[str, Any] = {
        "kind": SteeringKind.POLITICAL, "purpose": "", "sharing": SeatSharing.EACH, "seats": 1,
        "voice": Voice.DELIBERATIVE, "created_on": CREATED_ON, "source": "Charte fictive", "is_fictitious": True,
    }  # fmt: skip
    session.add(SteeringBody(body_id=body.id, **(usual | values)))
    session.flush()
    return body.id


def add_delegate(
    session: Session, body_id: int, council: Council, number: int = 1, person: Person | None = None, **values: Any
) -> tuple[Seat, Mandate]:
    """Give a council a seat in a body, and its delegate."""
    seat = Seat(body_id=body_id, number=number, origin=Origin.DESIGNATED, opened_on=CREATED_ON)
    session.add(seat)
    session.flush()
    session.add(DelegateSeat(seat_id=seat.id, council_id=council.id))
    mandate = make_mandate(session, seat, person, **values)
    name_delegate(session, mandate, council)
    return seat, mandate


def name_delegate(session: Session, mandate: Mandate, council: Council) -> None:
    """Say for which council a mandate is."""
    session.add(Designation(mandate_id=mandate.id, council_id=council.id, mode=DesignationMode.CONSENSUS))
    session.flush()


def hold(session: Session, body_id: int, account: Account, starts_at: datetime = MET, **values: Any) -> Meeting:
    """Return a closed meeting of a body."""
    closed: dict[str, Any] = {"state": MeetingState.CLOSED, "closed_at": starts_at + timedelta(hours=2)}
    meeting = make_meeting(session, _Named(body_id), account, starts_at=starts_at, **(closed | values))  # type: ignore[arg-type]
    return meeting


@dataclass
class _Named:
    """What the maker of meetings needs to know of a council."""

    body_id: int


def note(
    session: Session, meeting: Meeting, mandate: Mandate, presence: Presence, substitute: Mandate | None = None
) -> None:
    """Note whether the holder of a seat was there."""
    row = Attendance(
        meeting_id=meeting.id,
        seat_id=mandate.seat_id,
        mandate_id=mandate.id,
        presence=presence,
        substitute_id=substitute.id if substitute else None,
        noted_at=meeting.starts_at,
    )
    session.add(row)
    session.flush()
