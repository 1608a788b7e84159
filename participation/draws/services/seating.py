"""The seats of a draw after its result: who is called for each, and the mandates of those who accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies import services as bodies
from participation.bodies.models import Body, Seat
from participation.bodies.services import Designation, Term
from participation.councils import services as councils
from participation.draws.models import (
    Answer,
    Departure,
    Draw,
    DrawSeat,
    DrawState,
    Eligibility,
    Entry,
    EntrySecret,
    Selection,
    Substitution,
)
from participation.draws.services import access
from participation.draws.services.members import lock_sign_ups, person_of
from participation.kernel.clock import day_of
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor

Row = TypeVar("Row", Entry, Answer, Departure, EntrySecret)
AFTER_RESULT = (DrawState.DRAWN, DrawState.COMPLETED)


@dataclass(frozen=True)
class Holding:
    """One seat of the draw and where it stands."""

    seat: Seat
    index: int | None
    """Entry called for it; empty when nobody is left to call."""
    rank: int | None
    answer: Answer | None
    departure: Departure | None
    """A departure recorded by one person and not confirmed yet, or one that can still be contested."""
    sign_up_id: int | None

    @property
    def is_accepted(self) -> bool:
        """Whether the person called has accepted, for good."""
        return self.answer is not None and (self.answer.by_code or self.answer.confirmed_by_id is not None)

    @property
    def is_seated(self) -> bool:
        """Whether the person called took the seat."""
        return self.answer is not None and self.answer.mandate_id is not None

    @property
    def is_leaving(self) -> bool:
        """Whether two people recorded that the person leaves, and the time to contest it still runs."""
        return self.departure is not None and self.departure.confirmed_by_id is not None


def holdings(session: Session, draw: Draw) -> list[Holding]:
    """Return the seats of a draw, by number, each with who is called for it now."""
    seats = access.seats_of(session, draw)
    called = _called_for(session, draw, len(seats))
    indexes = [index for index in called if index is not None]
    entries = _by_index(session, Entry, draw, indexes)
    answers = _by_index(session, Answer, draw, indexes)
    departures = _by_index(session, Departure, draw, indexes)
    secrets = _by_index(session, EntrySecret, draw, indexes)
    return [
        Holding(
            seat,
            index,
            entries[index].rank if index is not None else None,
            answers.get(index),
            departures.get(index),
            secrets[index].sign_up_id if index in secrets else None,
        )
        for seat, index in zip(seats, called, strict=True)
    ]


def holding_of(session: Session, draw: Draw, index: int) -> Holding | None:
    """Return the seat that an entry is called for now, without reading those of others; None where there is none."""
    called = _called_for(session, draw, draw.seats)
    if index not in called:
        return None
    seats = sa.select(Seat).join(DrawSeat, DrawSeat.seat_id == Seat.id).where(DrawSeat.draw_id == draw.id)
    key, opening = (draw.id, index), session.get(EntrySecret, (draw.id, index))
    return Holding(
        session.scalars(seats.order_by(Seat.number).offset(called.index(index)).limit(1)).one(),
        index,
        session.get_one(Entry, key).rank,
        session.get(Answer, key),
        session.get(Departure, key),
        opening.sign_up_id if opening is not None else None,
    )


def _called_for(session: Session, draw: Draw, seats: int) -> list[int | None]:
    """Return who is called for each seat now, following the substitutions in their order."""
    query = sa.select(Selection.index).where(Selection.draw_id == draw.id).order_by(Selection.position)
    called: list[int | None] = list(session.scalars(query))
    called += [None] * (seats - len(called))
    for each in substitutions_of(session, draw):
        called[called.index(each.left_index)] = each.replaced_by
    return called


def _by_index(
    session: Session, model: type[Row], draw: Draw, indexes: Sequence[int]
) -> dict[int | None, Row]:
    query = sa.select(model).where(model.draw_id == draw.id, model.index.in_(indexes))
    return {row.index: row for row in session.scalars(query)}


def substitutions_of(session: Session, draw: Draw) -> Sequence[Substitution]:
    """Return the substitutions of a draw, in order."""
    query = sa.select(Substitution).where(Substitution.draw_id == draw.id).order_by(Substitution.sequence)
    return session.scalars(query).all()


def lock_body(session: Session, draw: Draw) -> None:
    """Lock the council's body before the journal, as `bodies.services` asks."""
    session.execute(sa.select(Body.id).where(Body.id == draw.council.body_id).with_for_update())


def seat_accepted(session: Session, actor: Actor, now: datetime, draw_id: int, term: Term) -> int:
    """Give their seats to all who accepted, may sit and have none yet; return how many sat down.

    Raises:
        RefusedError: `state`, `nobody_accepted`, `nobody_checked`, `term_too_long`, and those of `bodies.take_seat`.
    """
    draw = access.lock(session, actor, draw_id, *AFTER_RESULT)
    if draw.is_rehearsal:
        raise RefusedError("rehearsal_seats")
    councils.check_term(session, draw.council_id, term.starts_on, term.ends_on)
    lock_body(session, draw)
    ready = [held for held in holdings(session, draw) if held.is_accepted and not held.is_seated]
    ready = [held for held in ready if held.departure is None]
    if not ready:
        raise RefusedError("nobody_accepted")
    eligible = eligible_of(session, draw)
    ready = [held for held in ready if held.index in eligible]
    if not ready:
        raise RefusedError("nobody_checked")
    assert draw.drawn_at is not None
    lock_sign_ups(session, [held.sign_up_id for held in ready])
    act = Designation(act=f"Tirage au sort n° {draw.sequence} : {draw.title}"[:200], on=day_of(draw.drawn_at))
    for held in ready:
        assert held.answer is not None
        assert held.index is not None
        person = person_of(session, draw, held.index)
        mandate = bodies.take_seat(session, actor, now, held.seat, person, term, designation=act)
        held.answer.mandate_id = mandate.id
    session.flush()
    complete_if_done(session, now, draw)
    return len(ready)


def eligible_of(session: Session, draw: Draw) -> set[int]:
    """Return the entries of whom somebody checked that they may sit."""
    query = sa.select(Eligibility.index).where(
        Eligibility.draw_id == draw.id, Eligibility.is_in_perimeter, Eligibility.is_excluded.is_(False)
    )
    return set(session.scalars(query))


def complete_if_done(session: Session, now: datetime, draw: Draw) -> None:
    """Call the draw completed once each seat is taken, or vacant with nobody left to call."""
    if draw.state != DrawState.DRAWN:
        return
    if all(held.index is None or held.is_seated for held in holdings(session, draw)):
        complete(session, now, draw)


def complete(session: Session, now: datetime, draw: Draw) -> None:
    """Call a draw completed."""
    draw.completed_at, draw.state = now, DrawState.COMPLETED
    access.tell(session, now, draw, "draw.completed", {"seats": draw.seats})
