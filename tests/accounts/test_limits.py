"""How often somebody may try to log in, and whom a stranger cannot shut out."""

from datetime import timedelta

import time_machine
from sqlalchemy.orm import Session

from tests.support.accounts import NewClient, kept, log_in
from tests.support.factories import make_account
from tests.support.pages import PageClient


def test_login_is_limited_by_account_and_says_how_long(
    session: Session, client: PageClient, clock: time_machine.Traveller
) -> None:
    account = kept(session)
    statuses = [log_in(client, account.email, "wrong wrong wrong").status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    clock.shift(timedelta(minutes=5))
    refused = log_in(client, account.email)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "600"
    assert "10\u00a0minutes" in refused.get_data(as_text=True)
    clock.shift(timedelta(minutes=10, seconds=1))
    assert log_in(client, account.email).status_code == 303


def test_a_stranger_does_not_lock_out_a_device_that_logged_in_before(
    session: Session, client: PageClient, new_client: NewClient
) -> None:
    account = kept(session)
    log_in(client, account.email)
    client.get("/mon-compte")
    client.post("/deconnexion")
    stranger = new_client()
    for _ in range(12):
        log_in(stranger, account.email, "wrong wrong wrong")
    assert log_in(stranger, account.email).status_code == 429
    assert log_in(client, account.email).status_code == 303


def test_a_known_device_is_limited_too_and_only_for_its_account(session: Session, client: PageClient) -> None:
    account, other = kept(session), kept(session)
    log_in(client, account.email)
    client.get("/mon-compte")
    client.post("/deconnexion")
    assert [log_in(client, account.email, "x" * 12).status_code for _ in range(11)][-1] == 429
    for _ in range(10):
        log_in(client, other.email, "x" * 12)
    stranger = PageClient(client.flask.application)
    assert log_in(stranger, other.email).status_code == 429


def test_a_forged_device_cookie_is_a_stranger(session: Session, client: PageClient) -> None:
    account = kept(session)
    for number in range(11):
        client.flask.set_cookie("device", f"forged{number}")
        last = log_in(client, account.email, "wrong wrong wrong")
    assert last.status_code == 429


def test_login_is_limited_by_address_and_a_forged_header_changes_nothing(client: PageClient) -> None:
    statuses = [
        log_in(client, f"a{n}@example.org", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code
        for n in range(31)
    ]
    assert statuses == [422] * 30 + [429]


def test_many_people_log_in_from_one_address(session: Session, new_client: NewClient) -> None:
    """Thirty failures an address, not thirty people: an office shares one."""
    emails = [make_account(session).email for _ in range(35)]
    session.commit()
    assert {log_in(new_client(), email).status_code for email in emails} == {303}
