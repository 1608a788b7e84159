"""Somebody is recorded as having left who did not: they are told, and for seven days they can say so (step 13)."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Contest, Departure, DepartureReason, Draw, Substitution
from participation.draws.services import access
from participation.draws.services.invitations.attempts import invitation_of
from participation.draws.services.seating import AFTER_RESULT, lock_body
from participation.draws.services.succession import process
from participation.kernel import jobs
from participation.kernel.clock import day_of

CONTEST = timedelta(days=7)
CONTESTED = (DepartureReason.DECLINED, DepartureReason.NO_ANSWER)


def contest_until(now: datetime, draw: Draw, departure: Departure) -> datetime | None:
    """Return until when a departure that two people recorded can be contested, invited or not.

    They contest by their invitation's code, by their receipt's, or by word of mouth. A demonstration skips the
    days, as it may.
    """
    if departure.reason not in CONTESTED or draw.council.is_fictitious:
        return None
    return now + CONTEST


def take_back(session: Session, now: datetime, draw: Draw, departure: Departure) -> None:
    """Undo a departure that the person contests, tell the journal, and leave them time to answer."""
    reason = departure.reason
    session.add(
        Contest(draw_id=draw.id, index=departure.index, reason=reason, recorded_at=departure.at, at=now)
    )
    session.delete(departure)
    invitation = invitation_of(session, draw.id, departure.index)
    if invitation is not None:
        invitation.answer_by = max(invitation.answer_by, day_of(now + CONTEST))
    access.tell(session, now, draw, "draw.contested", {"reason": reason.value})


@jobs.due("draws_contests_over")
def give_on(session: Session, now: datetime) -> int:
    """Give on the seats of those who did not contest in time; return how many."""
    given = sa.select(Substitution.left_index).where(Substitution.draw_id == Departure.draw_id)
    over = sa.select(Departure.draw_id).where(
        Departure.contest_until <= now, Departure.index.not_in(given.correlate(Departure))
    )
    done = 0
    for draw_id in sorted(set(session.scalars(over))):
        draw = access.relock(session, draw_id)
        if draw.state not in AFTER_RESULT:
            continue
        lock_body(session, draw)
        count = sa.select(sa.func.count()).select_from(Substitution).where(Substitution.draw_id == draw.id)
        before = session.scalar(count) or 0
        process(session, None, now, draw)
        session.flush()
        done += (session.scalar(count) or 0) - before
    return done
