"""Finding a list under the rights of who asks; writing acts lock its draw first, so that two at once take turns."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw, DrawState, ListState, PoolList
from participation.draws.services import access
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor

OPEN = (DrawState.DRAFT, DrawState.ANNOUNCED)
"""States of a draw in which lists come and go."""
UNSEALED = (*OPEN, DrawState.CLOSED)
"""States in which people of a list can still be settled."""
WAITING = (ListState.SENT, ListState.CHECKING, ListState.CHECKED, ListState.IMPORTING, ListState.UNREADABLE)
"""States of a list whose file still waits."""


def find(session: Session, actor: Actor, draw_id: int, list_id: int) -> PoolList:
    """Return a list of a draw the actor works for.

    Raises:
        MissingError: There is none, or the draw is of a council of others.
    """
    access.find(session, actor, draw_id)
    found = session.get(PoolList, list_id) if list_id < access.BEYOND else None
    if found is None or found.draw_id != draw_id:
        raise MissingError
    return found


def lock(
    session: Session, actor: Actor, draw_id: int, list_id: int, *states: DrawState
) -> tuple[Draw, PoolList]:
    """Return a draw and one of its lists, read afresh and locked until the transaction ends.

    Raises:
        MissingError: As `find`.
        RefusedError: `state`: the draw is in none of the states given.
    """
    find(session, actor, draw_id, list_id)
    draw = access.lock(session, actor, draw_id, *states)
    return draw, relock(session, list_id)


def relock(session: Session, list_id: int) -> PoolList:
    """Return a list, read afresh and locked, whoever asks: for long and due work."""
    query = sa.select(PoolList).where(PoolList.id == list_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def check_state(found: PoolList, *states: ListState) -> None:
    """Refuse an act that does not fit where a list is.

    Raises:
        RefusedError: `list_state`.
    """
    if found.state not in states:
        raise RefusedError("list_state", state=found.state.value)
