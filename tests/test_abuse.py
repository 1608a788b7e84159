"""Hostile clients: whatever they send, no error of ours, nothing echoed unescaped, nothing forged."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from participation.app import create_app
from participation.config import Settings
from participation.kernel.forms import FASTEST_SECONDS, csrf
from participation.kernel.mail import Mail
from participation.kernel.permissions import Role, is_allowed
from participation.kernel.rate_limit import RateHit
from participation.volunteers.models import SignUp, SignUpState
from scripts.benchmarks.applicants import hidden
from tests.conftest import NOW
from tests.support.draws import Case, make_case
from tests.support.factories import finish_jobs, make_account, sign_in
from tests.support.hostile import (
    FIELD_VALUES,
    MARK,
    QUERY_VALUES,
    addresses,
    field_names,
    posts,
    query_names,
    strange_addresses,
)
from tests.support.pages import PageClient

NEIGHBOURHOOD = "chemin-vert"
STAFF = (Role.ADMINISTRATOR, Role.FACILITATOR, Role.WITNESS)


@pytest.fixture
def case(app: Flask, session: Session) -> Case:
    """A drawn draw of a council, in an application that answers 500 as it would in front of people."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    session.expire_on_commit = False
    case = make_case(session, until="drawn")
    session.commit()
    return case


@pytest.fixture
def no_token(app: Flask) -> None:
    """Let posts through without a token: what is behind it must stand by itself."""
    app.config["WTF_CSRF_ENABLED"] = False


def browser_of(app: Flask, session: Session, case: Case, role: Role | None) -> FlaskClient:
    """Return the browser of somebody of a role who works for the council, or of nobody in particular."""
    browser = PageClient(app)
    if role is not None:
        sign_in(browser, make_account(session, role, [case.council]))
    return browser.flask


def problem(response: TestResponse) -> str | None:
    """Say what is wrong with an answer to something hostile."""
    text = response.get_data().decode(errors="replace")
    if response.status_code >= 500:
        return f"{response.status_code}"
    if MARK in text and response.mimetype == "text/html":
        return "echoed unescaped"
    if "X-Forged" in response.headers or any(c.startswith("forged") for c in response.headers.getlist("Set-Cookie")):
        return "a forged header"
    if response.status_code >= 400 and response.mimetype == "text/html" and "<h1" not in text:
        return f"{response.status_code} without a page"
    return None


def open_to(app: Flask, role: Role | None, method: str) -> Iterator[tuple[Rule, str]]:
    """Give the routes a role holds a permission for; to nobody in particular, all of them."""
    for rule, path in addresses(app, method):
        permission = app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]
        if role is None or (permission is not None and is_allowed(role, permission)):
            yield rule, path


def forget_limits(app: Flask) -> None:
    with app.extensions["db"]["write"].begin() as session:
        session.execute(sa.delete(RateHit))


@pytest.mark.parametrize("role", [None, *STAFF], ids=str)
def test_hostile_queries(app: Flask, session: Session, case: Case, role: Role | None) -> None:
    browser = browser_of(app, session, case, role)
    names = query_names()
    assert {"page", "q", "quartier", "perdu"} <= set(names)
    problems, seen = [], 0
    for rule, path in open_to(app, role, "GET"):
        for label, value in QUERY_VALUES.items():
            response = browser.get(path + "?" + "&".join(f"{name}={value}" for name in names))
            seen += response.status_code == 200
            if wrong := problem(response):
                problems.append(f"{rule.endpoint} with {label}: {wrong}")
    assert problems == []
    assert seen > 5 * len(QUERY_VALUES)


def test_hostile_addresses(app: Flask, session: Session, case: Case) -> None:
    problems = []
    for role in (None, *STAFF):
        browser = browser_of(app, session, case, role)
        for path in strange_addresses(app):
            if wrong := problem(browser.get(path)):
                problems.append(f"{path[:80]} as {role}: {wrong}")
    assert problems == []


@pytest.mark.usefixtures("no_token")
@pytest.mark.parametrize("label", [*FIELD_VALUES, "1 MB", "no field"])
def test_hostile_fields(
    app: Flask, session: Session, case: Case, label: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    names = field_names()
    assert {"email", "password", "name", "code", "birth_year", "dice"} <= set(names)
    fields = posts()[label]
    problems = []
    for role in (None, *STAFF):
        browser = browser_of(app, session, case, role)
        # Logging out comes last: the others must be reached by somebody who is in.
        for rule, path in sorted(open_to(app, role, "POST"), key=lambda each: each[0].endpoint == "accounts.logout"):
            forget_limits(app)
            response = browser.post(path, data=fields)
            if response.headers.get("Location", "").endswith("#erreurs"):
                response = browser.get(response.headers["Location"])
            if wrong := problem(response):
                problems.append(f"{rule.endpoint} as {role}: {wrong}")
    assert problems == []
    assert [record.getMessage() for record in caplog.records if "\n" in record.getMessage()] == []


def test_every_post_without_a_token_is_refused_unless_it_carries_its_own_credentials(
    app: Flask, session: Session, case: Case
) -> None:
    exempt = {name.rpartition(".")[2] for name in csrf._exempt_views}
    assert exempt == {
        "begin", "answer", "send", "open_record", "receipt", "receipt_file", "give_reply",
        "open_invitation", "answer_invitation", "invitation_needs", "contest_invitation", "send_topic", "say_present",
        "send_answer",
    }  # fmt: skip
    for role in (None, *STAFF):
        browser = browser_of(app, session, case, role)
        answers = {
            rule.endpoint: browser.post(path).status_code
            for rule, path in addresses(app, "POST")
            if rule.endpoint.rpartition(".")[2] not in exempt
        }
        assert {name: status for name, status in answers.items() if status != 400} == {}


def test_a_body_over_the_limit_gets_a_page(app: Flask, case: Case) -> None:
    for path in ("/inscription", "/connexion", "/mon-inscription"):
        response = app.test_client().post(path, data={"name": "a" * (app.config["MAX_CONTENT_LENGTH"] + 1)})
        assert response.status_code == 413
        assert "<h1" in response.get_data(as_text=True)


def test_what_no_form_asks_for_is_not_assigned(
    app: Flask, session: Session, case: Case, clock: time_machine.Traveller
) -> None:
    forbidden = {"state": "refused", "is_fictitious": "", "council_id": "99", "id": "999", "registered_at": "2000-01-01"}
    walked = walk(app.test_client(), NEIGHBOURHOOD, "Nadia Fictive", forbidden, clock)
    assert walked.headers["Location"].endswith("/inscription/recu#recu")
    made = session.scalars(sa.select(SignUp).where(SignUp.name == "Nadia Fictive")).one()
    assert (made.state, made.council_id, made.is_fictitious) == (SignUpState.REGISTERED, case.council.id, True)
    assert (made.id, made.registered_at.date()) == (len(case.sign_ups) + 1, NOW.date())


def walk(
    browser: FlaskClient, code: str, name: str, more: dict[str, str], clock: time_machine.Traveller
) -> TestResponse:
    """Sign up as a resident, sending more than each page asks for; return the answer to the last button."""
    pages = ({"who": "self"}, {"kind": "resident"}, {"number": "1", "street": "rue fictive"}, {"name": name})
    rest = ({"birth_year": "1987"}, {"gender": "F"}, {"channel": "letter", "postal_address": name})
    step = browser.post("/inscription", data={"quartier": code} | more).headers["Location"]
    for answer in (*pages, *rest):
        page = browser.get(step).get_data(as_text=True)
        step = browser.post(step, data=answer | more | {"draft": hidden(page, "draft")}).headers["Location"]
    page = browser.get(step).get_data(as_text=True)
    fields = {each: hidden(page, each) for each in ("draft", "started")} | {"processing": "y"}
    clock.shift(FASTEST_SECONDS)
    return browser.post(step, data=fields | more)


def test_a_hostile_name_is_text_wherever_it_is_shown(
    app: Flask, session: Session, case: Case, clock: time_machine.Traveller
) -> None:
    name = f"Nadia {MARK}"
    browser = app.test_client()
    walk(browser, NEIGHBOURHOOD, name, {}, clock)
    receipt = browser.get("/inscription/recu").get_data(as_text=True)
    assert str(escape(name)) in receipt
    assert MARK not in receipt
    shown = 0
    staff = browser_of(app, session, case, Role.FACILITATOR)
    for _rule, path in addresses(app, "GET"):
        response = staff.get(path)
        text = response.get_data().decode(errors="replace")
        assert MARK not in text or response.mimetype != "text/html", path
        shown += str(escape(name)) in text
    assert shown >= 1


def test_a_host_that_is_not_ours_is_refused_with_a_page(settings: Settings) -> None:
    app = create_app(replace(settings, trusted_hosts=("conseils.example.org",)))
    try:
        ours, evil = ({"Host": host} for host in ("conseils.example.org", "evil.example.com"))
        assert app.test_client().get("/aide", headers=ours).status_code == 200
        for method, path in (("GET", "/aide"), ("GET", "/nulle-part"), ("POST", "/mon-inscription")):
            response = app.test_client().open(path, method=method, headers=evil)
            assert response.status_code == 400
            assert "<h1" in response.get_data(as_text=True)
            assert "evil.example.com" not in response.get_data(as_text=True)
    finally:
        app.extensions["db"]["engine"].dispose()


@pytest.mark.usefixtures("no_token")
def test_a_letter_leads_to_our_own_address_whatever_the_host(
    app: Flask, session: Session, case: Case, client: PageClient, settings: Settings
) -> None:
    evil = {"Host": "evil.example.com", "X-Forwarded-Host": "evil.example.com"}
    answer = client.post("/mot-de-passe-oublie", {"email": case.facilitator.email}, headers=evil)
    assert answer.status_code in (200, 303)
    finish_jobs(app)
    letter = session.scalars(sa.select(Mail)).one()
    assert letter.body is not None
    assert settings.public_url + "/mot-de-passe/" in letter.body
    assert "evil" not in letter.body


def test_line_breaks_of_a_client_do_not_forge_a_line_of_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture, client: PageClient
) -> None:
    caplog.set_level(logging.INFO)
    client.get("/connexion")
    client.post("/connexion", {"email": "a\r\nERROR forged@example.org", "password": "x\r\nERROR forged"})
    messages = [record.getMessage() for record in caplog.records]
    assert any("log-in failed" in message for message in messages)
    assert not any("\n" in message or "forged" in message for message in messages)
