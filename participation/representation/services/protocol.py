"""Conditions and steps of a renewal project's protocol, in their order."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.services.access import BEYOND
from participation.representation.models import ProtocolStep
from participation.representation.services import access


def steps_of(session: Session, body_id: int) -> Sequence[ProtocolStep]:
    """Return the conditions and steps of a body's protocol, in order."""
    query = sa.select(ProtocolStep).where(ProtocolStep.body_id == body_id)
    return session.scalars(query.order_by(ProtocolStep.position)).all()


def add_step(
    session: Session, actor: Actor, body_id: int, text: str, is_condition: bool, source: str
) -> ProtocolStep:
    """Add a condition or a step after those that are there; the same words sent twice are one.

    Raises:
        MissingError: As `access.mine_to_change`.
        RefusedError: `body_dissolved`.
    """
    access.lock_to_change(session, actor, body_id)
    present = steps_of(session, body_id)
    same = next((step for step in present if (step.text, step.is_condition) == (text, is_condition)), None)
    if same is not None:
        return same
    position = max((step.position for step in present), default=0) + 1
    made = ProtocolStep(body_id=body_id, position=position, text=text, is_condition=is_condition, source=source)
    session.add(made)
    session.flush()
    return made


def step_of(session: Session, body_id: int, position: int) -> ProtocolStep:
    """Return a step by its place.

    Raises:
        MissingError: There is no such step.
    """
    query = sa.select(ProtocolStep).where(ProtocolStep.body_id == body_id, ProtocolStep.position == position)
    step = session.scalars(query).one_or_none() if position < BEYOND else None
    if step is None:
        raise MissingError
    return step


def mark_step(
    session: Session, actor: Actor, now: datetime, body_id: int, position: int, done_on: date | None
) -> None:
    """Say on which day a step was done, or that it is not.

    Raises:
        MissingError: As `access.mine_to_change`, or there is no such step.
        RefusedError: `body_dissolved`; `step_to_come`.
    """
    access.lock_to_change(session, actor, body_id)
    step = step_of(session, body_id, position)
    if done_on is not None and done_on > clock.day_of(now):
        raise RefusedError("step_to_come")
    step.done_on = done_on
    session.flush()
