"""What the public sees of a result: seats, reserve, the whole order. Numbers only, never a person."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw, DrawState, Entry, Substitution, TranscriptCheck
from participation.draws.services import inclusion, sealed_list, seating
from participation.draws.services.drafting import read
from participation.kernel.errors import MissingError
from participation.kernel.pagination import SIZE, Page

DONE = (DrawState.DRAWN, DrawState.COMPLETED, DrawState.ARCHIVED)
PAST = (*DONE, DrawState.ABANDONED)
RESERVE_SHOWN = 20


@dataclass(frozen=True)
class PublicSeat:
    """A seat that the draw fills, and the number called for it now."""

    number: int
    index: int | None
    rank: int | None
    is_accepted: bool
    is_seated: bool


@dataclass(frozen=True)
class Ranked:
    """One line of the order."""

    index: int
    rank: int
    is_called: bool = False


@dataclass(frozen=True)
class Result:
    """What came out."""

    contributions: tuple[tuple[str, str], ...]
    """(source, value)."""
    seats: tuple[PublicSeat, ...]
    reserve: tuple[Ranked, ...]
    reserve_size: int
    departures: Mapping[str, int]
    """Reason → how many people."""
    replaced: int
    """How many of those who left were replaced."""
    check: TranscriptCheck | None


def result_of(session: Session, draw: Draw) -> Result:
    gone = session.execute(
        sa.select(Substitution.reason, sa.func.count(), sa.func.count(Substitution.replaced_by))
        .where(Substitution.draw_id == draw.id)
        .group_by(Substitution.reason)
        .order_by(Substitution.reason)
    ).all()
    given = sealed_list.contributions_of(session, draw)
    waiting = sa.select(Entry.index, Entry.rank).where(
        Entry.draw_id == draw.id, inclusion.never_called(draw.id)
    )
    rows = session.execute(waiting.order_by(Entry.rank).limit(RESERVE_SHOWN)).all()
    called = count_called(session, draw.id)
    return Result(
        contributions=tuple((each.source, each.value) for each in given),
        seats=_seats(session, draw),
        reserve=tuple(Ranked(index, rank) for index, rank in rows if rank is not None),
        reserve_size=_size(draw) - called,
        departures={reason.value: count for reason, count, _ in gone},
        replaced=sum(replaced for _, _, replaced in gone),
        check=session.get(TranscriptCheck, draw.id),
    )


def _seats(session: Session, draw: Draw) -> tuple[PublicSeat, ...]:
    return tuple(
        PublicSeat(each.seat.number, each.index, each.rank, each.is_accepted, each.is_seated)
        for each in seating.holdings(session, draw)
    )


def count_called(session: Session, draw_id: int) -> int:
    """Return how many people were ever called by a draw."""
    return session.scalar(sa.select(sa.func.count()).select_from(inclusion.called(draw_id).subquery())) or 0


def order_page(session: Session, draw: Draw, number: int) -> Page[Ranked]:
    """Return one page of the whole order, by rank.

    Raises:
        MissingError: There is no result yet.
    """
    if draw.state not in DONE:
        raise MissingError
    query = (
        sa.select(Entry.index, Entry.rank, Entry.index.in_(inclusion.called(draw.id)))
        .where(Entry.draw_id == draw.id, Entry.rank > (number - 1) * SIZE, Entry.rank <= number * SIZE)
        .order_by(Entry.rank)
    )
    rows = session.execute(query)
    return Page([Ranked(index, rank, called) for index, rank, called in rows if rank], number, _size(draw))


def _size(draw: Draw) -> int:
    return int(read(draw.parameters or "")["pool"]["size"])


@dataclass(frozen=True)
class ResultRow:
    """One line of the result's table."""

    rank: int
    index: int
    seat: int | None


def result_rows(session: Session, draw: Draw) -> list[ResultRow]:
    """Return the whole order, each with the number of the seat it is called for now.

    Raises:
        MissingError: There is no result yet.
    """
    if draw.state not in DONE:
        raise MissingError
    seats = {
        held.index: held.seat.number for held in seating.holdings(session, draw) if held.index is not None
    }
    query = sa.select(Entry.rank, Entry.index).where(Entry.draw_id == draw.id).order_by(Entry.rank)
    return [ResultRow(rank, index, seats.get(index)) for rank, index in session.execute(query) if rank]


def transcript_tag(session: Session, draw: Draw) -> str:
    """Return a name that changes with the published transcript: seal, chance, substitutions.

    Raises:
        MissingError: Nothing is published yet.
    """
    if draw.state not in PAST:
        raise MissingError
    count = sa.select(sa.func.count()).select_from(Substitution).where(Substitution.draw_id == draw.id)
    return f"{draw.seed or draw.announcement}-{session.scalar(count)}"
