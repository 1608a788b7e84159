"""A list goes before the closing: its file is taken away, or its import is undone; nobody is left on it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from participation.draws.models import Draw, ListedPerson, ListState, PoolList
from participation.draws.services import access
from participation.draws.services.lists import bulk, checking, doubles
from participation.draws.services.lists.files import Folder, folder_of
from participation.draws.services.lists.finding import OPEN, UNSEALED, WAITING, check_state, lock, relock
from participation.kernel import erasing, jobs
from participation.kernel.permissions import Actor

LONGEST_WAIT = timedelta(hours=24)
"""How long a file that was sent waits for its import."""


def take_away(session: Session, actor: Actor, now: datetime, draw_id: int, list_id: int) -> Folder:
    """Take a list away that is not imported. The folder is told to discard its files once this is committed.

    Raises:
        RefusedError: `state`, `list_state`.
    """
    _draw, found = lock(session, actor, draw_id, list_id, *OPEN)
    check_state(found, *WAITING)
    _end(session, now, found)
    return folder_of(session)


def undo(session: Session, actor: Actor, now: datetime, draw_id: int, list_id: int) -> int:
    """Undo an import: nobody is left on the list. Return how many people were.

    Raises:
        RefusedError: `state` once the list of the draw is closed, `list_state`.
    """
    draw, found = lock(session, actor, draw_id, list_id, *OPEN)
    check_state(found, ListState.IMPORTED)
    people = erase_people(session, draw, found)
    erasing.ask(session, "listed_person", "row_fault", "likely_double")
    _end(session, now, found)
    doubles.compare_again(session, draw)
    access.tell(session, now, draw, "list.undone", {"name": found.name, "rows": people})
    return people


def erase_people(session: Session, draw: Draw, found: PoolList) -> int:
    """Delete everybody on a list, with what was decided of them; people of other lists count again in their place."""
    bulk.unlimited(session)
    if draw.state in UNSEALED:
        doubles.release(session, draw, found.id)
    gone = session.execute(sa.delete(ListedPerson).where(ListedPerson.list_id == found.id))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _end(session: Session, now: datetime, found: PoolList) -> None:
    checking.forget(session, found.id)
    found.state, found.ended_at, found.mapping, found.unreadable = ListState.UNDONE, now, None, None
    session.flush()


@jobs.due_apart("lists_waiting")
def forget_waiting(sessions: "sessionmaker[Session]", now: datetime) -> int:
    """Take away the files that have waited for a day, and those that no list waits for; return how many."""
    folder = folder_of(sessions)
    waiting = PoolList.state.in_(WAITING)
    with jobs.reading(sessions) as session:
        late = session.scalars(sa.select(PoolList.id).where(waiting, PoolList.sent_at <= now - LONGEST_WAIT)).all()
    for list_id in late:
        with sessions.begin() as session:
            found = relock(session, list_id)
            if found.state in WAITING:
                _end(session, now, found)
    with jobs.reading(sessions) as session:
        left = set(session.scalars(sa.select(PoolList.id).where(waiting)))
    return folder.sweep(left, (now - LONGEST_WAIT).timestamp())
