"""An association or a local actor designates the person who sits for it; somebody leaves a seat."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies import services as bodies
from participation.bodies.models import (
    Association,
    EndReason,
    Gender,
    Mandate,
    MandateRole,
    Origin,
    Person,
    Seat,
)
from participation.councils.models import Council
from participation.councils.services.ahead import departure_elsewhere
from participation.councils.services.rule_book import check_term
from participation.kernel import clock
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor


@dataclass(frozen=True)
class DesignatedPerson:
    """Who sits, and for whom."""

    name: str
    birth_year: int | None
    gender: Gender | None
    publishes_name: bool
    association: str


def designate(
    session: Session,
    actor: Actor,
    now: datetime,
    council: Council,
    seat: Seat,
    person: DesignatedPerson,
    term: bodies.Term,
    act: str,
    designated_on: date,
    role: MandateRole = MandateRole.FULL,
) -> Mandate:
    """Seat the person whom an association designated by an act; other seats are not filled this way.

    Raises:
        RefusedError: `not_by_designation`; `act_to_come`; `act_after_start`; `term_too_long`; and those of
            `bodies.take_seat`.
    """
    if seat.origin is not Origin.DESIGNATED:
        raise RefusedError("not_by_designation")
    if designated_on > clock.day_of(now):
        raise RefusedError("act_to_come")
    if designated_on > term.starts_on:
        raise RefusedError("act_after_start")
    check_term(session, council.id, term.starts_on, term.ends_on)
    association = _association(session, person.association, council.is_fictitious)
    found = _person(session, council, association, person)
    if found is None:
        found = Person(
            name=person.name,
            birth_year=person.birth_year,
            gender=person.gender,
            is_fictitious=council.is_fictitious,
        )
        session.add(found)
    found.publishes_name = person.publishes_name
    found.consented_at = now if person.publishes_name else None
    session.flush()
    designation = bodies.Designation(act, designated_on, association)
    return bodies.take_seat(session, actor, now, seat, found, term, role, designation)


def record_departure(
    session: Session, actor: Actor, now: datetime, mandate: Mandate, reason: EndReason, left_on: date
) -> None:
    """End a mandate on the council's own page.

    Raises:
        RefusedError: `departure_elsewhere`: a draw gave this seat and still calls whoever comes next; and
            those of `bodies.leave_seat`.
    """
    if departure_elsewhere(session, mandate.id) is not None:
        raise RefusedError("departure_elsewhere")
    bodies.leave_seat(session, actor, now, mandate, reason, left_on)


def _association(session: Session, name: str, is_fictitious: bool) -> Association:
    query = sa.select(Association).where(Association.name == name, Association.is_fictitious == is_fictitious)
    association = session.scalars(query.order_by(Association.id).limit(1)).one_or_none()
    if association is None:
        association = Association(name=name, is_fictitious=is_fictitious)
        session.add(association)
        session.flush()
    return association


def _person(
    session: Session, council: Council, association: Association, person: DesignatedPerson
) -> Person | None:
    """Return the same person where they sat here for the same association: a second mandate is theirs."""
    query = (
        sa.select(Person)
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Seat, Mandate.seat_id == Seat.id)
        .where(
            Seat.body_id == council.body_id,
            Mandate.association_id == association.id,
            Person.name == person.name,
            Person.birth_year == person.birth_year
            if person.birth_year is not None
            else Person.birth_year.is_(None),
        )
        .order_by(Person.id)
        .limit(1)
    )
    return session.scalars(query).first()
