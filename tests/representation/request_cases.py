"""A council whose meeting adopted something, institutions to ask, and the mails that leave. All of it is fictitious."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import Body, BodyKind
from participation.councils.models import Council
from participation.kernel.mail import Mail
from participation.kernel.permissions import Role
from participation.meetings.models import Decision, Meeting, MinutesState
from participation.meetings.services import decisions
from participation.meetings.services.decisions import NewDecision
from participation.representation import request_mails
from participation.representation.models import (
    Adoption,
    BodyMember,
    CouncilRequest,
    InstitutionAccount,
    InstitutionContact,
    MemberRole,
    RequestKind,
    SeatSharing,
    SteeringBody,
    SteeringKind,
    Voice,
)
from participation.representation.services import requests
from participation.representation.services.requests import NewRequest
from participation.territory.models import Institution
from tests.meetings.makers import make_item, make_meeting, make_minutes
from tests.support.factories import make_account, make_council

_numbers = count(1)
SECRET = re.compile(r"/repondre/([\w-]+)")


@dataclass
class RequestCase:
    """A council, its team, the meeting that adopted, the institution asked and its official."""

    council: Council
    facilitator: Account
    meeting: Meeting
    decision: Decision
    institution: Institution
    official: Account


def make_institution(session: Session, name: str = "Ville fictive", email: str = "") -> Institution:
    """Return an institution, with an address where one is given."""
    made = Institution(code=f"fictitious-{next(_numbers)}", name=name, role="", is_signatory=True, source="Fictitious")
    session.add(made)
    session.flush()
    if email:
        session.add(InstitutionContact(institution_id=made.id, email=email))
        session.flush()
    return made


def make_official(session: Session, institution: Institution | None, role: Role = Role.OFFICIAL) -> Account:
    """Return an account that signs in for an institution."""
    account = make_account(session, role)
    if institution is not None:
        session.add(InstitutionAccount(account_id=account.id, institution_id=institution.id))
        session.flush()
    return account


def make_steering_body(session: Session, *leads: Institution, **values: Any) -> SteeringBody:
    """Return a body that institutions lead."""
    body = Body(kind=BodyKind.STEERING, name="Comité de pilotage fictif")
    session.add(body)
    session.flush()
    usual: dict[str, Any] = {
        "kind": SteeringKind.POLITICAL,
        "purpose": "",
        "sharing": SeatSharing.EACH,
        "seats": 1,
        "voice": Voice.CONSULTATIVE,
        "created_on": date(2026, 1, 5),
        "source": "",
        "is_fictitious": True,
    }
    made = SteeringBody(body_id=body.id, **(usual | values))
    session.add(made)
    session.flush()
    for lead in leads:
        session.add(BodyMember(body_id=body.id, institution_id=lead.id, role=MemberRole.LEAD))
    session.flush()
    return made


def make_request_case(session: Session, now: datetime, code: str = "chemin-vert") -> RequestCase:
    """Return a council that asked for something in published minutes."""
    council = make_council(session, code, name=code)
    facilitator = make_account(session, councils=[council])
    meeting = make_meeting(session, council, facilitator, starts_at=now - timedelta(days=30))
    item = make_item(session, meeting)
    new = NewDecision(item_id=item.id, text="Demander des bancs au square.")
    decision = decisions.record(session, facilitator, now - timedelta(days=30), meeting.id, new)
    make_minutes(session, meeting, MinutesState.PUBLISHED)
    institution = make_institution(session, email=f"contact{next(_numbers)}@example.org")
    return RequestCase(council, facilitator, meeting, decision, institution, make_official(session, institution))


def new_of(case: RequestCase, **values: Any) -> NewRequest:
    """Return what the team writes down."""
    usual: dict[str, Any] = {
        "kind": RequestKind.REQUEST,
        "title": "Des bancs au square",
        "text": "Le conseil demande trois bancs.\n\nIl y en avait six.",
        "meeting_id": case.meeting.id,
        "decision_id": case.decision.id,
        "adoption": Adoption.CONSENSUS,
        "institution_id": None if values.get("body_id") else case.institution.id,
    }
    return NewRequest(**(usual | values))


def make_draft(session: Session, case: RequestCase, now: datetime, **values: Any) -> CouncilRequest:
    """Return a draft."""
    return requests.create(session, case.facilitator, now, case.council.id, new_of(case, **values))


def make_sent(session: Session, case: RequestCase, now: datetime, **values: Any) -> CouncilRequest:
    """Return a request that was sent, without any mail."""
    return requests.send(session, case.facilitator, now, make_draft(session, case, now, **values).id)


def mailed_secret(session: Session, case: RequestCase, now: datetime, request: CouncilRequest) -> str:
    """Mail a request and return the secret of its link, as it stands in the mail alone."""
    request_mails.tell(session, now, request)
    session.flush()
    return secrets_of(session)[-1]


def secrets_of(session: Session) -> list[str]:
    """Return the secrets that mails carry, the first sent first."""
    bodies = [mail.body or "" for mail in session.query(Mail).order_by(Mail.id)]
    return [found[1] for body in bodies if (found := SECRET.search(body))]
