"""The platform recomputes its own draws every night, and after each substitution, from what it publishes.

What does not hold any more goes into the journal at once, and the draw's page says so until it holds again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from participation.draws.models import Draw, DrawState, Entry, Selection, Substitution, TranscriptCheck
from participation.draws.services import access, files
from participation.draws.services.drafting import read
from participation.journal import services as journal
from participation.kernel import jobs
from participation.kernel.errors import RefusedError
from participation.sortition.errors import VerificationError
from participation.sortition.report import Report
from participation.sortition.verify import verify

EVERY = timedelta(days=1)
DRAWN = (DrawState.DRAWN, DrawState.COMPLETED, DrawState.ARCHIVED)


@dataclass(frozen=True)
class Published:
    """What the pages, the journal and the files say of one draw."""

    draw_id: int
    substitutions: int
    transcript: Mapping[str, Any] | None = None
    """Empty where it could not be rebuilt."""
    witness: Mapping[str, Any] | None = None
    broken: str | None = None
    """Why it could not, as step and code."""
    seed: str | None = None
    ranks: tuple[int | None, ...] = ()
    selected: tuple[int, ...] = ()
    told: tuple[object, ...] = ()
    """The substitutions of the journal."""


@jobs.due_apart("draws_self_check")
def check_next(sessions: "sessionmaker[Session]", now: datetime) -> int:
    """Recompute the one draw that has waited longest, if one is due; a round stays short that way.

    It reads, computes with no transaction open, then writes: a long list keeps nobody from writing.
    """
    with jobs.reading(sessions) as session:
        published = next_due(session, now)
    if published is None:
        return 0
    failed = failure(published)
    with sessions.begin() as session:
        keep(session, now, published, failed)
    return 1


def next_due(session: Session, now: datetime) -> Published | None:
    """Return what is published of the draw whose check is due, the longest waiting first."""
    count = (
        sa.select(sa.func.count())
        .select_from(Substitution)
        .where(Substitution.draw_id == Draw.id)
        .scalar_subquery()
    )
    query = (
        sa.select(Draw, count)
        .outerjoin(TranscriptCheck, TranscriptCheck.draw_id == Draw.id)
        .where(Draw.state.in_(DRAWN))
        .where(
            sa.or_(
                TranscriptCheck.at.is_(None),
                TranscriptCheck.at <= now - EVERY,
                TranscriptCheck.substitutions != count,
            )
        )
        .order_by(sa.case((TranscriptCheck.at.is_(None), 0), else_=1), TranscriptCheck.at, Draw.id)
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else _published(session, *row)


def _published(session: Session, draw: Draw, substitutions: int) -> Published:
    try:
        transcript = files.transcript(session, draw)
        has_closed = (
            draw.state != DrawState.ARCHIVED and transcript["parameters"]["disclosure"] == "witnessed"
        )
        witness = files.witness_file(session, draw) if has_closed else None
    except VerificationError as error:
        return Published(draw.id, substitutions, broken=f"{error.step} {error.code}")
    except RefusedError as error:
        return Published(draw.id, substitutions, broken=f"1 {error.params.get('what', error.code)}")
    ranks = sa.select(Entry.rank).where(Entry.draw_id == draw.id).order_by(Entry.index)
    selected = sa.select(Selection.index).where(Selection.draw_id == draw.id).order_by(Selection.position)
    acts = journal.entries_for(session, access.subject(draw))
    return Published(
        draw.id,
        substitutions,
        transcript,
        witness,
        seed=draw.seed,
        ranks=tuple(session.scalars(ranks)),
        selected=tuple(session.scalars(selected)),
        told=tuple(read(act.payload) for act in acts if act.kind == "draw.substituted"),
    )


def failure(published: Published) -> str | None:
    """Return the first thing that does not hold, as step and code; None when all holds."""
    if published.transcript is None:
        return published.broken
    try:
        report = verify(published.transcript, witness=published.witness, rehearsal=True)
    except VerificationError as error:
        return f"{error.step} {error.code}"
    return _difference(published, report, published.transcript["substitutions"])


def _difference(published: Published, report: Report, substitutions: list[object]) -> str | None:
    """Return what the pages and the journal say otherwise than the transcript: it is rebuilt from the list
    alone."""
    if published.seed != report.seed:
        return "6 seed"
    if list(published.ranks) != report.rank.tolist():
        return "7 ranks"
    if published.selected != report.selected:
        return "8 selected"
    return None if list(published.told) == substitutions else "10 journal"


def keep(session: Session, now: datetime, published: Published, failed: str | None) -> None:
    """Write what a check found; the journal tells when that changes for the worse or is mended."""
    draw = access.relock(session, published.draw_id)
    check = session.get(TranscriptCheck, draw.id)
    if failed != (check.failed if check is not None else None):
        facts = {"failed": failed}
        access.tell(session, now, draw, "draw.check_failed" if failed else "draw.check_holds", facts)
    if check is None:
        check = TranscriptCheck(draw_id=draw.id)
        session.add(check)
    check.at, check.substitutions, check.failed = now, published.substitutions, failed
    session.flush()
