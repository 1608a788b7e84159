"""Institutions as the slice knows them: who signs in for which, and where requests are sent to them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor, is_allowed
from participation.representation.models import InstitutionAccount, InstitutionContact
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
    find(session, institution_id)
    if found is None:
        session.add(InstitutionAccount(account_id=account.id, institution_id=institution_id))
    else:
        found.institution_id = institution_id
    session.flush()


def contacts(session: Session) -> Sequence[tuple[int, str, str | None]]:
    """Return each institution, by name, with the address where requests are sent to it."""
    query = (
        sa.select(Institution.id, Institution.name, InstitutionContact.email)
        .outerjoin(InstitutionContact, InstitutionContact.institution_id == Institution.id)
        .order_by(Institution.name, Institution.id)
    )
    return [(number, name, email) for number, name, email in session.execute(query)]


def find(session: Session, institution_id: int) -> Institution:
    """Return an institution.

    Raises:
        MissingError: There is none.
    """
    found = session.get(Institution, institution_id) if 0 < institution_id < BEYOND else None
    if found is None:
        raise MissingError
    return found


def contact_of(session: Session, institution_id: int) -> str:
    """Return where requests are sent to an institution; empty where nobody has said it."""
    found = session.get(InstitutionContact, institution_id)
    return found.email if found is not None else ""


def write_to(session: Session, institution_id: int, email: str) -> None:
    """Keep where requests are sent to an institution; an empty address takes the former one away."""
    find(session, institution_id)
    found = session.get(InstitutionContact, institution_id)
    if not email:
        if found is not None:
            session.delete(found)
    elif found is None:
        session.add(InstitutionContact(institution_id=institution_id, email=email))
    else:
        found.email = email
    session.flush()
