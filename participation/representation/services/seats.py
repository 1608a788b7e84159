"""Seats of councils in steering bodies. The law gives councils a seat in each body: missing ones open by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.bodies.history import PUBLISHED_NAME
from participation.bodies.models import Body, EndReason, Mandate, MandateRole, Origin, Person, Seat
from participation.bodies.services import free_from, last_number
from participation.councils.models import Council
from participation.journal import services as journal
from participation.kernel import clock, jobs
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.services.access import BEYOND
from participation.representation.models import DelegateSeat, Designation, SeatSharing, SteeringBody
from participation.representation.services import access
from participation.territory.models import Neighbourhood


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
    if wanted:
        lock_bodies(session)
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


def lock_bodies(session: Session) -> None:
    """Lock every body that exists, in one order.

    Whoever opens seats does it before the first journal entry, which locks the journal: no two acts wait for each
    other.
    """
    alive = sa.select(SteeringBody.body_id).where(SteeringBody.dissolved_on.is_(None))
    session.execute(sa.select(Body.id).where(Body.id.in_(alive)).order_by(Body.id).with_for_update()).all()


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


@dataclass(frozen=True)
class Place:
    """A seat for the team: whose it is, who sits there."""

    number: int
    council_id: int | None
    council: str | None
    """The neighbourhood's name; None for a seat in turn."""
    vacant_since: date | None
    full: str | None
    substitute: str | None


def places(session: Session, body_id: int, today: date, actor: Actor | None = None) -> list[Place]:
    """Return the open seats of a body by number, with the names that the account may read."""
    name = access.known_name(actor) if actor is not None else PUBLISHED_NAME
    query = (
        sa.select(Seat.id, Seat.number, Seat.opened_on, DelegateSeat.council_id, Neighbourhood.name)
        .join(DelegateSeat.seat)
        .outerjoin(Council, DelegateSeat.council_id == Council.id)
        .outerjoin(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .where(Seat.body_id == body_id, Seat.closed_on.is_(None))
        .order_by(Seat.number)
    )
    seats = session.execute(query).all()
    held = session.execute(
        sa.select(
            Mandate.seat_id, Mandate.role, name.label("name"), Mandate.left_on, Mandate.ends_on, Mandate.end_reason
        )
        .join(Person, Mandate.person_id == Person.id)
        .outerjoin(Designation, Designation.mandate_id == Mandate.id)
        .where(Mandate.seat_id.in_([seat.id for seat in seats]), Mandate.starts_on <= today)
        .order_by(Mandate.starts_on)
    ).all()
    return [_place(seat, [row for row in held if row.seat_id == seat.id], today) for seat in seats]


def _place(seat: Any, held: list[Any], today: date) -> Place:
    sitting = {row.role: row.name or "–" for row in held if row.left_on is None and row.ends_on >= today}
    full = sitting.get(MandateRole.FULL)
    fulls = [row for row in held if row.role is MandateRole.FULL]
    ends = [free_from(row.left_on, row.end_reason) for row in fulls if row.left_on]
    overdue = [free_from(row.ends_on, EndReason.TERM) for row in fulls if row.left_on is None]
    since = None if full else max([seat.opened_on, *ends, *overdue])
    return Place(seat.number, seat.council_id, seat.name, since, full, sitting.get(MandateRole.SUBSTITUTE))


def require_spare(session: Session, body: SteeringBody, place: DelegateSeat) -> None:
    """Refuse to close a seat that the body gives its council: the next round would open another.

    Raises:
        RefusedError: `seat_due` (`seats`).
    """
    same = (
        DelegateSeat.council_id.is_(None) if place.council_id is None else DelegateSeat.council_id == place.council_id
    )
    query = (
        sa.select(sa.func.count())
        .select_from(DelegateSeat)
        .join(DelegateSeat.seat)
        .where(Seat.body_id == body.body_id, Seat.closed_on.is_(None), same)
    )
    if (session.scalar(query) or 0) <= body.seats:
        raise RefusedError("seat_due", seats=body.seats)
