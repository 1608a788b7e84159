"""Logging in and out in a browser, links by mail, one's own account, administrators' pages."""

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.accounts import services
from participation.accounts.models import Account, AccountLink, AccountSession, LinkPurpose
from participation.config import Settings
from participation.kernel.mail import Mail
from participation.kernel.permissions import Role
from tests.support.factories import PASSWORD, finish_jobs, make_account, sign_in
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


def test_every_cookie_is_flagged(session: Session, settings: Settings, client: PageClient) -> None:
    account = kept(session)
    cookies = client.get("/connexion").headers.getlist("Set-Cookie")
    cookies += log_in(client, account.email).headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} == {"session", "device"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie for cookie in cookies)


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


def test_create_administrator_prints_a_link_that_works_once(
    app: Flask, session: Session, client: PageClient, settings: Settings
) -> None:
    arguments = ["accounts", "create-administrator", "Ana@example.org", "Ana Fictive"]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0, result.output
    path = path_of(result.output.split()[-1], settings)
    client.get(path)
    assert client.post(path, {"password": GOOD}).status_code == 303
    assert client.get(path).status_code == 410
    assert value(session, sa.select(Account.role)) is Role.ADMINISTRATOR
    assert app.test_cli_runner().invoke(args=arguments).exit_code == 1


def test_invite_command_makes_an_account_of_a_role(app: Flask, session: Session) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["accounts", "invite", "a@example.org", "Ana Fictive", "witness"]).exit_code == 0
    assert run(args=["accounts", "invite", "b@example.org", "Ana Fictive", "owner"]).exit_code == 2
    assert value(session, sa.select(Account.role)) is Role.WITNESS


def test_forget_phone_command(app: Flask, session: Session) -> None:
    email = kept(session, totp_secret="x").email
    assert app.test_cli_runner().invoke(args=["accounts", "forget-phone", email]).exit_code == 0
    assert value(session, sa.select(Account.totp_secret)) is None
    assert app.test_cli_runner().invoke(args=["accounts", "forget-phone", "no@example.org"]).exit_code == 1
