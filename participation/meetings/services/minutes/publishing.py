"""Signing and publishing: two accounts sign one revision, which is then sealed; later it is only rectified."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.journal import services as journal
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import (
    Meeting,
    Minutes,
    MinutesRevision,
    MinutesSignature,
    MinutesState,
    RevisionReason,
)
from participation.meetings.services import access, documents, indexing
from participation.meetings.services.minutes import content as contents
from participation.meetings.services.minutes import members, rendering, revisions, writing
from participation.meetings.services.minutes.content import SUMMARY, Content
from participation.meetings.services.minutes.rendering import AddressOf

NEEDED = 2
"""People who sign, each with an account of their own."""
LONGEST_REASON = 200


def to_sign(session: Session, meeting_id: int) -> Content | None:
    """Return what those who sign read: the approved text with the summary as it stands; None before approval."""
    minutes = session.get(Minutes, meeting_id)
    last = revisions.latest(session, meeting_id)
    if minutes is None or last is None or minutes.state is not MinutesState.APPROVED:
        return None
    return contents.with_text(contents.parsed(last.content), SUMMARY, minutes.summary)


def signatures(session: Session, meeting_id: int) -> Sequence[MinutesSignature]:
    """Return who signed, the first first."""
    query = sa.select(MinutesSignature).where(MinutesSignature.meeting_id == meeting_id)
    return session.scalars(query.order_by(MinutesSignature.signed_at, MinutesSignature.account_id)).all()


def sign(session: Session, actor: Actor, now: datetime, meeting_id: int, digest: str, quality: str) -> None:
    """Sign what the page showed.

    Args:
        digest: Of the public part that was shown.
        quality: In what capacity, in public.

    Raises:
        MissingError: There is no such meeting, or the account has no part in it.
        RefusedError: `state` (not approved, or published), `summary` (there is none), `changed` (it is not what the
            page showed), `signed` (by this account), `enough`, `quality`.
    """
    members.lock(session, actor, meeting_id)
    content = to_sign(session, meeting_id)
    if content is None:
        raise RefusedError("state")
    if not content[SUMMARY]:
        raise RefusedError("summary")
    if contents.digest(content) != digest:
        raise RefusedError("changed")
    if not quality or len(quality) > LONGEST_REASON:
        raise RefusedError("quality")
    signed = signatures(session, meeting_id)
    if actor.id in {each.account_id for each in signed}:
        raise RefusedError("signed")
    if len(signed) >= NEEDED:
        raise RefusedError("enough")
    revision = revisions.keep_if_new(session, actor, now, meeting_id, content, RevisionReason.APPROVED)
    session.add(
        MinutesSignature(
            meeting_id=meeting_id, account_id=actor.id, revision_id=revision.id, quality=quality, signed_at=now
        )
    )
    session.flush()


def publish(session: Session, actor: Actor, now: datetime, meeting_id: int, address_of: AddressOf) -> MinutesRevision:
    """Publish the signed revision: its HTML is made once, its digest goes into the journal.

    Args:
        address_of: Where a picture is read from.

    Raises:
        MissingError: There is no such meeting, or not for this account.
        RefusedError: `state` (not approved, or published already), `signatures` (`count`, `needed`), `summary`.
    """
    meeting = access.lock(session, actor, meeting_id)
    minutes = session.get(Minutes, meeting_id)
    last = revisions.latest(session, meeting_id)
    if minutes is None or last is None or minutes.state is not MinutesState.APPROVED:
        raise RefusedError("state")
    signed = [each for each in signatures(session, meeting_id) if each.revision_id == last.id]
    if len(signed) < NEEDED:
        raise RefusedError("signatures", count=len(signed), needed=NEEDED)
    content = contents.parsed(last.content)
    if not content[SUMMARY]:
        raise RefusedError("summary")
    minutes.state, minutes.published_at, minutes.sealed_sha256 = MinutesState.PUBLISHED, now, contents.digest(content)
    revision = _seal(session, actor, now, meeting, content, RevisionReason.PUBLISHED, None, address_of)
    journal.append(
        session,
        now,
        "minutes.published",
        access.subject(meeting),
        _sealed(revision),
    )
    return revision


def rectify(
    session: Session,
    actor: Actor,
    now: datetime,
    meeting_id: int,
    key: str,
    typed: writing.Typed,
    why: str,
    address_of: AddressOf,
) -> MinutesRevision:
    """Replace one text of published minutes, with a public reason; what was published before can still be read.

    Raises:
        MissingError: There is no such meeting, or not for this account.
        RefusedError: `state` (not published), `item` (no such text), `why` (none), `changed` (meanwhile), `same`,
            `summary` (emptied), `long` (`most`).
    """
    meeting = access.lock(session, actor, meeting_id)
    minutes = session.get(Minutes, meeting_id)
    last = revisions.latest(session, meeting_id)
    if minutes is None or last is None or minutes.state is not MinutesState.PUBLISHED:
        raise RefusedError("state")
    before = contents.parsed(last.content)
    _check(contents.texts_of(before).get, key, typed, why)
    content = contents.with_text(before, key, typed.text)
    minutes.rectified_at, minutes.sealed_sha256 = now, contents.digest(content)
    revision = _seal(session, actor, now, meeting, content, RevisionReason.RECTIFIED, why, address_of)
    journal.append(
        session,
        now,
        "minutes.rectified",
        access.subject(meeting),
        _sealed(revision),
    )
    return revision


def _check(text_of: Callable[[str], str | None], key: str, typed: writing.Typed, why: str) -> None:
    text = text_of(key)
    if text is None:
        raise RefusedError("item")
    if not why or len(why) > LONGEST_REASON:
        raise RefusedError("why")
    if writing.mark_of(text) != typed.mark:
        raise RefusedError("changed")
    if text == typed.text:
        raise RefusedError("same")
    if key == SUMMARY and not typed.text:
        raise RefusedError("summary")
    if len(typed.text) > writing.LONGEST:
        raise RefusedError("long", most=writing.LONGEST)


def _seal(
    session: Session,
    actor: Actor,
    now: datetime,
    meeting: Meeting,
    content: Content,
    reason: RevisionReason,
    why: str | None,
    address_of: AddressOf,
) -> MinutesRevision:
    shown = rendering.addresses(list(documents.of_meeting(session, meeting.id, public_only=True)), address_of)
    html = rendering.html_of(content, shown)
    revision = revisions.keep(session, actor, now, meeting.id, contents.salted(content), reason, why, html)
    indexing.index_meeting(session, meeting.id)
    return revision


def _sealed(revision: MinutesRevision) -> dict[str, Any]:
    """Return what the journal keeps of a sealed revision: with a confidential part, the digest of everything too."""
    payload: dict[str, Any] = {"revision": revision.number, "sha256": revision.sha256}
    whole = contents.whole_digest(contents.parsed(revision.content))
    return payload | ({"whole_sha256": whole} if whole else {})
