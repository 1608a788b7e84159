"""One's own account in a browser."""

from datetime import datetime, timedelta

import pyotp
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from tests.support.accounts import GOOD, NewClient, is_in, kept, log_in, value
from tests.support.factories import PASSWORD, make_account, sign_in
from tests.support.pages import PageClient


def test_own_shows_where_the_account_is_open(
    session: Session, client: PageClient, new_client: NewClient
) -> None:
    account = kept(session, role="partner")
    log_in(client, account.email)
    other = new_client()
    log_in(other, account.email)
    page = client.get("/mon-compte").get_data(as_text=True)
    assert account.email in page
    assert page.count("(ici)") == 1
    assert "Fermer les autres connexions" in page
    assert client.post("/mon-compte/fermer-les-autres").status_code == 303
    assert is_in(client)
    assert not is_in(other)


def test_end_others_keeps_this_one(session: Session, client: PageClient) -> None:
    sign_in(client, make_account(session))
    client.get("/mon-compte")
    client.post("/mon-compte/fermer-les-autres")
    assert is_in(client)


def test_own_password_ends_the_other_sessions(
    session: Session, client: PageClient, new_client: NewClient
) -> None:
    account = kept(session, role="partner")
    log_in(client, account.email)
    other = new_client()
    log_in(other, account.email)
    client.get("/mon-compte/mot-de-passe")
    wrong = client.post("/mon-compte/mot-de-passe", {"current": "x" * 12, "password": GOOD})
    assert wrong.status_code == 422
    weak = client.post("/mon-compte/mot-de-passe", {"current": PASSWORD, "password": "motdepasse123"})
    assert "facile à deviner" in weak.get_data(as_text=True)
    assert client.post("/mon-compte/mot-de-passe", {"current": PASSWORD, "password": GOOD}).status_code == 303
    assert is_in(client)
    assert not is_in(other)
    assert log_in(new_client(), account.email).status_code == 422
    assert log_in(new_client(), account.email, GOOD).status_code == 303


def test_own_password_is_limited(session: Session, client: PageClient) -> None:
    sign_in(client, make_account(session))
    client.get("/mon-compte/mot-de-passe")
    fields = {"current": "wrong wrong wrong", "password": GOOD}
    statuses = [client.post("/mon-compte/mot-de-passe", fields).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_own_phone_and_own_phone_code_add_a_phone(
    session: Session, client: PageClient, now: datetime
) -> None:
    account = kept(session, role="facilitator")
    log_in(client, account.email)
    assert client.get("/mon-compte/telephone/code").headers["Location"] == "/mon-compte/telephone#contenu"
    client.get("/mon-compte/telephone")
    assert client.post("/mon-compte/telephone", {"current": "wrong wrong wrong"}).status_code == 422
    assert client.post("/mon-compte/telephone", {"current": PASSWORD}).status_code == 303
    assert "<svg" in client.get("/mon-compte/telephone/code").get_data(as_text=True).split("<main")[1]
    secret = value(session, sa.select(Account.totp_candidate))
    assert client.post("/mon-compte/telephone/code", {"code": "000000"}).status_code == 422
    response = client.post("/mon-compte/telephone/code", {"code": pyotp.TOTP(secret).at(now)})
    assert response.status_code == 303
    assert value(session, sa.select(Account.totp_secret)) == secret


def test_own_phone_code_asks_to_begin_again_after_a_quarter_of_an_hour(
    session: Session, client: PageClient, clock: time_machine.Traveller
) -> None:
    account = kept(session, role="facilitator")
    log_in(client, account.email)
    client.get("/mon-compte/telephone")
    client.post("/mon-compte/telephone", {"current": PASSWORD})
    first = value(session, sa.select(Account.totp_candidate))
    clock.shift(timedelta(minutes=15))
    late = client.get("/mon-compte/telephone/code")
    assert late.headers["Location"] == "/mon-compte/telephone#contenu"
    client.get("/mon-compte/telephone")
    client.post("/mon-compte/telephone", {"current": PASSWORD})
    assert value(session, sa.select(Account.totp_candidate)) != first
    assert client.get("/mon-compte/telephone/code").status_code == 200
