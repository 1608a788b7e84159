"""Outgoing mail: a row in the same transaction as the act, delivered later by the worker, then forgotten.

A message has a key: the same act never writes twice. Without an SMTP host it becomes a file of the outbox, which stays
there for some days.
"""

import smtplib
import ssl
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from participation.config import Settings
from participation.kernel import jobs
from participation.kernel.db import Base, Key, Label, LongText

MOST_ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=1)
"""Doubled at each attempt."""


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
    next_at: Mapped[datetime]
    """Not before: now at first, later after a failure."""
    last_error: Mapped[str | None] = mapped_column(sa.String(200))
    """The kind of error only: an SMTP server's words may hold the address."""


def post(session: Session, now: datetime, key: str, recipient: str, subject: str, body: str) -> bool:
    """Put a message in the queue unless its key already is; tell whether it was put."""
    if session.scalar(sa.select(Mail.id).where(Mail.key == key)) is not None:
        return False
    message = _message("x@example.org", recipient, subject, body)  # refuses injected headers before anything is kept
    session.add(Mail(key=key, recipient=message["To"], subject=subject, body=body, created_at=now, next_at=now))
    return True


def known(session: Session, keys: Collection[str]) -> set[str]:
    """Return which of some keys have a message, or were told in one, in one query."""
    return set(session.scalars(sa.select(Mail.key).where(Mail.key.in_(keys)))) if keys else set()


def told(session: Session, now: datetime, keys: Iterable[str], subject: str) -> None:
    """Keep that a message of another key told what these stand for: nothing leaves for them."""
    session.add_all(Mail(key=key, subject=subject, created_at=now, sent_at=now, next_at=now) for key in keys)


def deliver(sessions: "sessionmaker[Session]", now: datetime, settings: Settings) -> int:
    """Send what waits; return how many messages left. What fails is tried again later, five times at most.

    A message is claimed and marked in two short transactions: no lock is held while a server is being talked to.
    """
    sent = 0
    while (mail := _claim(sessions, now)) is not None:
        message = _message(settings.mail_from, mail.recipient or "", mail.subject, mail.body or "")
        try:
            _send(message, mail.id, settings)
        except (OSError, smtplib.SMTPException) as error:
            _note(sessions, mail.id, last_error=type(error).__name__)
            continue
        _note(sessions, mail.id, sent_at=now, recipient=None, body=None, last_error=None)
        sent += 1
    return sent


def sweep(now: datetime, settings: Settings) -> int:
    """Delete the outbox's files kept long enough: they hold names and addresses; return how many."""
    limit = (now - timedelta(days=settings.outbox_kept_days)).timestamp()
    gone = 0
    for path in sorted((settings.instance_path / "outbox").glob("*.eml")):
        try:
            if path.stat().st_mtime < limit:
                path.unlink()
                gone += 1
        except FileNotFoundError:
            continue  # another worker was faster
    return gone


@jobs.due_apart("outbox_swept")
def sweep_due(_sessions: "sessionmaker[Session]", now: datetime) -> int:
    """Sweep the outbox of the running application."""
    return sweep(now, current_app.extensions["settings"])


def _claim(sessions: "sessionmaker[Session]", now: datetime) -> Mail | None:
    """Return the oldest message whose turn has come, counted as tried: another worker passes it by."""
    with sessions.begin() as session:
        session.expire_on_commit = False
        mail = session.scalars(
            sa.select(Mail)
            .where(Mail.sent_at.is_(None), Mail.attempts < MOST_ATTEMPTS, Mail.next_at <= now)
            .order_by(Mail.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if mail is not None:
            mail.attempts += 1
            mail.next_at = now + FIRST_PAUSE * 2**mail.attempts
        return mail


def _note(sessions: "sessionmaker[Session]", mail_id: int, **values: object) -> None:
    with sessions.begin() as session:
        session.execute(sa.update(Mail).where(Mail.id == mail_id).values(**values))


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
