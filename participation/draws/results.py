"""What the public sees of a result: seats, reserve, the whole order. Numbers only, never a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate
from participation.draws.models import Answer, Draw, DrawState, Entry, Substitution
from participation.draws.services import chance, inclusion, sealed_list, seating
from participation.draws.services.drafting import read
from participation.draws.services.invitations import totals
from participation.draws.services.invitations.totals import Totals
from participation.kernel.errors import MissingError
from participation.kernel.kept import Kept
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
    starts_on: date | None
    """First day of the mandate that the person took, which may be to come."""


@dataclass(frozen=True)
class Ranked:
    """One line of the order."""

    index: int
    rank: int
    is_called: bool = False


@dataclass(frozen=True)
class Check:
    """The last time the platform did the calculation again."""

    at: datetime
    failed: str | None
    """The first thing that does not hold; empty when all holds."""


@dataclass(frozen=True)
class Settled:
    """The part of a result that nothing but one more substitution changes: numbers and chance, no person."""

    contributions: tuple[tuple[str, str], ...]
    """(source, value)."""
    called: tuple[tuple[int, int | None, int | None], ...]
    """(seat, index, rank) of each seat, by number."""
    reserve: tuple[Ranked, ...]
    reserve_size: int
    departures: Mapping[str, int]
    """Reason → how many people."""
    replaced: int
    """How many of those who left were replaced."""
    read_again: int
    """How many times two readings of the dice differed."""


@dataclass(frozen=True)
class Result:
    """What came out, and where it stands now."""

    settled: Settled
    seats: tuple[PublicSeat, ...]
    totals: Totals
    check: Check | None


ANSWERS = (
    sa.select(
        Answer.index, Answer.by_code, Answer.confirmed_by_id, Answer.mandate_id, Mandate.starts_on
    )
    .outerjoin(Mandate, Mandate.id == Answer.mandate_id)
    .where(Answer.draw_id == sa.bindparam("draw_id"))
)
NO_ANSWER = (False, False, None)
"""(is accepted, is seated, first day)."""
_settled: Kept[Settled] = Kept(200)


def result_of(session: Session, draw: Draw, substitutions: int, check: Check | None) -> Result:
    """Return a result; it takes one query where this many substitutions were shown before."""
    # Substitutions are only ever added: their number names what they made of the draw.
    settled = _settled.get(f"{draw.uuid} {draw.seed} {substitutions}", lambda: _settle(session, draw))
    answers: dict[int | None, tuple[bool, bool, date | None]] = {
        index: (by_code or confirmed_by is not None, mandate is not None, starts_on)
        for index, by_code, confirmed_by, mandate, starts_on in session.connection().execute(
            ANSWERS, {"draw_id": draw.id}
        )
    }
    seats = tuple(PublicSeat(*called, *answers.get(called[1], NO_ANSWER)) for called in settled.called)
    return Result(settled, seats, totals.of(seats, settled.departures), check)


def _settle(session: Session, draw: Draw) -> Settled:
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
    return Settled(
        contributions=tuple((each.source, each.value) for each in given),
        called=tuple((each.seat.number, each.index, each.rank) for each in seating.holdings(session, draw)),
        reserve=tuple(Ranked(index, rank) for index, rank in rows if rank is not None),
        reserve_size=_size(draw) - count_called(session, draw.id),
        departures={reason.value: count for reason, count, _ in gone},
        replaced=sum(replaced for _, _, replaced in gone),
        read_again=chance.read_again(session, draw),
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
