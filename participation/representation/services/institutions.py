"""For which institution an official or a partner signs in: chosen by an administrator, one an account."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor, is_allowed
from participation.representation.models import InstitutionAccount
from participation.territory.models import Institution

BEYOND = 2**31
"""No row has this number."""


def of_account(session: Session, account: Actor) -> Institution | None:
    """Return the institution for which an account signs in; None while nobody has said so, or its role changed."""
    if not is_allowed(account.role, "requests.answer"):
        return None
    query = sa.select(Institution).join(InstitutionAccount, InstitutionAccount.institution_id == Institution.id)
    return session.scalars(query.where(InstitutionAccount.account_id == account.id)).one_or_none()


def ids_of(session: Session, account: Actor) -> Sequence[int]:
    """Return the institutions for which an account answers: one, or none."""
    found = of_account(session, account)
    return [] if found is None else [found.id]


def offered(session: Session) -> Sequence[tuple[int, str]]:
    """Return the institutions that the contract names, by name."""
    query = sa.select(Institution.id, Institution.name).order_by(Institution.name, Institution.id)
    return [(number, name) for number, name in session.execute(query)]


def choose(session: Session, account: Account, institution_id: int | None) -> None:
    """Tie an account to an institution, or to none; twice is once.

    Raises:
        MissingError: There is no such institution.
        RefusedError: `role`: the account is neither an official's nor a partner's.
    """
    if not is_allowed(account.role, "requests.answer"):
        raise RefusedError("role")
    found = session.get(InstitutionAccount, account.id)
    if institution_id is None:
        if found is not None:
            session.delete(found)
        session.flush()
        return
    if not 0 < institution_id < BEYOND or session.get(Institution, institution_id) is None:
        raise MissingError
    if found is None:
        session.add(InstitutionAccount(account_id=account.id, institution_id=institution_id))
    else:
        found.institution_id = institution_id
    session.flush()
