"""How long a log-in lasts, and what ends it."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.config import Settings
from participation.kernel.permissions import Role
from tests.support.accounts import NewClient, is_in, kept, log_in
from tests.support.factories import PASSWORD, make_account, sign_in
from tests.support.pages import PageClient


def test_a_second_login_on_a_device_ends_its_first_session(session: Session, client: PageClient) -> None:
    account = kept(session)
    log_in(client, account.email)
    first = client.flask.get_cookie("session").value  # type: ignore[union-attr]
    other = PageClient(client.flask.application)
    other.flask.set_cookie("session", first)
    client.get("/mon-compte")
    client.post("/connexion", {"email": account.email, "password": PASSWORD})
    assert is_in(client)
    assert not is_in(other)


def test_logout_kills_a_copied_cookie(session: Session, client: PageClient, new_client: NewClient) -> None:
    sign_in(client, make_account(session))
    copy = new_client()
    copy.flask.set_cookie("session", client.flask.get_cookie("session").value)  # type: ignore[union-attr]
    assert is_in(copy)
    client.get("/mon-compte")
    client.post("/deconnexion")
    assert not is_in(copy)


@pytest.mark.parametrize("cookie", ["", "x", "eyJhY2NvdW50X3Rva2VuIjoieCJ9.aaaa.bbbb", "é"])
def test_a_forged_cookie_opens_nothing(client: PageClient, cookie: str) -> None:
    client.flask.set_cookie("session", cookie)
    assert not is_in(client)


def test_a_session_ends_when_idle_and_lives_on_when_used(
    session: Session, client: PageClient, clock: time_machine.Traveller, settings: Settings
) -> None:
    sign_in(client, make_account(session))
    for _ in range(3):
        clock.shift(timedelta(minutes=settings.session_idle_minutes - 1))
        assert is_in(client)
    clock.shift(timedelta(minutes=settings.session_idle_minutes))
    assert not is_in(client)


def test_a_session_ends_after_its_hours_however_used(
    session: Session, client: PageClient, clock: time_machine.Traveller, settings: Settings
) -> None:
    sign_in(client, make_account(session))
    for _ in range(settings.session_absolute_hours * 4 - 1):
        clock.shift(timedelta(minutes=15))
        assert is_in(client)
    clock.shift(timedelta(minutes=15))
    assert not is_in(client)


def test_reading_pages_writes_at_most_once_a_minute(
    session: Session, client: PageClient, clock: time_machine.Traveller, count_queries: list[str]
) -> None:
    sign_in(client, make_account(session))
    del count_queries[:]
    for _ in range(5):
        is_in(client)
    assert not [statement for statement in count_queries if statement.startswith("UPDATE")]
    clock.shift(timedelta(minutes=1))
    for _ in range(5):
        is_in(client)
    assert (
        len([statement for statement in count_queries if statement.startswith("UPDATE account_session")]) == 1
    )


def test_a_disabled_account_is_out_at_once(session: Session, client: PageClient, now: datetime) -> None:
    account = kept(session)
    log_in(client, account.email)
    session.execute(sa.update(Account).values(disabled_at=now))
    session.commit()
    assert not is_in(client)


def test_a_changed_role_counts_at_once(session: Session, client: PageClient) -> None:
    account = kept(session, role="administrator")
    log_in(client, account.email)
    assert client.get("/travail/comptes").status_code == 200
    session.execute(sa.update(Account).values(role=Role.MEMBER))
    session.commit()
    assert client.get("/travail/comptes").status_code == 403
