"""What an administrator gives an account to work on, and who may look at a piece of long work."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.management import record
from participation.accounts.models import Account, ChangeKind
from participation.councils.models import Council, CouncilAssignment
from participation.councils.services import assigned_council
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.jobs import Job
from participation.kernel.permissions import Actor, Role
from participation.territory.models import Neighbourhood


def job(session: Session, actor: Actor, job_id: int) -> Job:
    """Return a piece of long work of one's own, or anybody's for an administrator.

    Raises:
        MissingError: There is none, or it is somebody else's.
    """
    found = session.get(Job, job_id) if job_id < 2**31 else None
    if found is None or (actor.role is not Role.ADMINISTRATOR and found.account_id != actor.id):
        raise MissingError
    return found


def councils_of(session: Session, account: Account) -> list[tuple[int, str]]:
    """Return the councils that an account works for: identifier and neighbourhood, by name."""
    query = (
        sa.select(Council.id, Neighbourhood.name)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .join(CouncilAssignment, CouncilAssignment.council_id == Council.id)
        .where(CouncilAssignment.account_id == account.id)
        .order_by(Neighbourhood.name)
    )
    return [(number, name) for number, name in session.execute(query)]


def other_councils(session: Session, account: Account) -> list[tuple[int, str]]:
    """Return the councils that an account could be given, by name."""
    taken = sa.select(CouncilAssignment.council_id).where(CouncilAssignment.account_id == account.id)
    query = (
        sa.select(Council.id, Neighbourhood.name)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .where(Council.id.not_in(taken))
        .order_by(Neighbourhood.name)
    )
    return [(number, name) for number, name in session.execute(query)]


def assign(session: Session, actor: Actor, now: datetime, account: Account, council_id: int) -> None:
    """Let an account work for a council; twice is once.

    Raises:
        MissingError: There is no such council.
        RefusedError: `works_everywhere` for an administrator.
    """
    council = assigned_council(session, actor, council_id)
    if account.role is Role.ADMINISTRATOR:
        raise RefusedError("works_everywhere")
    if session.get(CouncilAssignment, (account.id, council.id)) is None:
        session.add(CouncilAssignment(account_id=account.id, council_id=council.id))
        record(session, actor, now, account, ChangeKind.COUNCIL_GIVEN, after=council.neighbourhood.name)


def unassign(session: Session, actor: Actor, now: datetime, account: Account, council_id: int) -> None:
    """End an account's work for a council; twice is once."""
    assignment = session.get(CouncilAssignment, (account.id, council_id))
    if assignment is not None:
        name = assigned_council(session, actor, council_id).neighbourhood.name
        session.delete(assignment)
        record(session, actor, now, account, ChangeKind.COUNCIL_TAKEN, before=name)
