"""Revisions of minutes: numbered from 1, kept whole, never changed."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.permissions import Actor
from participation.meetings.models import MinutesRevision, RevisionReason
from participation.meetings.services.minutes import content as contents
from participation.meetings.services.minutes.content import Content


def of_meeting(session: Session, meeting_id: int) -> Sequence[MinutesRevision]:
    """Return the revisions of a meeting's minutes, the oldest first."""
    query = sa.select(MinutesRevision).where(MinutesRevision.meeting_id == meeting_id)
    return session.scalars(query.order_by(MinutesRevision.number)).all()


def latest(session: Session, meeting_id: int) -> MinutesRevision | None:
    """Return the last revision, None before the first."""
    query = sa.select(MinutesRevision).where(MinutesRevision.meeting_id == meeting_id)
    return session.scalars(query.order_by(MinutesRevision.number.desc()).limit(1)).one_or_none()


def keep(
    session: Session,
    actor: Actor,
    now: datetime,
    meeting_id: int,
    content: Content,
    reason: RevisionReason,
    why: str | None = None,
    html: Mapping[str, str] | None = None,
) -> MinutesRevision:
    """Keep a content as the next revision; the meeting is locked by the caller."""
    last = latest(session, meeting_id)
    revision = MinutesRevision(
        meeting_id=meeting_id,
        number=last.number + 1 if last else 1,
        reason=reason,
        why=why,
        content=contents.printed(content),
        sha256=contents.digest(content),
        html=json.dumps(dict(html or {}), ensure_ascii=False),
        made_by_id=actor.id,
        made_at=now,
    )
    session.add(revision)
    session.flush()
    return revision


def keep_if_new(
    session: Session, actor: Actor, now: datetime, meeting_id: int, content: Content, reason: RevisionReason
) -> MinutesRevision:
    """Return the last revision where it says the same already, else keep the next."""
    last = latest(session, meeting_id)
    if last is not None and last.content == contents.printed(content):
        return last
    return keep(session, actor, now, meeting_id, content, reason)
