"""How many people of the lists share an address, where one of a dwelling at most may be drawn."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw, ListedPerson, ListedState, ListState, PoolList


@dataclass(frozen=True)
class Shared:
    """Addresses that several people of the lists have, and how many have them."""

    addresses: int
    people: int
    largest: int
    """People at the address that most of them have."""


def shared_addresses(session: Session, draw: Draw) -> Shared:
    """Return what the rule of one person a dwelling would bind now."""
    each = (
        sa.select(sa.func.count().label("people"))
        .select_from(ListedPerson)
        .join(PoolList, PoolList.id == ListedPerson.list_id)
        .where(PoolList.draw_id == draw.id, PoolList.state == ListState.IMPORTED)
        .where(ListedPerson.state == ListedState.KEPT, ListedPerson.address_key.is_not(None))
        .group_by(ListedPerson.address_key)
        .having(sa.func.count() > 1)
        .subquery()
    )
    count, people, largest = session.execute(
        sa.select(sa.func.count(), sa.func.sum(each.c.people), sa.func.max(each.c.people))
    ).one()
    return Shared(int(count), int(people or 0), int(largest or 0))
