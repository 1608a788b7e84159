"""Those called as the team works with them: who they are, how they were tried, what they asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import (
    Attempt,
    Draw,
    Eligibility,
    EntrySecret,
    Invitation,
    ListedPerson,
    PoolList,
    Route,
)
from participation.draws.services import called
from participation.draws.services.called import Called
from participation.draws.services.invitations import attempts, inviting
from participation.draws.services.lists import merging
from participation.draws.services.seating import Holding, holdings
from participation.volunteers.models import SignUp


@dataclass(frozen=True)
class Line:
    """Somebody called for a seat."""

    held: Holding
    index: int
    person: Called | None
    """None once erased."""
    invitation: Invitation | None
    attempts: Sequence[Attempt]
    days_tried: int
    eligibility: Eligibility | None
    source: PoolList | None
    """The imported list they come from; None for a sign-up, or where it is no longer known."""

    @property
    def is_awaited(self) -> bool:
        """Whether their answer is still missing."""
        return not self.held.is_accepted and self.held.departure is None

    @property
    def is_told(self) -> bool:
        """Whether they can contest what others recorded."""
        return self.held.is_leaving


def lines(session: Session, draw: Draw) -> list[Line]:
    """Return those called for the seats of a draw, by the seats' numbers."""
    held = [each for each in holdings(session, draw) if each.index is not None]
    indexes = [each.index for each in held if each.index is not None]
    invitations = inviting.invitations_of(session, draw)
    tried, contested = attempts.by_entry(session, draw, indexes), attempts.contests_of(session, draw)
    checked = sa.select(Eligibility).where(Eligibility.draw_id == draw.id)
    checks = {row.index: row for row in session.scalars(checked)}
    openings, sources, _people = _openings(session, draw, indexes)
    several = merging.some(
        session,
        draw,
        [row.listed_id for row in openings.values() if row.listed_id is not None],
        [row.sign_up_id for row in openings.values() if row.sign_up_id is not None],
    )
    return [
        Line(
            each,
            index,
            called.find(session, draw, index, several),
            invitations.get(index),
            tried.get(index, []),
            attempts.days_tried(tried.get(index, []), contested.get(index)),
            checks.get(index),
            sources.get(openings[index].listed_id) if index in openings else None,
        )
        for each, index in zip(held, indexes, strict=True)
    ]


def to_post(session: Session, draw: Draw) -> list[Line]:
    """Return those whose letter has not left."""
    waiting = {row.index for row in inviting.unposted(session, draw)}
    return [line for line in lines(session, draw) if line.index in waiting and line.is_awaited and line.person]


def to_tell(session: Session, draw: Draw) -> list[Line]:
    """Return those who must learn by letter what others recorded of them."""
    return [
        line
        for line in lines(session, draw)
        if line.is_told and line.person and line.invitation and line.invitation.route is Route.LETTER
    ]


def _openings(
    session: Session, draw: Draw, indexes: Sequence[int]
) -> tuple[dict[int, EntrySecret], dict[int | None, PoolList], list[object]]:
    """Return what opens some entries, the list each listed person comes from, and the people, read all at once.

    Whoever holds the last of the three finds each of them again without another question to the database.
    """
    query = sa.select(EntrySecret).where(EntrySecret.draw_id == draw.id, EntrySecret.index.in_(indexes))
    openings = {row.index: row for row in session.scalars(query)}
    signed_up = [row.sign_up_id for row in openings.values() if row.sign_up_id is not None]
    listed = [row.listed_id for row in openings.values() if row.listed_id is not None]
    known = {row.id: row for row in session.scalars(sa.select(PoolList).where(PoolList.draw_id == draw.id))}
    # The number of an erased row may serve again in another draw.
    mine = sa.select(ListedPerson).where(ListedPerson.id.in_(listed), ListedPerson.list_id.in_(known))
    people = session.scalars(mine).all()
    # Where the people of a list are erased and the draw had one list alone, it was that one.
    alone = next(iter(known.values())) if len(known) == 1 else None
    sources: dict[int | None, PoolList] = {number: alone for number in listed if alone is not None}
    sources.update({person.id: known[person.list_id] for person in people})
    volunteers = session.scalars(sa.select(SignUp).where(SignUp.id.in_(signed_up))).all()
    return openings, sources, [*people, *volunteers]
