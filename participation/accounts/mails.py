"""The two letters that carry a link. It begins with the site's own address, never with a request's Host."""

from datetime import datetime
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext
from sqlalchemy.orm import Session, sessionmaker

from participation.accounts.models import Account, LinkPurpose
from participation.accounts.services import RESET_JOB, can_reset, make_link, sha256
from participation.config import Settings
from participation.kernel import jobs, mail
from participation.kernel.i18n import speaking

ENDPOINTS = {LinkPurpose.INVITATION: "accounts.invitation", LinkPurpose.RESET: "accounts.reset"}


def link_url(purpose: LinkPurpose, token: str) -> str:
    """Return the address to open, in the authentic language."""
    settings: Settings = current_app.extensions["settings"]
    path = current_app.url_map.bind("").build(ENDPOINTS[purpose], {"token": token})
    return settings.public_url + path


def send_link(session: Session, now: datetime, account: Account, purpose: LinkPurpose, token: str) -> None:
    """Put the letter in the queue; it holds the token until it has been sent."""
    with speaking("fr"):
        subject = (
            gettext("Your access to the citizen councils' site")
            if purpose is LinkPurpose.INVITATION
            else gettext("Choose a new password")
        )
        body = render_template(f"mails/{purpose.value}.txt", name=account.name, link=link_url(purpose, token))
    mail.post(session, now, f"{purpose.value}:{sha256(token)[:32]}", account.email, subject, body)


def ask_reset(session: Session, now: datetime, account: Account | None) -> None:
    """Let the worker send a reset, or do nothing: time does not tell whether an address has an account."""
    jobs.enqueue(session, now, RESET_JOB, {"account_id": account.id if account else None}, None)


@jobs.handler(RESET_JOB)
def _send_reset(
    sessions: "sessionmaker[Session]", payload: dict[str, Any], now: datetime, _report: jobs.Report
) -> None:
    with sessions.begin() as session:
        account = session.get(Account, payload["account_id"] or 0)
        if account is not None and can_reset(account):
            token = make_link(session, now, account, LinkPurpose.RESET)
            send_link(session, now, account, LinkPurpose.RESET, token)
