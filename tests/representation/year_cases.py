"""A council with a year behind it: meetings, decisions, actions, requests, delegates. All of it is fictitious."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import Body, BodyKind, Mandate, MandateRole, Origin, Seat
from participation.councils.models import Council
from participation.meetings.models import (
    Action,
    ActionState,
    Attendance,
    Decision,
    Meeting,
    MeetingState,
    MinutesState,
    Presence,
)
from participation.representation.models import (
    Adoption,
    CouncilRequest,
    DelegateSeat,
    Designation,
    DesignationMode,
    Referral,
    ReferralStep,
    ReferralStepKind,
    RequestKind,
    RequestState,
    SeatSharing,
    SteeringBody,
    SteeringKind,
    Voice,
)
from tests.meetings.makers import make_item, make_meeting, make_minutes
from tests.support.factories import make_account, make_council, make_mandate, make_person, seats_of


@dataclass
class YearCase:
    """A council of two residents and one association, and its team."""

    council: Council
    account: Account
    mandates: list[Mandate]


def make_year_case(session: Session, **values: Any) -> YearCase:
    """Return a council in which three people sit."""
    council = make_council(session, residents_drawn=2, residents_volunteer=0, local_actors=1, **values)
    mandates = [make_mandate(session, seat) for seat in seats_of(session, council)]
    return YearCase(council, make_account(session, councils=[council]), mandates)


def evening(month: int, year: int = 2026) -> datetime:
    """Return an hour of the 20th of a month."""
    return datetime(year, month, 20, 17, 0, tzinfo=UTC)


def meet(
    session: Session, case: YearCase, starts_at: datetime, body_id: int | None = None, **said: list[Mandate]
) -> Meeting:
    """Return a closed meeting with published minutes, and what was noted of some mandates."""
    closed = {"state": MeetingState.CLOSED, "closed_at": starts_at + timedelta(hours=2)}
    meeting = make_meeting(session, case.council, case.account, starts_at=starts_at, **closed)
    if body_id is not None:
        meeting.body_id = body_id
    for presence, mandates in said.items():
        for mandate in mandates:
            note = Attendance(
                meeting_id=meeting.id,
                seat_id=mandate.seat_id,
                mandate_id=mandate.id,
                presence=Presence(presence),
                noted_at=starts_at,
            )
            session.add(note)
    make_minutes(session, meeting, MinutesState.PUBLISHED)
    return meeting


def decide(session: Session, meeting: Meeting, number: int, text: str, **values: Any) -> Decision:
    """Return a decision of a meeting; `is_confidential` is its item's."""
    secret: dict[str, Any] = {"is_confidential": True, "confidential_reason": "Vie privée"} if values.pop("secret", False) else {}
    decision = Decision(
        body_id=meeting.body_id,
        meeting_id=meeting.id,
        item_id=make_item(session, meeting, **secret).id,
        year=meeting.starts_at.year,
        number=number,
        text=text,
        is_consensus=True,
        decided_at=meeting.starts_at,
        **values,
    )
    session.add(decision)
    session.flush()
    return decision


def act(session: Session, decision: Decision, number: int, state: ActionState, due_on: date | None = None) -> Action:
    """Return an action that follows from a decision."""
    action = Action(
        body_id=decision.body_id,
        meeting_id=decision.meeting_id,
        item_id=decision.item_id,
        decision_id=decision.id,
        year=decision.year,
        number=number,
        text=f"Action {number}",
        who="La ville (fictive)",
        due_on=due_on,
        state=state,
        created_at=decision.decided_at,
    )
    session.add(action)
    session.flush()
    return action


def ask(
    session: Session, case: YearCase, meeting: Meeting, body_id: int, sequence: int, days: int | None = None, **values: Any
) -> CouncilRequest:
    """Return a request sent on the day of a meeting, answered after some days where they are given."""
    values.setdefault("state", RequestState.SENT if days is None else RequestState.ACCEPTED)
    request = CouncilRequest(
        council_id=case.council.id,
        kind=RequestKind.REQUEST,
        year=meeting.starts_at.year,
        sequence=sequence,
        title=f"Demande fictive {sequence}",
        text="Des bancs.",
        meeting_id=meeting.id,
        adoption=Adoption.CONSENSUS,
        minority="",
        about="",
        body_id=body_id,
        answer_days=30,
        rule_source="",
        sent_at=meeting.starts_at,
        due_on=(meeting.starts_at + timedelta(days=30)).date(),
        answered_at=None if days is None else meeting.starts_at + timedelta(days=days),
        created_by_id=case.account.id,
        created_at=meeting.starts_at,
        is_fictitious=True,
        **values,
    )
    session.add(request)
    session.flush()
    return request


def refer(session: Session, case: YearCase, meeting: Meeting, title: str, sent_on: date | None) -> Referral:
    """Return a referral to the prefect, sent where its day is given."""
    by = {"created_by_id": case.account.id, "created_at": meeting.starts_at, "is_fictitious": True}
    referral = Referral(council_id=case.council.id, title=title, text="Fictif.", meeting_id=meeting.id, **by)
    session.add(referral)
    session.flush()
    if sent_on is not None:
        noted = {"noted_by_id": case.account.id, "noted_at": meeting.starts_at}
        step = ReferralStep(referral_id=referral.id, kind=ReferralStepKind.SENT, done_on=sent_on, text="", **noted)
        session.add(step)
    session.flush()
    return referral


def make_steering_body(session: Session, name: str = "Comité fictif", **values: Any) -> SteeringBody:
    """Return a steering body in which each council has a seat."""
    body = Body(kind=BodyKind.STEERING, name=name)
    session.add(body)
    session.flush()
    values.setdefault("created_on", date(2025, 1, 1))
    found = SteeringBody(
        body_id=body.id,
        kind=SteeringKind.OTHER,
        purpose="",
        sharing=SeatSharing.EACH,
        seats=1,
        voice=Voice.DELIBERATIVE,
        source="",
        is_fictitious=True,
        **values,
    )
    session.add(found)
    session.flush()
    return found


def give_seat(
    session: Session, case: YearCase, body: SteeringBody, number: int = 1, is_shared: bool = False
) -> Seat:
    """Return a seat of a body for the council, or one that councils hold in turn."""
    seat = Seat(body_id=body.body_id, number=number, origin=Origin.DESIGNATED, opened_on=body.created_on)
    session.add(seat)
    session.flush()
    session.add(DelegateSeat(seat_id=seat.id, council_id=None if is_shared else case.council.id))
    session.flush()
    return seat


def delegate(
    session: Session, case: YearCase, seat: Seat, starts_on: date, role: MandateRole = MandateRole.FULL, **values: Any
) -> Mandate:
    """Return the mandate of a delegate of the council."""
    mandate = make_mandate(session, seat, make_person(session), starts_on=starts_on, role=role, **values)
    session.add(Designation(mandate_id=mandate.id, council_id=case.council.id, mode=DesignationMode.VOTE))
    session.flush()
    return mandate
