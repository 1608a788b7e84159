"""What the public may know of the answers: totals alone, and no small group of people who said no."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import DepartureReason, Draw, Substitution
from participation.draws.services.seating import holdings

LEAST_SHOWN = 5
"""Below, reasons are told together."""


@dataclass(frozen=True)
class Totals:
    """How many people of those ever called."""

    accepted: int
    """Whether they sit already or not."""
    waiting: int
    left: int
    declined: int | None
    """With `no_answer`, None where one of them is a small group."""
    no_answer: int | None


def of(session: Session, draw: Draw) -> Totals:
    """Count the answers of a draw that has its result."""
    held = [each for each in holdings(session, draw) if each.index is not None]
    accepted = sum(each.is_accepted for each in held)
    query = sa.select(Substitution.reason, sa.func.count()).where(Substitution.draw_id == draw.id)
    rows = session.execute(query.group_by(Substitution.reason)).tuples()
    gone: dict[DepartureReason, int] = dict(rows.all())
    declined, no_answer = gone.get(DepartureReason.DECLINED, 0), gone.get(DepartureReason.NO_ANSWER, 0)
    is_small = any(0 < count < LEAST_SHOWN for count in gone.values())
    return Totals(
        accepted,
        len(held) - accepted,
        sum(gone.values()),
        None if is_small else declined,
        None if is_small else no_answer,
    )
