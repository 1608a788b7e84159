"""What a designation must satisfy: who may be chosen, which meeting or draw chose, the pair, whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Gender, Mandate, MandateRole, Person, Seat
from participation.councils.models import Council
from participation.draws.models import Draw
from participation.kernel import clock
from participation.kernel.errors import RefusedError
from participation.meetings.models import Decision, Meeting, MeetingState
from participation.meetings.services.access import BEYOND
from participation.meetings.services.places import holds_on
from participation.representation.models import DelegateSeat, Designation, DesignationMode, SteeringBody

HELD = (MeetingState.HELD, MeetingState.CLOSED)
PAIR = frozenset({Gender.FEMALE, Gender.MALE})
"""Genders that the rule of pairs can compare; whoever did not say one of them breaks no rule."""
OFFERED = 20
"""Meetings, decisions and draws to choose from, the latest first."""


@dataclass(frozen=True)
class NewDelegate:
    """What the council decided."""

    council_id: int
    """Whose delegate; for a seat of one council it is that council."""
    person_id: int
    role: MandateRole
    starts_on: date
    ends_on: date
    mode: DesignationMode
    meeting_id: int | None = None
    decision_id: int | None = None
    draw_id: int | None = None
    act: str = ""
    """The paper that says so, where the council met before this site recorded its meetings."""
    act_on: date | None = None
    """Day of that paper."""


@dataclass(frozen=True)
class Checked:
    """Who is designated, and on which day."""

    person: Person
    on: date


def check(
    session: Session, now: datetime, body: SteeringBody, place: DelegateSeat, council: Council, new: NewDelegate
) -> Checked:
    """Return who is designated and when, if the rules of this slice let it happen.

    Raises:
        RefusedError: `not_a_member`; `meeting_needed`, `act_to_come`, `not_its_meeting`, `not_its_decision`,
            `draw_needed`, `not_its_draw`; `act_after_start` (`on`); `beyond_mandate` (`ends_on`);
            `substitute_elsewhere`, `substitute_stays`; `turn_again`; `pair`.
    """
    today = clock.day_of(now)
    person = _member(session, council, new.person_id, today)
    on = _day_of_act(session, council, new, today)
    if on > new.starts_on:
        raise RefusedError("act_after_start", on=on)
    _require_mandate(session, council, new, today)
    held = _held(session, place, today)
    _require_turn(session, place, council, new, held)
    if body.asks_pair:
        _require_pair(person, new.role, held)
    return Checked(person, on)


def electors(session: Session, council: Council, day: date) -> Sequence[Person]:
    """Return who sits in a council on a day, by name: from among them it designates."""
    query = (
        sa.select(Person)
        .where(Person.id.in_(_sitting(council, day)), Person.erased_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return session.scalars(query).all()


def _sitting(council: Council, day: date) -> sa.Select[int]:
    return sa.select(Mandate.person_id).join(Mandate.seat).where(Seat.body_id == council.body_id, holds_on(day))


def _member(session: Session, council: Council, person_id: int, today: date) -> Person:
    query = sa.select(Person).where(Person.id == person_id, Person.id.in_(_sitting(council, today)))
    found = session.scalars(query).one_or_none() if person_id < BEYOND else None
    if found is None:
        raise RefusedError("not_a_member")
    return found


def _require_mandate(session: Session, council: Council, new: NewDelegate, today: date) -> None:
    """A delegate speaks for the council they sit in, so not longer than they sit there."""
    sits = _sitting(council, today).with_only_columns(sa.func.max(Mandate.ends_on))
    ends_on = session.scalar(sits.where(Mandate.person_id == new.person_id))
    if ends_on is not None and new.ends_on > ends_on:
        raise RefusedError("beyond_mandate", ends_on=ends_on)


def meetings_of(session: Session, council: Council) -> Sequence[Meeting]:
    """Return the meetings of a council that can have designated somebody, the latest first."""
    query = sa.select(Meeting).where(Meeting.body_id == council.body_id, Meeting.state.in_(HELD))
    return session.scalars(query.order_by(Meeting.starts_at.desc()).limit(OFFERED)).all()


def decisions_of(session: Session, council: Council) -> Sequence[Decision]:
    """Return the latest decisions of a council that stand."""
    query = sa.select(Decision).where(
        Decision.body_id == council.body_id, Decision.withdrawn_at.is_(None)
    )
    return session.scalars(query.order_by(Decision.id.desc()).limit(OFFERED)).all()


def draws_of(session: Session, council: Council) -> Sequence[Draw]:
    """Return the public draws of a council whose result stands, the latest first."""
    is_public = sa.and_(Draw.drawn_at.is_not(None), Draw.is_rehearsal.is_(False))
    query = sa.select(Draw).where(Draw.council_id == council.id, is_public)
    return session.scalars(query.order_by(Draw.drawn_at.desc()).limit(OFFERED)).all()


def _day_of_paper(new: NewDelegate, today: date) -> date:
    if not new.act or new.act_on is None:
        raise RefusedError("meeting_needed")
    if new.act_on > today:
        raise RefusedError("act_to_come")
    return new.act_on


def _day_of_act(session: Session, council: Council, new: NewDelegate, today: date) -> date:
    if new.mode is DesignationMode.DRAW:
        if new.draw_id is None:
            raise RefusedError("draw_needed")
        draw = next((each for each in draws_of(session, council) if each.id == new.draw_id), None)
        if draw is None or draw.drawn_at is None:
            raise RefusedError("not_its_draw")
        return clock.day_of(draw.drawn_at)
    if new.meeting_id is None:
        return _day_of_paper(new, today)
    meeting = next((each for each in meetings_of(session, council) if each.id == new.meeting_id), None)
    if meeting is None:
        raise RefusedError("not_its_meeting")
    if new.decision_id is not None:
        decision = session.get(Decision, new.decision_id) if new.decision_id < BEYOND else None
        if decision is None or decision.meeting_id != meeting.id or decision.withdrawn_at is not None:
            raise RefusedError("not_its_decision")
    return clock.day_of(meeting.starts_at)


@dataclass(frozen=True)
class _Held:
    role: MandateRole
    gender: Gender | None
    council_id: int
    is_over: bool


def _held(session: Session, place: DelegateSeat, today: date) -> list[_Held]:
    # A term that is over holds nothing any more, even if nobody has ended it yet.
    is_over = sa.or_(Mandate.left_on.is_not(None), Mandate.ends_on < today)
    query = (
        sa.select(Mandate.role, Person.gender, Designation.council_id, is_over)
        .join(Designation, Designation.mandate_id == Mandate.id)
        .join(Person, Mandate.person_id == Person.id)
        .where(Mandate.seat_id == place.seat_id)
        .order_by(Mandate.starts_on.desc(), Mandate.id.desc())
    )
    return [_Held(*row) for row in session.execute(query)]


def _require_turn(
    session: Session, place: DelegateSeat, council: Council, new: NewDelegate, held: Sequence[_Held]
) -> None:
    """On a seat in turn, holder and substitute are of one council, and no council follows itself."""
    if place.council_id is not None:
        return
    full = [each for each in held if each.role is MandateRole.FULL]
    if new.role is MandateRole.SUBSTITUTE:
        if any(not each.is_over and each.council_id != council.id for each in full):
            raise RefusedError("substitute_elsewhere")
        return
    if any(not each.is_over and each.council_id != council.id for each in held if each not in full):
        raise RefusedError("substitute_stays")
    others = session.scalar(sa.select(sa.func.count()).select_from(Council).where(Council.id != council.id))
    if full and full[0].is_over and full[0].council_id == council.id and others:
        raise RefusedError("turn_again")


def _require_pair(person: Person, role: MandateRole, held: Sequence[_Held]) -> None:
    beside = [each for each in held if not each.is_over and each.role is not role]
    if any(each.gender in PAIR and each.gender == person.gender for each in beside):
        raise RefusedError("pair")
