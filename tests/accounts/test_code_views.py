"""The code of the phone, after the password."""

from datetime import datetime, timedelta

import pyotp
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from tests.support.accounts import is_in, kept, log_in, value
from tests.support.factories import PASSWORD
from tests.support.pages import PageClient


def test_code_is_asked_after_the_password(session: Session, client: PageClient, now: datetime) -> None:
    secret = pyotp.random_base32()
    account = kept(session, role="witness", is_demonstration=False, totp_secret=secret)
    response = log_in(client, account.email)
    assert response.headers["Location"] == "/connexion/code#contenu"
    half = client.flask.get_cookie("session").value  # type: ignore[union-attr]
    assert not is_in(client)
    page = client.get("/connexion/code").get_data(as_text=True)
    assert secret[:4] not in page
    assert "<svg" not in page.split("<main")[1]
    assert client.post("/connexion/code", {"code": "000000"}).status_code == 422
    response = client.post("/connexion/code", {"code": pyotp.TOTP(secret).at(now)})
    assert response.headers["Location"] == "/travail#contenu"
    assert is_in(client)
    before = PageClient(client.flask.application)
    before.flask.set_cookie("session", half)
    assert not is_in(before)


def test_code_keeps_the_page_that_was_wanted(session: Session, client: PageClient, now: datetime) -> None:
    secret = pyotp.random_base32()
    account = kept(session, role="witness", is_demonstration=False, totp_secret=secret)
    client.get("/connexion?next=/mon-compte")
    client.post("/connexion?next=/mon-compte", {"email": account.email, "password": PASSWORD})
    client.get("/connexion/code")
    response = client.post("/connexion/code", {"code": pyotp.TOTP(secret).at(now)})
    assert response.headers["Location"] == "/mon-compte#contenu"


def test_code_shows_what_to_photograph_at_the_first_login(
    session: Session, client: PageClient, now: datetime
) -> None:
    account = kept(session, role="administrator", is_demonstration=False)
    log_in(client, account.email)
    page = client.get("/connexion/code").get_data(as_text=True)
    secret = value(session, sa.select(Account.totp_candidate))
    assert "<svg" in page.split("<main")[1]
    assert secret[:4] + " " + secret[4:8] in page
    client.post("/connexion/code", {"code": pyotp.TOTP(secret).at(now)})
    assert is_in(client)
    assert value(session, sa.select(Account.totp_secret)) == secret


def test_code_without_a_password_leads_to_the_login(client: PageClient) -> None:
    assert client.get("/connexion/code").headers["Location"] == "/connexion#contenu"


def test_code_is_limited(session: Session, client: PageClient, now: datetime) -> None:
    secret = pyotp.random_base32()
    account = kept(session, role="witness", is_demonstration=False, totp_secret=secret)
    log_in(client, account.email)
    client.get("/connexion/code")
    statuses = [client.post("/connexion/code", {"code": "000000"}).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    assert client.post("/connexion/code", {"code": pyotp.TOTP(secret).at(now)}).status_code == 429


def test_code_leads_back_when_the_picture_is_too_old(
    session: Session, client: PageClient, now: datetime, clock: time_machine.Traveller
) -> None:
    account = kept(session, role="administrator", is_demonstration=False)
    client.get("/connexion?next=/mon-compte")
    client.post("/connexion?next=/mon-compte", {"email": account.email, "password": PASSWORD})
    client.get("/connexion/code")
    clock.shift(timedelta(minutes=15))
    late = client.get("/connexion/code").headers["Location"]
    assert late == "/connexion?motif=retard&next=/mon-compte#contenu"
    assert "nouveau carré" in client.get(late).get_data(as_text=True)
    client.post(late, {"email": account.email, "password": PASSWORD})
    secret = value(session, sa.select(Account.totp_candidate))
    client.get("/connexion/code")
    response = client.post("/connexion/code", {"code": pyotp.TOTP(secret).at(now + timedelta(minutes=15))})
    assert response.headers["Location"] == "/mon-compte#contenu"
