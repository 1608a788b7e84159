"""Acts that take two different people: the first proposes what was shown to them, the second confirms the
same.

An approval holds the digest of what was shown. When that has changed since, the approval no longer counts
and the page
asks again: nobody agrees to something they did not see.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Act, Approval, Draw
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.sortition.canonical import canonical


def digest_of(act: Act, content: Mapping[str, Any]) -> str:
    """Return the digest of an act on exactly this content."""
    return hashlib.sha256(canonical({"act": act.value, "content": dict(content)})).hexdigest()


def approve(
    session: Session,
    actor: Actor,
    now: datetime,
    draw: Draw,
    act: Act,
    content: Mapping[str, Any],
    shown: str,
) -> bool:
    """Keep one person's agreement; tell whether two people now agree on the same content.

    Args:
        content: What the act would do now.
        shown: Digest of what the page had shown to the person.

    Raises:
        RefusedError: `content_changed` since the page was shown; `same_person`, who already agreed.
    """
    digest = digest_of(act, content)
    if shown != digest:
        raise RefusedError("content_changed")
    others = standing(session, draw, act, digest)
    if any(approval.account_id == actor.id for approval in others):
        raise RefusedError("same_person")
    _forget(session, draw, act, actor)
    keep(session, actor.id, now, draw, act, digest)
    return bool(others)


def keep(session: Session, account_id: int, now: datetime, draw: Draw, act: Act, digest: str) -> None:
    """Write one approval."""
    session.add(Approval(draw_id=draw.id, act=act, account_id=account_id, content_sha256=digest, at=now))
    session.flush()


def standing(session: Session, draw: Draw, act: Act, digest: str) -> Sequence[Approval]:
    """Return the approvals that agree on this content."""
    query = sa.select(Approval).where(
        Approval.draw_id == draw.id, Approval.act == act, Approval.content_sha256 == digest
    )
    return session.scalars(query.order_by(Approval.at, Approval.id)).all()


def of(session: Session, draw: Draw) -> Sequence[Approval]:
    """Return every approval of a draw, in order."""
    query = sa.select(Approval).where(Approval.draw_id == draw.id).order_by(Approval.at, Approval.id)
    return session.scalars(query).all()


def take_back(session: Session, actor: Actor, draw: Draw, act: Act, content: Mapping[str, Any]) -> None:
    """Drop the person's own agreement, while nobody else agreed to the same.

    Raises:
        RefusedError: `nothing_to_take_back`: they did not agree to this, or somebody else did too.
    """
    given = standing(session, draw, act, digest_of(act, content))
    if [approval.account_id for approval in given] != [actor.id]:
        raise RefusedError("nothing_to_take_back")
    _forget(session, draw, act, actor)


def _forget(session: Session, draw: Draw, act: Act, actor: Actor) -> None:
    """Drop the person's earlier approval of something that has changed since."""
    session.execute(
        sa.delete(Approval).where(
            Approval.draw_id == draw.id, Approval.act == act, Approval.account_id == actor.id
        )
    )
