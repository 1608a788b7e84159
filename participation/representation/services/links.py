"""Links that answer one request once, without an account.

The secret, 192 bits, is in the mail alone; the database keeps its digest. Whoever reads the address, a person or a
scanner of mails, changes nothing. A newer link, an answer, or a withdrawal ends those before it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.kernel import clock
from participation.kernel.errors import MissingError
from participation.representation.models import AnswerLink, CouncilRequest
from participation.representation.services.ledger import WAITING

KEPT = timedelta(days=60)
"""How long a link opens the form, at least."""
KEPT_AFTER = timedelta(days=30)
"""How long it still does after the day on which the answer is due."""
SECRET_BYTES = 24


class LinkState(StrEnum):
    """What a link still does."""

    OPEN = "open"
    USED = "used"
    """The answer came by this link."""
    ANSWERED = "answered"
    """The answer came another way, or the council withdrew."""
    EXPIRED = "expired"
    REVOKED = "revoked"
    """A newer link took its place."""


@dataclass(frozen=True)
class Found:
    """A link and what it does now."""

    link: AnswerLink
    request: CouncilRequest
    state: LinkState


def make(session: Session, now: datetime, request: CouncilRequest) -> str:
    """Return the secret of a new link that answers a request; others stay as they are."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    until = expiry(request, now)
    link = AnswerLink(request_id=request.id, secret_sha256=digest(secret), made_at=now, expires_at=until)
    session.add(link)
    session.flush()
    return secret


def expiry(request: CouncilRequest, now: datetime) -> datetime:
    """Return when a link made now ends: never before the answer has been due for a month."""
    due_on = request.due_on or clock.day_of(now)
    return max(now + KEPT, datetime.combine(due_on + KEPT_AFTER, time(23, 59), clock.PARIS))


def revoke_all(session: Session, now: datetime, request_id: int) -> None:
    """End every link of a request that was not used."""
    session.execute(
        sa.update(AnswerLink)
        .where(AnswerLink.request_id == request_id, AnswerLink.used_at.is_(None), AnswerLink.revoked_at.is_(None))
        .values(revoked_at=now)
        .execution_options(synchronize_session="fetch")
    )


def find(session: Session, now: datetime, secret: str) -> Found:
    """Return what a secret opens; reading it changes nothing.

    Raises:
        MissingError: No link has this secret.
    """
    query = sa.select(AnswerLink).where(AnswerLink.secret_sha256 == digest(secret))
    query = query.options(joinedload(AnswerLink.request)).execution_options(populate_existing=True)
    link = session.scalars(query).one_or_none()
    if link is None:
        raise MissingError
    return Found(link, link.request, _state(link, now))


def last(session: Session, request_id: int) -> AnswerLink | None:
    """Return the link of a request that was made last, for the team: when it was sent and what became of it."""
    query = sa.select(AnswerLink).where(AnswerLink.request_id == request_id).order_by(AnswerLink.id.desc())
    return session.scalars(query.limit(1)).one_or_none()


def digest(secret: str) -> str:
    """Return what the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _state(link: AnswerLink, now: datetime) -> LinkState:
    if link.used_at is not None:
        return LinkState.USED
    if link.request.state not in WAITING:
        return LinkState.ANSWERED
    if link.revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.EXPIRED if link.expires_at <= now else LinkState.OPEN
