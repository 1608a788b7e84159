"""Delegates of councils: designated by a council from among those who sit there, full or substitute, from day to day.

Call order: `designate` (full) → `designate` (substitute) → `leave` → `designate` … A delegate is a mandate in the
steering body with the council's designation behind it, so that the meetings of the body know who sits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from participation.bodies import services as bodies
from participation.bodies.history import PUBLISHED_NAME
from participation.bodies.models import Body, College, EndReason, Gender, Mandate, MandateRole, Person, Seat
from participation.councils import services as councils
from participation.councils.models import Council
from participation.kernel import clock, jobs
from participation.kernel.errors import MissingError
from participation.kernel.permissions import Actor
from participation.meetings.models import Meeting
from participation.meetings.services.access import BEYOND
from participation.meetings.services.places import holds_on
from participation.representation.models import Designation, DesignationMode, SteeringBody, SteeringKind
from participation.representation.services import access, designation_rules
from participation.representation.services.designation_rules import NewDelegate
from participation.representation.services.seats import seat_of
from participation.territory.models import Neighbourhood


@dataclass(frozen=True)
class Delegate:
    """A mandate in a steering body, as the public may know it; `bodies.words.display_name` words it."""

    mandate_id: int
    body_id: int
    body: str
    kind: SteeringKind
    seat: int
    """The seat's number."""
    council_id: int
    council: str
    """The neighbourhood's name."""
    code: str
    role: MandateRole
    person_id: int
    name: str | None
    """With consent only."""
    gender: Gender | None
    starts_on: date
    ends_on: date
    left_on: date | None
    mode: DesignationMode
    meeting_id: int | None
    """The meeting that designated, where the public knows it."""
    met_at: datetime | None
    decision_id: int | None
    draw_id: int | None
    act: str | None
    """The paper that says so, where no meeting or draw is recorded here."""
    designated_on: date | None

    @property
    def college(self) -> College | None:
        """None: steering bodies have no colleges."""
        return None

    @property
    def association(self) -> str | None:
        """None: a delegate speaks for the council, not for an association."""
        return None


def designate(session: Session, actor: Actor, now: datetime, body_id: int, number: int, new: NewDelegate) -> Mandate:
    """Give a seat of a body to somebody of the council, as the council decided.

    Raises:
        MissingError: There is no such body or seat, or the account does not work for the council.
        RefusedError: `body_dissolved`; those of `designation_rules.check`; those of `bodies.take_seat`.
    """
    body = access.lock(session, actor, body_id)
    place = seat_of(session, body_id, number)
    council = councils.assigned_council(session, actor, place.council_id or new.council_id)
    found = designation_rules.check(session, now, body, place, council, new)
    term = bodies.Term(new.starts_on, new.ends_on)
    act = bodies.Designation(new.act, found.on)
    mandate = bodies.take_seat(session, actor, now, place.seat, found.person, term, new.role, act)
    session.add(
        Designation(
            mandate_id=mandate.id,
            council_id=council.id,
            mode=new.mode,
            meeting_id=new.meeting_id,
            decision_id=new.decision_id,
            draw_id=new.draw_id,
        )
    )
    session.flush()
    return mandate


def leave(
    session: Session, actor: Actor, now: datetime, body_id: int, mandate_id: int, reason: EndReason, left_on: date
) -> None:
    """Record that a delegate leaves; a substitute stays and stands in.

    Raises:
        MissingError: There is no such mandate in this body, or the account does not work for its council.
        RefusedError: `body_dissolved`; those of `bodies.leave_seat`.
    """
    access.lock(session, actor, body_id)
    query = (
        sa.select(Mandate, Designation.council_id)
        .join(Designation, Designation.mandate_id == Mandate.id)
        .join(Mandate.seat)
        .where(Mandate.id == mandate_id, Seat.body_id == body_id)
    )
    found = session.execute(query).one_or_none() if mandate_id < BEYOND else None
    if found is None:
        raise MissingError
    councils.assigned_council(session, actor, found.council_id)
    bodies.leave_seat(session, actor, now, found.Mandate, reason, left_on)


@jobs.due("delegates")
def end_unseated(session: Session, now: datetime) -> int:
    """End the mandates of delegates who sit in their council no more, on the day they left it; return how many."""
    today = clock.day_of(now)
    for body_id in sorted({each.body_id for each in session.execute(_unseated(today))}):
        session.execute(sa.select(Body.id).where(Body.id == body_id).with_for_update())
    # Once more under the locks: somebody else may have recorded it meanwhile.
    rows = session.execute(_unseated(today).execution_options(populate_existing=True)).all()
    ended = 0
    for row in rows:
        own = session.scalars(_in_council(row.person_id, row.council_body_id)).first()
        if own is not None and own.starts_on <= today:
            reason, left_on = own.end_reason or EndReason.TERM, own.left_on or own.ends_on
            mandate = session.get_one(Mandate, row.id)
            bodies.end_with(session, now, mandate, reason, min(left_on, mandate.ends_on))
            ended += 1
    return ended


def _unseated(today: date) -> sa.Select[*tuple[Any, ...]]:
    held = aliased(Mandate)
    still = (
        sa.select(Mandate.id)
        .join(Mandate.seat)
        .where(Mandate.person_id == held.person_id, Seat.body_id == Council.body_id, holds_on(today))
        .correlate(held, Council)
    )
    place = aliased(Seat)
    return (
        sa.select(held.id, held.person_id, place.body_id, Council.body_id.label("council_body_id"))
        .join(place, held.seat_id == place.id)
        .join(Designation, Designation.mandate_id == held.id)
        .join(Council, Designation.council_id == Council.id)
        .where(held.left_on.is_(None), ~still.exists())
        .order_by(place.body_id, held.id)
    )


def _in_council(person_id: int, body_id: int) -> sa.Select[Mandate]:
    """Return the mandates of a person in a council, the last to end first."""
    query = sa.select(Mandate).join(Mandate.seat).where(Mandate.person_id == person_id, Seat.body_id == body_id)
    return query.order_by(sa.func.coalesce(Mandate.left_on, Mandate.ends_on).desc(), Mandate.id.desc())


def of_body(session: Session, body_id: int, day: date) -> Sequence[Delegate]:
    """Return the delegates who sit in a body on a day, by seat, the full one before the substitute."""
    # By name as the enumeration of roles sorts: « full » before « substitute ».
    query = rows().where(Seat.body_id == body_id, holds_on(day)).order_by(Seat.number, Mandate.role, Mandate.id)
    return [Delegate(*row) for row in session.execute(query)]


def former(session: Session, body_id: int, day: date, limit: int = 50) -> Sequence[Delegate]:
    """Return who sat in a body before a day, last first."""
    over = sa.or_(Mandate.left_on.is_not(None), Mandate.ends_on < day)
    query = rows().where(Seat.body_id == body_id, over)
    query = query.order_by(Mandate.starts_on.desc(), Mandate.id.desc()).limit(limit)
    return [Delegate(*row) for row in session.execute(query)]


def of_seat(session: Session, actor: Actor, body_id: int, number: int) -> Sequence[Delegate]:
    """Return everybody who held a seat, last first, with the names that the account may read."""
    query = rows(access.known_name(actor)).where(Seat.body_id == body_id, Seat.number == number)
    found = session.execute(query.order_by(Mandate.starts_on.desc(), Mandate.id.desc()))
    return [Delegate(*row) for row in found]


def rows(name: sa.ColumnElement[Any] = PUBLISHED_NAME) -> sa.Select[*tuple[Any, ...]]:
    """Return the query of delegates, with the names that the reader may know."""
    is_known = Meeting.convened_at.is_not(None)
    return (
        sa.select(
            Mandate.id,
            Seat.body_id,
            Body.name.label("body"),
            SteeringBody.kind,
            Seat.number,
            Designation.council_id,
            Neighbourhood.name.label("council"),
            Neighbourhood.code,
            Mandate.role,
            Person.id.label("person_id"),
            name.label("name"),
            Person.gender,
            Mandate.starts_on,
            Mandate.ends_on,
            Mandate.left_on,
            Designation.mode,
            sa.case((is_known, Meeting.id)).label("meeting_id"),
            sa.case((is_known, Meeting.starts_at)).label("met_at"),
            Designation.decision_id,
            Designation.draw_id,
            Mandate.designation_act,
            Mandate.designated_on,
        )
        .select_from(Mandate)
        .join(Designation, Designation.mandate_id == Mandate.id)
        .join(Seat, Mandate.seat_id == Seat.id)
        .join(Body, Seat.body_id == Body.id)
        .join(SteeringBody, SteeringBody.body_id == Body.id)
        .join(Person, Mandate.person_id == Person.id)
        .join(Council, Designation.council_id == Council.id)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .outerjoin(Meeting, Designation.meeting_id == Meeting.id)
    )
