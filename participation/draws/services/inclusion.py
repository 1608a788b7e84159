"""« Was I in the hat? »: what a draw says to somebody who holds the code of their own sign-up."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Candidate, Draw, DrawState, Entry, EntrySecret, Selection, Substitution
from participation.draws.services import seating
from participation.volunteers import services as volunteers
from participation.volunteers.models import SignUp, SignUpKind, SignUpState

DRAWN = (DrawState.DRAWN, DrawState.COMPLETED, DrawState.ARCHIVED)


class Place(StrEnum):
    """Where a sign-up stands in a draw."""

    OPEN = "open"
    """Registered; the list is not closed yet."""
    CLOSED = "closed"
    """In the closed list, not sealed yet."""
    SEALED = "sealed"
    SELECTED = "selected"
    CALLED = "called"
    """Called in place of somebody who left."""
    LEFT = "left"
    """Was called, and left."""
    WAITING = "waiting"
    OUT = "out"
    """In no list of this draw."""
    ERASED = "erased"
    """The draw is archived: nobody can be found in it any more."""


@dataclass(frozen=True)
class Answer:
    """What the draw says of one sign-up."""

    place: Place
    index: int | None = None
    rank: int | None = None
    seat: int | None = None
    """Number of the seat that the person is called for."""
    waiting_place: int | None = None
    """Place among those never called, from 1."""
    has_receipt: bool = False


def answer(session: Session, draw: Draw, code: str, birth_year: str) -> Answer:
    """Return where the sign-up stands that a code and a birth year open together.

    Raises:
        RefusedError: `unknown`, in the same words and time whether the code or the year is not the right one.
    """
    sign_up = volunteers.find_record(session, code, birth_year)
    if draw.sealed_at is None:
        return Answer(_unsealed(session, draw, sign_up))
    index = index_of(session, draw, sign_up.id)
    if index is None:
        return Answer(Place.ERASED if draw.state == DrawState.ARCHIVED else Place.OUT)
    if draw.state not in DRAWN:
        return Answer(Place.SEALED, index, has_receipt=True)
    return _drawn(session, draw, index)


def index_of(session: Session, draw: Draw, sign_up_id: int) -> int | None:
    """Return the number of a sign-up in the sealed list."""
    query = sa.select(EntrySecret.index).where(
        EntrySecret.draw_id == draw.id, EntrySecret.sign_up_id == sign_up_id
    )
    return session.scalar(query)


def _unsealed(session: Session, draw: Draw, sign_up: SignUp) -> Place:
    if sign_up.state != SignUpState.REGISTERED:
        return Place.OUT
    if draw.closed_at is not None:
        return Place.CLOSED if session.get(Candidate, (draw.id, sign_up.id)) is not None else Place.OUT
    is_theirs = sign_up.council_id == draw.council_id and sign_up.kind == SignUpKind.RESIDENT
    return Place.OPEN if is_theirs else Place.OUT


def _drawn(session: Session, draw: Draw, index: int) -> Answer:
    rank = session.scalar(sa.select(Entry.rank).where(Entry.draw_id == draw.id, Entry.index == index))
    for held in seating.holdings(session, draw):
        if held.index == index:
            selected = sa.select(Selection.index).where(
                Selection.draw_id == draw.id, Selection.index == index
            )
            place = Place.SELECTED if session.scalar(selected) is not None else Place.CALLED
            return Answer(place, index, rank, seat=held.seat.number, has_receipt=True)
    left = sa.select(Substitution.sequence).where(
        Substitution.draw_id == draw.id, Substitution.left_index == index
    )
    if session.scalar(left) is not None:
        return Answer(Place.LEFT, index, rank, has_receipt=True)
    return Answer(Place.WAITING, index, rank, waiting_place=waiting_place(session, draw.id, rank), has_receipt=True)


def waiting_place(session: Session, draw_id: int, rank: int | None) -> int | None:
    """Return the place of a rank among those never called, from 1: what every page tells somebody who waits."""
    query = (
        sa.select(sa.func.count())
        .select_from(Entry)
        .where(Entry.draw_id == draw_id, Entry.rank <= rank, never_called(draw_id))
    )
    return session.scalar(query)


def called(draw_id: int) -> sa.CompoundSelect[tuple[int | None]]:
    """Return the query of the numbers ever called: selected, or named in a substitution."""
    return sa.union_all(
        sa.select(Selection.index).where(Selection.draw_id == draw_id),
        sa.select(Substitution.replaced_by).where(
            Substitution.draw_id == draw_id, Substitution.replaced_by.is_not(None)
        ),
    )


def never_called(draw_id: int) -> sa.ColumnElement[bool]:
    """Return the condition of the entries that wait."""
    return Entry.index.not_in(called(draw_id))
