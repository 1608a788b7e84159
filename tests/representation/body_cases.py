"""Councils with people who sit, and bodies made by the product's own services; all of it is fictitious."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import Gender, Mandate, MandateRole, Person, Seat
from participation.councils.models import Council
from participation.meetings.models import Meeting, MeetingState
from participation.representation.models import DesignationMode, SeatSharing, SteeringBody, SteeringKind, Voice
from participation.representation.services import bodies, delegates, seats
from participation.representation.services.bodies import BodyPlan
from participation.representation.services.designation_rules import NewDelegate
from tests.meetings.makers import make_meeting
from tests.support.factories import make_account, make_council, make_mandate, make_person, seats_of

DECIDED = datetime(2026, 11, 2, 17, 30, tzinfo=UTC)
"""The council's meeting that designates, three weeks before the frozen clock."""
STARTS, ENDS = date(2026, 11, 3), date(2028, 11, 2)


@dataclass
class BodyCase:
    """A council in which a woman, a man and somebody else sit, its team, a meeting that decided, a body."""

    council: Council
    account: Account
    people: list[Person]
    meeting: Meeting
    body: SteeringBody

    @property
    def body_id(self) -> int:
        """The steering body."""
        return self.body.body_id


def plan_of(**values: Any) -> BodyPlan:
    """Return what the team says of a body in which each council has a seat."""
    usual: dict[str, Any] = {
        "name": "Comité de pilotage (fictif)", "kind": SteeringKind.POLITICAL, "purpose": "Il décide du programme.",
        "sharing": SeatSharing.EACH, "seats": 1, "voice": Voice.DELIBERATIVE, "asks_pair": False, "report_days": 15,
        "source": "Charte (fictive), article 2", "rules_source": None, "created_on": date(2025, 3, 3),
    }  # fmt: skip
    return BodyPlan(**(usual | values))


def make_team(session: Session, code: str = "chemin-vert") -> tuple[Council, Account, list[Person], Meeting]:
    """Return a council in which three people sit, and its meeting that decided."""
    council = make_council(session, code, name=code)
    account = make_account(session, councils=[council])
    people = [
        make_person(session, "Amina Fictive", publishes_name=True),
        make_person(session, "Roland Fictif", gender=Gender.MALE),
        make_person(session, "Sasha Fictif", gender=None),
    ]
    for seat, person in zip(seats_of(session, council), people, strict=False):
        make_mandate(session, seat, person)
    closed: dict[str, Any] = {"state": MeetingState.CLOSED, "closed_at": DECIDED}
    return council, account, people, make_meeting(session, council, account, starts_at=DECIDED, **closed)


def make_body_case(session: Session, now: datetime, code: str = "chemin-vert", **values: Any) -> BodyCase:
    """Return a council and a body in which its seats are open."""
    council, account, people, meeting = make_team(session, code)
    body = bodies.create(session, account, now, plan_of(**values))
    seats.open_missing(session, now)
    for seat in session.query(Seat).filter_by(body_id=body.body_id):
        seat.opened_on = STARTS
    session.flush()
    return BodyCase(council, account, people, meeting, body)


def new_of(case: BodyCase, who: int = 0, role: MandateRole = MandateRole.FULL, **values: Any) -> NewDelegate:
    """Return a designation by a vote of the council's meeting."""
    usual: dict[str, Any] = {
        "council_id": case.council.id, "person_id": case.people[who].id, "role": role, "starts_on": STARTS,
        "ends_on": ENDS, "mode": DesignationMode.VOTE, "meeting_id": case.meeting.id,
    }  # fmt: skip
    return NewDelegate(**(usual | values))


def designate(session: Session, case: BodyCase, now: datetime, number: int = 1, **values: Any) -> Mandate:
    """Designate somebody to a seat of the body."""
    return delegates.designate(session, case.account, now, case.body_id, number, new_of(case, **values))
