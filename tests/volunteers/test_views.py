"""Signing up page by page, opening one's record, and the staff's register."""

import re

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.councils.models import Council
from participation.journal.models import JournalEntry
from participation.volunteers.codes import code_sha256, parse_code
from participation.volunteers.models import AreaCheck, SignUp
from tests.support.factories import make_council
from tests.support.pages import PageClient

RESIDENT = {
    "pour-qui": {"who": "self"},
    "college": {"kind": "resident"},
    "adresse": {"number": "12 bis", "street": "rue des Lilas"},
    "nom": {"name": "Camille Fictive"},
    "naissance": {"birth_year": "1987"},
    "genre": {"gender": "F"},
    "contact": {"channel": "phone", "phone": "06 39 98 00 01"},
}
ASSOCIATION = {
    **{slug: RESIDENT[slug] for slug in ("pour-qui", "nom", "naissance", "genre", "contact")},
    "college": {"kind": "association"},
    "association": {"association_name": "Les Fictifs", "association_activity": "Des jeux le samedi"},
}
AGREED = {"processing": "y", "next_draws": "y"}


@pytest.fixture
def council(session: Session) -> Council:
    council = make_council(session)
    session.commit()
    return council


def draft_of(response: TestResponse) -> str:
    field = BeautifulSoup(response.get_data(as_text=True), "html.parser").find(
        "input", attrs={"name": "draft"}
    )
    assert field is not None
    return str(field["value"])


def started_of(response: TestResponse) -> str:
    field = BeautifulSoup(response.get_data(as_text=True), "html.parser").find(
        "input", attrs={"name": "started"}
    )
    assert field is not None
    return str(field["value"])


def begin(client: PageClient, quartier: str = "chemin-vert") -> TestResponse:
    return client.post("/inscription", {"quartier": quartier}, follow=True)


def go_through(client: PageClient, answers: dict[str, dict[str, str]], page: TestResponse) -> TestResponse:
    """Answer each page that comes, up to the check of the answers."""
    while (slug := page.request.path.rsplit("/", 1)[-1]) != "verifier":
        page = client.post(f"/inscription/{slug}", {**answers[slug], "draft": draft_of(page)}, follow=True)
        assert page.status_code == 200, page.get_data(as_text=True)
    return page


def send(client: PageClient, page: TestResponse, **fields: str) -> TestResponse:
    form = {**AGREED, "draft": draft_of(page), "started": started_of(page), **fields}
    return client.post("/inscription/verifier", form)


def sign_up(client: PageClient, clock: time_machine.Traveller, **changes: dict[str, str]) -> TestResponse:
    page = go_through(client, {**RESIDENT, **changes}, begin(client))
    clock.shift(10)
    return send(client, page)


def code_on(response: TestResponse) -> str:
    found = re.search(r'class="code"[^>]*>([0-9A-Z-]{19})<', response.get_data(as_text=True))
    assert found is not None
    return found.group(1)


def test_start_sets_no_cookie_and_names_the_neighbourhood(client: PageClient, council: Council) -> None:
    response = client.get("/inscription?quartier=chemin-vert")
    assert response.status_code == 200
    assert "Chemin Vert" in response.get_data(as_text=True)
    assert "Set-Cookie" not in response.headers


def test_step_by_step_a_resident_signs_up(
    client: PageClient, session: Session, council: Council, clock: time_machine.Traveller
) -> None:
    response = sign_up(client, clock)
    assert response.status_code == 303
    assert response.headers["Location"].endswith("/inscription/recu#recu")
    code = code_on(client.get("/inscription/recu"))
    made = session.scalars(sa.select(SignUp)).one()
    assert made.code_sha256 == code_sha256(parse_code(code) or "")
    assert (made.name, made.birth_year, made.gender, made.phone) == (
        "Camille Fictive",
        1987,
        "F",
        "06 39 98 00 01",
    )
    assert made.area_check is AreaCheck.UNKNOWN
    entry = session.scalars(sa.select(JournalEntry).where(JournalEntry.kind == "sign_up.registered")).one()
    assert entry.subject == "council:chemin-vert"
    assert made.code_sha256 in entry.payload
    assert "Camille" not in entry.payload
