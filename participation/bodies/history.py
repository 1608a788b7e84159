"""Who sits and sat, as rows for pages and files. A name leaves the database only for whom it may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import (
    Association,
    College,
    EndReason,
    Gender,
    Mandate,
    MandateRole,
    Origin,
    Person,
    Seat,
)
from participation.kernel.pagination import Page, paginate

PUBLISHED_NAME = sa.case((Person.publishes_name, Person.name), else_=None)
"""A person's name where they agreed to be named, else nothing: what public queries select."""


@dataclass(frozen=True)
class MandateRow:
    """One mandate, as a page shows it."""

    id: int
    seat: int
    """The seat's number."""
    college: College | None
    origin: Origin
    role: MandateRole
    name: str | None
    """Empty where the reader may not know it; `words.display_name` then gives the role."""
    gender: Gender | None
    association: str | None
    starts_on: date
    ends_on: date
    left_on: date | None
    end_reason: EndReason | None
    designation_act: str | None
    designated_on: date | None


def _mandates(name: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return (
        sa.select(
            Mandate.id,
            Seat.number.label("seat"),
            Seat.college,
            Seat.origin,
            Mandate.role,
            name.label("name"),
            Person.gender,
            Association.name.label("association"),
            Mandate.starts_on,
            Mandate.ends_on,
            Mandate.left_on,
            Mandate.end_reason,
            Mandate.designation_act,
            Mandate.designated_on,
        )
        .join(Seat, Mandate.seat_id == Seat.id)
        .join(Person, Mandate.person_id == Person.id)
        .outerjoin(Association, Mandate.association_id == Association.id)
    )


def _rows(found: Sequence[Any]) -> list[MandateRow]:
    return [MandateRow(*row) for row in found]


def former_members(session: Session, body_id: int, page: int) -> Page[MandateRow]:
    """Return a page of the mandates of a body that ended, last first, named with consent only."""
    query = (
        _mandates(PUBLISHED_NAME)
        .where(Seat.body_id == body_id, Mandate.left_on.is_not(None))
        .order_by(Mandate.left_on.desc(), Seat.number, Mandate.id.desc())
    )
    found = paginate(session, query, page)
    return Page(_rows(found.rows), found.number, found.total)


def members(session: Session, body_id: int) -> list[MandateRow]:
    """Return the mandates held now, by seat, with every name: for the people who work for the body."""
    query = (
        _mandates(Person.name.expression)
        .where(Seat.body_id == body_id, Mandate.left_on.is_(None))
        .order_by(Seat.number, Mandate.role)
    )
    return _rows(session.execute(query).all())


def seat_history(session: Session, seat_id: int) -> list[MandateRow]:
    """Return every mandate of a seat, last first, with every name: for the people who work for the body."""
    query = (
        _mandates(Person.name.expression)
        .where(Mandate.seat_id == seat_id)
        .order_by(Mandate.starts_on.desc(), Mandate.id.desc())
    )
    return _rows(session.execute(query).all())
