"""Accounts: made by invitation, opened by password and second factor, ended by disabling.

Order of calls at a login: `authenticate`, `open_session`, then, where the account owes a code,
`give_code`. Who asks is told nothing that depends on whether an address has an account.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts import second_factor
from participation.accounts.models import Account, AccountLink, AccountSession, LinkPurpose
from participation.accounts.passwords import Passwords, weakness
from participation.kernel import jobs, rate_limit
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Role

INVITATION = timedelta(days=7)
RESET = timedelta(hours=1)
RESET_JOB = "accounts.reset"
KEPT_AFTER = timedelta(days=7)
"""How long ended sessions and links stay before the purge."""


@dataclass(frozen=True)
class Device:
    """One log-in of an account, as its owner sees it."""

    started_at: datetime
    seen_at: datetime
    is_this_one: bool


def sha256(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def normal_email(email: str) -> str:
    """Return an address as accounts keep it."""
    return email.strip().lower()


def find(session: Session, email: str) -> Account | None:
    """Return the account of an address."""
    return session.scalars(sa.select(Account).where(Account.email == normal_email(email))).one_or_none()


def get(session: Session, account_id: int) -> Account:
    """Return an account, or raise MissingError."""
    account = session.get(Account, account_id) if account_id < 2**31 else None
    if account is None:
        raise MissingError
    return account


def create(session: Session, now: datetime, email: str, name: str, role: Role) -> Account:
    """Make an account without a password; its invitation gives one.

    Raises:
        RefusedError: `email_taken`.
    """
    if find(session, email) is not None:
        raise RefusedError("email_taken")
    account = Account(email=normal_email(email), name=name, role=role, created_at=now)
    session.add(account)
    session.flush()
    return account


def make_link(session: Session, now: datetime, account: Account, purpose: LinkPurpose) -> str:
    """Return a new single-use token; earlier ones of the same purpose stop working."""
    session.execute(
        sa.update(AccountLink)
        .where(
            AccountLink.account_id == account.id,
            AccountLink.purpose == purpose,
            AccountLink.used_at.is_(None),
        )
        .values(used_at=now)
    )
    token = secrets.token_urlsafe(32)
    expires_at = now + (INVITATION if purpose is LinkPurpose.INVITATION else RESET)
    session.add(
        AccountLink(token_sha256=sha256(token), account_id=account.id, purpose=purpose, expires_at=expires_at)
    )
    session.flush()
    return token


def can_reset(account: Account | None) -> bool:
    """Tell whether a reset may be sent: an invitation that expired is not revived by asking for a reset."""
    return account is not None and account.is_active and account.password_hash is not None


def link_owner(session: Session, token: str, purpose: LinkPurpose, now: datetime) -> Account | None:
    """Return whose live link this is, without using it."""
    link = session.get(AccountLink, sha256(token))
    if link is None or link.purpose is not purpose or link.used_at is not None or link.expires_at <= now:
        return None
    return link.account if link.account.is_active else None


def use_link(
    session: Session, token: str, purpose: LinkPurpose, now: datetime, passwords: Passwords, password: str
) -> Account:
    """Set the password by a link, once; every open session of the account ends.

    Raises:
        RefusedError: `link_spent`, or the reason why the password is refused (the link then still works).
    """
    account = link_owner(session, token, purpose, now)
    if account is None:
        raise RefusedError("link_spent")
    _set_password(account, passwords, password)
    taken = session.execute(
        sa.update(AccountLink)
        .where(AccountLink.token_sha256 == sha256(token), AccountLink.used_at.is_(None))
        .values(used_at=now)
        .returning(AccountLink.token_sha256)
    )
    if taken.one_or_none() is None:
        raise RefusedError("link_spent")
    end_sessions(session, account)
    session.flush()
    return account


def authenticate(session: Session, passwords: Passwords, email: str, password: str) -> Account | None:
    """Return the active account of an address and password; unknown, disabled and wrong cost the same."""
    account = find(session, email)
    is_right = passwords.is_right(account.password_hash if account else None, password)
    if account is None or not is_right or not account.is_active:
        return None
    if passwords.is_outdated(account.password_hash or ""):
        account.password_hash = passwords.hash(password)
    return account


def open_session(session: Session, now: datetime, account: Account, has_code: bool = False) -> str:
    """Return the token of a new session; it opens nothing while the account owes a code."""
    if account.needs_second_factor and account.totp_secret is None:
        second_factor.prepare(session, account, now)
    token = secrets.token_urlsafe(32)
    session.add(
        AccountSession(
            token_sha256=sha256(token),
            account_id=account.id,
            started_at=now,
            seen_at=now,
            second_factor_at=now if has_code else None,
        )
    )
    session.flush()
    return token


def give_code(session: Session, now: datetime, account: Account, token: str, code: str) -> str | None:
    """Exchange a session that owes a code for one that does not; None when the code is not right.

    An account that has no phone yet enrols by its first right code.
    """
    is_enrolled = account.totp_secret is not None
    if not (second_factor.check if is_enrolled else second_factor.confirm)(session, account, code, now):
        return None
    close_session(session, token)
    return open_session(session, now, account, has_code=True)


def change_password(
    session: Session, actor: Account, passwords: Passwords, current: str, new: str, token: str
) -> None:
    """Change one's own password and end one's other sessions.

    Raises:
        RefusedError: `password_wrong`, or the reason why the new one is refused.
    """
    account = get(session, actor.id)
    if not passwords.is_right(account.password_hash, current):
        raise RefusedError("password_wrong")
    _set_password(account, passwords, new)
    end_sessions(session, account, keep=token)


def change_second_factor(
    session: Session, actor: Account, passwords: Passwords, current: str, now: datetime
) -> None:
    """Prepare a new phone; the old one counts until the new one is confirmed.

    Raises:
        RefusedError: `password_wrong`.
    """
    account = get(session, actor.id)
    if not passwords.is_right(account.password_hash, current):
        raise RefusedError("password_wrong")
    second_factor.prepare(session, account, now)


def end_sessions(session: Session, account: Account, keep: str | None = None) -> None:
    """End an account's sessions, but for the one whose token is given."""
    ended = sa.delete(AccountSession).where(AccountSession.account_id == account.id)
    session.execute(ended if keep is None else ended.where(AccountSession.token_sha256 != sha256(keep)))


def close_session(session: Session, token: str) -> None:
    """End one session."""
    session.execute(sa.delete(AccountSession).where(AccountSession.token_sha256 == sha256(token)))


def devices(session: Session, account: Account, token: str) -> list[Device]:
    """Return an account's open log-ins, the latest used first."""
    query = sa.select(AccountSession).where(AccountSession.account_id == account.id)
    rows = session.scalars(query.order_by(AccountSession.seen_at.desc()))
    return [Device(row.started_at, row.seen_at, row.token_sha256 == sha256(token)) for row in rows]


def forget_second_factor(session: Session, account: Account) -> None:
    """Ask for a new enrolment at the next login, when a phone is lost; open sessions end."""
    account.totp_secret = account.totp_last_step = None
    account.totp_candidate = account.totp_candidate_at = None
    end_sessions(session, account)


def listed() -> sa.Select[Any]:
    """Return the query of all accounts, by name."""
    return sa.select(Account).order_by(Account.name, Account.id)


def _set_password(account: Account, passwords: Passwords, password: str) -> None:
    reason = weakness(password, account.name, account.email)
    if reason is not None:
        raise RefusedError(reason)
    account.password_hash = passwords.hash(password)


@jobs.due("accounts.purge")
def purge(session: Session, now: datetime) -> int:
    """Delete ended sessions, spent links, done resets, what was kept for a while and past rate-limit windows."""
    before = now - KEPT_AFTER
    sessions = session.execute(sa.delete(AccountSession).where(AccountSession.started_at < before))
    links = session.execute(sa.delete(AccountLink).where(AccountLink.expires_at < before))
    session.execute(sa.delete(jobs.Job).where(jobs.Job.kind == RESET_JOB, jobs.Job.finished_at < before))
    second_factor.forget_old_candidates(session, now)
    windows = rate_limit.forget_old_windows(session, now.timestamp())
    return int(sessions.rowcount) + int(links.rowcount) + windows  # type: ignore[attr-defined]
