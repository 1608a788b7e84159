"""Reminders of actions: once a week before their day, once when it has passed. A mail holds at least one action, and
an action is told once at each of the two moments: what was told is kept beside the mails, under a key of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.kernel import clock
from participation.meetings.models import Action, MemberAccount
from participation.meetings.services import actions
from participation.meetings.services.actions import ActionView

BEFORE = timedelta(days=7)
AFTER = timedelta(days=30)
"""Older ones were told when they passed; one noted with a day long past is told of nobody."""
SOON, LATE = "soon", "late"


@dataclass(frozen=True)
class Reminder:
    """What one account is to be told about one action."""

    account: Account
    view: ActionView
    moment: str
    """`soon` or `late`."""

    @property
    def key(self) -> str:
        """The name of this mail: the same action at the same moment, for the same day, is told once."""
        due_on = self.view.due_on
        assert due_on is not None
        return f"action:{self.view.id}:{self.moment}:{due_on.isoformat()}:{self.account.id}"


def due(session: Session, now: datetime) -> Sequence[Reminder]:
    """Return what falls due: actions that still go on, whose day is near or has passed, and whoever does them."""
    today = clock.day_of(now)
    query = (
        sa.select(Action)
        .where(
            Action.state.in_(actions.GOING_ON),
            Action.due_on.between(today - AFTER, today + BEFORE),
        )
        .order_by(Action.due_on, Action.id)
    )
    rows = {row.id: row for row in session.scalars(query)}
    views = actions.views(session, query)
    accounts = _accounts(session, rows.values())
    return [
        Reminder(account, view, _moment(view, today))
        for view in views
        for account in accounts.get(view.id, ())
    ]


def _moment(view: ActionView, today: date) -> str:
    return LATE if view.is_late(today) else SOON


def _accounts(session: Session, found: Iterable[Action]) -> dict[int, list[Account]]:
    """Return the open accounts that do each action: its own, or that of the member who does it."""
    rows = list(found)
    persons = {row.person_id for row in rows if row.person_id is not None}
    members = sa.select(MemberAccount).where(MemberAccount.person_id.in_(persons))
    owner = {row.person_id: row.account_id for row in session.scalars(members)} if persons else {}
    wanted = {row.id: row.account_id or owner.get(row.person_id or 0) for row in rows}
    keys = {key for key in wanted.values() if key}
    query = sa.select(Account).where(Account.id.in_(keys), Account.disabled_at.is_(None))
    accounts = {account.id: account for account in session.scalars(query)}
    return {action: [accounts[key]] for action, key in wanted.items() if key in accounts}
