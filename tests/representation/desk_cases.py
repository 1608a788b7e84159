"""An official at an institution that leads a body, and a council that asks it. All of it is fictitious."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.kernel.permissions import Role
from participation.meetings.models import Meeting, MeetingState
from participation.representation.models import (
    BodyMember,
    CouncilRequest,
    InstitutionAccount,
    MemberRole,
    SteeringBody,
)
from participation.territory.models import Institution
from tests.conftest import NOW
from tests.meetings.makers import make_meeting
from tests.representation.year_cases import YearCase, ask, evening, make_steering_body, make_year_case, meet
from tests.support.factories import make_account

_numbers = count(1)


@dataclass
class DeskCase:
    """Who is asked, by whom."""

    year: YearCase
    official: Account
    institution: Institution
    body: SteeringBody
    """Led by the institution."""
    meeting: Meeting
    """At which the council adopted what it asks."""

    def ask(self, session: Session, sent_at: datetime, due_on: date, sequence: int, **values: object) -> CouncilRequest:
        """Return a request to the body."""
        request = ask(session, self.year, self.meeting, self.body.body_id, sequence, **values)
        request.sent_at, request.due_on = sent_at, due_on
        session.flush()
        return request

    def convene(self, session: Session, starts_at: datetime, convened_at: datetime) -> Meeting:
        """Return a convened meeting of the body."""
        values = {"state": MeetingState.CONVENED, "convened_at": convened_at, "title": "Séance du comité"}
        meeting = make_meeting(session, self.year.council, self.year.account, starts_at=starts_at, **values)
        meeting.body_id, meeting.changed_at = self.body.body_id, convened_at
        session.flush()
        return meeting


def make_institution(session: Session, name: str = "Commune fictive") -> Institution:
    """Return an institution of the contract."""
    number = next(_numbers)
    found = Institution(code=f"fictif-{number}", name=name, role="", is_signatory=True, source="Fictitious")
    session.add(found)
    session.flush()
    return found


def make_desk_case(session: Session, role: Role = Role.OFFICIAL) -> DeskCase:
    """Return an official whose institution leads a body."""
    year = make_year_case(session, is_fictitious=True)
    institution, official = make_institution(session), make_account(session, role)
    body = make_steering_body(session)
    session.add(InstitutionAccount(account_id=official.id, institution_id=institution.id))
    session.add(BodyMember(body_id=body.body_id, institution_id=institution.id, role=MemberRole.LEAD))
    session.flush()
    return DeskCase(year, official, institution, body, meet(session, year, evening(9)))


def days_ago(days: float) -> datetime:
    """Return an instant before the tests' clock."""
    return NOW.astimezone(UTC) - timedelta(days=days)
