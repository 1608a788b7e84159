"""A council that meets: who sits and how they are reached, a plan, a draft with its agenda."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import Mandate, MandateRole
from participation.councils.models import Council
from participation.meetings.models import (
    AgendaItem,
    AgendaState,
    Convocation,
    ItemKind,
    Meeting,
    MeetingRuleKey,
    Proposer,
)
from participation.meetings.services import convoking, meetings, rule_book, sending
from participation.meetings.services.meetings import Plan
from tests.support.factories import make_account, make_council, make_mandate, make_person, seats_of

STARTS = datetime.fromisoformat("2026-12-10T18:30:00+01:00")
"""Sixteen days after the frozen clock."""


def plan_of(starts_at: datetime = STARTS, **values: object) -> Plan:
    """Return what the team says of a meeting of two hours."""
    usual: dict[str, object] = {
        "title": "Réunion du conseil",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "place": "Maison de quartier (fictive)",
        "address": "1 rue Fictive, 14000 Caen",
        "access": "De plain-pied. Ascenseur.",
        "childcare": "Garde d’enfants sur place.",
        "language_help": "",
        "is_open": True,
    }
    return Plan(**(usual | values))  # type: ignore[arg-type]


@dataclass
class MeetingCase:
    """A council, its team, four people who sit."""

    council: Council
    facilitator: Account
    mandates: list[Mandate]
    """By e-mail; by letter; by call; a substitute without any way to be reached."""
    body_id: int
    """The body that meets, known without asking the database."""


def make_meeting_case(session: Session, code: str = "chemin-vert") -> MeetingCase:
    """Return a council in which four people sit."""
    council = make_council(session, code, name=code)
    return meeting_case_of(session, council, make_account(session, councils=[council]))


def meeting_case_of(session: Session, council: Council, facilitator: Account) -> MeetingCase:
    """Let four people sit on the last seats of a council."""
    seats = seats_of(session, council)[-3:]
    ways = (
        {"name": "Amina Fictive", "email": "amina@example.org"},
        {"name": "Roland Fictif", "postal_address": "12 rue Fictive, 14000 Caen"},
        {"name": "Zeynep Fictive", "phone": "06 39 98 00 01"},
    )
    mandates = [make_mandate(session, seat, make_person(session, **way)) for seat, way in zip(seats, ways, strict=False)]
    second = make_person(session, name="Lucien Fictif")
    mandates.append(make_mandate(session, seats[0], second, role=MandateRole.SUBSTITUTE))
    return MeetingCase(council, facilitator, mandates, council.body_id)


def add_item(session: Session, meeting: Meeting, title: str = "Le square", **values: object) -> AgendaItem:
    """Put an item on an agenda."""
    position = len(session.query(AgendaItem).filter_by(meeting_id=meeting.id).all()) + 1
    item = AgendaItem(
        body_id=meeting.body_id,
        meeting_id=meeting.id,
        position=position,
        kind=ItemKind.DEBATE,
        title=title,
        text="Quels bancs, quels jeux ?",
        minutes=20,
        state=AgendaState.PLANNED,
        proposed_by=Proposer.TEAM,
        proposed_at=meeting.created_at,
        **values,
    )
    session.add(item)
    session.flush()
    return item


def make_draft(session: Session, case: MeetingCase, now: datetime, **values: object) -> Meeting:
    """Return a draft with one item."""
    meeting = meetings.create(session, case.facilitator, now, case.body_id, plan_of(**values))  # type: ignore[arg-type]
    add_item(session, meeting)
    return meeting


def convene(session: Session, case: MeetingCase, now: datetime, **values: object) -> Meeting:
    """Return a convened meeting that was sent to those who sit, without any mail."""
    meeting = make_draft(session, case, now, **values)
    convoking.convene(session, case.facilitator, now, meeting.id)
    send(session, case, now, meeting)
    return meeting


def send(session: Session, case: MeetingCase, now: datetime, meeting: Meeting) -> Convocation:
    """Write down a sending of a meeting to those who sit."""
    people = convoking.members(session, meeting)
    return sending.send(session, case.facilitator, now, meeting, "Réunion", "Nous vous invitons.\n", people)[0]


def set_notice(session: Session, case: MeetingCase, now: datetime, days: int = 10) -> None:
    """Give the council's meetings a notice."""
    rule = rule_book.Rule(
        MeetingRuleKey.NOTICE, str(days), "Règlement intérieur (fictif), article 4", date(2026, 1, 5), date(2026, 1, 5)
    )
    rule_book.set_rule(session, case.facilitator, now, case.body_id, rule)
