"""Where each announced draw stands: its phase, and the list of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.councils.models import Council
from participation.draws.models import DieReading, Draw, DrawState, Reading
from participation.draws.results import DONE, PAST
from participation.draws.services import postponing
from participation.kernel.pagination import Page, paginate

LATE = timedelta(hours=12)
"""After that long without a word or a die, the page says that the chance did not take place that day."""


class Phase(StrEnum):
    """Which of its pages a draw shows."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class DrawRow:
    """A draw in a list."""

    id: int
    title: str
    neighbourhood: str
    phase: Phase
    state: DrawState
    seats: int
    at: datetime
    """Of the chance, planned; of the result, once there is one."""
    place: str
    is_late: bool
    """Whether its hour is over and nothing was drawn."""
    is_postponed: bool
    is_rehearsal: bool
    is_fictitious: bool


def phase_of(draw: Draw, now: datetime) -> Phase:
    """Return which page a draw shows at an instant."""
    if draw.state == DrawState.ABANDONED:
        return Phase.ABANDONED
    if draw.state in DONE:
        return Phase.AFTER
    return Phase.DURING if draw.state == DrawState.SEALED and now >= draw.session_at else Phase.BEFORE


HAS_BEGUN = sa.or_(
    sa.exists().where(Reading.draw_id == Draw.id), sa.exists().where(DieReading.draw_id == Draw.id)
)
"""Whether somebody has typed a word or a die of a draw."""


def is_late(draw: Draw, now: datetime) -> bool:
    """Tell whether a draw's hour is over with nothing drawn: at once where no seal lets the dice be thrown.

    A session that has begun is under way, however long it takes: ask `HAS_BEGUN` for it.
    """
    if draw.state == DrawState.SEALED:
        return now >= draw.session_at + LATE
    return draw.state in postponing.OPEN and now >= draw.entropy_for


def page_of(session: Session, now: datetime, number: int) -> Page[DrawRow]:
    """Return one page of the announced draws: the next ones first, then the past ones, the latest first."""
    is_past = sa.case((Draw.state.in_(PAST), 1), else_=0)
    query = (
        sa.select(Draw, HAS_BEGUN)
        .where(Draw.announced_at.is_not(None))
        .options(joinedload(Draw.council).joinedload(Council.neighbourhood))
        .order_by(
            is_past,
            sa.case((is_past == 0, Draw.session_at)),
            sa.case((is_past == 1, Draw.entropy_for)).desc(),
            Draw.id,
        )
    )
    found = paginate(session, query, number)
    return Page([_row(draw, now, begun) for draw, begun in found.rows], found.number, found.total)


def _row(draw: Draw, now: datetime, begun: bool) -> DrawRow:
    return DrawRow(
        id=draw.id,
        title=draw.title,
        neighbourhood=draw.council.neighbourhood.name,
        phase=phase_of(draw, now),
        state=draw.state,
        seats=draw.seats,
        at=draw.drawn_at or draw.session_at,
        place=draw.session_place,
        is_late=is_late(draw, now) and not begun,
        is_postponed=draw.postponed_at is not None,
        is_rehearsal=draw.is_rehearsal,
        is_fictitious=draw.council.is_fictitious,
    )
