"""Seats that a completed draw still fills: somebody left, and whoever is called next has not sat down yet."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Answer, Draw, DrawState, Selection, Substitution
from participation.draws.services.seating import holdings

LEFT = sa.select(Substitution.left_index).where(Substitution.draw_id == Draw.id).correlate(Draw)
SEATED = (
    sa.select(Answer.index).where(Answer.draw_id == Draw.id, Answer.mandate_id.is_not(None)).correlate(Draw)
)
SELECTED = sa.select(Selection.index).where(Selection.draw_id == Draw.id)
HEIRS = sa.select(Substitution.replaced_by).where(
    Substitution.draw_id == Draw.id, Substitution.replaced_by.is_not(None)
)
CALLS_SOMEBODY = sa.and_(
    Draw.state == DrawState.COMPLETED,
    Draw.is_rehearsal.is_(False),
    sa.or_(
        SELECTED.where(Selection.index.not_in(LEFT), Selection.index.not_in(SEATED)).exists(),
        HEIRS.where(Substitution.replaced_by.not_in(LEFT), Substitution.replaced_by.not_in(SEATED)).exists(),
    ),
)
"""Condition on `Draw`: it is completed, and calls somebody again who has not taken the seat."""


def seats_awaiting(session: Session, draw: Draw) -> set[int]:
    """Return the ids of a draw's seats for which somebody is called and not seated."""
    return {held.seat.id for held in holdings(session, draw) if held.index is not None and not held.is_seated}


def seats_of_completed(session: Session, council_id: int) -> set[int]:
    """Return the seats that the completed draws of a council still fill."""
    query = sa.select(Draw).where(Draw.council_id == council_id, CALLS_SOMEBODY)
    draws: Sequence[Draw] = session.scalars(query).all()
    return {seat for draw in draws for seat in seats_awaiting(session, draw)}
