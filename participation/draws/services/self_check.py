"""The platform recomputes its own draws every night, and after each substitution, from what it publishes.

What does not hold any more goes into the journal at once, and the draw's page says so until it holds again.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

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


@jobs.due("draws_self_check")
def check_next(session: Session, now: datetime) -> int:
    """Recompute the one draw that has waited longest, if one is due; a round stays short that way."""
    count = (
        sa.select(sa.func.count())
        .select_from(Substitution)
        .where(Substitution.draw_id == Draw.id)
        .scalar_subquery()
    )
    query = (
        sa.select(Draw, TranscriptCheck, count)
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
    if row is None:
        return 0
    draw, check, substitutions = row
    keep(session, now, draw, check, substitutions, failure(session, draw))
    return 1


def failure(session: Session, draw: Draw) -> str | None:
    """Return the first thing that does not hold, as step and code; None when all holds."""
    try:
        transcript = files.transcript(session, draw)
        has_closed = (
            draw.state != DrawState.ARCHIVED and transcript["parameters"]["disclosure"] == "witnessed"
        )
        witness = files.witness_file(session, draw) if has_closed else None
        report = verify(transcript, witness=witness, rehearsal=True)
    except VerificationError as error:
        return f"{error.step} {error.code}"
    except RefusedError as error:
        return f"1 {error.params.get('what', error.code)}"
    return _difference(session, draw, report, transcript["substitutions"])


def _difference(session: Session, draw: Draw, report: Report, substitutions: list[object]) -> str | None:
    """Return what the pages and the journal say otherwise than the transcript: it is rebuilt from the list
    alone."""
    ranks = sa.select(Entry.rank).where(Entry.draw_id == draw.id).order_by(Entry.index)
    selected = sa.select(Selection.index).where(Selection.draw_id == draw.id).order_by(Selection.position)
    acts = journal.entries_for(session, access.subject(draw))
    told = [read(act.payload) for act in acts if act.kind == "draw.substituted"]
    if draw.seed != report.seed:
        return "6 seed"
    if list(session.scalars(ranks)) != report.rank.tolist():
        return "7 ranks"
    if tuple(session.scalars(selected)) != report.selected:
        return "8 selected"
    return None if told == substitutions else "10 journal"


def keep(
    session: Session,
    now: datetime,
    draw: Draw,
    check: TranscriptCheck | None,
    substitutions: int,
    failed: str | None,
) -> None:
    """Write what a check found; the journal tells when that changes for the worse or is mended."""
    if failed != (check.failed if check is not None else None):
        facts = {"failed": failed}
        access.tell(session, now, draw, "draw.check_failed" if failed else "draw.check_holds", facts)
    if check is None:
        check = TranscriptCheck(draw_id=draw.id)
        session.add(check)
    check.at, check.substitutions, check.failed = now, substitutions, failed
    session.flush()
