"""Finding a draw under the rights of who asks; writing acts lock its row first, so that two at once take
turns."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.bodies.models import Seat
from participation.councils import services as councils
from participation.councils.models import Council
from participation.draws.models import Draw, DrawSeat, DrawState
from participation.journal import services as journal
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor

BEYOND = 2**31
"""No row has this number: asking PostgreSQL for it would be an error, and a draw that is not there is not
there."""


def subject(draw: Draw) -> str:
    """Return the draw's name in the journal."""
    return f"draw:{draw.uuid}"


def find(session: Session, actor: Actor, draw_id: int) -> Draw:
    """Return a draw of a council the actor works for.

    Raises:
        MissingError: There is none, or it belongs to a council of others.
    """
    options = [joinedload(Draw.council).joinedload(Council.body)]
    draw = session.get(Draw, draw_id, options=options) if draw_id < BEYOND else None
    if draw is None:
        raise MissingError
    councils.assigned_council(session, actor, draw.council_id)
    return draw


def lock(session: Session, actor: Actor, draw_id: int, *states: DrawState) -> Draw:
    """Return the draw, read afresh and locked until the transaction ends.

    Raises:
        MissingError: As `find`.
        RefusedError: `state`: the draw is in none of the states given.
    """
    find(session, actor, draw_id)
    draw = relock(session, draw_id)
    if states and draw.state not in states:
        raise RefusedError("state", state=draw.state)
    return draw


def relock(session: Session, draw_id: int) -> Draw:
    """Return the draw, read afresh and locked, whoever asks: for work that is due."""
    query = sa.select(Draw).where(Draw.id == draw_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def lock_council(session: Session, council_id: int) -> Council:
    """Return a council, its row locked: sign-ups under way end before, later ones see what is written."""
    query = sa.select(Council).where(Council.id == council_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def seats_of(session: Session, draw: Draw) -> Sequence[Seat]:
    """Return the seats the draw fills, by number."""
    query = sa.select(Seat).join(DrawSeat, DrawSeat.seat_id == Seat.id).where(DrawSeat.draw_id == draw.id)
    return session.scalars(query.order_by(Seat.number)).all()


def visible(session: Session, actor: Actor) -> sa.Select[Draw]:
    """Return the query of the draws of the actor's councils, the latest first."""
    mine = [council.id for council in councils.assigned_councils(session, actor)]
    return (
        sa.select(Draw)
        .where(Draw.council_id.in_(mine))
        .options(joinedload(Draw.council).joinedload(Council.body))
        .order_by(Draw.entropy_for.desc(), Draw.id.desc())
    )


def tell(session: Session, now: datetime, draw: Draw, kind: str, facts: Mapping[str, Any]) -> None:
    """Write an act into the public journal, after what it did."""
    session.flush()
    mark = {"rehearsal": True} if draw.is_rehearsal else {}
    journal.append(session, now, kind, subject(draw), {**facts, **mark})


def tell_council(
    session: Session, now: datetime, council: Council, kind: str, facts: Mapping[str, Any]
) -> None:
    """Write an act on a council into the public journal, after what it did."""
    session.flush()
    journal.append(session, now, kind, f"council:{council.neighbourhood.code}", dict(facts))


def public_draw(session: Session, draw_id: int) -> Draw:
    """Return a draw that anyone may see.

    Raises:
        MissingError: There is none, or it is not announced yet.
    """
    draw = session.get(Draw, draw_id) if draw_id < BEYOND else None
    if draw is None or draw.announced_at is None:
        raise MissingError
    return draw
