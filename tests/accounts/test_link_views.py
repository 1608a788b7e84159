"""Invitations and forgotten passwords: links by mail."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from participation.accounts import services
from participation.accounts.models import Account, LinkPurpose
from participation.config import Settings
from participation.kernel.mail import Mail
from participation.kernel.permissions import Role
from tests.support.accounts import (
    GOOD,
    NewClient,
    is_in,
    kept,
    link_in_mail,
    log_in,
    path_of,
)
from tests.support.factories import finish_jobs, make_account, sign_in
from tests.support.pages import PageClient


def test_invitation_sets_the_password_and_logs_in(
    session: Session, client: PageClient, new_client: NewClient, settings: Settings
) -> None:
    sign_in(client, make_account(session, "administrator"))
    client.get("/travail/comptes/inviter")
    fields = {"name": "Ana Fictive", "email": "Ana@Example.org", "role": "partner"}
    response = client.post("/travail/comptes/inviter", fields, headers={"X-Forwarded-Host": "evil.example"})
    assert response.status_code == 303
    path = path_of(link_in_mail(session), settings)
    invited = new_client()
    for _ in range(3):
        opened = invited.get(path)
        assert opened.status_code == 200
        assert opened.headers["Referrer-Policy"] == "no-referrer"
        assert opened.headers["Cache-Control"] == "no-store"
    assert invited.post(path, {"password": "short"}).status_code == 422
    assert invited.post(path, {"password": GOOD}).headers["Location"] == "/travail#contenu"
    assert is_in(invited)
    assert new_client().get(path).status_code == 410
    assert log_in(new_client(), "ana@example.org", GOOD).status_code == 303


def test_invitation_of_a_role_with_codes_leads_to_the_phone(
    session: Session, client: PageClient, now: datetime
) -> None:
    account = services.create(session, now, "ana@example.org", "Ana Fictive", Role.WITNESS)
    token = services.make_link(session, now, account, LinkPurpose.INVITATION)
    session.commit()
    client.get(f"/invitation/{token}")
    assert client.post(f"/invitation/{token}", {"password": GOOD}).headers["Location"] == "/connexion/code#contenu"
    assert "<svg" in client.get("/connexion/code").get_data(as_text=True).split("<main")[1]


def test_invitation_expires(
    session: Session, client: PageClient, now: datetime, clock: time_machine.Traveller
) -> None:
    account = services.create(session, now, "ana@example.org", "Ana Fictive", Role.MEMBER)
    token = services.make_link(session, now, account, LinkPurpose.INVITATION)
    session.commit()
    clock.shift(timedelta(days=7))
    assert client.get(f"/invitation/{token}").status_code == 410


@pytest.mark.parametrize("token", ["x", "x" * 42, "x" * 44, "x" * 43, "%00" * 43])
def test_reset_of_an_unknown_link(client: PageClient, token: str) -> None:
    response = client.get(f"/mot-de-passe/{token}")
    assert response.status_code in (404, 410)
    assert "Set-Cookie" not in response.headers


def test_forgotten_sends_a_link_that_ends_every_session(
    app: Flask, session: Session, client: PageClient, new_client: NewClient, settings: Settings
) -> None:
    account = kept(session, role="partner")
    elsewhere = new_client()
    log_in(elsewhere, account.email)
    client.get("/mot-de-passe-oublie")
    assert client.post("/mot-de-passe-oublie", {"email": account.email.upper()}).status_code == 200
    finish_jobs(app)
    path = path_of(link_in_mail(session), settings)
    assert is_in(elsewhere)
    client.get(path)
    assert client.post(path, {"password": GOOD}).status_code == 303
    assert is_in(client)
    assert not is_in(elsewhere)


def test_forgotten_says_and_does_the_same_for_an_unknown_address(
    app: Flask, session: Session, client: PageClient, now: datetime, count_queries: list[str]
) -> None:
    account = kept(session)
    services.create(session, now, "invited@example.org", "Invitée Fictive", Role.MEMBER)
    session.commit()
    pages, done = [], []
    for email in (account.email, "nobody@example.org", "invited@example.org"):
        client.get("/mot-de-passe-oublie")
        del count_queries[:]
        pages.append(client.post("/mot-de-passe-oublie", {"email": email}).get_data())
        done.append(list(count_queries))
    assert pages[0] == pages[1] == pages[2]
    assert done[0] == done[1] == done[2]
    finish_jobs(app)
    assert session.scalars(sa.select(Mail.recipient)).all() == [account.email]


def test_a_reset_whose_account_was_disabled_meanwhile_is_not_sent(
    app: Flask, session: Session, client: PageClient, now: datetime
) -> None:
    account = kept(session)
    client.get("/mot-de-passe-oublie")
    client.post("/mot-de-passe-oublie", {"email": account.email})
    session.execute(sa.update(Account).values(disabled_at=now))
    session.commit()
    finish_jobs(app)
    assert session.scalars(sa.select(Mail)).all() == []


@pytest.mark.parametrize("email", ["", "x", "a@b", "a b@example.org", "a@example.org\r\nBcc: b@example.org"])
def test_forgotten_asks_for_a_whole_address(client: PageClient, email: str) -> None:
    client.get("/mot-de-passe-oublie")
    assert client.post("/mot-de-passe-oublie", {"email": email}).status_code == 422


def test_forgotten_is_limited(session: Session, client: PageClient) -> None:
    client.get("/mot-de-passe-oublie")
    statuses = [
        client.post("/mot-de-passe-oublie", {"email": "a@example.org"}).status_code for _ in range(11)
    ]
    assert statuses == [200] * 10 + [429]


@pytest.mark.parametrize(
    "options",
    [{"base_url": "http://evil.example"}, {"headers": {"X-Forwarded-Host": "evil.example"}}],
    ids=["host", "forwarded"],
)
def test_mails_name_the_site_and_not_the_host_of_the_request(
    app: Flask, session: Session, client: PageClient, settings: Settings, options: dict[str, Any]
) -> None:
    account = kept(session)
    page = client.get("/mot-de-passe-oublie", **options)
    assert "evil" not in page.get_data(as_text=True)
    assert client.post("/mot-de-passe-oublie", {"email": account.email}, **options).status_code == 200
    finish_jobs(app)
    link = link_in_mail(session)
    assert link.startswith(settings.public_url + "/mot-de-passe/")
