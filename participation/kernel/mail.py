"""Outgoing mail: a row in the same transaction as the act, delivered later by the worker, then forgotten.

A message has a key: the same act never writes twice. Without an SMTP host it becomes a file of the outbox.
"""

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.config import Settings
from participation.kernel.db import Base, Key, Label, LongText

MOST_ATTEMPTS = 5


class Mail(Base):
    """One message to one address."""

    __tablename__ = "mail"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    """What it is about, so that one act sends one message."""
    recipient: Mapped[Label | None]
    """Erased once sent, like the text."""
    subject: Mapped[Label]
    body: Mapped[LongText | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(sa.String(200))
    """The kind of error only: an SMTP server's words may hold the address."""


def post(session: Session, now: datetime, key: str, recipient: str, subject: str, body: str) -> bool:
    """Put a message in the queue unless its key already is; tell whether it was put."""
    if session.scalar(sa.select(Mail.id).where(Mail.key == key)) is not None:
        return False
    message = _message("x@example.org", recipient, subject, body)  # refuses injected headers before anything is kept
    session.add(Mail(key=key, recipient=message["To"], subject=subject, body=body, created_at=now))
    return True


def deliver(session: Session, now: datetime, settings: Settings) -> int:
    """Send what waits; return how many messages left. What fails is tried again, five times at most."""
    waiting = session.scalars(
        sa.select(Mail)
        .where(Mail.sent_at.is_(None), Mail.attempts < MOST_ATTEMPTS)
        .order_by(Mail.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    ).all()
    sent = 0
    for mail in waiting:
        message = _message(settings.mail_from, mail.recipient or "", mail.subject, mail.body or "")
        mail.attempts += 1
        try:
            _send(message, mail.id, settings)
        except (OSError, smtplib.SMTPException) as error:
            mail.last_error = type(error).__name__
            continue
        mail.sent_at, mail.recipient, mail.body, mail.last_error = now, None, None, None
        sent += 1
    return sent


def _message(sender: str, recipient: str, subject: str, body: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = subject
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def _send(message: EmailMessage, number: int, settings: Settings) -> None:
    if not settings.smtp_host:
        outbox = settings.instance_path / "outbox"
        outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
        (outbox / f"{number:06d}.eml").write_bytes(bytes(message))
        return
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=20) as server:
        if settings.smtp_starttls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(message)
