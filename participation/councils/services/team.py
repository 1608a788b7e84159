"""The accounts that work for a council."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.councils.models import Council, CouncilAssignment
from participation.councils.services.access import LARGEST_KEY
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor, Role


@dataclass(frozen=True)
class TeamMember:
    """An account that works for a council."""

    account_id: int
    name: str
    email: str
    role: Role


def team(session: Session, council: Council) -> Sequence[TeamMember]:
    """Return who works for a council, by name."""
    query = (
        sa.select(Account.id, Account.name, Account.email, Account.role)
        .join(CouncilAssignment, CouncilAssignment.account_id == Account.id)
        .where(CouncilAssignment.council_id == council.id)
        .order_by(Account.name, Account.id)
    )
    return [TeamMember(*row) for row in session.execute(query)]


def add_to_team(session: Session, actor: Actor, now: datetime, council: Council, email: str) -> Account:
    """Let an account work for a council; an account that already does stays as it is.

    Raises:
        RefusedError: `no_account`; `works_everywhere` for an administrator.
    """
    query = sa.select(Account).where(Account.email == email.strip().lower(), Account.disabled_at.is_(None))
    account = session.scalars(query).one_or_none()
    if account is None:
        raise RefusedError("no_account")
    if account.role is Role.ADMINISTRATOR:
        raise RefusedError("works_everywhere")
    if session.get(CouncilAssignment, (account.id, council.id)) is None:
        session.add(CouncilAssignment(account_id=account.id, council_id=council.id))
        session.flush()
    return account


def remove_from_team(
    session: Session, actor: Actor, now: datetime, council: Council, account_id: int
) -> None:
    """End an account's work for a council; one that does not work for it changes nothing."""
    if account_id > LARGEST_KEY:
        return
    session.execute(
        sa.delete(CouncilAssignment).where(
            CouncilAssignment.account_id == account_id, CouncilAssignment.council_id == council.id
        )
    )
