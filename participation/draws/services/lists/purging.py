"""The purge of a list at the day set: its people, what was found and decided of them, its file. A certificate stays.

The day holds whatever became of the draw. Before the seal its people leave the draw with it; the people of other lists
who counted there count again, and the team is told. After the seal the draw goes on from what was sealed.

What opens their entries of the sealed list holds their name, birth date and address as well: it goes too, once the draw
is over, of everybody who was not called. The leaves, the transcript and the receipts handed out still verify: they hold
no row of a list, and no opening.
"""

from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from participation.draws.models import (
    Draw,
    DrawState,
    EntrySecret,
    ListedPerson,
    ListState,
    PoolList,
    PurgeCertificate,
    Selection,
    Substitution,
)
from participation.draws.services import access
from participation.draws.services.lists import bulk, checking, doubles, ending
from participation.draws.services.lists.files import folder_of
from participation.draws.services.lists.finding import UNSEALED, relock
from participation.kernel import erasing, jobs
from participation.kernel.clock import day_of
from participation.kernel.errors import RefusedError

OVER = (DrawState.COMPLETED, DrawState.ARCHIVED, DrawState.ABANDONED)
"""States in which the openings of people who were not called serve nobody."""
OPENINGS = "openings"


@jobs.due_apart("lists_to_purge")
def purge_due(sessions: "sessionmaker[Session]", now: datetime) -> int:
    """Erase the lists whose day has come, and the openings of their people; return how many lists and sealed lists."""
    due = (
        sa.select(PoolList.draw_id, PoolList.id)
        .where(PoolList.state == ListState.IMPORTED, PoolList.purge_on <= day_of(now))
        .order_by(PoolList.id)
    )
    with jobs.reading(sessions) as session:
        waiting = session.execute(due).all()
    done = 0
    for draw_id, list_id in waiting:
        with sessions.begin() as session:
            done += purge(session, now, access.relock(session, draw_id), relock(session, list_id))
        folder_of(sessions).discard(list_id)
    with jobs.reading(sessions) as session:
        left = session.scalars(_draws_with_openings()).all()
    for draw_id in left:
        with sessions.begin() as session:
            done += erase_openings(session, now, access.relock(session, draw_id)) > 0
    return done


def purge(session: Session, now: datetime, draw: Draw, found: PoolList) -> bool:
    """Erase one list, and certify how many people it held; tell whether it was still there to erase."""
    if found.state != ListState.IMPORTED:
        return False
    # The database lets people of a closed draw go with a list that is erased, and not otherwise.
    found.state, found.ended_at = ListState.PURGED, now
    session.flush()
    rows = ending.erase_people(session, draw, found)
    erasing.ask(session, "listed_person", "row_fault", "likely_double")
    checking.forget(session, found.id)
    if draw.state in UNSEALED:
        # Pairs that are too many for two people stop an import; they keep nobody's data beyond their day.
        with suppress(RefusedError):
            doubles.compare_again(session, draw)
    certify(session, now, draw, "list", rows, found.name)
    kind = "list.left_draw" if draw.state in UNSEALED else "list.purged"
    access.tell(session, now, draw, kind, {"name": found.name, "rows": rows})
    return True


def erase_openings(session: Session, now: datetime, draw: Draw) -> int:
    """Forget who the sealed people of a draw's erased lists are, but for those called; return of how many."""
    if draw.state not in OVER:
        return 0
    bulk.unlimited(session)
    erased = sa.update(EntrySecret).where(EntrySecret.draw_id == draw.id, *_erasable())
    gone = session.execute(
        erased.values(identity=None, identity_salt=None).execution_options(synchronize_session=False)
    )
    rows = int(gone.rowcount)  # type: ignore[attr-defined]
    session.expire_all()
    if rows:
        erasing.ask(session, "entry_secret")
        certify(session, now, draw, OPENINGS, rows)
        access.tell(session, now, draw, "openings.erased", {"rows": rows})
    return rows


def _draws_with_openings() -> sa.Select[int]:
    """Return the draws that are over, had a list erased, and still know somebody of it who was not called.

    A certificate later than both spares reading a sealed list again at every round.
    """
    certified = (
        sa.select(PurgeCertificate.id)
        .where(PurgeCertificate.draw_id == Draw.id, PurgeCertificate.subject == OPENINGS)
        .where(PurgeCertificate.at >= PoolList.ended_at)
        .where(sa.or_(Draw.completed_at.is_(None), PurgeCertificate.at >= Draw.completed_at))
    )
    gone = (
        sa.select(PoolList.id)
        .where(PoolList.draw_id == Draw.id, PoolList.state == ListState.PURGED)
        .where(~certified.correlate(Draw, PoolList).exists())
        .correlate(Draw)
    )
    known = sa.select(EntrySecret.index).where(EntrySecret.draw_id == Draw.id, *_erasable()).correlate(Draw)
    return sa.select(Draw.id).where(Draw.state.in_(OVER), gone.exists(), known.exists()).order_by(Draw.id)


def _erasable() -> tuple[sa.ColumnElement[bool], ...]:
    """Return what holds for the openings that go: known still, of somebody whose list is gone, and never called.

    A number of a list's row may serve again in another draw: only the lists of this draw tell.
    """
    standing = (
        sa.select(ListedPerson.id)
        .join(PoolList, PoolList.id == ListedPerson.list_id)
        .where(ListedPerson.id == EntrySecret.listed_id, PoolList.draw_id == EntrySecret.draw_id)
    )
    selected = sa.select(Selection.index).where(
        Selection.draw_id == EntrySecret.draw_id, Selection.index == EntrySecret.index
    )
    heirs = sa.select(Substitution.sequence).where(
        Substitution.draw_id == EntrySecret.draw_id, Substitution.replaced_by == EntrySecret.index
    )
    return (
        EntrySecret.listed_id.is_not(None),
        EntrySecret.identity.is_not(None),
        *(~each.correlate(EntrySecret).exists() for each in (standing, selected, heirs)),
    )


def certify(session: Session, now: datetime, draw: Draw, subject: str, rows: int, name: str | None = None) -> None:
    """Write down what was erased, counted."""
    session.add(PurgeCertificate(draw_id=draw.id, subject=subject, name=name, rows=rows, at=now))
    session.flush()
