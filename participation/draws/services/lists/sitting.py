"""People of imported lists who seem to sit in the council already: shown before the closing, for two people to decide.

By name and year of birth, as likely doubles are: a namesake must not lose their place without anybody having looked.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate, Person, Seat
from participation.draws.imports.people import name_key_of
from participation.draws.models import Draw, ListedPerson, ListedState, ListState, PoolList, Removal
from participation.draws.services.lists.removing import Found


def likely_sitting(session: Session, draw: Draw) -> list[Found]:
    """Return the people of the draw's lists named like somebody with a running mandate in the council, whom nobody
    has proposed to take off yet; a year of birth known on both sides must be the same."""
    years: dict[str, set[int | None]] = {}
    for name, year in session.execute(_sitting(draw)):
        if name and (key := name_key_of(name, "")):
            years.setdefault(key, set()).add(year)
    query = (
        sa.select(ListedPerson, PoolList.name)
        .join(PoolList, PoolList.id == ListedPerson.list_id)
        .where(PoolList.draw_id == draw.id, PoolList.state == ListState.IMPORTED)
        .where(ListedPerson.state == ListedState.KEPT, ListedPerson.name_key.in_(years))
        .where(ListedPerson.id.not_in(sa.select(Removal.listed_id)))
        .order_by(ListedPerson.family_name, ListedPerson.given_name, ListedPerson.id)
    )
    return [
        Found(person, list_name, None)
        for person, list_name in session.execute(query)
        if person.birth_year is None or years[person.name_key] & {None, person.birth_year}
    ]


def _sitting(draw: Draw) -> sa.Select[str | None, int | None]:
    return (
        sa.select(Person.name, Person.birth_year)
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Seat, Seat.id == Mandate.seat_id)
        .where(Seat.body_id == draw.council.body_id, Mandate.left_on.is_(None))
    )
