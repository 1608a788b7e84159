"""The digest of somebody's desk by mail: at the rhythm they chose, never empty, and nothing told twice.

What was told is kept with the account (`told_until`) in the transaction that queues the mail, under the lock of the
account's row: a retry or a second worker finds it told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.kernel import clock
from participation.kernel.permissions import PERMISSIONS, Actor
from participation.representation.models import Digest, DigestRhythm
from participation.representation.services import ledger, news
from participation.representation.services.ledger import RequestRow
from participation.representation.services.news import News

HOUR = time(7)
"""Of Paris, when a digest leaves."""
FIRST_BACK = timedelta(days=30)
"""How far back the first digest and the first look at the desk go."""
SOON = timedelta(days=7)
"""An answer that is due within these days is news once; it is news again when its day has passed."""
USUAL = DigestRhythm.WEEKLY


@dataclass(frozen=True)
class Letter:
    """What one digest tells."""

    owed: Sequence[RequestRow]
    """Every answer that is owed, the most urgent first."""
    news: Sequence[News]
    """What came since the last digest."""
    has_fiction: bool


def rhythm_of(session: Session, actor: Actor) -> DigestRhythm:
    """Return the rhythm that an account chose, or the usual one."""
    return session.scalar(sa.select(Digest.rhythm).where(Digest.account_id == actor.id)) or USUAL


def told_until(session: Session, actor: Actor, now: datetime) -> datetime:
    """Return up to when an account was told what is new, or saw it; a month ago for whoever never was."""
    seen = session.scalar(sa.select(Digest.told_until).where(Digest.account_id == actor.id))
    return seen or now - FIRST_BACK


def choose(session: Session, actor: Actor, now: datetime, rhythm: DigestRhythm) -> None:
    """Set how often an account is written to; the next digest follows the new rhythm from now on."""
    found = _row(session, actor.id)
    found.rhythm, found.next_at = rhythm, next_at(rhythm, now)
    session.flush()


def see(session: Session, actor: Actor, now: datetime, until: datetime) -> None:
    """Note that somebody looked at what came until an instant; it never goes back, nor into the future."""
    found = _row(session, actor.id)
    until = min(until, now)
    if found.told_until is None or found.told_until < until:
        found.told_until = until
    session.flush()


def due(session: Session, now: datetime) -> Sequence[int]:
    """Return the open accounts whose digest may be due, by number: those without a row were never asked."""
    query = (
        sa.select(Account.id)
        .outerjoin(Digest, Digest.account_id == Account.id)
        .where(Account.role.in_(PERMISSIONS["digest.choose"]), Account.disabled_at.is_(None))
        .where(Account.password_hash.is_not(None))
        .where(sa.or_(Digest.account_id.is_(None), sa.and_(Digest.rhythm != DigestRhythm.NEVER, _is_due(now))))
        .order_by(Account.id)
    )
    return session.scalars(query).all()


def take(session: Session, now: datetime, account_id: int) -> tuple[Account, Letter] | None:
    """Claim the digest of an account and return what it tells; None where it is not due or has nothing to tell.

    The account's row is locked, and the digest's is read after that: of two workers, one finds nothing to do.
    """
    lock = sa.select(Account).where(Account.id == account_id, Account.disabled_at.is_(None))
    account = session.scalars(lock.with_for_update(skip_locked=True)).one_or_none()
    if account is None:
        return None
    digest = _row(session, account_id)
    if digest.next_at is None:
        digest.next_at = next_at(digest.rhythm, now)
    if digest.rhythm is DigestRhythm.NEVER or digest.next_at is None or digest.next_at > now:
        session.flush()
        return None
    letter = tell(session, account, now, digest.told_until or now - FIRST_BACK)
    digest.told_until, digest.next_at = now, next_at(digest.rhythm, now)
    session.flush()
    return (account, letter) if letter is not None else None


def tell(session: Session, actor: Actor, now: datetime, start: datetime) -> Letter | None:
    """Return what came for an account after an instant, with everything it owes; None when nothing came."""
    found = news.scope(session, actor, now)
    came = news.since(session, found, start, now)
    owed = ledger.owed_by(session, found.institution_ids, now)
    days = (clock.day_of(start), clock.day_of(now))
    if not came and not any(_is_newly_urgent(row.due_on, *days) for row in owed):
        return None
    return Letter(owed, came, any(row.is_fictitious for row in owed) or any(each.is_fictitious for each in came))


def next_at(rhythm: DigestRhythm, now: datetime) -> datetime | None:
    """Return when the next digest leaves: the next morning, Monday morning, or the first of the month."""
    today = clock.day_of(now)
    if rhythm is DigestRhythm.NEVER:
        return None
    if rhythm is DigestRhythm.DAILY:
        day = today + timedelta(days=1)
    elif rhythm is DigestRhythm.WEEKLY:
        day = today + timedelta(days=7 - today.weekday())
    else:
        day = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.combine(day, HOUR, clock.PARIS)


def _is_newly_urgent(due_on: date, before: date, today: date) -> bool:
    """Tell whether an answer came within its last days, or became late, since the last digest."""
    return before < due_on - SOON <= today or before <= due_on < today


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(Digest.next_at.is_(None), Digest.next_at <= now)


def _row(session: Session, account_id: int) -> Digest:
    """Return the digest of an account, made at first need, under the lock of the account's row."""
    session.execute(sa.select(Account.id).where(Account.id == account_id).with_for_update())
    found = session.get(Digest, account_id, with_for_update=True)
    if found is None:
        found = Digest(account_id=account_id, rhythm=USUAL)
        session.add(found)
        session.flush()
    return found
