"""Actions that wait for an account, its own and those of the councils it works for: what is due first comes first."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.permissions import Actor
from participation.meetings.models import Action
from participation.meetings.services import access, actions
from participation.meetings.services.actions import ActionView

MOST = 100
"""Shown at once; the others come when those are over."""
FIRST_DUE = (Action.due_on.is_(None), Action.due_on, Action.id)


def own(session: Session, actor: Actor) -> Sequence[ActionView]:
    """Return what the account is to do itself, or as the member it belongs to."""
    query = sa.select(Action).where(Action.state.in_(actions.GOING_ON), actions.is_done_by(actor))
    return actions.views(session, query.order_by(*FIRST_DUE).limit(MOST))


def of_councils(session: Session, actor: Actor) -> Sequence[ActionView]:
    """Return what others are to do in the councils that the account works for."""
    bodies = [body.id for body in access.bodies(session, actor)]
    is_own = sa.func.coalesce(actions.is_done_by(actor), sa.false())
    query = (
        sa.select(Action)
        .where(Action.state.in_(actions.GOING_ON), Action.body_id.in_(bodies), sa.not_(is_own))
        .order_by(*FIRST_DUE)
        .limit(MOST)
    )
    return actions.views(session, query)


def one(session: Session, action_id: int) -> Sequence[ActionView]:
    """Return one action as it is shown."""
    return actions.views(session, sa.select(Action).where(Action.id == action_id))
