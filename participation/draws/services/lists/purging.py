"""The purge of a list at the day set: its people, what was found and decided of them, its file. A certificate stays.

The leaves of the sealed list, the transcript and the receipts handed out still verify: they hold no row of a list.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from participation.draws.models import Draw, DrawState, ListState, PoolList, PurgeCertificate
from participation.draws.services import access
from participation.draws.services.lists import checking, doubles, ending
from participation.draws.services.lists.files import folder_of
from participation.draws.services.lists.finding import OPEN, relock
from participation.kernel import erasing, jobs
from participation.kernel.clock import day_of


@jobs.due_apart("lists_to_purge")
def purge_due(sessions: "sessionmaker[Session]", now: datetime) -> int:
    """Erase the lists whose day has come; one of a closed draw waits for the seal. Return how many."""
    due = (
        sa.select(PoolList.draw_id, PoolList.id)
        .join(Draw, Draw.id == PoolList.draw_id)
        .where(PoolList.state == ListState.IMPORTED, PoolList.purge_on <= day_of(now))
        .where(Draw.state != DrawState.CLOSED)
        .order_by(PoolList.id)
    )
    with jobs.reading(sessions) as session:
        waiting = session.execute(due).all()
    done = 0
    for draw_id, list_id in waiting:
        with sessions.begin() as session:
            done += purge(session, now, access.relock(session, draw_id), relock(session, list_id))
        folder_of(sessions).discard(list_id)
    return done


def purge(session: Session, now: datetime, draw: Draw, found: PoolList) -> bool:
    """Erase one list, and certify how many people it held; tell whether it was still there to erase."""
    if found.state != ListState.IMPORTED or draw.state == DrawState.CLOSED:
        return False
    rows = ending.erase_people(session, draw, found)
    erasing.ask(session, "listed_person", "row_fault", "likely_double")
    checking.forget(session, found.id)
    found.state, found.ended_at = ListState.PURGED, now
    if draw.state in OPEN:
        doubles.compare_again(session, draw)
    certify(session, now, draw, "list", rows, found.name)
    access.tell(session, now, draw, "list.purged", {"name": found.name, "rows": rows})
    return True


def certify(session: Session, now: datetime, draw: Draw, subject: str, rows: int, name: str | None = None) -> None:
    """Write down what was erased, counted."""
    session.add(PurgeCertificate(draw_id=draw.id, subject=subject, name=name, rows=rows, at=now))
    session.flush()
