"""Which steering bodies an account works for, and finding one under the rights of who asks."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.councils.models import Council, CouncilAssignment
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor, Role
from participation.meetings.services.access import BEYOND
from participation.representation.models import SteeringBody

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


def lock(session: Session, actor: Actor, body_id: int) -> SteeringBody:
    """Return a body that the account works for, read afresh and locked until the transaction ends.

    Raises:
        MissingError: As `mine`.
        RefusedError: `body_dissolved` (`on`).
    """
    mine(session, actor, body_id)
    query = sa.select(SteeringBody).where(SteeringBody.body_id == body_id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one()
    if found.dissolved_on is not None:
        raise RefusedError("body_dissolved", on=found.dissolved_on)
    return found
