"""Where each neighbourhood's council stands: councils, seats and draws, in two queries for any number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import College, Mandate, MandateRole, Seat
from participation.councils.models import Council
from participation.councils.services.reading import is_holding, is_open
from participation.draws.models import Draw, DrawState
from participation.kernel.clock import PARIS, day_of
from participation.kernel.db import UTCDateTime, one_of
from participation.meetings.models import Meeting
from participation.meetings.services.standing import is_next
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


class Seats(NamedTuple):
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
    is_late: bool = False
    """Whether its hour has passed without a result."""


@dataclass(frozen=True)
class MeetingDate:
    """A meeting to come: whose, when, where."""

    meeting_id: int
    neighbourhood: str
    code: str
    at: datetime
    place: str


class Standing(NamedTuple):
    """Where one neighbourhood's council stands."""

    stage: Stage
    sign_up_open: bool = False
    is_fictitious: bool = False
    seats: Seats = Seats()
    draw_id: int | None = None
    """The draw under way, else the last one."""
    draw_at: datetime | None = None
    draw_place: str = ""
    is_late: bool = False
    """Whether the hour of the draw under way has passed without a result."""


STAGES = {
    DrawState.ANNOUNCED: Stage.ANNOUNCED,
    DrawState.CLOSED: Stage.CLOSED,
    DrawState.SEALED: Stage.SEALED,
    DrawState.DRAWN: Stage.DRAWN,
}
NONE_YET = Standing(Stage.NO_COUNCIL)

# Built once and run on the connection: these are the busiest pages of the site.
_IDS: Any = sa.bindparam("ids", expanding=True)
_ON: Any = sa.bindparam("on", type_=sa.Date)
_IS_UNDER_WAY = sa.case((one_of(Draw.state, STAGES), 1), else_=0)
COUNCILS = (
    sa.select(
        Council.neighbourhood_id,
        Council.sign_up_open,
        Council.is_fictitious,
        Seat.college,
        sa.func.count(Seat.id).label("total"),
        sa.func.count(Mandate.id).label("held"),
    )
    .outerjoin(Seat, sa.and_(Seat.body_id == Council.body_id, is_open(_ON)))
    .outerjoin(
        Mandate, sa.and_(Mandate.seat_id == Seat.id, Mandate.role == MandateRole.FULL, is_holding(_ON))
    )
    .where(Council.neighbourhood_id.in_(_IDS))
    .group_by(Council.id, Seat.college)
)
SESSION = (Draw.session_at.label("session_at"), Draw.session_place.label("session_place"))
DRAWS = (
    sa.select(Council.neighbourhood_id, Draw.id, Draw.state, *SESSION)
    .join(Council, Council.id == Draw.council_id)
    .where(Council.neighbourhood_id.in_(_IDS), ~one_of(Draw.state, HIDDEN), Draw.is_rehearsal.is_(False))
    # The last row of a neighbourhood stays: a draw under way comes after those that are over.
    .order_by(_IS_UNDER_WAY, Draw.sequence)
)
NEXT_DRAWS = (
    sa.select(Draw.id, Neighbourhood.name, Neighbourhood.code, *SESSION)
    .join(Council, Council.id == Draw.council_id)
    .join(Neighbourhood, Neighbourhood.id == Council.neighbourhood_id)
    # Those of today stay until midnight, begun or not; one overdue since an earlier day is among all draws.
    .where(one_of(Draw.state, COMING), Draw.is_rehearsal.is_(False), Draw.session_at >= sa.bindparam("since"))
    .order_by(Draw.session_at, Draw.id)
    .limit(NEXT_DATES)
)
NEXT_MEETINGS = (
    sa.select(Meeting.id, Neighbourhood.name, Neighbourhood.code, Meeting.starts_at, Meeting.place)
    .join(Council, Council.body_id == Meeting.body_id)
    .join(Neighbourhood, Neighbourhood.id == Council.neighbourhood_id)
    .where(is_next(sa.bindparam("now", type_=UTCDateTime)))
    .order_by(Meeting.starts_at, Meeting.id)
    .limit(NEXT_DATES)
)
NEXT_OF_ONE = (
    sa.select(Meeting.id, Neighbourhood.name, Neighbourhood.code, Meeting.starts_at, Meeting.place)
    .join(Council, Council.body_id == Meeting.body_id)
    .join(Neighbourhood, Neighbourhood.id == Council.neighbourhood_id)
    .where(Neighbourhood.id == sa.bindparam("neighbourhood_id"), is_next(sa.bindparam("now", type_=UTCDateTime)))
    .order_by(Meeting.starts_at, Meeting.id)
    .limit(1)
)


def standings(session: Session, neighbourhood_ids: Iterable[int], now: datetime) -> dict[int, Standing]:
    """Return where each of these neighbourhoods stands; those without a council have `NONE_YET`."""
    wanted = list(neighbourhood_ids)
    if not wanted:
        return {}
    connection = session.connection()
    councils: dict[int, list[Any]] = {}
    for row in connection.execute(COUNCILS, {"ids": wanted, "on": day_of(now)}):
        councils.setdefault(row.neighbourhood_id, []).append(row)
    draws = {row.neighbourhood_id: row for row in connection.execute(DRAWS, {"ids": wanted})}
    return {
        key: _standing(councils[key], draws.get(key), now) if key in councils else NONE_YET for key in wanted
    }


def next_draws(session: Session, now: datetime) -> tuple[DrawDate, ...]:
    """Return the next draws in public from today on, soonest first."""
    today = datetime.combine(day_of(now), time.min, PARIS)
    rows = session.connection().execute(NEXT_DRAWS, {"since": today})
    return tuple(DrawDate(*row, row.session_at < now) for row in rows)


def next_meetings(session: Session, now: datetime) -> tuple[MeetingDate, ...]:
    """Return the next convened meetings that have not begun, soonest first."""
    return tuple(MeetingDate(*row) for row in session.connection().execute(NEXT_MEETINGS, {"now": now}))


def next_meeting(session: Session, neighbourhood_id: int, now: datetime) -> MeetingDate | None:
    """Return the next convened meeting of a neighbourhood's council that has not begun."""
    found = session.connection().execute(NEXT_OF_ONE, {"neighbourhood_id": neighbourhood_id, "now": now}).one_or_none()
    return MeetingDate(*found) if found else None


def _standing(rows: list[Any], draw: Any | None, now: datetime) -> Standing:
    """Combine a council's rows, one for each college, with its draw."""
    stage = STAGES.get(draw.state, Stage.QUIET) if draw is not None else Stage.QUIET
    counts = {row.college: (row.total, row.held) for row in rows}
    residents = counts.get(College.RESIDENTS, (0, 0))
    actors = counts.get(College.LOCAL_ACTORS, (0, 0))
    return Standing(
        stage=stage,
        sign_up_open=rows[0].sign_up_open and stage in (Stage.QUIET, Stage.ANNOUNCED),
        is_fictitious=rows[0].is_fictitious,
        seats=Seats(
            total=sum(total for total, _ in counts.values()),
            held=sum(held for _, held in counts.values()),
            residents_total=residents[0],
            residents_held=residents[1],
            actors_total=actors[0],
            actors_held=actors[1],
        ),
        draw_id=draw.id if draw is not None else None,
        draw_at=draw.session_at if draw is not None else None,
        draw_place=draw.session_place if draw is not None else "",
        is_late=draw is not None and draw.state in COMING and draw.session_at < now,
    )
