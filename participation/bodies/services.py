"""Seats opened and closed, taken and left.

Call order: `open_seat` → `take_seat` → `leave_seat` (or the end of the term) → `take_seat` … → `close_seat`.
Each act locks its body first, so that two people who act at once cannot both win, and writes one journal
entry without a name. The journal is locked until the transaction ends: in one transaction, do these acts
before any other journal entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import (
    Association,
    Body,
    College,
    EndReason,
    Mandate,
    MandateRole,
    Origin,
    Person,
    Seat,
)
from participation.journal import services as journal
from participation.kernel import clock, jobs
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor


@dataclass(frozen=True)
class Term:
    """A mandate's first and last day."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Designation:
    """The act that gives somebody a seat, and on whose behalf they sit."""

    act: str
    on: date
    association: Association | None = None


def open_seat(
    session: Session,
    actor: Actor,
    now: datetime,
    body: Body,
    college: College | None,
    origin: Origin,
    opened_on: date,
    after: int | None = None,
) -> Seat:
    """Add a seat with the next number of its body; numbers of closed seats are not used again.

    Args:
        after: The last seat's number as the person saw it, so that an act sent twice opens one seat.

    Raises:
        RefusedError: `seat_opened_meanwhile` when the last number is not `after`.
    """
    _lock(session, body.id)
    last = last_number(session, body.id)
    if after is not None and last != after:
        raise RefusedError("seat_opened_meanwhile", last=last)
    seat = Seat(body_id=body.id, number=last + 1, college=college, origin=origin, opened_on=opened_on)
    session.add(seat)
    session.flush()
    _record(session, now, "seat.opened", seat, origin=origin.value)
    return seat


def last_number(session: Session, body_id: int) -> int:
    """Return the greatest seat number of a body, 0 without seats."""
    return session.scalar(sa.select(sa.func.max(Seat.number)).where(Seat.body_id == body_id)) or 0


def close_seat(session: Session, actor: Actor, now: datetime, seat: Seat, closed_on: date) -> None:
    """Close an empty seat for good; its history stays.

    Raises:
        RefusedError: `seat_closed`, `seat_held`, or `closed_too_early` (`since`: when it was opened or last
        left).
    """
    _lock(session, seat.body_id)
    session.refresh(seat)
    if seat.closed_on is not None:
        raise RefusedError("seat_closed", closed_on=seat.closed_on)
    if session.scalar(
        sa.select(Mandate.id).where(Mandate.seat_id == seat.id, Mandate.left_on.is_(None)).limit(1)
    ):
        raise RefusedError("seat_held")
    left_on = session.scalar(sa.select(sa.func.max(Mandate.left_on)).where(Mandate.seat_id == seat.id))
    since = max(seat.opened_on, left_on or seat.opened_on)
    if closed_on < since:
        raise RefusedError("closed_too_early", since=since)
    seat.closed_on = closed_on
    _record(session, now, "seat.closed", seat)


def take_seat(
    session: Session,
    actor: Actor,
    now: datetime,
    seat: Seat,
    person: Person,
    term: Term,
    role: MandateRole = MandateRole.FULL,
    designation: Designation | None = None,
) -> Mandate:
    """Give a person a seat for a term, as its holder or as the substitute.

    Raises:
        RefusedError: `term_inverted`; `seat_closed`; `seat_not_open` (`opened_on`); `seat_held`;
            `seat_held_until` (`free_on`: first day on which it is free); `no_full_holder` for a substitute of a
            vacant seat; `substitute_outside` (`starts_on`, `ends_on`: the holder's term) for a substitute who
            would sit before or after the holder; `person_seated` (`number`) when the person sits in this body
            already; `person_seated_until` (`free_on`) when they still did on the first day.
    """
    if term.ends_on < term.starts_on:
        raise RefusedError("term_inverted")
    _lock(session, seat.body_id)
    session.refresh(seat)
    if seat.closed_on is not None:
        raise RefusedError("seat_closed", closed_on=seat.closed_on)
    if term.starts_on < seat.opened_on:
        raise RefusedError("seat_not_open", opened_on=seat.opened_on)
    _end_terms(session, now, [seat.body_id])
    _require_free_seat(session, seat, role, term)
    _require_free_person(session, seat, person, term)
    mandate = Mandate(
        seat_id=seat.id, person_id=person.id, role=role, starts_on=term.starts_on, ends_on=term.ends_on
    )
    if designation is not None:
        mandate.designation_act, mandate.designated_on = designation.act, designation.on
        mandate.association_id = designation.association.id if designation.association else None
    session.add(mandate)
    session.flush()
    _record(session, now, "seat.taken", seat, role=role.value)
    return mandate


def _require_free_seat(session: Session, seat: Seat, role: MandateRole, term: Term) -> None:
    mandates = session.scalars(sa.select(Mandate).where(Mandate.seat_id == seat.id)).all()
    same = [mandate for mandate in mandates if mandate.role is role]
    if any(mandate.left_on is None for mandate in same):
        raise RefusedError("seat_held")
    free_on = max((free_from(each.left_on, each.end_reason) for each in same if each.left_on), default=None)
    if free_on is not None and free_on > term.starts_on:
        raise RefusedError("seat_held_until", free_on=free_on)
    if role is MandateRole.SUBSTITUTE:
        _require_holder(mandates, term)


def _require_holder(mandates: Sequence[Mandate], term: Term) -> None:
    full = next((each for each in mandates if each.role is MandateRole.FULL and each.left_on is None), None)
    if full is None:
        raise RefusedError("no_full_holder")
    if not full.starts_on <= term.starts_on <= term.ends_on <= full.ends_on:
        raise RefusedError("substitute_outside", starts_on=full.starts_on, ends_on=full.ends_on)


def free_from(left_on: date, reason: EndReason | None) -> date:
    """Return the first day on which nobody sits: the day of leaving, but at a term the day after its last."""
    return left_on + timedelta(days=1) if reason is EndReason.TERM else left_on


def _require_free_person(session: Session, seat: Seat, person: Person, term: Term) -> None:
    query = (
        sa.select(Seat.number, Mandate.left_on, Mandate.end_reason)
        .join(Mandate, Mandate.seat_id == Seat.id)
        .where(Seat.body_id == seat.body_id, Mandate.person_id == person.id)
    )
    for row in session.execute(query):
        if row.left_on is None:
            raise RefusedError("person_seated", number=row.number)
        free_on = free_from(row.left_on, row.end_reason)
        if free_on > term.starts_on:
            raise RefusedError("person_seated_until", free_on=free_on)


def leave_seat(
    session: Session, actor: Actor, now: datetime, mandate: Mandate, reason: EndReason, left_on: date
) -> None:
    """End a mandate before or at its term. A substitute stays and stands in until the seat is taken again.

    Raises:
        RefusedError: `already_left` (`left_on`); `left_before_start` (`starts_on`); `left_after_term`
            (`ends_on`); `day_to_come` when the day is not yet here, but for a mandate that has not begun:
            it ends on its first day.
    """
    seat = session.get_one(Seat, mandate.seat_id)
    _lock(session, seat.body_id)
    session.refresh(mandate)
    if mandate.left_on is not None:
        raise RefusedError("already_left", left_on=mandate.left_on)
    if left_on < mandate.starts_on:
        raise RefusedError("left_before_start", starts_on=mandate.starts_on)
    if left_on > mandate.ends_on:
        raise RefusedError("left_after_term", ends_on=mandate.ends_on)
    if left_on > max(clock.day_of(now), mandate.starts_on):
        raise RefusedError("day_to_come")
    _leave(session, now, seat, mandate, reason, left_on)


def end_with(session: Session, now: datetime, mandate: Mandate, reason: EndReason, left_on: date) -> None:
    """End a mandate since what it rests on ended. The body is locked; before its first day it ends on that day."""
    if left_on < mandate.starts_on:
        # Left on its first day, for another reason than the term: nobody ever sat.
        left_on, reason = mandate.starts_on, EndReason.REPLACED
    _leave(session, now, session.get_one(Seat, mandate.seat_id), mandate, reason, left_on)


@jobs.due("mandates")
def end_terms(session: Session, now: datetime) -> int:
    """End the mandates whose last day is past; return how many."""
    overdue = sa.select(Seat.body_id).join(Mandate, Mandate.seat_id == Seat.id).where(_is_overdue(now))
    bodies = session.scalars(sa.select(Body.id).where(Body.id.in_(overdue)).order_by(Body.id)).all()
    # All bodies are locked before the first journal entry, which locks the journal: no two acts wait for
    # each other.
    for body_id in bodies:
        _lock(session, body_id)
    return _end_terms(session, now, bodies)


def _end_terms(session: Session, now: datetime, body_ids: Sequence[int]) -> int:
    query = (
        sa.select(Mandate, Seat)
        .join(Seat, Mandate.seat_id == Seat.id)
        .where(Seat.body_id.in_(body_ids), _is_overdue(now))
        .order_by(Mandate.ends_on, Mandate.id)
        .execution_options(populate_existing=True)
    )
    rows = session.execute(query).all()
    for mandate, seat in rows:
        _leave(session, now, seat, mandate, EndReason.TERM, mandate.ends_on)
    return len(rows)


def _is_overdue(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Mandate.left_on.is_(None), Mandate.ends_on < clock.day_of(now))


def _leave(
    session: Session, now: datetime, seat: Seat, mandate: Mandate, reason: EndReason, left_on: date
) -> None:
    mandate.left_on, mandate.end_reason = left_on, reason
    session.flush()
    # Why somebody left can be private: the journal only tells that the seat is free.
    _record(session, now, "seat.left", seat, role=mandate.role.value)


def _lock(session: Session, body_id: int) -> None:
    session.execute(sa.select(Body.id).where(Body.id == body_id).with_for_update())


def _record(session: Session, now: datetime, kind: str, seat: Seat, **more: str) -> None:
    college = seat.college.value if seat.college else None
    journal.append(
        session, now, kind, f"body:{seat.body_id}", {"seat": seat.number, "college": college} | more
    )
