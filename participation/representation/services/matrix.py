"""Councils × bodies: where each council has a voice, where its seat is empty, whether its delegate comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import EndReason, Mandate, MandateRole, Seat
from participation.bodies.services import free_from
from participation.councils.models import Council
from participation.kernel import clock
from participation.meetings.services.places import holds_on
from participation.representation.models import DelegateSeat, Designation, SeatSharing, SteeringBody
from participation.representation.services import presence
from participation.representation.services.bodies import listed
from participation.territory.models import Neighbourhood

PERIOD = timedelta(days=365)
"""Over which presence is counted."""


class Standing(StrEnum):
    """What a council has in a body."""

    FILLED = "filled"
    PART = "part"
    """Some of its seats."""
    VACANT = "vacant"
    """Its seats are empty."""
    NONE = "none"
    """No seat is open for it, though the law gives one."""
    TURN = "turn"
    """Seats in turn, held by other councils now; by nobody where `vacant_since` says since when."""
    ELSEWHERE = "elsewhere"
    """The body of another neighbourhood."""


class AtLast(StrEnum):
    """What is known of the body's last meeting."""

    SAT = "sat"
    AWAY = "away"
    """A delegate was expected and nobody sat."""
    EMPTY = "empty"
    """The seat was empty on that day."""
    UNSAID = "unsaid"
    """Attendance was not noted."""
    BEFORE = "before"
    """It was before the seat existed."""


@dataclass(frozen=True)
class CouncilHead:
    """A council of the matrix."""

    id: int
    name: str
    code: str
    is_fictitious: bool


@dataclass(frozen=True)
class Cell:
    """One council in one body."""

    standing: Standing
    seats: int = 0
    filled: int = 0
    vacant_since: date | None = None
    """Since when the seat empty for longest is empty."""
    at_last: AtLast | None = None
    """None while the body has held no closed meeting."""
    last_on: date | None = None
    told: int = 0
    """Meetings of the last year within a mandate of which something was noted."""
    sat: int = 0


@dataclass(frozen=True)
class Matrix:
    """Everything the page shows."""

    bodies: Sequence[SteeringBody]
    councils: Sequence[CouncilHead]
    cells: Mapping[tuple[int, int], Cell]
    """By council and body."""
    unheld: Mapping[int, Sequence[date]] = field(default_factory=dict)
    """By body, since when each of its seats in turn is held by nobody: they are no council's, and counted once."""

    @property
    def owed(self) -> int:
        """Seats that councils should have: empty cells count as one."""
        own = sum(max(cell.seats, cell.standing is Standing.NONE) for cell in self.cells.values())
        return own + sum(map(len, self.unheld.values()))

    @property
    def filled(self) -> int:
        """Seats held."""
        return sum(cell.filled for cell in self.cells.values())


@dataclass
class _Place:
    """Seats of one council in one body, while they are counted."""

    seats: int = 0
    filled: int = 0
    opened_on: date | None = None
    since: list[date] = field(default_factory=list)


def table(session: Session, now: datetime, body_ids: Sequence[int] | None = None) -> Matrix:
    """Return the matrix of a day, of every body or of some, in a number of queries that does not grow."""
    today, bodies, heads = clock.day_of(now), listed(session, body_ids), _councils(session)
    body_ids = [body.body_id for body in bodies]
    places, unheld = _places(session, body_ids, today)
    rates: dict[tuple[int, int], list[presence.Sat]] = {}
    for each in presence.of_bodies(session, body_ids, today - PERIOD, today):
        if each.role is MandateRole.FULL:
            rates.setdefault((each.council_id, each.body_id), []).append(each)
    lasts = presence.last_meetings(session, body_ids)
    cells = {}
    for head, neighbourhood_id in heads:
        for body in bodies:
            key = (head.id, body.body_id)
            cell = _standing(body, neighbourhood_id, places.get(key), unheld.get(body.body_id, []))
            known = rates.get(key, [])
            cell = replace(cell, told=sum(each.told for each in known), sat=sum(each.sat for each in known))
            cells[key] = _at_last(cell, head.id, places.get(key), lasts.get(body.body_id))
    return Matrix(bodies, [head for head, _neighbourhood in heads], cells, unheld)


def _councils(session: Session) -> list[tuple[CouncilHead, int]]:
    query = (
        sa.select(Council.id, Neighbourhood.name, Neighbourhood.code, Council.is_fictitious, Council.neighbourhood_id)
        .join(Council.neighbourhood)
        .order_by(Neighbourhood.name_key, Council.id)
    )
    return [(CouncilHead(*row[:4]), row.neighbourhood_id) for row in session.execute(query)]


def _places(
    session: Session, body_ids: Sequence[int], today: date
) -> tuple[dict[tuple[int, int], _Place], dict[int, list[date]]]:
    """Return the open seats by council and body, and by body since when seats in turn are held by nobody.

    A seat in turn is of whoever holds it.
    """
    held = (
        sa.select(Mandate.seat_id, Designation.council_id)
        .join(Designation, Designation.mandate_id == Mandate.id)
        .where(Mandate.role == MandateRole.FULL, holds_on(today))
        .subquery()
    )
    at_term = sa.or_(Mandate.left_on.is_(None), Mandate.end_reason == EndReason.TERM)
    left_on = sa.func.coalesce(Mandate.left_on, Mandate.ends_on)
    last = (
        sa.select(
            Mandate.seat_id,
            sa.func.max(sa.case((~at_term, left_on))).label("left_on"),
            sa.func.max(sa.case((at_term, left_on))).label("term_on"),
        )
        .where(Mandate.role == MandateRole.FULL, Mandate.starts_on <= today)
        .group_by(Mandate.seat_id)
        .subquery()
    )
    query = (
        sa.select(
            Seat.body_id,
            sa.func.coalesce(held.c.council_id, DelegateSeat.council_id).label("council_id"),
            Seat.opened_on,
            held.c.council_id.label("holder"),
            last.c.left_on,
            last.c.term_on,
        )
        .join(DelegateSeat.seat)
        .outerjoin(held, held.c.seat_id == Seat.id)
        .outerjoin(last, last.c.seat_id == Seat.id)
        .where(Seat.body_id.in_(body_ids), Seat.closed_on.is_(None))
        .order_by(Seat.body_id, Seat.number)
    )
    places: dict[tuple[int, int], _Place] = {}
    unheld: dict[int, list[date]] = {}
    for row in session.execute(query):
        left = (row.left_on, free_from(row.term_on, EndReason.TERM) if row.term_on else None)
        free = max([row.opened_on, *filter(None, left)])
        if row.council_id is None:
            unheld.setdefault(row.body_id, []).append(free)
            continue
        place = places.setdefault((row.council_id, row.body_id), _Place())
        place.seats += 1
        place.opened_on = min(place.opened_on or row.opened_on, row.opened_on)
        if row.holder is None:
            place.since.append(free)
        else:
            place.filled += 1
    return places, unheld


def _standing(body: SteeringBody, neighbourhood_id: int, place: _Place | None, unheld: Sequence[date]) -> Cell:
    if body.sharing is SeatSharing.ONE and body.neighbourhood_id != neighbourhood_id:
        return Cell(Standing.ELSEWHERE)
    if place is None:
        if body.sharing is SeatSharing.TURN:
            return Cell(Standing.TURN, vacant_since=min(unheld, default=None))
        return Cell(Standing.NONE)
    since = min(place.since, default=None)
    if not place.filled:
        return Cell(Standing.VACANT, place.seats, 0, since)
    return Cell(Standing.PART if since else Standing.FILLED, place.seats, place.filled, since)


def _at_last(cell: Cell, council_id: int, place: _Place | None, last: presence.LastMeeting | None) -> Cell:
    if last is None or place is None or place.opened_on is None:
        return cell
    return replace(cell, at_last=_known(council_id, place.opened_on, last), last_on=last.on)


def _known(council_id: int, opened_on: date, last: presence.LastMeeting) -> AtLast:
    if council_id in last.seated:
        return AtLast.SAT
    if council_id in last.told:
        return AtLast.AWAY
    if opened_on > last.on:
        return AtLast.BEFORE
    return AtLast.UNSAID if council_id in last.expected else AtLast.EMPTY
