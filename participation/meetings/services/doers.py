"""Who does an action, as the public may know them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.history import PUBLISHED_NAME
from participation.bodies.models import Association, College, Gender, Mandate, Person, Seat
from participation.councils.models import Council, CouncilAssignment


@dataclass(frozen=True)
class Holder:
    """A member by their last seat in the body; `bodies.words.display_name` words it."""

    name: str | None
    """With consent only."""
    gender: Gender | None
    college: College | None
    association: str | None
    seat: int


def holders(session: Session, body_ids: Iterable[int], person_ids: Iterable[int]) -> Mapping[tuple[int, int], Holder]:
    """Return the last seat of each person in each body, by (body, person), in one query at most."""
    bodies, persons = set(body_ids), set(person_ids)
    if not persons:
        return {}
    query = (
        sa.select(
            Seat.body_id,
            Mandate.person_id,
            PUBLISHED_NAME,
            Person.gender,
            Seat.college,
            Association.name,
            Seat.number,
        )
        .join(Seat, Mandate.seat_id == Seat.id)
        .join(Person, Mandate.person_id == Person.id)
        .outerjoin(Association, Mandate.association_id == Association.id)
        .where(Seat.body_id.in_(bodies), Mandate.person_id.in_(persons))
        .order_by(Mandate.starts_on, Mandate.id)
    )
    return {(row[0], row[1]): Holder(*row[2:]) for row in session.execute(query)}


def members(session: Session, body_id: int, today: date) -> Sequence[tuple[int, Holder]]:
    """Return who sits today, for the team: the number of the person, and their seat with their name."""
    query = (
        sa.select(Mandate.person_id, Person.name, Person.gender, Seat.college, Association.name, Seat.number)
        .join(Seat, Mandate.seat_id == Seat.id)
        .join(Person, Mandate.person_id == Person.id)
        .outerjoin(Association, Mandate.association_id == Association.id)
        .where(Seat.body_id == body_id, Mandate.left_on.is_(None), Mandate.starts_on <= today)
        .order_by(Seat.number, Mandate.role)
    )
    return [(row[0], Holder(*row[1:])) for row in session.execute(query)]


def accounts(session: Session, body_id: int) -> Sequence[Account]:
    """Return the open accounts that work for a body, by name."""
    query = (
        sa.select(Account)
        .join(CouncilAssignment, CouncilAssignment.account_id == Account.id)
        .join(Council, CouncilAssignment.council_id == Council.id)
        .where(Council.body_id == body_id, Account.disabled_at.is_(None))
        .order_by(Account.name, Account.id)
    )
    return session.scalars(query).all()
