"""What tests of accounts do in a browser again and again."""

import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.accounts.models import (
    Account,
)
from participation.config import Settings
from participation.kernel.mail import Mail
from tests.support.factories import PASSWORD, make_account
from tests.support.pages import PageClient

GOOD = "brouette lilas quarante"
NewClient = Callable[[], PageClient]


def kept(session: Session, **values: Any) -> Account:
    """Return a committed account, detached: reading it opens no transaction that pages would wait for."""
    account = make_account(session, **values)
    session.commit()
    session.refresh(account)
    session.expunge(account)
    session.commit()
    return account


def log_in(client: PageClient, email: str, password: str = PASSWORD, **options: Any) -> TestResponse:
    client.get("/connexion")
    return client.post("/connexion", {"email": email, "password": password}, **options)


def is_in(client: PageClient) -> bool:
    return client.get("/mon-compte").status_code == 200


def value(session: Session, query: Any) -> Any:
    found = session.scalar(query)
    session.commit()
    return found


def link_in_mail(session: Session) -> str:
    body = value(session, sa.select(Mail.body).order_by(Mail.id.desc()))
    return re.search(r"https?://\S+", body)[0]  # type: ignore[index]


def path_of(link: str, settings: Settings) -> str:
    assert link.startswith(settings.public_url + "/")
    return link.removeprefix(settings.public_url)
