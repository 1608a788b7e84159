"""Logging in and out in a browser."""

import logging
import re
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.accounts import services
from participation.accounts.models import (
    AccountSession,
)
from participation.config import Settings
from participation.kernel.permissions import Role
from tests.support.accounts import (
    NewClient,
    is_in,
    kept,
    log_in,
    value,
)
from tests.support.factories import PASSWORD, make_account, sign_in
from tests.support.pages import PageClient


def test_login_opens_the_desk_and_logout_closes_it(session: Session, client: PageClient) -> None:
    account = kept(session, role="partner")
    assert client.get("/travail").headers["Location"].startswith("/connexion?next=")
    response = log_in(client, account.email.upper())
    assert (response.status_code, response.headers["Location"]) == (303, "/travail#contenu")
    assert is_in(client)
    assert client.post("/deconnexion").status_code == 303
    assert not is_in(client)
    assert value(session, sa.select(sa.func.count()).select_from(AccountSession)) == 0


def test_login_leads_to_the_page_that_was_wanted_in_its_language(
    session: Session, client: PageClient
) -> None:
    account = kept(session, role="partner")
    asked = client.get("/en/mon-compte?x=1").headers["Location"]
    client.get(asked)
    response = client.post(asked, {"email": account.email, "password": PASSWORD})
    assert response.headers["Location"] == "/en/mon-compte?x=1#contenu"


def test_login_when_already_in_leads_to_the_desk(session: Session, client: PageClient) -> None:
    sign_in(client, make_account(session))
    assert client.get("/connexion").headers["Location"] == "/travail#contenu"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ana@example.org", "wrong wrong wrong"),
        ("nobody@example.org", PASSWORD),
        ("off@example.org", PASSWORD),
        ("invited@example.org", PASSWORD),
    ],
)
def test_login_says_the_same_whatever_is_wrong(
    session: Session, client: PageClient, now: datetime, email: str, password: str
) -> None:
    make_account(session, email="ana@example.org")
    make_account(session, email="off@example.org", disabled_at=now)
    services.create(session, now, "invited@example.org", "Invitée Fictive", Role.MEMBER)
    session.commit()
    response = log_in(client, email, password)
    page = response.get_data(as_text=True).replace(email, "")
    assert response.status_code == 422
    assert "Vérifiez" in page
    reference = log_in(client, "x@example.org", "y" * 12).get_data(as_text=True).replace("x@example.org", "")
    token = re.compile(r'name="csrf_token" value="[^"]+"')
    assert token.sub("", page) == token.sub("", reference)


@pytest.mark.parametrize("fields", [{}, {"email": "", "password": ""}, {"email": "a@b.c"}, {"password": "x"}])
def test_login_asks_for_what_is_missing(client: PageClient, fields: dict[str, str]) -> None:
    client.get("/connexion")
    assert client.post("/connexion", fields).status_code == 422


@pytest.mark.parametrize(
    "text", ["\x00", "a\x00@b.c", "é" * 5000, "' OR 1=1 --", "<script>", "\ud7ff", "\r\nx"]
)
def test_login_survives_odd_text(client: PageClient, text: str) -> None:
    client.get("/connexion")
    assert client.post("/connexion", {"email": text, "password": text}).status_code == 422


def test_login_gives_a_new_session_whatever_was_planted(
    session: Session, app: Flask, new_client: NewClient
) -> None:
    """Fixation: a cookie known to somebody else before the login opens nothing after it."""
    account = kept(session)
    victim, thief = new_client(), new_client()
    victim.get("/connexion")
    planted = victim.flask.get_cookie("session").value  # type: ignore[union-attr]
    thief.flask.set_cookie("session", planted)
    log_in(victim, account.email)
    assert victim.flask.get_cookie("session").value != planted  # type: ignore[union-attr]
    assert is_in(victim)
    assert not is_in(thief)


def test_every_cookie_is_flagged(session: Session, settings: Settings, client: PageClient) -> None:
    account = kept(session)
    cookies = client.get("/connexion").headers.getlist("Set-Cookie")
    cookies += log_in(client, account.email).headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} == {"session", "device"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie for cookie in cookies)


def test_the_log_tells_who_by_number_only(
    session: Session, client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    account = kept(session)
    caplog.set_level(logging.INFO, "participation.security")
    log_in(client, "x@example.org\r\nlogged in account=1", "x\x1b[31m")
    log_in(client, "nobody@example.org\u202e", "secret secret secret")
    log_in(client, account.email)
    lines = [record.getMessage() for record in caplog.records if record.name == "participation.security"]
    assert f"logged in account={account.id}" in lines
    assert all(re.fullmatch(r"[a-z -]+(account=\d+)?( by=\d+)?", line.replace(":", "")) for line in lines)
