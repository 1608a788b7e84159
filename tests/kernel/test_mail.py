"""Mail: queued with the act, delivered to a real server or a file, then forgotten."""

import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy.orm import Session

from participation.config import Settings
from participation.kernel import jobs, mail
from participation.kernel.mail import Mail


class Inbox:
    """What the test server received."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        self.messages.append(envelope.content)
        return "250 OK"


@pytest.fixture
def smtp() -> Iterator[tuple[Inbox, int]]:
    """A real SMTP server on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, port
    controller.stop()


def post(session: Session, now: datetime, key: str = "receipt:1") -> bool:
    is_new = mail.post(session, now, key, "amina@example.org", "Votre reçu", "Voici votre code : K7M4.")
    session.commit()
    return is_new


@pytest.mark.real_time
def test_a_message_reaches_a_real_server_and_is_forgotten(
    app: Flask, session: Session, now: datetime, settings: Settings, smtp: tuple[Inbox, int]
) -> None:
    inbox, port = smtp
    post(session, now)
    sent = mail.deliver(app.extensions["db"]["write"], now, replace(settings, smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False))
    assert sent == 1
    text = inbox.messages[0].decode("utf-8")
    assert "amina@example.org" in text
    kept = session.scalars(sa.select(Mail)).one()
    assert (kept.recipient, kept.body, kept.sent_at) == (None, None, now)


def test_one_act_writes_once(session: Session, now: datetime) -> None:
    assert post(session, now) is True
    assert post(session, now) is False
    assert len(session.scalars(sa.select(Mail)).all()) == 1


def test_without_a_server_mail_becomes_files(app: Flask, session: Session, now: datetime, settings: Settings) -> None:
    post(session, now)
    mail.deliver(app.extensions["db"]["write"], now, settings)
    files = list(Path(settings.instance_path, "outbox").iterdir())
    assert len(files) == 1
    assert b"amina@example.org" in files[0].read_bytes()


def test_a_server_that_is_down_is_tried_again_later_and_the_message_kept(
    app: Flask, session: Session, now: datetime, settings: Settings
) -> None:
    post(session, now)
    down = replace(settings, smtp_host="127.0.0.1", smtp_port=1)
    maker = app.extensions["db"]["write"]
    assert mail.deliver(maker, now, down) == 0
    kept = session.scalars(sa.select(Mail)).one()
    assert (kept.attempts, kept.last_error) == (1, "ConnectionRefusedError")
    session.rollback()
    assert mail.deliver(maker, now + timedelta(seconds=30), down) == 0
    session.refresh(kept)
    assert kept.attempts == 1, "too early to try again"
    session.rollback()
    for hours in range(1, 10):
        mail.deliver(maker, now + timedelta(hours=hours), down)
    session.refresh(kept)
    assert kept.attempts == mail.MOST_ATTEMPTS
    assert kept.body is not None


@pytest.mark.parametrize("field", ["recipient", "subject"])
def test_injected_headers_are_refused(session: Session, now: datetime, field: str) -> None:
    values = {"recipient": "a@example.org", "subject": "s"}
    values[field] += "\r\nBcc: everyone@example.org"
    with pytest.raises(ValueError, match=r"[Hh]eader|newline|linefeed|address"):
        mail.post(session, now, "k", values["recipient"], values["subject"], "b")
    assert session.scalars(sa.select(Mail)).all() == []


def test_the_outbox_forgets_what_it_has_kept_long_enough(
    app: Flask, session: Session, tmp_path: Path, now: datetime
) -> None:
    settings = replace(app.extensions["settings"], instance_path=tmp_path / "kept", smtp_host="")
    assert mail.sweep(now, settings) == 0, "no outbox yet"
    for key in ("receipt:1", "receipt:2"):
        post(session, now, key)
    mail.deliver(app.extensions["db"]["write"], now, settings)
    old, recent = sorted((settings.instance_path / "outbox").iterdir())
    for path, days in ((old, 31), (recent, 29)):
        at = (now - timedelta(days=days)).timestamp()
        os.utime(path, (at, at))
    assert mail.sweep(now, settings) == 1
    assert [path.name for path in recent.parent.iterdir()] == [recent.name]
    assert settings.outbox_kept_days == 30
    with app.app_context():
        assert jobs.run_due(app.extensions["db"]["write"], now)["outbox_swept"] == 0
