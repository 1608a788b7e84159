"""A meeting that is over, with people who were there, and its minutes brought as far as a test needs."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import Mandate
from participation.councils.models import Council
from participation.kernel.permissions import Role
from participation.meetings.models import (
    AgendaItem,
    Attendance,
    Document,
    DocumentKind,
    ItemKind,
    Meeting,
    MeetingRule,
    MeetingRuleKey,
    MeetingState,
    MemberAccount,
    MinutesRevision,
    Outcome,
    Presence,
)
from participation.meetings.services.actions import NewAction
from participation.meetings.services.actions import record as note_action
from participation.meetings.services.decisions import NewDecision
from participation.meetings.services.decisions import record as note_decision
from participation.meetings.services.minutes import approving, circulating, content, publishing, writing
from participation.meetings.services.minutes.writing import Typed
from tests.conftest import NOW
from tests.meetings.makers import STARTS, make_item, make_meeting
from tests.support.factories import make_account, make_council, make_mandate, make_person, seats_of

LATER = NOW + timedelta(days=20)
NOTHING = writing.mark_of("")
SUMMARY = "Le square sera refait. Les travaux commencent en mars."
SQUARE = "Le QPV a un square. **Trois bancs** sont demandés.\n\n- un banc à l’ombre\n- un jeu pour les petits"


@dataclass
class MinutesCase:
    """Who acts, on what."""

    council: Council
    facilitator: Account
    secretary: Account
    member: Account
    """Of the first mandate."""
    meeting: Meeting
    items: list[AgendaItem]
    """An open one, then a confidential one."""
    mandates: list[Mandate]
    """Present: with an address and an account, without either; then one who was absent."""

    def __post_init__(self) -> None:
        self.meeting_id = self.meeting.id
        """Numbers ask the database nothing: on SQLite a question would keep the page of a test waiting."""
        self.item_ids = [item.id for item in self.items]
        self.mandate_ids = [mandate.id for mandate in self.mandates]

    def write(self, session: Session, **texts: str) -> None:
        """Save texts over whatever stands: `introduction`, `summary`, `disagreements`, `first`, `second`."""
        keys = {"first": content.item_key(self.items[0].id), "second": content.item_key(self.items[1].id)}
        marks = {view.key: view.mark for view in writing.draft(session, self.facilitator, self.meeting.id).texts}
        typed = {keys.get(name, name): text for name, text in texts.items()}
        pairs = {key: Typed(text, marks[key]) for key, text in typed.items()}
        assert writing.save(session, self.facilitator, NOW, self.meeting.id, pairs, is_kept=True)[1] == ()

    def circulate(self, session: Session) -> MinutesRevision:
        """Write the minutes and send them to those present."""
        self.write(session, first=SQUARE, second="Secret : madame X.", summary=SUMMARY, introduction="Bonsoir.")
        return circulating.circulate(session, self.facilitator, NOW, self.meeting.id)

    def later_meeting(self, session: Session, **values: object) -> Meeting:
        """Return a later meeting, held, whose agenda approves these minutes."""
        later = make_meeting(session, self.council, self.facilitator, starts_at=STARTS + timedelta(days=30), **values)
        make_item(session, later, "Approbation", kind=ItemKind.APPROVAL, approves_meeting_id=self.meeting.id)
        return later

    def approve(self, session: Session) -> MinutesRevision:
        """Bring the minutes to approval."""
        self.circulate(session)
        later = self.later_meeting(session)
        return approving.approve(session, self.facilitator, LATER, self.meeting.id, later.id)

    def sign(self, session: Session, *accounts: Account) -> None:
        """Let accounts sign what stands."""
        for account in accounts:
            shown = publishing.to_sign(session, self.meeting.id)
            assert shown is not None
            publishing.sign(session, account, LATER, self.meeting.id, content.digest(shown), "secrétaire de séance")

    def publish(self, session: Session) -> MinutesRevision:
        """Bring the minutes to publication."""
        self.approve(session)
        self.sign(session, self.facilitator, self.secretary)
        return publishing.publish(session, self.facilitator, LATER, self.meeting.id, address)


def address(document: Document) -> str:
    """Return where a picture is read from, in tests of services."""
    return f"/p/{document.id}"


def make_minutes_case(session: Session, code: str = "chemin-vert", days: int | None = 15) -> MinutesCase:
    """Return a closed meeting with decisions and actions; `days` is the rule's time for minutes."""
    council = make_council(session, code, name=code)
    facilitator = make_account(session, councils=[council])
    secretary = make_account(session, Role.SECRETARY, [council])
    people = [
        make_person(session, "Amina Fictive", email="amina@example.org", publishes_name=True),
        make_person(session, "Roland Fictif"),
        make_person(session, "Zeynep Fictive", email="zeynep@example.org"),
    ]
    seats = seats_of(session, council)
    mandates = [make_mandate(session, seat, person) for seat, person in zip(seats, people, strict=False)]
    member = make_account(session, Role.MEMBER)
    session.add(MemberAccount(account_id=member.id, person_id=people[0].id))
    for key, value in ((MeetingRuleKey.MINUTES, days), (MeetingRuleKey.CORRECTIONS, 10)):
        if value is not None:
            session.add(make_rule(council.body_id, key, value))
    session.flush()
    return close_one(session, council, (facilitator, secretary, member), mandates)


def close_one(
    session: Session, council: Council, accounts: tuple[Account, Account, Account], mandates: list[Mandate], **values: object
) -> MinutesCase:
    """Return a closed meeting at which the first two of three mandates were present."""
    facilitator, secretary, member = accounts
    meeting = make_meeting(session, council, facilitator, **values)
    for mandate, presence in zip(mandates, (Presence.PRESENT, Presence.PRESENT, Presence.ABSENT), strict=True):
        row = Attendance(
            meeting_id=meeting.id, seat_id=mandate.seat_id, mandate_id=mandate.id, presence=presence, noted_at=NOW
        )
        session.add(row)
    items = [
        make_item(session, meeting, "Le square", position=1, outcome=Outcome.DONE),
        make_item(
            session, meeting, "Une famille", position=2, outcome=Outcome.DONE, is_confidential=True,
            confidential_reason="La vie privée d’une famille.",
        ),
    ]  # fmt: skip
    session.flush()
    note_decision(session, facilitator, NOW, meeting.id, NewDecision(items[0].id, "Refaire le square.", "La commune"))
    note_decision(session, facilitator, NOW, meeting.id, NewDecision(items[1].id, "Aider la famille X."))
    due = date(2027, 3, 1)
    note_action(session, facilitator, NOW, meeting.id, NewAction(items[0].id, "Écrire au maire.", mandates[0].person_id, due_on=due))
    meeting.state, meeting.closed_at = MeetingState.CLOSED, meeting.ends_at
    session.flush()
    return MinutesCase(council, facilitator, secretary, member, meeting, items, mandates)


def make_rule(body_id: int, key: MeetingRuleKey, value: int) -> MeetingRule:
    """Return a rule of the body's meetings."""
    return MeetingRule(
        body_id=body_id, key=key, value=str(value), source="Règlement fictif", source_on=date(2026, 1, 5),
        starts_on=date(2026, 1, 5), is_fictitious=True,
    )  # fmt: skip


def make_picture(session: Session, case: MinutesCase, name: str = "plan.png", **values: object) -> Document:
    """Return a public picture of the meeting."""
    document = Document(
        meeting_id=case.meeting.id, kind=DocumentKind.PICTURE, title="Plan", alternative="Le plan du square",
        file_name=name, media_type="image/png", size=10, sha256="0" * 64, added_by_id=case.facilitator.id, added_at=NOW,
        **values,
    )  # fmt: skip
    session.add(document)
    session.flush()
    return document
