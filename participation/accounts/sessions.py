"""Which account a request comes from: a row found by the token of the signed cookie.

The look-up has a short session of its own, closed before the view starts: the view's transaction then begins
with the act itself, and rate limits, which write beside it, never wait for it.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask, Request, current_app, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager
from flask_login.mixins import AnonymousUserMixin
from sqlalchemy.orm import joinedload

from participation.accounts import services
from participation.accounts.models import Account, AccountSession
from participation.accounts.passwords import Passwords
from participation.config import Settings
from participation.kernel import clock
from participation.kernel.db import db

TOKEN = "account_token"  # noqa: S105 - the name of the cookie's entry
KEPT = "kept"
"""The cookie's entry of a form that waits for its account: its page, and the key that opens what was typed."""
SEEN_EVERY = timedelta(minutes=1)

login_manager = LoginManager()


class CookieSessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie; without the cookie, no signature is prepared."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def init_app(app: Flask) -> None:
    """Let Flask-Login find the account of a request, and choose how passwords are hashed."""
    settings: Settings = app.extensions["settings"]
    app.extensions["passwords"] = Passwords(is_cheap=settings.testing)
    app.session_interface = CookieSessions()
    login_manager.session_protection = (
        None  # ours are rows; the library's would log a phone out with its address
    )
    login_manager.anonymous_user = AnonymousUserMixin
    login_manager.init_app(app, add_context_processor=False)
    login_manager.user_loader(lambda _id: None)
    login_manager.request_loader(lambda _request: signed_in())


def signed_in() -> Account | None:
    """Return the account that has fully logged in, detached from any database session."""
    row = _live_row()
    if row is None or (row.account.needs_second_factor and row.second_factor_at is None):
        return None
    return row.account


def half_signed_in() -> Account | None:
    """Return the account whose password was given and whose code is still owed."""
    row = _live_row()
    owes = row is not None and row.account.needs_second_factor and row.second_factor_at is None
    return row.account if row is not None and owes else None


def start(token: str) -> None:
    """Put a fresh token in a fresh cookie: nothing planted before the login survives it.

    The key of a form that waits does: it opens nothing but what the same account sent from this browser.
    """
    kept = session.get(KEPT)
    session.clear()
    session[TOKEN] = token
    if kept is not None:
        session[KEPT] = kept


def current_token() -> str:
    """Return this request's token; empty when there is none."""
    return str(session.get(TOKEN, ""))


def passwords() -> Passwords:
    """Return the application's way of hashing."""
    found: Passwords = current_app.extensions["passwords"]
    return found


def _live_row() -> AccountSession | None:
    token = current_token()
    if not token:
        return None
    settings: Settings = current_app.extensions["settings"]
    now = clock.now()
    with current_app.extensions["db"]["read"]() as reading:
        query = sa.select(AccountSession).options(joinedload(AccountSession.account))
        found = reading.scalars(query.where(AccountSession.token_sha256 == services.sha256(token)))
        row: AccountSession | None = found.one_or_none()
        if row is None or not row.account.is_active or _is_over(row, now, settings):
            return None
        reading.expunge_all()
    if now - row.seen_at >= SEEN_EVERY and not db.is_in_transaction:
        _keep_alive(row.token_sha256, now)
    return row


def _is_over(row: AccountSession, now: datetime, settings: Settings) -> bool:
    idle = now - row.seen_at >= timedelta(minutes=settings.session_idle_minutes)
    return idle or now - row.started_at >= timedelta(hours=settings.session_absolute_hours)


def _keep_alive(token_sha256: str, now: datetime) -> None:
    with current_app.extensions["db"]["write"].begin() as writing:
        writing.execute(
            sa.update(AccountSession).where(AccountSession.token_sha256 == token_sha256).values(seen_at=now)
        )
