"""Somebody is taken off a list, as they asked or as the rule wants it: one person proposes, another confirms."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw, ListedPerson, ListedState, PoolList, Removal, RemovalReason
from participation.draws.services import access, candidates
from participation.draws.services.lists.finding import UNSEALED
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.territory.names import words_of

MOST_FOUND = 50


@dataclass(frozen=True)
class Found:
    """Somebody on a list, and whether somebody wants them off it."""

    person: ListedPerson
    list_name: str
    removal: Removal | None


def search(session: Session, draw: Draw, text: str) -> list[Found]:
    """Return the people of the draw's lists whose names hold each word of a text, fifty at most."""
    words = words_of(text)[:5]
    if not words:
        return []
    query = _people(draw).where(ListedPerson.state == ListedState.KEPT)
    for word in words:
        query = query.where(ListedPerson.name_key.contains(word, autoescape=True))
    return _found(session, query.limit(MOST_FOUND))


def proposed(session: Session, draw: Draw) -> list[Found]:
    """Return the people whom somebody wants off a list, and nobody has confirmed yet."""
    waiting = Removal.confirmed_at.is_(None) & Removal.listed_id.is_not(None)
    return _found(session, _people(draw).where(waiting))


def _people(draw: Draw) -> sa.Select[ListedPerson, str, Removal]:
    lists = sa.select(PoolList.id).where(PoolList.draw_id == draw.id)
    return (
        sa.select(ListedPerson, PoolList.name, Removal)
        .join(PoolList, PoolList.id == ListedPerson.list_id)
        .outerjoin(Removal, Removal.listed_id == ListedPerson.id)
        .where(ListedPerson.list_id.in_(lists))
        .order_by(ListedPerson.family_name, ListedPerson.given_name, ListedPerson.id)
    )


def _found(session: Session, query: sa.Select[ListedPerson, str, Removal]) -> list[Found]:
    return [Found(person, name, removal) for person, name, removal in session.execute(query)]


def _lock(session: Session, actor: Actor, draw_id: int, listed_id: int) -> tuple[Draw, ListedPerson, PoolList]:
    draw = access.lock(session, actor, draw_id, *UNSEALED)
    person = session.get(ListedPerson, listed_id) if listed_id < access.BEYOND else None
    found = session.get(PoolList, person.list_id) if person is not None else None
    if person is None or found is None or found.draw_id != draw.id:
        raise MissingError
    return draw, person, found


def propose(
    session: Session, actor: Actor, now: datetime, draw_id: int, listed_id: int, reason: RemovalReason
) -> Removal:
    """Be the first to say that somebody goes; the reason stays private. Said twice, it is said once.

    Raises:
        MissingError: Nobody of that number is on a list of this draw.
        RefusedError: `state`; `not_listed`: they are off the list already, or count on another one.
    """
    _draw, person, _found = _lock(session, actor, draw_id, listed_id)
    if person.state != ListedState.KEPT:
        raise RefusedError("not_listed")
    known = session.get(Removal, person.id)
    if known is not None:
        return known
    made = Removal(listed_id=person.id, reason=reason, proposed_by_id=actor.id, proposed_at=now)
    session.add(made)
    session.flush()
    return made


def confirm(session: Session, actor: Actor, now: datetime, draw_id: int, listed_id: int) -> None:
    """Be the second: the person goes, and counts as withdrawn.

    Raises:
        MissingError: As `propose`.
        RefusedError: `state`; `nothing_proposed`; `same_person`; `not_listed`.
    """
    draw, person, found = _lock(session, actor, draw_id, listed_id)
    removal = session.get(Removal, person.id)
    if removal is None or removal.confirmed_at is not None:
        raise RefusedError("nothing_proposed")
    if removal.proposed_by_id == actor.id:
        raise RefusedError("same_person")
    if person.state != ListedState.KEPT:
        raise RefusedError("not_listed")
    removal.confirmed_by_id, removal.confirmed_at = actor.id, now
    person.state = ListedState.REMOVED
    access.tell(session, now, draw, "list.person_removed", {"name": found.name})


def cancel(session: Session, actor: Actor, draw_id: int, listed_id: int) -> None:
    """Take back what was proposed and nobody confirmed.

    Raises:
        MissingError: As `propose`.
        RefusedError: `state`; `nothing_proposed`.
    """
    _draw, person, _found = _lock(session, actor, draw_id, listed_id)
    removal = session.get(Removal, person.id)
    if removal is None or removal.confirmed_at is not None:
        raise RefusedError("nothing_proposed")
    session.delete(removal)
    session.flush()


def open_removals(session: Session, draw: Draw) -> int:
    """Return how many people one person wants off a list and nobody has confirmed yet."""
    lists = [each.id for each in candidates.imported(session, draw)]
    query = (
        sa.select(sa.func.count())
        .select_from(Removal)
        .join(ListedPerson, ListedPerson.id == Removal.listed_id)
        .where(ListedPerson.list_id.in_(lists), Removal.confirmed_at.is_(None))
    )
    return session.scalar(query) or 0
