"""Which steering bodies an account works for, which it may change, and finding one under the rights of who asks."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.bodies.history import PUBLISHED_NAME
from participation.bodies.models import Person
from participation.councils.models import Council, CouncilAssignment
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor, Role
from participation.meetings.services.access import BEYOND
from participation.representation.models import Designation, SteeringBody

TEAM = frozenset({Role.FACILITATOR, Role.SECRETARY})


def works_for(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `SteeringBody` that the account works for it.

    Bodies of the whole contract belong to every council's team; the body of one neighbourhood to its council's alone.
    """
    if actor.role is Role.ADMINISTRATOR:
        return sa.true()
    if actor.role not in TEAM:
        return sa.false()
    mine = (
        sa.select(Council.neighbourhood_id)
        .join(CouncilAssignment, CouncilAssignment.council_id == Council.id)
        .where(CouncilAssignment.account_id == actor.id)
    )
    return sa.or_(SteeringBody.neighbourhood_id.is_(None), SteeringBody.neighbourhood_id.in_(mine))


def changes(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `SteeringBody` that the account may change, compose or end it.

    What one council's team does to a body of the whole contract, it does to every council: only administrators may,
    and a team that works for all of them.
    """
    if actor.role is Role.ADMINISTRATOR:
        return sa.true()
    mine = sa.select(CouncilAssignment.council_id).where(CouncilAssignment.account_id == actor.id)
    others = sa.exists().where(Council.id.not_in(mine))
    return sa.and_(works_for(actor), sa.or_(SteeringBody.neighbourhood_id.is_not(None), ~others))


def known_name(actor: Actor) -> sa.ColumnElement[Any]:
    """Return a delegate's name as the account may read it, where `Designation` is joined.

    A team knows the names of its own councils; elsewhere it reads what everybody reads.
    """
    if actor.role is Role.ADMINISTRATOR:
        return Person.name.expression
    mine = sa.select(CouncilAssignment.council_id).where(CouncilAssignment.account_id == actor.id)
    is_theirs = sa.and_(sa.literal(actor.role in TEAM), Designation.council_id.in_(mine))
    return sa.case((is_theirs, Person.name), else_=PUBLISHED_NAME)


def body_ids(actor: Actor) -> sa.Select[int]:
    """Return the query of the bodies that the account works for: what the meetings of these bodies ask."""
    return sa.select(SteeringBody.body_id).where(works_for(actor))


def find(session: Session, body_id: int) -> SteeringBody:
    """Return a steering body, as everybody may read it.

    Raises:
        MissingError: There is none.
    """
    options = [joinedload(SteeringBody.body), joinedload(SteeringBody.orientation)]
    found = session.get(SteeringBody, body_id, options=options) if body_id < BEYOND else None
    if found is None:
        raise MissingError
    return found


def mine(session: Session, actor: Actor, body_id: int) -> SteeringBody:
    """Return a steering body that the account works for.

    Raises:
        MissingError: There is none, or not for this account.
    """
    query = sa.select(SteeringBody).where(SteeringBody.body_id == body_id, works_for(actor))
    found = session.scalars(query.options(joinedload(SteeringBody.body))).one_or_none() if body_id < BEYOND else None
    if found is None:
        raise MissingError
    return found


def mine_to_change(session: Session, actor: Actor, body_id: int) -> SteeringBody:
    """Return a steering body that the account may change.

    Raises:
        MissingError: As `mine`, or it is of the whole contract and the account works for a part of it.
    """
    found = mine(session, actor, body_id)
    if not may_change(session, actor, body_id):
        raise MissingError
    return found


def may_change(session: Session, actor: Actor, body_id: int) -> bool:
    """Tell whether the account may change, compose or end a body."""
    query = sa.select(SteeringBody.body_id).where(SteeringBody.body_id == body_id, changes(actor))
    return session.scalar(query) is not None


def lock_to_change(session: Session, actor: Actor, body_id: int) -> SteeringBody:
    """Return a body that the account may change, as `lock` does.

    Raises:
        MissingError: As `mine_to_change`.
        RefusedError: `body_dissolved` (`on`).
    """
    mine_to_change(session, actor, body_id)
    return lock(session, actor, body_id)


def require_alive(session: Session, body_id: int) -> None:
    """Lock a steering body and refuse one that ended; other bodies pass.

    Raises:
        RefusedError: `body_dissolved` (`on`).
    """
    query = sa.select(SteeringBody).where(SteeringBody.body_id == body_id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is not None and found.dissolved_on is not None:
        raise RefusedError("body_dissolved", on=found.dissolved_on)


def lock(session: Session, actor: Actor, body_id: int) -> SteeringBody:
    """Return a body that the account works for, read afresh and locked until the transaction ends.

    Raises:
        MissingError: As `mine`.
        RefusedError: `body_dissolved` (`on`).
    """
    found = mine(session, actor, body_id)
    require_alive(session, body_id)
    return found
