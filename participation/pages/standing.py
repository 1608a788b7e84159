"""Where each neighbourhood's council stands: councils, seats and draws, in three queries for any number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import College, Mandate, MandateRole, Seat
from participation.councils.models import Council
from participation.councils.services.reading import is_holding, is_open
from participation.draws.models import Draw, DrawState
from participation.kernel.clock import day_of
from participation.territory.models import Neighbourhood

HIDDEN = (DrawState.DRAFT, DrawState.ABANDONED)
COMING = (DrawState.ANNOUNCED, DrawState.CLOSED, DrawState.SEALED)
NEXT_DATES = 3


class Stage(StrEnum):
    """What a resident may know or do now."""

    NO_COUNCIL = "no_council"
    QUIET = "quiet"
    """No draw is under way; sign-up may be open or not."""
    ANNOUNCED = "announced"
    CLOSED = "closed"
    SEALED = "sealed"
    DRAWN = "drawn"


@dataclass(frozen=True)
class Seats:
    """How many seats there are and how many are held, in all and in each college."""

    total: int = 0
    held: int = 0
    residents_total: int = 0
    residents_held: int = 0
    actors_total: int = 0
    actors_held: int = 0


@dataclass(frozen=True)
class DrawDate:
    """A draw in public: whose, when, where."""

    draw_id: int
    neighbourhood: str
    code: str
    at: datetime
    place: str


@dataclass(frozen=True)
class Standing:
    """Where one neighbourhood's council stands."""

    stage: Stage
    sign_up_open: bool = False
    is_fictitious: bool = False
    seats: Seats = Seats()
    draw_id: int | None = None
    """The draw under way, else the last one."""
    draw_at: datetime | None = None
    draw_place: str = ""


STAGES = {
    DrawState.ANNOUNCED: Stage.ANNOUNCED,
    DrawState.CLOSED: Stage.CLOSED,
    DrawState.SEALED: Stage.SEALED,
    DrawState.DRAWN: Stage.DRAWN,
}
NONE_YET = Standing(Stage.NO_COUNCIL)


def standings(session: Session, neighbourhood_ids: Iterable[int], now: datetime) -> dict[int, Standing]:
    """Return where each of these neighbourhoods stands; those without a council have `NONE_YET`."""
    wanted = list(neighbourhood_ids)
    councils = session.execute(
        sa.select(
            Council.id, Council.body_id, Council.neighbourhood_id, Council.sign_up_open, Council.is_fictitious
        ).where(Council.neighbourhood_id.in_(wanted))
    ).all()
    seats = _seats(session, [row.body_id for row in councils], day_of(now))
    draws = _draws(session, [row.id for row in councils])
    found = {
        row.neighbourhood_id: _standing(row, seats.get(row.body_id, Seats()), draws.get(row.id))
        for row in councils
    }
    return {neighbourhood_id: found.get(neighbourhood_id, NONE_YET) for neighbourhood_id in wanted}


def next_draws(session: Session, now: datetime) -> tuple[DrawDate, ...]:
    """Return the next draws in public, soonest first."""
    query = (
        sa.select(Draw.id, Neighbourhood.name, Neighbourhood.code, Draw.entropy_for, Draw.place)
        .join(Council, Council.id == Draw.council_id)
        .join(Neighbourhood, Neighbourhood.id == Council.neighbourhood_id)
        .where(Draw.state.in_(COMING), Draw.entropy_for >= now, Draw.is_rehearsal.is_(False))
        .order_by(Draw.entropy_for, Draw.id)
        .limit(NEXT_DATES)
    )
    return tuple(DrawDate(*row) for row in session.execute(query))


def _standing(council: Any, seats: Seats, draw: Any | None) -> Standing:
    stage = STAGES.get(draw.state, Stage.QUIET) if draw is not None else Stage.QUIET
    return Standing(
        stage=stage,
        sign_up_open=council.sign_up_open and stage in (Stage.QUIET, Stage.ANNOUNCED),
        is_fictitious=council.is_fictitious,
        seats=seats,
        draw_id=draw.id if draw is not None else None,
        draw_at=draw.entropy_for if draw is not None else None,
        draw_place=draw.place if draw is not None else "",
    )


def _draws(session: Session, council_ids: list[int]) -> dict[int, Any]:
    """Return each council's draw that matters now: the one under way, else the last one."""
    is_under_way = sa.case((Draw.state.in_(list(STAGES)), 1), else_=0)
    query = (
        sa.select(Draw.council_id, Draw.id, Draw.state, Draw.entropy_for, Draw.place)
        .where(Draw.council_id.in_(council_ids), Draw.state.not_in(HIDDEN), Draw.is_rehearsal.is_(False))
        # The last row of a council stays.
        .order_by(is_under_way, Draw.sequence)
    )
    return {row.council_id: row for row in session.execute(query)}


def _seats(session: Session, body_ids: list[int], on: date) -> dict[int, Seats]:
    """Return the seats open on a day and those held that day by a full member, per body."""
    held = sa.and_(Mandate.seat_id == Seat.id, Mandate.role == MandateRole.FULL, is_holding(on))
    query = (
        sa.select(Seat.body_id, Seat.college, sa.func.count(Seat.id), sa.func.count(Mandate.id))
        .outerjoin(Mandate, held)
        .where(Seat.body_id.in_(body_ids), is_open(on))
        .group_by(Seat.body_id, Seat.college)
    )
    counts: dict[int, dict[College | None, tuple[int, int]]] = {}
    for body_id, college, total, taken in session.execute(query):
        counts.setdefault(body_id, {})[college] = (total, taken)
    return {body_id: _totals(by_college) for body_id, by_college in counts.items()}


def _totals(counts: dict[College | None, tuple[int, int]]) -> Seats:
    residents = counts.get(College.RESIDENTS, (0, 0))
    actors = counts.get(College.LOCAL_ACTORS, (0, 0))
    return Seats(
        total=sum(total for total, _ in counts.values()),
        held=sum(held for _, held in counts.values()),
        residents_total=residents[0],
        residents_held=residents[1],
        actors_total=actors[0],
        actors_held=actors[1],
    )
