"""Which councils an account works for. A council of others answers like one that does not exist."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Seat
from participation.councils.models import Council, CouncilAssignment
from participation.kernel.errors import MissingError
from participation.kernel.pagination import Page, paginate
from participation.kernel.permissions import Actor, Role
from participation.territory.models import Municipality, Neighbourhood

LARGEST_KEY = 2**31 - 1
"""A number in an address that no key can be is a missing object, not a failure of the database."""


def _works_for(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.role is Role.ADMINISTRATOR:
        return sa.true()
    mine = sa.select(CouncilAssignment.council_id).where(CouncilAssignment.account_id == actor.id)
    return Council.id.in_(mine)


def assigned_council(session: Session, actor: Actor, council_id: int) -> Council:
    """Return a council that the account works for; administrators work for all.

    Raises:
        MissingError: There is no such council, or not for this account.
    """
    query = sa.select(Council).where(Council.id == council_id, _works_for(actor))
    council = session.scalars(query).one_or_none() if council_id <= LARGEST_KEY else None
    if council is None:
        raise MissingError
    return council


def assigned_councils(session: Session, actor: Actor) -> Sequence[Council]:
    """Return every council that the account works for, by name of the neighbourhood."""
    query = (
        sa.select(Council).join(Council.neighbourhood).where(_works_for(actor)).order_by(Neighbourhood.name)
    )
    return session.scalars(query).all()


def is_assigned(session: Session, actor: Actor, council_id: int) -> bool:
    """Tell whether the account works for a council, without loading it."""
    query = sa.select(Council.id).where(Council.id == council_id, _works_for(actor))
    return council_id <= LARGEST_KEY and session.scalar(query) is not None


def council_page(session: Session, actor: Actor, page: int) -> Page[Any]:
    """Return a page of the account's councils: rows of id, neighbourhood_id, name, code, municipality."""
    query = (
        sa.select(
            Council.id,
            Council.neighbourhood_id,
            Neighbourhood.name,
            Neighbourhood.code,
            Municipality.name.label("municipality"),
        )
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .join(Municipality, Neighbourhood.municipality_id == Municipality.id)
        .where(_works_for(actor))
        .order_by(Neighbourhood.name, Council.id)
    )
    return paginate(session, query, page)


def seat_of(session: Session, council: Council, number: int) -> Seat:
    """Return a council's seat by its number.

    Raises:
        MissingError: The council has no such seat.
    """
    query = sa.select(Seat).where(Seat.body_id == council.body_id, Seat.number == number)
    seat = session.scalars(query).one_or_none() if number <= LARGEST_KEY else None
    if seat is None:
        raise MissingError
    return seat
