"""Dated attempts to reach those called: written once, and what `no_answer` rests on (protocol step 13)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Attempt, AttemptOutcome, Contest, Draw, Invitation, Route
from participation.draws.services import access
from participation.draws.services.seating import AFTER_RESULT, holding_of
from participation.kernel.clock import day_of
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor

LEAST_DAYS = 3
"""Different days on which somebody was tried before they can be said not to answer."""


def invitation_of(session: Session, draw_id: int, index: int) -> Invitation | None:
    """Return an entry's invitation."""
    query = sa.select(Invitation).where(Invitation.draw_id == draw_id, Invitation.index == index)
    return session.scalars(query).one_or_none()


def by_entry(session: Session, draw: Draw, indexes: Collection[int]) -> dict[int, list[Attempt]]:
    """Return the attempts to reach some entries, in order of their days."""
    query = sa.select(Attempt).where(Attempt.draw_id == draw.id, Attempt.index.in_(indexes))
    found: defaultdict[int, list[Attempt]] = defaultdict(list)
    for attempt in session.scalars(query.order_by(Attempt.on, Attempt.id)):
        found[attempt.index].append(attempt)
    return found


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    draw_id: int,
    index: int,
    route: Route,
    outcome: AttemptOutcome,
    on: date,
) -> None:
    """Write down one attempt.

    Raises:
        MissingError: The draw does not call this entry now, or nobody has invited it.
        RefusedError: `state`, `attempt_day` (before the invitation or in the future), `already_answered`;
            `attempt_contested` (since): before the day on which they contested, whose attempts count no more.
    """
    draw = access.lock(session, actor, draw_id, *AFTER_RESULT)
    held = holding_of(session, draw, index)
    invitation = invitation_of(session, draw.id, index)
    if held is None or invitation is None:
        raise MissingError
    if held.is_accepted:
        raise RefusedError("already_answered")
    if not day_of(invitation.created_at) <= on <= day_of(now):
        raise RefusedError("attempt_day", since=day_of(invitation.created_at))
    contested_at = last_contest(session, draw.id, index)
    if contested_at is not None and on < day_of(contested_at):
        raise RefusedError("attempt_contested", since=day_of(contested_at))
    _add(session, actor.id, now, draw.id, index, route, outcome, on)


def note_sent(session: Session, account_id: int, now: datetime, invitation: Invitation, on: date) -> None:
    """Write down that an invitation left by its own route."""
    _add(
        session, account_id, now, invitation.draw_id, invitation.index, invitation.route, AttemptOutcome.SENT, on
    )


def _add(
    session: Session,
    account_id: int,
    now: datetime,
    draw_id: int,
    index: int,
    route: Route,
    outcome: AttemptOutcome,
    on: date,
) -> None:
    session.add(
        Attempt(
            draw_id=draw_id,
            index=index,
            route=route,
            outcome=outcome,
            on=on,
            recorded_by_id=account_id,
            recorded_at=now,
        )
    )
    session.flush()


def days_tried(tried: Sequence[Attempt], contested_at: datetime | None) -> int:
    """Return on how many days somebody was tried; what came before they contested counts no more."""
    return len({each.on for each in tried if contested_at is None or each.recorded_at > contested_at})


def check_no_answer(session: Session, now: datetime, draw: Draw, index: int) -> None:
    """Refuse to say of somebody that they do not answer, unless it was tried often enough.

    Raises:
        RefusedError: `not_invited`, `answer_awaited` (until), `too_few_attempts` (days, least).
    """
    invitation = invitation_of(session, draw.id, index)
    if invitation is None:
        raise RefusedError("not_invited")
    if day_of(now) <= invitation.answer_by:
        raise RefusedError("answer_awaited", last=invitation.answer_by)
    days = days_tried(by_entry(session, draw, [index])[index], last_contest(session, draw.id, index))
    if days < LEAST_DAYS:
        raise RefusedError("too_few_attempts", days=days, least=LEAST_DAYS)


def contests_of(session: Session, draw: Draw) -> dict[int, datetime]:
    """Return when each entry last said that it had not left."""
    query = sa.select(Contest.index, sa.func.max(Contest.at)).where(Contest.draw_id == draw.id)
    return {index: at for index, at in session.execute(query.group_by(Contest.index))}  # noqa: C416 - rows, not pairs


def last_contest(session: Session, draw_id: int, index: int) -> datetime | None:
    """Return when somebody last said that they had not left."""
    query = sa.select(sa.func.max(Contest.at)).where(Contest.draw_id == draw_id, Contest.index == index)
    return session.scalar(query)
