"""Seats of councils in steering bodies. The law gives councils a seat in each body: missing ones open by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.bodies.models import Body, Origin, Seat
from participation.bodies.services import last_number
from participation.councils.models import Council
from participation.journal import services as journal
from participation.kernel import clock, jobs
from participation.kernel.errors import MissingError
from participation.meetings.services.access import BEYOND
from participation.representation.models import DelegateSeat, SeatSharing, SteeringBody


@dataclass(frozen=True)
class Wanted:
    """Seats that a body lacks for one council, or for all in turn."""

    body_id: int
    council_id: int | None
    count: int


@jobs.due("steering_seats")
def open_missing(session: Session, now: datetime) -> int:
    """Open the seats that bodies lack for councils; return how many. Opened as from the day this is found."""
    wanted = missing(session)
    for body_id in sorted({each.body_id for each in wanted}):
        session.execute(sa.select(Body.id).where(Body.id == body_id).with_for_update())
    # Once more under the locks: somebody else may have opened them meanwhile.
    wanted = missing(session) if wanted else []
    today, opened = clock.day_of(now), 0
    for each in wanted:
        for _ in range(each.count):
            number = last_number(session, each.body_id) + 1
            seat = Seat(body_id=each.body_id, number=number, origin=Origin.DESIGNATED, opened_on=today)
            session.add(seat)
            session.flush()
            session.add(DelegateSeat(seat_id=seat.id, council_id=each.council_id))
            opened += 1
    session.flush()
    for body_id in sorted({each.body_id for each in wanted}):
        count = sum(each.count for each in wanted if each.body_id == body_id)
        journal.append(session, now, "steering.seats_opened", f"body:{body_id}", {"seats": count})
    return opened


def missing(session: Session) -> list[Wanted]:
    """Return the seats that bodies lack, by body and council, in three queries."""
    bodies = session.scalars(
        sa.select(SteeringBody).where(SteeringBody.dissolved_on.is_(None)).order_by(SteeringBody.body_id)
    ).all()
    councils = session.execute(sa.select(Council.id, Council.neighbourhood_id).order_by(Council.id)).all()
    query = (
        sa.select(Seat.body_id, DelegateSeat.council_id, sa.func.count())
        .join(DelegateSeat.seat)
        .where(Seat.closed_on.is_(None))
        .group_by(Seat.body_id, DelegateSeat.council_id)
    )
    present = {(body_id, council_id): count for body_id, council_id, count in session.execute(query)}
    wanted = [
        Wanted(body.body_id, council_id, body.seats - present.get((body.body_id, council_id), 0))
        for body in bodies
        for council_id in _entitled(body, councils)
    ]
    return [each for each in wanted if each.count > 0]


def _entitled(body: SteeringBody, councils: Sequence[sa.Row[int, int]]) -> list[int | None]:
    """Return the councils that have seats in a body; None stands for all of them in turn."""
    if body.sharing is SeatSharing.TURN:
        return [None] if councils else []
    is_each = body.sharing is SeatSharing.EACH
    return [row.id for row in councils if is_each or row.neighbourhood_id == body.neighbourhood_id]


def seat_of(session: Session, body_id: int, number: int) -> DelegateSeat:
    """Return a council's seat in a body by its number.

    Raises:
        MissingError: The body has no such seat.
    """
    query = (
        sa.select(DelegateSeat)
        .join(DelegateSeat.seat)
        .where(Seat.body_id == body_id, Seat.number == number)
        .options(joinedload(DelegateSeat.seat), joinedload(DelegateSeat.council))
    )
    found = session.scalars(query).one_or_none() if max(body_id, number) < BEYOND else None
    if found is None:
        raise MissingError
    return found
