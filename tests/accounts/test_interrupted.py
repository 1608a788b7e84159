"""A staff form posted after its session ended: nothing typed is lost, and nobody else sees it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse
from wtforms import PasswordField

from participation.accounts import kept_forms
from participation.accounts.models import Account, KeptForm
from participation.config import Settings
from participation.kernel import jobs
from participation.kernel.forms import Form
from tests.support.accounts import GOOD, NewClient, kept, log_in, value
from tests.support.factories import PASSWORD, make_account
from tests.support.pages import PageClient

INVITE = "/travail/comptes/inviter"
TYPED = {"name": "Ana Fictive", "email": "ana@example.org", "role": "partner"}
HERE = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
KEPT = f"/connexion?next={INVITE}&motif=saisie#contenu"
Late = Callable[[], None]


@pytest.fixture
def account(session: Session) -> Account:
    """An administrator."""
    return kept(session, role="administrator", name="Zoé Fictive")


@pytest.fixture
def late(clock: time_machine.Traveller, settings: Settings) -> Late:
    """Let time pass until a session is over."""
    return lambda: clock.shift(timedelta(minutes=settings.session_idle_minutes))


def send(client: PageClient, headers: dict[str, str] | None = None, **fields: str) -> TestResponse:
    return client.post(INVITE, TYPED | fields, headers=HERE if headers is None else headers)


def typed_late(client: PageClient, account: Account, late: Late) -> None:
    """Open the form in time, send it too late."""
    log_in(client, account.email)
    client.get(INVITE)
    late()
    assert send(client).headers["Location"] == KEPT


def back_in(client: PageClient, account: Account, path: str = KEPT) -> str:
    client.get(path)
    response = client.post(path, {"email": account.email, "password": PASSWORD})
    assert response.status_code == 303
    return response.headers["Location"]


def waiting(session: Session) -> int:
    return value(session, sa.select(sa.func.count()).select_from(KeptForm)) or 0


def test_what_was_typed_comes_back_after_the_log_in(
    session: Session, client: PageClient, account: Account, late: Late
) -> None:
    typed_late(client, account, late)
    assert "gardé pendant 30\u00a0minutes" in client.get(KEPT).get_data(as_text=True)
    assert value(session, sa.select(Account.id).where(Account.email == TYPED["email"])) is None
    assert back_in(client, account) == INVITE + "#contenu"
    for _ in range(2):
        page = client.get(INVITE)
        text = page.get_data(as_text=True)
        assert page.status_code == 200
        assert 'value="Ana Fictive"' in text
        assert 'value="ana@example.org"' in text
        assert "Votre saisie est revenue" in text
        assert "summary-errors" not in text
    assert send(client).status_code == 303
    assert value(session, sa.select(Account.id).where(Account.email == TYPED["email"])) is not None
    assert "Ana Fictive" not in client.get(INVITE).get_data(as_text=True)


def test_the_second_factor_stands_between(
    session: Session, client: PageClient, late: Late, clock: time_machine.Traveller, now: datetime
) -> None:
    secret = pyotp.random_base32()
    account = kept(session, role="administrator", is_demonstration=False, totp_secret=secret)
    log_in(client, account.email)
    client.get("/connexion/code")
    client.post("/connexion/code", {"code": pyotp.TOTP(secret).at(now)})
    client.get(INVITE)
    late()
    send(client)
    assert back_in(client, account) == "/connexion/code#contenu"
    assert "Ana Fictive" not in client.get(INVITE, follow_redirects=True).get_data(as_text=True)
    client.get("/connexion/code")
    later = now + timedelta(minutes=30)
    response = client.post("/connexion/code", {"code": pyotp.TOTP(secret).at(later)})
    assert response.headers["Location"] == INVITE + "#contenu"
    assert "Ana Fictive" in client.get(INVITE).get_data(as_text=True)


def test_a_log_in_without_the_address_leads_to_the_form_too(
    client: PageClient, account: Account, late: Late
) -> None:
    typed_late(client, account, late)
    assert back_in(client, account, "/connexion") == INVITE + "#contenu"


def test_another_account_on_the_same_tablet_is_shown_nothing(
    session: Session, client: PageClient, account: Account, late: Late
) -> None:
    other = kept(session, role="administrator")
    typed_late(client, account, late)
    assert back_in(client, other) == INVITE + "#contenu"
    assert "Ana Fictive" not in client.get(INVITE).get_data(as_text=True)
    client.get("/mon-compte")
    client.post("/deconnexion")
    assert back_in(client, account, "/connexion") == "/travail#contenu"


def test_another_browser_of_the_same_account_is_shown_nothing(
    client: PageClient, new_client: NewClient, account: Account, late: Late
) -> None:
    typed_late(client, account, late)
    other = new_client()
    assert log_in(other, account.email).headers["Location"] == "/travail#contenu"
    assert "Ana Fictive" not in other.get(INVITE).get_data(as_text=True)


def test_it_is_gone_after_half_an_hour(
    app: Flask, session: Session, client: PageClient, account: Account, late: Late, clock: time_machine.Traveller
) -> None:
    typed_late(client, account, late)
    assert waiting(session) == 1
    clock.shift(kept_forms.LIFE)
    assert back_in(client, account, "/connexion") == "/travail#contenu"
    done = jobs.run_due(app.extensions["db"]["write"], datetime.now(tz=account.created_at.tzinfo))
    assert done["accounts.kept_forms"] == 1
    assert waiting(session) == 0


def test_forget_form_erases_it(session: Session, client: PageClient, account: Account, late: Late) -> None:
    typed_late(client, account, late)
    back_in(client, account)
    assert "/mon-compte/saisie/effacer" in client.get(INVITE).get_data(as_text=True)
    assert client.post("/mon-compte/saisie/effacer").headers["Location"] == INVITE + "#contenu"
    assert waiting(session) == 0
    assert "Ana Fictive" not in client.get(INVITE).get_data(as_text=True)


def test_a_logged_out_tab_loses_nothing_either(client: PageClient, account: Account) -> None:
    """Signed out in one tab: in the other the post's token is wrong and its session is gone."""
    log_in(client, account.email)
    client.get(INVITE)
    token = client.token() or ""
    client.post("/deconnexion")
    assert send(client, csrf_token=token).headers["Location"] == KEPT
    back_in(client, account)
    assert "Ana Fictive" in client.get(INVITE).get_data(as_text=True)


def test_a_tab_of_before_the_log_in_leads_to_its_form_at_once(client: PageClient, account: Account) -> None:
    log_in(client, account.email)
    client.get(INVITE)
    token = client.token() or ""
    client.post("/deconnexion")
    log_in(client, account.email)
    assert send(client, csrf_token=token).headers["Location"] == INVITE + "#contenu"
    assert "Ana Fictive" in client.get(INVITE).get_data(as_text=True)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}],
    ids=str,
)
def test_no_other_site_can_fill_a_form(
    session: Session, client: PageClient, account: Account, late: Late, headers: dict[str, str]
) -> None:
    log_in(client, account.email)
    client.get(INVITE)
    late()
    for token in (client.token() or "", "forged"):
        response = send(client, headers, csrf_token=token)
        assert response.status_code == 400 or response.headers["Location"] == f"/connexion?next={INVITE}#contenu"
    assert waiting(session) == 0


def test_a_password_alone_plants_nothing(session: Session, client: PageClient) -> None:
    """Whoever has the password and not the phone cannot have a form filled for the account's owner."""
    account = kept(session, role="administrator", is_demonstration=False, totp_secret=pyotp.random_base32())
    log_in(client, account.email)
    client.get("/connexion/code")
    assert send(client).headers["Location"] == f"/connexion?next={INVITE}#contenu"
    assert waiting(session) == 0


def test_a_stranger_is_led_to_the_log_in_and_leaves_nothing(session: Session, client: PageClient) -> None:
    client.get("/connexion")
    assert send(client).headers["Location"] == f"/connexion?next={INVITE}#contenu"
    assert waiting(session) == 0


def test_a_closed_account_leaves_nothing(
    session: Session, client: PageClient, account: Account, late: Late, now: datetime
) -> None:
    log_in(client, account.email)
    client.get(INVITE)
    late()
    session.execute(sa.update(Account).values(disabled_at=now))
    session.commit()
    send(client)
    assert waiting(session) == 0


def test_secrets_and_tokens_are_never_kept(session: Session, client: PageClient, account: Account, late: Late) -> None:
    log_in(client, account.email)
    client.get("/mon-compte/mot-de-passe")
    late()
    response = client.post("/mon-compte/mot-de-passe", {"current": PASSWORD, "password": GOOD}, headers=HERE)
    assert response.headers["Location"] == "/connexion?next=/mon-compte/mot-de-passe#contenu"
    assert waiting(session) == 0
    client.get("/connexion")
    send(client, password=GOOD, code="123456")
    assert set(kept_forms.json.loads(value(session, sa.select(KeptForm.fields)))) == set(TYPED)


def every_form(kind: type = Form) -> list[type]:
    return [kind, *(form for below in kind.__subclasses__() for form in every_form(below))]


def test_every_password_field_has_a_name_that_is_never_kept() -> None:
    names = {
        name
        for form in every_form()
        if form.__module__.startswith("participation.")
        for name in dir(form)
        if getattr(getattr(form, name, None), "field_class", None) is PasswordField
    }
    assert {"password", "current"} <= names <= kept_forms.SECRETS


def test_too_much_is_not_kept(session: Session, now: datetime) -> None:
    account = make_account(session)
    fields = {"name": ["x" * kept_forms.MOST_CHARACTERS]}
    assert not kept_forms.keep(session, now, account, "key", INVITE, fields)
    assert kept_forms.keep(session, now, account, "key", INVITE, {"name": ["x"]})
    assert kept_forms.keep(session, now, account, "other", INVITE, {"name": ["y"]})
    assert kept_forms.find(session, now, account.id, "key") is None
    found = kept_forms.find(session, now, account.id, "other")
    assert found is not None
    assert found.fields == {"name": ["y"]}


def test_the_form_s_page_is_the_one_that_the_browser_names(
    session: Session, client: PageClient, account: Account, late: Late
) -> None:
    log_in(client, account.email)
    client.get(INVITE)
    late()
    headers = HERE | {"Referer": f"http://localhost{INVITE}?de=liste"}
    path = f"/travail/comptes/{account.id}/desactiver"
    where = client.post(path, {"name": "Ana"}, headers=headers).headers["Location"]
    assert where == f"/connexion?next={INVITE}?de%3Dliste&motif=saisie#contenu"
    assert back_in(client, account, where) == f"{INVITE}?de=liste#contenu"


@pytest.mark.parametrize("referer", ["http://evil.example/travail", "http://localhost/", "x", "http://localhost/travail/x"])
def test_another_page_that_is_named_counts_for_nothing(
    client: PageClient, account: Account, late: Late, referer: str
) -> None:
    log_in(client, account.email)
    client.get(INVITE)
    late()
    assert send(client, HERE | {"Referer": referer}).headers["Location"] == KEPT
