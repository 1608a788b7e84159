"""Volunteers who fit the volunteers' seats take them without a draw, by two people; else there is a draw.

The first person's proposal names everybody on the register: nobody is picked.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies import services as bodies
from participation.bodies.models import Body, Origin, Seat
from participation.bodies.services import Designation, Term
from participation.councils import services as councils
from participation.councils.models import Council
from participation.draws.models import DirectSeating, Draw, DrawState
from participation.draws.services import access, candidates
from participation.draws.services.drafting import fillable_seats
from participation.draws.services.members import lock_sign_ups, person_for
from participation.kernel.clock import day_of
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.volunteers import services as volunteers
from participation.volunteers.models import SignUp

ACT = "Volontaires : pas plus de candidatures que de sièges"


def volunteer_seats(session: Session, council: Council) -> Sequence[Seat]:
    """Return the vacant seats for volunteers, by number."""
    return [seat for seat in fillable_seats(session, council) if seat.origin is Origin.VOLUNTEER]


def waiting_volunteers(session: Session, council: Council, now: datetime) -> Sequence[SignUp]:
    """Return who is on the register and sits nowhere in this council."""
    busy = candidates.busy_sign_ups(session, council.id) - {
        row.sign_up_id for row in pending(session, council)
    }
    earlier = candidates.listed_before(council.id)
    return [found for found in volunteers.pool(session, council, now, earlier) if found.id not in busy]


def pending(session: Session, council: Council) -> Sequence[DirectSeating]:
    """Return the seatings that one person proposed and nobody confirmed, by seat."""
    query = (
        sa.select(DirectSeating)
        .join(SignUp, SignUp.id == DirectSeating.sign_up_id)
        .where(SignUp.council_id == council.id, DirectSeating.confirmed_by_id.is_(None))
    )
    return session.scalars(query.order_by(DirectSeating.seat_id)).all()


def propose(session: Session, actor: Actor, now: datetime, council_id: int) -> int:
    """Propose to seat every waiting volunteer, in order of sign-up; return how many.

    Raises:
        RefusedError: `nobody`; `draw_needed` (people, seats): more volunteers than seats; `other_draw` under
            way;
            `doubles` (count) without a verdict; `already_proposed`.
    """
    council = councils.assigned_council(session, actor, council_id)
    access.lock_council(session, council.id)
    if pending(session, council):
        raise RefusedError("already_proposed")
    people, seats = _check(session, now, council)
    session.add_all(
        DirectSeating(sign_up_id=person.id, seat_id=seat.id, proposed_by_id=actor.id, at=now)
        for person, seat in zip(people, seats, strict=False)
    )
    session.flush()
    return len(people)


def confirm(session: Session, actor: Actor, now: datetime, council_id: int, term: Term) -> int:
    """Confirm, as another person, and create the mandates; return how many.

    Raises:
        RefusedError: `nothing_proposed`, `same_person`, `content_changed` (somebody signed up or left
            since), those of
            `propose` and of `bodies.take_seat`.
    """
    council = councils.assigned_council(session, actor, council_id)
    access.lock_council(session, council.id)
    councils.check_term(session, council.id, term.starts_on, term.ends_on)
    session.execute(sa.select(Body.id).where(Body.id == council.body_id).with_for_update())
    rows = pending(session, council)
    if not rows:
        raise RefusedError("nothing_proposed")
    if any(row.proposed_by_id == actor.id for row in rows):
        raise RefusedError("same_person")
    lock_sign_ups(session, [row.sign_up_id for row in rows])
    people, _seats = _check(session, now, council)
    if {person.id for person in people} != {row.sign_up_id for row in rows}:
        raise RefusedError("content_changed")
    for row in rows:
        seat, person = session.get_one(Seat, row.seat_id), person_for(session, row.sign_up_id)
        designation = Designation(act=ACT, on=day_of(now))
        mandate = bodies.take_seat(session, actor, now, seat, person, term, designation=designation)
        row.confirmed_by_id, row.mandate_id, row.at = actor.id, mandate.id, now
    session.flush()
    facts = {"people": len(rows)}
    access.tell_council(session, now, council, "council.volunteers_seated", facts)
    return len(rows)


def cancel(session: Session, actor: Actor, now: datetime, council_id: int) -> None:
    """Take a proposal back that nobody confirmed."""
    council = councils.assigned_council(session, actor, council_id)
    access.lock_council(session, council.id)
    for row in pending(session, council):
        session.delete(row)
    session.flush()


def _check(session: Session, now: datetime, council: Council) -> tuple[Sequence[SignUp], Sequence[Seat]]:
    under_way = (DrawState.ANNOUNCED, DrawState.CLOSED, DrawState.SEALED)
    query = sa.select(Draw.id).where(Draw.council_id == council.id, Draw.state.in_(under_way))
    if session.scalar(query.limit(1)) is not None:
        raise RefusedError("other_draw")
    waiting = volunteers.open_doubles(session, council.id)
    if waiting:
        raise RefusedError("doubles", count=waiting)
    people, seats = waiting_volunteers(session, council, now), volunteer_seats(session, council)
    if not people:
        raise RefusedError("nobody")
    if len(people) > len(seats):
        raise RefusedError("draw_needed", people=len(people), seats=len(seats))
    return people, seats
