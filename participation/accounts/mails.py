"""The two letters that carry a link. It begins with the site's own address, never with a request's Host."""

import secrets
from datetime import datetime

from flask import current_app, render_template
from flask_babel import gettext
from sqlalchemy.orm import Session

from participation.accounts.models import Account, LinkPurpose
from participation.accounts.services import sha256
from participation.config import Settings
from participation.kernel import mail
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


def send_nothing(session: Session, now: datetime) -> None:
    """Write what an unknown address would have cost, so that time does not tell who has an account."""
    key = f"reset:{secrets.token_hex(16)}"
    session.add(mail.Mail(key=key, subject="", created_at=now, next_at=now, sent_at=now))
