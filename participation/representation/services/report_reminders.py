"""Reminders of reports: once some days before the last day, once when it has come. Who sat and who reaches them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import Person
from participation.kernel import clock
from participation.meetings.models import Meeting, MemberAccount
from participation.representation.models import DelegateReport
from participation.representation.services.reports import Duty, duties

BEFORE = timedelta(days=5)
AFTER = timedelta(days=30)
"""Older ones were told when their day came, or are known only since they were noted late."""
LONGEST_TIME = timedelta(days=366)
SOON, DUE = "soon", "due"


@dataclass(frozen=True)
class Reminder:
    """What one delegate is to be told."""

    duty: Duty
    mandate_id: int
    recipient: str
    name: str
    has_account: bool
    """Whether they can write it themselves; else the team writes it down for them."""
    moment: str
    """`soon` or `due`."""

    @property
    def key(self) -> str:
        """The name of this mail: the same report at the same moment is told once to each delegate."""
        duty = self.duty
        return f"report:{duty.meeting_id}:{duty.council_id}:{self.mandate_id}:{self.moment}"


def due(session: Session, now: datetime) -> Sequence[Reminder]:
    """Return what falls due: reports not sent, whose last day is near or has come, and whoever sat."""
    today = clock.day_of(now)
    recent = Meeting.starts_at.between(now - AFTER - LONGEST_TIME, now)
    found = [
        duty
        for duty in duties(session, DelegateReport.id.is_(None), recent)
        if today - AFTER <= duty.due_on <= today + BEFORE
    ]
    reached = _reached(session, (each.person_id for duty in found for each in duty.delegates))
    return [
        Reminder(duty, each.mandate_id, *reached[each.person_id], DUE if duty.due_on <= today else SOON)
        for duty in found
        for each in duty.delegates
        if each.person_id in reached
    ]


def _reached(session: Session, person_ids: Iterable[int]) -> dict[int, tuple[str, str, bool]]:
    """Return address, name and whether it is an account's, of each person who can be written to."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    accounts = (
        sa.select(MemberAccount.person_id, Account.email, Account.name)
        .join(Account, Account.id == MemberAccount.account_id)
        .where(MemberAccount.person_id.in_(wanted), Account.disabled_at.is_(None))
    )
    persons = sa.select(Person.id, Person.email, Person.name).where(
        Person.id.in_(wanted), Person.email.is_not(None), Person.name.is_not(None), Person.erased_at.is_(None)
    )
    found = {number: (email, name, False) for number, email, name in session.execute(persons) if email and name}
    return found | {number: (email, name, True) for number, email, name in session.execute(accounts)}
