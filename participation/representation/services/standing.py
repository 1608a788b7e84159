"""How councils stand: who sleeps, whose terms end, what is late. Nothing is stored; few queries for any number."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate, MandateRole, Seat
from participation.councils.models import Council
from participation.councils.services.composition import SOON_DAYS
from participation.councils.services.reading import is_holding, is_open
from participation.kernel.clock import day_of
from participation.kernel.db import UTCDateTime
from participation.measures.terms import last_days
from participation.meetings.models import Meeting, MeetingState, Minutes
from participation.meetings.services.standing import is_next
from participation.representation.models import CouncilRequest, DelegateSeat, SteeringBody
from participation.representation.services import ledger, standing_quorum
from participation.representation.services.standing_quorum import Held

DORMANT_MONTHS = 4
"""Without a meeting for longer, a council sleeps."""
IN_A_ROW = 2
"""Meetings without quorum, one after the other, that are an alarm."""
HAPPENED = (MeetingState.HELD, MeetingState.CLOSED)
TODAY = sa.bindparam("today", type_=sa.Date)
SOON = sa.bindparam("soon", type_=sa.Date)
NOW = sa.bindparam("now", type_=UTCDateTime)


@dataclass(frozen=True)
class Standing:
    """How one council stands on a day."""

    council_id: int
    seated: int
    """Seats that somebody holds."""
    since: date | None
    """First day of the oldest of those mandates."""
    last_met_on: date | None
    next_on: date | None
    """The next convened meeting."""
    is_dormant: bool
    """Somebody sits, and nothing was held for four months."""
    ending: int
    """Mandates that end within six months."""
    ends_on: date | None
    """The first of those days."""
    lacks_quorum: bool
    """The last two meetings had too few people."""
    late_minutes: int
    overdue: int
    """Requests whose day has passed without an answer."""
    vacant: int
    """Seats in steering bodies that nobody holds: the council's own, and those that could be its turn."""


def standing(session: Session, council_id: int, now: datetime) -> Standing:
    """Return how one council stands."""
    return standings(session, [council_id], now)[council_id]


def standings(session: Session, council_ids: Collection[int], now: datetime) -> dict[int, Standing]:
    """Return how each of some councils stands."""
    if not council_ids:
        return {}
    today = day_of(now)
    values = {"today": today, "soon": today + timedelta(days=SOON_DAYS), "now": now, "council_ids": list(council_ids)}
    facts = session.execute(FACTS, values).all()
    poor = _without_quorum(session, [row.body_id for row in facts])
    return {row.id: _standing(row, today, row.body_id in poor) for row in facts}


def dormant_from(last: date) -> date:
    """Return the first day on which a council sleeps that met, or began, on a day."""
    end: date = last_days(np.array([last], dtype="datetime64[D]"), DORMANT_MONTHS)[0].item()
    return end + timedelta(days=1)


def _standing(row: Any, today: date, lacks_quorum: bool) -> Standing:
    last = day_of(row.last_met_at) if row.last_met_at else None
    began = max(filter(None, (last, row.since)), default=None)
    return Standing(
        council_id=row.id,
        seated=row.seated,
        since=row.since,
        last_met_on=last,
        next_on=day_of(row.next_at) if row.next_at else None,
        is_dormant=bool(row.seated) and began is not None and today >= dormant_from(began),
        ending=row.ending,
        ends_on=row.ends_on,
        lacks_quorum=lacks_quorum,
        late_minutes=row.late_minutes,
        overdue=row.overdue,
        vacant=row.vacant,
    )


def _of_mandates() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Mandate.id)
        .join(Seat, Mandate.seat_id == Seat.id)
        .where(Seat.body_id == Council.body_id, Mandate.role == MandateRole.FULL, is_holding(TODAY))
    )


def _of_meetings() -> dict[str, sa.Select[*tuple[Any, ...]]]:
    met = sa.select(sa.func.max(Meeting.starts_at)).where(Meeting.state.in_(HAPPENED))
    coming = sa.select(sa.func.min(Meeting.starts_at)).where(is_next(NOW))
    late = (
        sa.select(sa.func.count())
        .select_from(Minutes)
        .join(Meeting, Minutes.meeting_id == Meeting.id)
        .where(Meeting.state.in_(HAPPENED), Minutes.circulated_at.is_(None), Minutes.due_on < TODAY)
    )
    parts = {"last_met_at": met, "next_at": coming, "late_minutes": late}
    return {name: part.where(Meeting.body_id == Council.body_id) for name, part in parts.items()}


def _overdue() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(sa.func.count()).where(
        CouncilRequest.council_id == Council.id, ledger.IS_OPEN, CouncilRequest.due_on < TODAY
    )


def _vacant() -> sa.Select[*tuple[Any, ...]]:
    held = sa.exists().where(Mandate.seat_id == Seat.id, Mandate.role == MandateRole.FULL, is_holding(TODAY))
    is_theirs = sa.or_(DelegateSeat.council_id == Council.id, DelegateSeat.council_id.is_(None))
    return (
        sa.select(sa.func.count())
        .select_from(DelegateSeat)
        .join(Seat, DelegateSeat.seat_id == Seat.id)
        .join(SteeringBody, SteeringBody.body_id == Seat.body_id)
        .where(is_theirs, is_open(TODAY), SteeringBody.created_on <= TODAY, ~held)
        .where(sa.or_(SteeringBody.dissolved_on.is_(None), SteeringBody.dissolved_on > TODAY))
    )


def _facts() -> sa.Select[*tuple[Any, ...]]:
    """Return the statement that counts what each council has and lacks, beside its number and its body's."""
    sits = _of_mandates()
    ends = sits.where(Mandate.ends_on <= SOON)
    parts = {
        "seated": sits.with_only_columns(sa.func.count()),
        "since": sits.with_only_columns(sa.func.min(Mandate.starts_on)),
        "ending": ends.with_only_columns(sa.func.count()),
        "ends_on": ends.with_only_columns(sa.func.min(Mandate.ends_on)),
        **_of_meetings(),
        "overdue": _overdue(),
        "vacant": _vacant(),
    }
    columns = [part.correlate(Council).scalar_subquery().label(name) for name, part in parts.items()]
    chosen = Council.id.in_(sa.bindparam("council_ids", expanding=True))
    return sa.select(Council.id, Council.body_id, *columns).where(chosen)


# Built once: the council's page is read far more often than anything else.
FACTS = _facts()


def _without_quorum(session: Session, body_ids: Collection[int]) -> set[int]:
    """Return the bodies whose last two closed meetings both lacked the quorum."""
    latest = (Meeting.starts_at.desc(), Meeting.id.desc())
    place = sa.func.row_number().over(partition_by=Meeting.body_id, order_by=latest)
    ranked = (
        sa.select(Meeting.id, Meeting.body_id, Meeting.starts_at, place.label("place"))
        .where(Meeting.body_id.in_(body_ids), Meeting.state == MeetingState.CLOSED)
        .subquery()
    )
    query = sa.select(ranked).where(ranked.c.place <= IN_A_ROW).order_by(ranked.c.body_id, ranked.c.place)
    found = [Held(row.id, row.body_id, day_of(row.starts_at)) for row in session.execute(query)]
    pairs = {body_id: list(group) for body_id, group in groupby(found, key=lambda each: each.body_id)}
    two = {body_id: group for body_id, group in pairs.items() if len(group) == IN_A_ROW}
    poor = standing_quorum.without_quorum(session, [each for group in two.values() for each in group])
    return {body_id for body_id, group in two.items() if all(each.id in poor for each in group)}
