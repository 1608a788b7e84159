"""Reminders of the dashboard: once a fortnight before its last day, once on it, and when the team asks again.

Each institution that still owes something is written to at the address kept for it and at those of its accounts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.indicators.models import DashboardYear
from participation.indicators.services import filling
from participation.indicators.services.filling import Debt, Filling
from participation.kernel import clock
from participation.kernel.permissions import Role, is_allowed
from participation.representation.models import InstitutionAccount, InstitutionContact

BEFORE = timedelta(days=14)
AFTER = timedelta(days=30)
"""A worker that slept longer tells nobody of what is long past."""
SOON, DUE, ASKED = "soon", "due", "asked"
ANSWERS = [role for role in Role if is_allowed(role, "requests.answer")]
"""Roles that sign in for an institution."""


@dataclass(frozen=True)
class Reminder:
    """What one address is to be told."""

    year: int
    due_on: date
    institution_id: int
    institution: str
    recipient: str
    account_id: int | None
    """Who can fill it on this site; None at the address kept for the institution."""
    moment: str
    """`soon`, `due`, or `asked` with the day on which the team asked."""
    is_late: bool
    debts: Sequence[Debt]

    @property
    def key(self) -> str:
        """The name of this mail, without its address: at each moment each address is told once."""
        way = "contact" if self.account_id is None else f"account-{self.account_id}"
        return f"dashboard:{self.year}:{self.institution_id}:{self.moment}:{way}"


def due(session: Session, now: datetime) -> Sequence[Reminder]:
    """Return what falls due by itself: years whose last day is within a fortnight, or has come."""
    today = clock.day_of(now)
    query = sa.select(DashboardYear).where(DashboardYear.due_on.between(today - AFTER, today + BEFORE))
    return [
        reminder
        for found in session.scalars(query.order_by(DashboardYear.year)).all()
        for reminder in of_year(session, now, found, SOON if today < found.due_on else DUE)
    ]


def asked(session: Session, now: datetime, found: DashboardYear) -> Sequence[Reminder]:
    """Return the reminders that the team sends by itself; at most once a day to each."""
    return of_year(session, now, found, f"{ASKED}-{clock.day_of(now).isoformat()}")


def of_year(
    session: Session, now: datetime, found: DashboardYear, moment: str, state: Filling | None = None
) -> Sequence[Reminder]:
    """Return one reminder for each address of each institution that still owes something of a year."""
    state = state or filling.of_year(session, found.year)
    owing = {number: (name, debts) for number, name, debts in state.by_institution() if number is not None}
    late, day = clock.day_of(now) > found.due_on, found.due_on
    return [
        Reminder(found.year, day, number, owing[number][0], address, account_id, moment, late, owing[number][1])
        for number, address, account_id in _addresses(session, list(owing))
    ]


def reachable(session: Session, institution_ids: Sequence[int]) -> set[int]:
    """Return which of some institutions can be written to."""
    return {number for number, _address, _account in _addresses(session, institution_ids)}


def _addresses(session: Session, institution_ids: Sequence[int]) -> Sequence[tuple[int, str, int | None]]:
    """Return institution, address, and the account that it is of if any, each address once for each institution."""
    if not institution_ids:
        return []
    accounts = (
        sa.select(InstitutionAccount.institution_id, Account.email, Account.id)
        .join(Account, Account.id == InstitutionAccount.account_id)
        .where(
            InstitutionAccount.institution_id.in_(institution_ids),
            Account.disabled_at.is_(None),
            Account.role.in_(ANSWERS),
        )
        .order_by(InstitutionAccount.institution_id, Account.id)
    )
    contacts = sa.select(InstitutionContact.institution_id, InstitutionContact.email).where(
        InstitutionContact.institution_id.in_(institution_ids)
    )
    found: dict[tuple[int, str], tuple[int, str, int | None]] = {
        (number, email.casefold()): (number, email, account_id)
        for number, email, account_id in session.execute(accounts)
    }
    for number, email in session.execute(contacts.order_by(InstitutionContact.institution_id)):
        found.setdefault((number, email.casefold()), (number, email, None))
    return list(found.values())
