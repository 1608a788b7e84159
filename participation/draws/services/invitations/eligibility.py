"""Who accepted and may sit: asked once, at acceptance, and kept as yes or no with its day. No paper is kept."""

from datetime import datetime

from sqlalchemy.orm import Session

from participation.draws.models import Departure, DepartureReason, Draw, Eligibility
from participation.draws.services import access
from participation.draws.services.seating import AFTER_RESULT, holding_of
from participation.kernel.clock import day_of
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor


def check(
    session: Session,
    actor: Actor,
    now: datetime,
    draw_id: int,
    index: int,
    *,
    is_in_perimeter: bool,
    is_excluded: bool,
) -> bool:
    """Keep what was checked of somebody who accepted; tell whether they may sit.

    Who may not is recorded as leaving, by this person: a second one confirms it, or takes it back. Until then it can
    be checked again; whoever may sit after all leaves no more.

    Raises:
        MissingError: The draw does not call this entry now.
        RefusedError: `state`, `not_accepted`, `already_seated`, `answers_differ`.
    """
    draw = access.lock(session, actor, draw_id, *AFTER_RESULT)
    held = holding_of(session, draw, index)
    if held is None:
        raise MissingError
    if held.is_seated:
        raise RefusedError("already_seated")
    if not held.is_accepted:
        raise RefusedError("not_accepted")
    waiting = held.departure
    if waiting is not None and (held.is_leaving or waiting.reason != DepartureReason.INELIGIBLE):
        raise RefusedError("answers_differ")
    session.merge(
        Eligibility(
            draw_id=draw.id,
            index=index,
            is_in_perimeter=is_in_perimeter,
            is_excluded=is_excluded,
            checked_on=day_of(now),
            checked_by_id=actor.id,
        )
    )
    may_sit = is_in_perimeter and not is_excluded
    if may_sit and waiting is not None:
        session.delete(waiting)
    if not may_sit and waiting is None:
        session.add(_leaving(actor, now, draw, index))
    session.flush()
    return may_sit


def _leaving(actor: Actor, now: datetime, draw: Draw, index: int) -> Departure:
    return Departure(
        draw_id=draw.id,
        index=index,
        reason=DepartureReason.INELIGIBLE,
        by_code=False,
        recorded_by_id=actor.id,
        at=now,
    )


def checked_of(session: Session, draw: Draw, index: int) -> Eligibility | None:
    """Return what was checked of an entry."""
    return session.get(Eligibility, (draw.id, index))
