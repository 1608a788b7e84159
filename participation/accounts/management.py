"""What administrators do to accounts: role, name, closing and reopening, each act kept with who did it.

One active administrator always remains, also when two of them act on each other at the same instant: every act that
could end the last one first locks all administrators' rows.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.accounts.models import Account, AccountChange, AccountLink, ChangeKind
from participation.accounts.services import end_sessions, forget_second_factor
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor, Role

MOST_SHOWN = 50


def change(
    session: Session, actor: Actor, now: datetime, account: Account, name: str, role: Role
) -> bool:
    """Give an account another name or role; a new role ends its open sessions. Tell whether anything changed.

    Raises:
        RefusedError: `own_role`, `last_administrator`.
    """
    before = account.role
    if role is not before:
        if actor.id == account.id:
            raise RefusedError("own_role")
        _keep_one_administrator(session, actor, account)
        account.role = role
        end_sessions(session, account)
        record(session, actor, now, account, ChangeKind.ROLE, before.value, role.value)
    is_renamed = name != account.name
    if is_renamed:
        account.name = name
        record(session, actor, now, account, ChangeKind.NAME)
    session.flush()
    return is_renamed or role is not before


def close(session: Session, actor: Actor, now: datetime, account: Account) -> None:
    """End an account: its sessions and links stop at once. Twice is once.

    Raises:
        RefusedError: `own_account`: nobody shuts themselves out; `last_administrator`.
    """
    if actor.id == account.id:
        raise RefusedError("own_account")
    _keep_one_administrator(session, actor, account)
    if account.disabled_at is None:
        account.disabled_at = now
        record(session, actor, now, account, ChangeKind.CLOSED)
    end_sessions(session, account)
    session.execute(sa.delete(AccountLink).where(AccountLink.account_id == account.id))


def reopen(session: Session, actor: Actor, now: datetime, account: Account) -> None:
    """Let a closed account log in again with its password."""
    if account.disabled_at is not None:
        account.disabled_at = None
        record(session, actor, now, account, ChangeKind.REOPENED)


def forget_phone(session: Session, actor: Actor, now: datetime, account: Account) -> None:
    """Let somebody who lost their phone enrol another at the next log-in."""
    forget_second_factor(session, account)
    record(session, actor, now, account, ChangeKind.PHONE)


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    account: Account,
    kind: ChangeKind,
    before: str | None = None,
    after: str | None = None,
) -> None:
    """Keep who did what to an account; the slices above add what they give it."""
    session.add(
        AccountChange(account_id=account.id, by_id=actor.id, at=now, kind=kind, before=before, after=after)
    )
    session.flush()


def changes_of(session: Session, account: Account) -> list[AccountChange]:
    """Return the latest acts on an account, the last one first."""
    query = sa.select(AccountChange).options(joinedload(AccountChange.by))
    rows = session.scalars(
        query.where(AccountChange.account_id == account.id)
        .order_by(AccountChange.at.desc(), AccountChange.id.desc())
        .limit(MOST_SHOWN)
    )
    return list(rows)


def _keep_one_administrator(session: Session, actor: Actor, account: Account) -> None:
    """Refuse to take away the last account that can log in and manage the others.

    On SQLite the transaction of a post has the database to itself. On PostgreSQL the rows are locked and, after a
    wait, read as the other transaction left them. Both accounts of the act are locked with the others, in one order:
    the row that records the act refers to them, and would wait for whoever waits for this transaction.
    """
    is_active = sa.and_(
        Account.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None), Account.password_hash.is_not(None)
    )
    query = sa.select(Account.id, is_active.label("is_active"))
    query = query.where(sa.or_(is_active, Account.id.in_([actor.id, account.id]))).order_by(Account.id)
    active = {row.id for row in session.execute(query.with_for_update()) if row.is_active}
    if active == {account.id}:
        raise RefusedError("last_administrator")
