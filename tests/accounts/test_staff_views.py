"""Administrators' pages: who has an account."""

import logging
import re
from datetime import datetime

import pyotp
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts import services
from participation.accounts.models import Account, AccountLink, LinkPurpose
from participation.config import Settings
from participation.kernel.permissions import Role
from tests.support.accounts import (
    NewClient,
    is_in,
    kept,
    link_in_mail,
    log_in,
    path_of,
    value,
)
from tests.support.factories import make_account, sign_in
from tests.support.pages import PageClient


@pytest.fixture
def administrator(session: Session, client: PageClient) -> PageClient:
    """A browser in which an administrator has logged in."""
    sign_in(client, make_account(session, "administrator", name="Zoé Fictive"))
    return client


def test_index_lists_accounts_in_pages_of_fifty(
    session: Session, administrator: PageClient, now: datetime, count_queries: list[str]
) -> None:
    for number in range(60):
        services.create(session, now, f"p{number}@example.org", f"Personne {number:02} Fictive", Role.MEMBER)
    session.commit()
    del count_queries[:]
    first = administrator.get("/travail/comptes").get_data(as_text=True)
    queries = len(count_queries)
    second = administrator.get("/travail/comptes?page=2").get_data(as_text=True)
    assert "Personne 49 Fictive" in first
    assert "Personne 50 Fictive" not in first
    assert "Personne 50 Fictive" in second
    assert queries <= 8


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": "Ana", "email": "x", "role": "member"},
        {"name": "", "email": "a@example.org", "role": "member"},
        {"name": "Ana", "email": "a@example.org", "role": "owner"},
        {"name": "Ana", "email": "a@example.org"},
        {"name": "A" * 201, "email": "a@example.org", "role": "member"},
    ],
)
def test_invite_asks_for_what_is_wrong_and_keeps_the_rest(
    session: Session, administrator: PageClient, fields: dict[str, str]
) -> None:
    administrator.get("/travail/comptes/inviter")
    response = administrator.post("/travail/comptes/inviter", fields)
    assert response.status_code == 422
    assert fields.get("name", "") in response.get_data(as_text=True)
    assert value(session, sa.select(sa.func.count()).select_from(Account)) == 1


def test_invite_ignores_fields_that_are_not_asked(session: Session, administrator: PageClient) -> None:
    administrator.get("/travail/comptes/inviter")
    fields = {"name": "Ana Fictive", "email": "a@example.org", "role": "member"}
    more = {"password_hash": "x", "is_demonstration": "1", "id": "1", "totp_secret": "x", "disabled_at": ""}
    administrator.post("/travail/comptes/inviter", fields | more)
    made = session.scalars(sa.select(Account).where(Account.email == "a@example.org")).one()
    assert (made.password_hash, made.totp_secret, made.is_demonstration) == (None, None, False)


def test_invite_the_same_address_twice(session: Session, administrator: PageClient) -> None:
    administrator.get("/travail/comptes/inviter")
    fields = {"name": "Ana Fictive", "email": "a@example.org", "role": "member"}
    assert administrator.post("/travail/comptes/inviter", fields).status_code == 303
    response = administrator.post("/travail/comptes/inviter", fields | {"email": "A@example.org"})
    assert response.status_code == 422
    assert "déjà" in response.get_data(as_text=True)


def test_invite_again_replaces_the_first_link(
    session: Session, administrator: PageClient, now: datetime, settings: Settings
) -> None:
    account = services.create(session, now, "a@example.org", "Ana Fictive", Role.MEMBER)
    first = services.make_link(session, now, account, LinkPurpose.INVITATION)
    number = account.id
    session.commit()
    assert "Renvoyer" in administrator.get(f"/travail/comptes/{number}").get_data(as_text=True)
    administrator.post(f"/travail/comptes/{number}/inviter")
    assert administrator.get(f"/invitation/{first}").status_code == 410
    assert administrator.get(path_of(link_in_mail(session), settings)).status_code == 200


def test_invite_again_sends_nothing_to_who_has_a_password(
    session: Session, administrator: PageClient
) -> None:
    number = kept(session).id
    administrator.get(f"/travail/comptes/{number}")
    administrator.post(f"/travail/comptes/{number}/inviter")
    assert value(session, sa.select(sa.func.count()).select_from(AccountLink)) == 0


def test_disable_and_enable(session: Session, administrator: PageClient, new_client: NewClient) -> None:
    account = kept(session, role="partner")
    person = new_client()
    log_in(person, account.email)
    page = administrator.get(f"/travail/comptes/{account.id}").get_data(as_text=True)
    assert "Fermer ce compte" in page
    assert administrator.post(f"/travail/comptes/{account.id}/desactiver").status_code == 303
    assert not is_in(person)
    assert log_in(person, account.email).status_code == 422
    assert "Rouvrir" in administrator.get(f"/travail/comptes/{account.id}").get_data(as_text=True)
    administrator.post(f"/travail/comptes/{account.id}/reactiver")
    assert log_in(person, account.email).status_code == 303


def test_disable_oneself_changes_nothing(session: Session, administrator: PageClient) -> None:
    number = value(session, sa.select(Account.id))
    page = administrator.get(f"/travail/comptes/{number}").get_data(as_text=True)
    assert "Fermer ce compte" not in page
    administrator.post(f"/travail/comptes/{number}/desactiver")
    assert is_in(administrator)


def test_forget_phone_asks_for_another_at_the_next_login(
    session: Session, administrator: PageClient, new_client: NewClient
) -> None:
    account = kept(session, role="witness", is_demonstration=False, totp_secret=pyotp.random_base32())
    administrator.get(f"/travail/comptes/{account.id}")
    administrator.post(f"/travail/comptes/{account.id}/telephone-perdu")
    person = new_client()
    log_in(person, account.email)
    assert "<svg" in person.get("/connexion/code").get_data(as_text=True).split("<main")[1]


def test_show_escapes_a_name(session: Session, administrator: PageClient) -> None:
    number = kept(session, name='<img src=x onerror="alert(1)">').id
    for path in (f"/travail/comptes/{number}", "/travail/comptes"):
        page = administrator.get(path).get_data(as_text=True)
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page


def test_edit_changes_name_and_role_and_says_who_did_it(
    session: Session, administrator: PageClient, new_client: NewClient
) -> None:
    account = kept(session, role="secretary", name="Ana Fictive")
    person = new_client()
    log_in(person, account.email)
    path = f"/travail/comptes/{account.id}/modifier"
    form = administrator.get(path).get_data(as_text=True)
    assert 'value="Ana Fictive"' in form
    assert re.search(r'value="secretary"[^>]* checked', form)
    assert administrator.post(path, {"name": "Ana Autre", "role": "facilitator"}).status_code == 303
    page = administrator.get(f"/travail/comptes/{account.id}").get_data(as_text=True)
    assert "Ana Autre" in page
    assert "Zoé Fictive\u00a0: rôle changé de «\u00a0Secrétariat\u00a0» à «\u00a0" in page
    assert "Zoé Fictive\u00a0: nom changé." in page
    assert not is_in(person)
    log_in(person, account.email)
    assert is_in(person)


@pytest.mark.parametrize(
    "fields", [{}, {"name": "", "role": "member"}, {"name": "Ana"}, {"name": "Ana", "role": "owner"}]
)
def test_edit_asks_for_what_is_wrong(
    session: Session, administrator: PageClient, fields: dict[str, str]
) -> None:
    account = kept(session, role="secretary", name="Ana Fictive")
    path = f"/travail/comptes/{account.id}/modifier"
    administrator.get(path)
    assert administrator.post(path, {"role": "", **fields}).status_code == 422
    assert value(session, sa.select(Account.name).where(Account.id == account.id)) == "Ana Fictive"


def test_edit_of_ones_own_role_is_refused_beside_the_role(session: Session, administrator: PageClient) -> None:
    number = value(session, sa.select(Account.id))
    path = f"/travail/comptes/{number}/modifier"
    administrator.get(path)
    response = administrator.post(path, {"name": "Zoé Autre", "role": "member"})
    assert response.status_code == 422
    assert "votre propre rôle" in response.get_data(as_text=True)
    assert value(session, sa.select(Account.name)) == "Zoé Fictive"


def test_show_lists_what_was_done_with_its_author(session: Session, administrator: PageClient) -> None:
    account = kept(session, totp_secret=pyotp.random_base32())
    path = f"/travail/comptes/{account.id}"
    for act in ("telephone-perdu", "desactiver", "reactiver"):
        administrator.get(path)
        administrator.post(f"{path}/{act}")
    page = administrator.get(path).get_data(as_text=True)
    order = [page.index(words) for words in ("compte rouvert", "compte fermé", "téléphone oublié")]
    assert order == sorted(order)
    assert page.count("Zoé Fictive\u00a0: ") == 3


def test_disable_oneself_says_why_not(session: Session, administrator: PageClient) -> None:
    number = value(session, sa.select(Account.id))
    administrator.get("/mon-compte")
    response = administrator.post(f"/travail/comptes/{number}/desactiver")
    assert response.status_code == 422
    assert "votre propre compte" in response.get_data(as_text=True)


def test_a_refused_permission_is_logged_by_number(
    session: Session, client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    account = kept(session, role="secretary", email="ana@example.org", name="Ana Fictive")
    log_in(client, account.email)
    caplog.set_level(logging.INFO, "participation.security")
    caplog.clear()
    assert client.get("/travail/comptes?q=%0Aforged").status_code == 403
    assert [record.getMessage() for record in caplog.records] == [
        f"permission refused account={account.id} permission=accounts.manage"
    ]
