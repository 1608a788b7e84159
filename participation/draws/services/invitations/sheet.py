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
from participation.draws.services.seating import Holding, holdings


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
    return [
        Line(
            each,
            index,
            called.find(session, draw, index),
            invitations.get(index),
            tried.get(index, []),
            attempts.days_tried(tried.get(index, []), contested.get(index)),
            checks.get(index),
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


def source_of(session: Session, draw: Draw, index: int) -> PoolList | None:
    """Return the imported list somebody comes from; None for a sign-up, or where it is no longer known."""
    opening = session.get(EntrySecret, (draw.id, index))
    if opening is None or opening.listed_id is None:
        return None
    listed = session.get(ListedPerson, opening.listed_id)
    if listed is not None:
        return session.get(PoolList, listed.list_id)
    # The list was erased: where the draw had one alone, it was that one.
    known = session.scalars(sa.select(PoolList).where(PoolList.draw_id == draw.id)).all()
    return known[0] if len(known) == 1 else None
