"""What a draw waits for: the next act, what it would do, who has agreed, and what stands in the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.draws.models import Act, Approval, Draw, DrawState, SecretShowing
from participation.draws.services import access, approvals, lifecycle, listing, sealing
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor


@dataclass(frozen=True)
class Step:
    """An act that two people do."""

    act: Act
    shown: str
    """Digest of what the page shows; the post sends it back."""
    first: str | None
    """Name of the person who agreed already to exactly this."""
    is_mine: bool
    """Whether that person is the one who looks."""
    refusal: RefusedError | None
    """Why it cannot be done now."""


@dataclass(frozen=True)
class Agreement:
    """One line of the log of who agreed to what."""

    act: Act
    name: str
    at: datetime


def next_step(session: Session, actor: Actor, now: datetime, draw: Draw) -> Step | None:
    """Return the act the draw waits for; None where it waits for the chance, for answers, or for nothing."""
    if draw.state == DrawState.DRAFT:
        content = lifecycle.content_of_announcement(session, draw)
        return _step(
            session,
            actor,
            draw,
            Act.ANNOUNCE,
            content,
            lambda: lifecycle.check_announceable(session, now, draw),
        )
    if draw.state == DrawState.ANNOUNCED:
        content = listing.content_of_closing(draw)
        return _step(session, actor, draw, Act.CLOSE, content, lambda: listing.check_closable(session, now, draw))
    if draw.state != DrawState.CLOSED:
        return None
    signed = listing.content_of_list(session, draw)
    if not listing.is_list_signed(session, draw, signed):
        return _step(session, actor, draw, Act.SIGN_LIST, signed, lambda: _signable(session, now, draw))
    content = sealing.content_of_sealing(session, draw)
    return _step(session, actor, draw, Act.SEAL, content, lambda: _sealable(session, now, draw))


def abandoning(session: Session, actor: Actor, now: datetime, draw: Draw) -> Step | None:
    """Return the giving up that one person has proposed; None where nobody has."""
    if draw.state not in lifecycle.BEFORE_CHANCE or not draw.abandoned_reason:
        return None
    content = lifecycle.content_of_abandoning(draw, draw.abandoned_reason)
    step = _step(session, actor, draw, Act.ABANDON, content, lambda: lifecycle.check_abandonable(now, draw))
    return step if step.first is not None else None


def take_back(session: Session, actor: Actor, draw_id: int, act: Act) -> None:
    """Take back the person's own agreement to the act that waits for a second person.

    Raises:
        RefusedError: `state`, when the draw does not wait for this act; `nothing_to_take_back`.
    """
    draw = access.lock(session, actor, draw_id)
    content = _content_waiting(session, draw, act)
    approvals.take_back(session, actor, draw, act, content)
    if act == Act.ABANDON:
        draw.abandoned_reason = None


def _content_waiting(session: Session, draw: Draw, act: Act) -> dict[str, Any]:
    if act == Act.ABANDON and draw.state in lifecycle.BEFORE_CHANCE and draw.abandoned_reason:
        return lifecycle.content_of_abandoning(draw, draw.abandoned_reason)
    if act == Act.ANNOUNCE and draw.state == DrawState.DRAFT:
        return lifecycle.content_of_announcement(session, draw)
    if act == Act.CLOSE and draw.state == DrawState.ANNOUNCED:
        return listing.content_of_closing(draw)
    if act == Act.SIGN_LIST and draw.state == DrawState.CLOSED:
        return listing.content_of_list(session, draw)
    if act == Act.SEAL and draw.state == DrawState.CLOSED:
        return sealing.content_of_sealing(session, draw)
    raise RefusedError("state", state=draw.state)


def _signable(session: Session, now: datetime, draw: Draw) -> None:
    listing.check_signable(session, now, draw)
    lifecycle.check_in_time(now, draw)
    sealing.check_rule(session, draw)


def _sealable(session: Session, now: datetime, draw: Draw) -> None:
    sealing.check_sealable(session, now, draw)
    sealing.check_rule(session, draw)


def _step(
    session: Session, actor: Actor, draw: Draw, act: Act, content: dict[str, Any], check: Callable[[], None]
) -> Step:
    digest = approvals.digest_of(act, content)
    standing = approvals.standing(session, draw, act, digest)
    first = standing[0] if standing else None
    name = session.get_one(Account, first.account_id).name if first else None
    refusal = None
    try:
        check()
    except RefusedError as error:
        refusal = error
    return Step(act, digest, name, first is not None and first.account_id == actor.id, refusal)


def agreements(session: Session, draw: Draw) -> Sequence[Agreement]:
    """Return who agreed to what, in order."""
    query = (
        sa.select(Approval.act, Account.name, Approval.at)
        .join(Account, Account.id == Approval.account_id)
        .where(Approval.draw_id == draw.id)
        .order_by(Approval.at, Approval.id)
    )
    return [Agreement(*row) for row in session.execute(query)]


def can_see_secret(session: Session, actor: Actor, draw: Draw) -> bool:
    """Tell whether the sheet of the sealed envelope waits for this person."""
    if draw.state != DrawState.ANNOUNCED or session.get(SecretShowing, (draw.id, actor.id)) is not None:
        return False
    query = sa.select(Approval.id).where(
        Approval.draw_id == draw.id, Approval.act == Act.ANNOUNCE, Approval.account_id == actor.id
    )
    return session.scalar(query) is not None
