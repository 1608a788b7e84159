"""Signing up page by page, opening one's record, and the staff's register."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.councils.models import Council, CouncilRule, RuleKey
from participation.journal.models import JournalEntry
from participation.kernel.mail import Mail
from participation.kernel.permissions import Role
from participation.territory.models import Side, StreetSegment
from participation.territory.names import street_key
from participation.volunteers.codes import code_sha256, new_code, parse_code
from participation.volunteers.models import AreaCheck, SignUp, SignUpState
from tests.support.factories import CREATED, make_account, make_council, make_sign_up
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


def fresh(session: Session, sign_up: SignUp) -> SignUp:
    """Read a sign-up again, and end the transaction that reading began."""
    session.refresh(sign_up)
    session.commit()
    return sign_up


def count(session: Session, model: type[SignUp] | type[JournalEntry] = SignUp) -> int:
    """Return how many rows there are, and end the transaction that counting began."""
    found = session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
    session.commit()
    return found


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


def test_start_says_when_sign_up_is_closed(client: PageClient, session: Session, council: Council) -> None:
    council.sign_up_open = False
    session.commit()
    page = client.get("/en/inscription?quartier=chemin-vert").get_data(as_text=True)
    assert "Sign-up is closed" in page
    assert "<button" not in page.split("</main>")[0]


def test_begin_leaves_nothing_of_the_person_before(
    client: PageClient, council: Council, clock: time_machine.Traveller
) -> None:
    sign_up(client, clock)
    assert client.get("/inscription/recu").status_code == 200
    begin(client)
    assert client.get("/inscription/recu").status_code in (302, 303)


def test_step_asks_for_the_neighbourhood_only_where_it_is_not_known(
    client: PageClient, session: Session, council: Council, clock: time_machine.Traveller
) -> None:
    make_council(session, "guerin", name="Guérinière")
    session.commit()
    adresse = {**RESIDENT["adresse"], "neighbourhood": "guerin"}
    page = go_through(client, {**RESIDENT, "adresse": adresse}, begin(client, ""))
    assert "Guérinière" in page.get_data(as_text=True)
    clock.shift(10)
    assert send(client, page).status_code == 303
    assert session.scalars(sa.select(SignUp)).one().council_id != council.id


def test_step_cannot_be_reached_before_the_ones_it_follows(client: PageClient, council: Council) -> None:
    begin(client)
    response = client.get("/inscription/contact")
    assert response.status_code == 303
    assert response.headers["Location"].endswith("/inscription/pour-qui#contenu")


def test_step_without_a_sign_up_under_way_leads_to_the_start(client: PageClient, council: Council) -> None:
    response = client.get("/inscription/nom")
    assert response.headers["Location"].endswith("/inscription?perdu=1#contenu")
    assert "Set-Cookie" not in client.get(response.headers["Location"]).headers


@pytest.mark.parametrize(
    ("slug", "wrong", "field"),
    [
        ("pour-qui", {}, "who"),
        ("pour-qui", {"who": "helping"}, "helper_name"),
        ("college", {"kind": "king"}, "kind"),
        ("adresse", {"number": "", "street": "rue des Lilas"}, "number"),
        ("adresse", {"number": "1", "street": " \u200b "}, "street"),
        ("nom", {"name": " \u00a0\u200b"}, "name"),
        ("nom", {"name": "x" * 101}, "name"),
        ("naissance", {"birth_year": "87"}, "birth_year"),
        ("naissance", {"birth_year": "١٩٨٧"}, "birth_year"),
        ("naissance", {"birth_year": "2027"}, "birth_year"),
        ("naissance", {"birth_year": "1899"}, "birth_year"),
        ("genre", {}, "gender"),
        ("contact", {"channel": "phone", "phone": "abc"}, "phone"),
        ("contact", {"channel": "email", "email": "camille@"}, "email"),
        ("contact", {"channel": "email", "email": "a@example.org\r\nBcc: b@example.org"}, "email"),
        ("contact", {"channel": "letter"}, "postal_address"),
        ("contact", {}, "channel"),
    ],
)
def test_answer_says_beside_the_field_how_to_mend_it(
    client: PageClient, council: Council, slug: str, wrong: dict[str, str], field: str
) -> None:
    page = begin(client)
    while not page.request.path.endswith(slug):
        here = page.request.path.rsplit("/", 1)[-1]
        page = client.post(page.request.path, {**RESIDENT[here], "draft": draft_of(page)}, follow=True)
    response = client.post(f"/inscription/{slug}", {**wrong, "draft": draft_of(page)})
    assert response.status_code == 422
    soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    assert soup.find("a", href=f"#{field}") is not None
    assert soup.find(id=f"{field}-error") is not None
    for name, value in wrong.items():
        kept = soup.find("input", attrs={"name": name, "type": ["text", "tel", "email"]})
        if kept is not None and name == field and len(value) < 20 and value.strip(" \u00a0\u200b"):
            assert kept["value"] == value
    assert (
        client.post(f"/inscription/{slug}", {**RESIDENT[slug], "draft": draft_of(response)}).status_code
        == 303
    )


def test_answer_of_an_early_page_leads_back_to_the_check(
    client: PageClient, council: Council, clock: time_machine.Traveller
) -> None:
    page = go_through(client, RESIDENT, begin(client))
    page = client.get("/inscription/nom")
    assert 'value="Camille Fictive"' in page.get_data(as_text=True)
    response = client.post("/inscription/nom", {"name": "Dominique Fictive", "draft": draft_of(page)})
    assert response.headers["Location"].endswith("/inscription/verifier#contenu")
    assert "Dominique Fictive" in client.get("/inscription/verifier").get_data(as_text=True)


@pytest.mark.parametrize("last_page", ["contact", "verifier"])
@pytest.mark.parametrize("loss", ["no cookie", "idle", "another device"])
def test_answer_loses_nothing_when_the_session_is_lost(
    client: PageClient,
    new_client: Callable[[], PageClient],
    session: Session,
    council: Council,
    clock: time_machine.Traveller,
    last_page: str,
    loss: str,
) -> None:
    page = begin(client)
    while not page.request.path.endswith(last_page):
        here = page.request.path.rsplit("/", 1)[-1]
        page = client.post(page.request.path, {**RESIDENT[here], "draft": draft_of(page)}, follow=True)
    clock.shift(timedelta(hours=3) if loss == "idle" else timedelta(seconds=10))
    if loss == "no cookie":
        client.flask.delete_cookie("session")
    other = new_client() if loss == "another device" else client
    if last_page == "contact":
        page = other.post(
            "/inscription/contact", {**RESIDENT["contact"], "draft": draft_of(page)}, follow=True
        )
        assert page.request.path == "/inscription/verifier"
        clock.shift(10)
    assert send(other, page).status_code == 303
    assert code_on(other.get("/inscription/recu"))
    assert session.scalars(sa.select(SignUp.name)).all() == ["Camille Fictive"]


def test_answer_refuses_a_copy_that_nobody_signed(client: PageClient, council: Council) -> None:
    page = begin(client)
    forged = draft_of(page)[:-2] + "xx"
    client.flask.delete_cookie("session")
    response = client.post("/inscription/pour-qui", {"who": "self", "draft": forged})
    assert response.headers["Location"].endswith("/inscription?perdu=1#contenu")


def test_answer_of_another_site_is_refused(client: PageClient, council: Council) -> None:
    page = begin(client)
    response = client.post(
        "/inscription/pour-qui",
        {"who": "self", "draft": draft_of(page)},
        headers={"Origin": "https://evil.example"},
    )
    assert response.status_code == 400


def test_answer_outside_the_area_leads_to_a_page_that_helps(
    client: PageClient, session: Session, council: Council
) -> None:
    other = make_council(session, "guerin", name="Guérinière")
    add_street(session, council, "rue des lilas", 1, 20)
    add_street(session, other, "rue des lilas", 21, 99)
    session.commit()
    page = begin(client)
    for slug in ("pour-qui", "college"):
        page = client.post(f"/inscription/{slug}", {**RESIDENT[slug], "draft": draft_of(page)}, follow=True)
    wrong = {"number": "30", "street": "Rue des Lilas", "draft": draft_of(page)}
    there = client.post("/inscription/adresse", wrong, follow=True)
    assert there.status_code == 200
    assert "Guérinière" in there.get_data(as_text=True)
    nowhere = client.post("/inscription/adresse", {**wrong, "number": "300"}, follow=True)
    assert nowhere.request.path == "/inscription/impossible/secteur"
    assert "Guérinière" not in nowhere.get_data(as_text=True)
    assert count(session) == 0


def add_street(session: Session, council: Council, key: str, first: int, last: int) -> None:
    place = council.neighbourhood
    session.add(
        StreetSegment(
            street=key,
            street_key=street_key(key),
            number_from=first,
            number_to=last,
            side=Side.BOTH,
            neighbourhood_id=place.id,
            municipality_id=place.municipality_id,
            imported_at=CREATED,
        )
    )


def test_answer_keeps_the_area_and_forgets_the_address(
    client: PageClient, app: Flask, session: Session, council: Council, clock: time_machine.Traveller
) -> None:
    add_street(session, council, "rue des lilas", 1, 20)
    session.commit()
    assert sign_up(client, clock).status_code == 303
    assert session.scalars(sa.select(SignUp)).one().area_check is AreaCheck.INSIDE
    session.commit()
    with app.extensions["db"]["engine"].connect() as connection:
        for table in ("sign_up", "consent", "journal_entry", "mail"):
            rows = connection.execute(sa.text(f"SELECT * FROM {table}")).all()
            assert "Lilas" not in str(rows)


def test_answer_under_the_least_age_leads_to_a_page_that_helps(
    client: PageClient, session: Session, council: Council
) -> None:
    add_least_age(session, council)
    session.commit()
    page = begin(client)
    for slug in ("pour-qui", "college", "adresse", "nom"):
        page = client.post(f"/inscription/{slug}", {**RESIDENT[slug], "draft": draft_of(page)}, follow=True)
    young = client.post(
        "/inscription/naissance", {"birth_year": "2011", "draft": draft_of(page)}, follow=True
    )
    assert young.request.path == "/inscription/impossible/age"
    old = client.post("/inscription/naissance", {"birth_year": "2010", "draft": draft_of(page)})
    assert old.headers["Location"].endswith("/inscription/genre#contenu")


def add_least_age(session: Session, council: Council) -> None:
    day = CREATED.date()
    session.add(
        CouncilRule(
            council_id=council.id,
            key=RuleKey.LEAST_AGE,
            value="16",
            source="Fictitious",
            source_on=day,
            starts_on=day,
        )
    )


def test_check_asks_for_the_needed_consent(
    client: PageClient, session: Session, council: Council, clock: time_machine.Traveller
) -> None:
    page = go_through(client, RESIDENT, begin(client))
    clock.shift(10)
    refused = client.post(
        "/inscription/verifier", {"draft": draft_of(page), "started": started_of(page), "next_draws": "y"}
    )
    assert refused.status_code == 422
    assert 'href="#processing"' in refused.get_data(as_text=True)


def test_send_asks_whoever_is_faster_than_a_person_to_wait(
    client: PageClient, session: Session, council: Council, clock: time_machine.Traveller
) -> None:
    page = go_through(client, RESIDENT, begin(client))
    response = send(client, page)
    assert response.status_code == 422
    assert count(session) == 0
    clock.shift(5)
    assert send(client, response, website="http://spam.example").status_code == 422
    clock.shift(5)
    assert send(client, response).status_code == 303


def test_send_twice_gives_the_same_receipt(
    client: PageClient, session: Session, council: Council, clock: time_machine.Traveller
) -> None:
    page = go_through(client, RESIDENT, begin(client))
    clock.shift(10)
    codes = []
    for _ in range(3):
        assert send(client, page).status_code == 303
        codes.append(code_on(client.get("/inscription/recu")))
    assert len(set(codes)) == 1
    assert count(session) == 1
    assert count(session, JournalEntry) == 1
    changed = client.post("/inscription/nom", {"name": "Other", "draft": draft_of(page)})
    assert changed.headers["Location"].endswith("/inscription/recu#contenu")


def test_send_after_the_closing_leads_to_a_page_that_helps(
    client: PageClient, session: Session, council: Council, clock: time_machine.Traveller
) -> None:
    page = go_through(client, RESIDENT, begin(client))
    council.sign_up_open = False
    session.commit()
    clock.shift(10)
    response = send(client, page)
    assert "/inscription/impossible/ferme" in response.headers["Location"]
    assert client.get(response.headers["Location"]).status_code == 200
    assert count(session) == 0


def test_send_is_limited_for_an_address_and_spares_staff(
    client: PageClient,
    new_client: Callable[[], PageClient],
    session: Session,
    council: Council,
    clock: time_machine.Traveller,
) -> None:
    page = go_through(client, RESIDENT, begin(client))
    clock.shift(10)
    statuses = [send(client, page).status_code for _ in range(31)]
    assert statuses == [303] * 30 + [429]


def test_send_posts_the_receipt_to_whoever_chose_email(
    client: PageClient, session: Session, council: Council, clock: time_machine.Traveller
) -> None:
    contact = {"channel": "email", "email": "camille@example.org", "phone": "06 39 98 00 01"}
    sign_up(client, clock, contact=contact)
    code = code_on(client.get("/inscription/recu"))
    message = session.scalars(sa.select(Mail)).one()
    assert message.recipient == "camille@example.org"
    assert code in (message.body or "")
    assert "http://127.0.0.1:8000/mon-inscription" in (message.body or "")
    assert session.scalars(sa.select(SignUp.phone)).one() is None


def test_receipt_without_its_session_asks_for_the_code(client: PageClient, council: Council) -> None:
    response = client.get("/inscription/recu")
    assert response.headers["Location"].endswith("/mon-inscription#contenu")


def test_receipt_in_a_demonstration_says_that_it_does_not_count_and_that_no_draw_is_planned(
    client: PageClient, session: Session, council: Council, clock: time_machine.Traveller
) -> None:
    council.is_fictitious = True
    session.commit()
    sign_up(client, clock)
    for path in ("/inscription/recu", "/en/inscription/recu"):
        page = client.get(path).get_data(as_text=True)
        assert ("this sign-up does not count" in page) == path.startswith("/en")
        assert ("No draw is planned" in page) == path.startswith("/en")
        assert "The people on this page do not exist" not in page


def test_receipt_of_an_association(
    client: PageClient, session: Session, council: Council, clock: time_machine.Traveller
) -> None:
    page = go_through(client, ASSOCIATION, begin(client))
    assert "Les Fictifs" in page.get_data(as_text=True)
    clock.shift(10)
    assert send(client, page).status_code == 303
    assert "Les Fictifs" in client.get("/inscription/recu").get_data(as_text=True)
    made = session.scalars(sa.select(SignUp)).one()
    assert (made.association_name, made.association_activity) == ("Les Fictifs", "Des jeux le samedi")


def test_receipt_is_left_behind_by_finishing(
    client: PageClient, council: Council, clock: time_machine.Traveller
) -> None:
    sign_up(client, clock)
    client.get("/inscription/recu")
    assert client.post("/inscription/terminer").status_code == 303
    assert client.get("/inscription/recu").headers["Location"].endswith("/mon-inscription#contenu")


def opened(client: PageClient, session: Session, council: Council, **values: Any) -> SignUp:
    """Open the record of a new sign-up with its code."""
    code = new_code()
    made = make_sign_up(session, council, code_sha256=code_sha256(code), **values)
    session.commit()
    response = client.post("/mon-inscription", {"code": code.lower(), "birth_year": "1980"})
    assert response.status_code == 303
    client.get("/mon-inscription/fiche")
    return made


def test_record_leaves_no_cookie_until_the_code_is_right(client: PageClient, council: Council) -> None:
    assert "Set-Cookie" not in client.get("/mon-inscription").headers
    response = client.post("/mon-inscription", {"code": "K7M4", "birth_year": ""})
    assert response.status_code == 422
    assert 'value="K7M4"' in response.get_data(as_text=True)
    assert client.flask.get_cookie("session") is None


def test_record_answers_alike_to_an_unknown_code_and_a_wrong_year(
    client: PageClient, session: Session, council: Council
) -> None:
    code, unknown = new_code(), new_code()
    make_sign_up(session, council, code_sha256=code_sha256(code))
    session.commit()
    pages = []
    for given, year in ((code, "1981"), (unknown, "1980"), ("nonsense", "1980"), (code, "0000")):
        response = client.post("/mon-inscription", {"code": given, "birth_year": year})
        assert response.status_code == 422
        page = response.get_data(as_text=True).replace(given, "").replace(year, "")
        pages.append(re.sub(r'value=""', "", page))
    assert len(set(pages)) == 1


def test_record_limits_the_tries_from_one_address(client: PageClient, council: Council) -> None:
    statuses = [
        client.post("/mon-inscription", {"code": new_code(), "birth_year": "1980"}).status_code
        for _ in range(61)
    ]
    assert statuses == [422] * 60 + [429]


def test_record_limits_the_tries_of_one_code_from_many_addresses(
    client: PageClient, council: Council
) -> None:
    code = new_code()
    statuses = [
        client.post(
            "/mon-inscription",
            {"code": code, "birth_year": str(1950 + number)},
            environ_base={"REMOTE_ADDR": f"192.0.2.{number}"},
        ).status_code
        for number in range(11)
    ]
    assert statuses == [422] * 10 + [429]


def test_sheet_shows_the_record_and_only_to_whoever_opened_it(
    client: PageClient, new_client: Callable[[], PageClient], session: Session, council: Council
) -> None:
    opened(client, session, council)
    assert "Camille Fictive" in client.get("/mon-inscription/fiche").get_data(as_text=True)
    assert new_client().get("/mon-inscription/fiche").status_code == 303


def test_sheet_is_closed_after_the_idle_time(
    client: PageClient, session: Session, council: Council, clock: time_machine.Traveller
) -> None:
    opened(client, session, council)
    clock.shift(timedelta(minutes=121))
    assert client.get("/mon-inscription/fiche").status_code == 303


@pytest.mark.parametrize(
    ("field", "fields", "column", "value"),
    [
        ("nom", {"name": "Dominique  Fictive"}, "name", "Dominique Fictive"),
        ("genre", {"gender": "none"}, "gender", None),
        ("contact", {"channel": "email", "email": "c@example.org"}, "email", "c@example.org"),
        ("contact", {"channel": "email", "email": "c@example.org"}, "phone", None),
    ],
)
def test_correct_changes_one_answer(
    client: PageClient,
    session: Session,
    council: Council,
    field: str,
    fields: dict[str, str],
    column: str,
    value: str | None,
) -> None:
    made = opened(client, session, council)
    assert client.get(f"/mon-inscription/modifier/{field}").status_code == 200
    assert client.post(f"/mon-inscription/modifier/{field}", fields).status_code == 303
    fresh(session, made)
    assert getattr(made, column) == value
    assert made.corrected_at is not None


def test_correct_says_how_to_mend_an_answer(client: PageClient, session: Session, council: Council) -> None:
    opened(client, session, council)
    response = client.post("/mon-inscription/modifier/nom", {"name": ""})
    assert response.status_code == 422
    assert 'href="#name"' in response.get_data(as_text=True)


def test_correct_gives_and_takes_back_a_consent(
    client: PageClient, session: Session, council: Council
) -> None:
    made = opened(client, session, council)
    client.post("/mon-inscription/modifier/accords", {"name_published": "y"})
    session.refresh(made)
    assert [consent.kind for consent in made.consents] == ["name_published"]
    session.commit()
    client.post("/mon-inscription/modifier/accords", {})
    session.expire_all()
    assert made.consents[0].withdrawn_at is not None


def test_withdraw_and_come_back(client: PageClient, session: Session, council: Council) -> None:
    made = opened(client, session, council)
    assert client.get("/mon-inscription/retirer").status_code == 200
    assert client.post("/mon-inscription/retirer").status_code == 303
    fresh(session, made)
    assert made.state is SignUpState.WITHDRAWN
    assert client.get("/mon-inscription/fiche").status_code == 200
    assert client.post("/mon-inscription/revenir").status_code == 303
    fresh(session, made)
    assert made.state is SignUpState.REGISTERED
    assert made.withdrawn_at is None


def test_withdraw_is_not_done_by_reading(client: PageClient, session: Session, council: Council) -> None:
    made = opened(client, session, council)
    client.get("/mon-inscription/retirer")
    client.head("/mon-inscription/retirer")
    fresh(session, made)
    assert made.state is SignUpState.REGISTERED


def test_paper_slip_asks_the_same_questions_in_the_same_order(client: PageClient, council: Council) -> None:
    response = client.get("/en/inscription/papier?quartier=chemin-vert")
    assert "Set-Cookie" not in response.headers
    soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    asked = [tag.get_text(strip=True) for tag in soup.find_all(["h2", "legend", "label"])]
    page = begin(client)
    on_pages = []
    for answers in (RESIDENT, ASSOCIATION):
        page = begin(client)
        while not page.request.path.endswith("verifier"):
            slug = page.request.path.rsplit("/", 1)[-1]
            shown = client.get(f"/en/inscription/{slug}")
            heading = BeautifulSoup(shown.get_data(as_text=True), "html.parser").find("h1")
            on_pages.append(heading.get_text(strip=True) if heading else "")
            page = client.post(page.request.path, {**answers[slug], "draft": draft_of(page)}, follow=True)
    assert len(set(on_pages)) == 8
    for seven in (on_pages[:7], on_pages[7:]):
        assert [question for question in asked if question in seven] == seven


def test_impossible_names_no_unknown_neighbourhood(client: PageClient, council: Council) -> None:
    page = client.get("/inscription/impossible/secteur?quartier=%00&ailleurs=nowhere")
    assert page.status_code == 200
    assert client.get("/inscription/impossible/other").status_code == 404


PAPER = {
    **{name: text for page in RESIDENT.values() for name, text in page.items()},
    "processing": "y",
}


def signed_in(client: PageClient, session: Session, role: Role, council: Council) -> Any:
    account = make_account(session, role, councils=[council])
    session.commit()
    response = client.get("/connexion")
    assert response.status_code == 200
    client.post("/connexion", {"email": account.email, "password": "a long test password"})
    return account


def test_paper_entry_keeps_who_typed_it_and_gives_a_receipt(
    client: PageClient, session: Session, council: Council
) -> None:
    account = signed_in(client, session, Role.SECRETARY, council)
    page = client.get(f"/travail/inscriptions/{council.id}/papier")
    form = {**PAPER, "draft": draft_of(page)}
    for _ in range(2):
        assert client.post(f"/travail/inscriptions/{council.id}/papier", form).status_code == 303
    assert code_on(client.get("/inscription/recu"))
    made = session.scalars(sa.select(SignUp)).one()
    assert (made.entered_by_id, made.name) == (account.id, "Camille Fictive")


def test_paper_entry_shows_likely_doubles_before_it_keeps_anything(
    client: PageClient, session: Session, council: Council
) -> None:
    make_sign_up(session, council, "CAMILLE FICTIVÉ", name_key="camillefictive", birth_year=1987)
    signed_in(client, session, Role.FACILITATOR, council)
    page = client.get(f"/travail/inscriptions/{council.id}/papier")
    form = {**PAPER, "draft": draft_of(page)}
    response = client.post(f"/travail/inscriptions/{council.id}/papier", form)
    assert response.status_code == 422
    assert "CAMILLE FICTIVÉ" in response.get_data(as_text=True)
    assert count(session) == 1
    again = {**form, "seen": "y"}
    assert client.post(f"/travail/inscriptions/{council.id}/papier", again).status_code == 303
    assert count(session) == 2


def test_paper_entry_after_the_session_leads_to_the_log_in_and_back(
    client: PageClient, session: Session, council: Council
) -> None:
    signed_in(client, session, Role.SECRETARY, council)
    path = f"/travail/inscriptions/{council.id}/papier"
    client.get(path)
    client.flask.delete_cookie("session")
    response = client.post(path, PAPER)
    assert response.status_code == 400
    assert f'href="/connexion?next={path}"' in response.get_data(as_text=True)
    only_posted = client.post("/travail/tirages/1/sieges", {})
    assert only_posted.status_code == 400
    assert "?next=" not in only_posted.get_data(as_text=True)
    assert count(session) == 0


@pytest.mark.parametrize("wrong", [{"street": ""}, {"processing": ""}, {"birth_year": "87"}, {"kind": ""}])
def test_paper_entry_keeps_what_was_typed_when_an_answer_lacks(
    client: PageClient, session: Session, council: Council, wrong: dict[str, str]
) -> None:
    signed_in(client, session, Role.FACILITATOR, council)
    page = client.get(f"/travail/inscriptions/{council.id}/papier")
    form = {name: value for name, value in {**PAPER, **wrong}.items() if value}
    response = client.post(f"/travail/inscriptions/{council.id}/papier", {**form, "draft": draft_of(page)})
    assert response.status_code == 422
    assert 'value="Camille Fictive"' in response.get_data(as_text=True)


def test_sign_ups_are_listed_fifty_to_a_page_with_few_queries(
    client: PageClient, session: Session, council: Council, count_queries: list[str]
) -> None:
    for number in range(60):
        make_sign_up(session, council, f"Personne {number:02d}", birth_year=1930 + number)
    signed_in(client, session, Role.FACILITATOR, council)
    del count_queries[:]
    first = client.get(f"/travail/inscriptions/{council.id}").get_data(as_text=True)
    assert len(count_queries) < 14
    assert "Personne 49" in first
    assert "Personne 50" not in first
    assert "Personne 50" in client.get(f"/travail/inscriptions/{council.id}?page=2").get_data(as_text=True)


def test_sign_ups_of_a_foreign_council_are_missing(
    client: PageClient, session: Session, council: Council
) -> None:
    other = make_council(session, "guerin", name="Guérinière")
    signed_in(client, session, Role.FACILITATOR, council)
    for path in ("", "/papier", "/doublons"):
        foreign = client.get(f"/travail/inscriptions/{other.id}{path}")
        missing = client.get(f"/travail/inscriptions/999999{path}")
        assert foreign.status_code == missing.status_code == 404


def test_doubles_are_settled_by_two_different_people(
    client: PageClient, new_client: Callable[[], PageClient], session: Session, council: Council
) -> None:
    first = make_sign_up(session, council, "Camille Fictive")
    second = make_sign_up(session, council, "Fictive Camille")
    signed_in(client, session, Role.FACILITATOR, council)
    path = f"/travail/inscriptions/{council.id}/doublons"
    assert "Fictive Camille" in client.get(path).get_data(as_text=True)
    verdict = {"first_id": str(first.id), "second_id": str(second.id), "verdict": "same"}
    for _ in range(2):
        assert client.post(path, verdict).status_code == 303
    fresh(session, second)
    assert second.state is SignUpState.REGISTERED
    witness = new_client()
    signed_in(witness, session, Role.WITNESS, council)
    witness.get(path)
    assert witness.post(path, verdict).status_code == 303
    fresh(session, second)
    assert (second.state, second.refusal) == (SignUpState.REFUSED, "double")
    assert "Fictive Camille" not in client.get(path).get_data(as_text=True)
    assert client.post(path, verdict).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"verdict": "maybe"}, {"first_id": "١"}, {"first_id": "9" * 30}, {"second_id": "x"}]
)
def test_doubles_refuse_what_is_no_verdict(
    client: PageClient, session: Session, council: Council, wrong: dict[str, str]
) -> None:
    signed_in(client, session, Role.FACILITATOR, council)
    path = f"/travail/inscriptions/{council.id}/doublons"
    client.get(path)
    form = {"first_id": "1", "second_id": "2", "verdict": "same", **wrong}
    assert client.post(path, form).status_code == 422


def test_answer_in_any_script_and_at_full_length_stays_in_the_cookie(
    client: PageClient, council: Council, clock: time_machine.Traveller
) -> None:
    """A browser drops a cookie of more than 4,096 bytes; the answers would be lost at the next page."""
    wide = "".join(chr(0x4E00 + 37 * number) for number in range(200))
    answers = {
        **ASSOCIATION,
        "pour-qui": {"who": "helping", "helper_name": wide[:60]},
        "association": {"association_name": wide[:120], "association_activity": wide[::-1]},
        "nom": {"name": wide[50:150]},
        "contact": {"channel": "letter", "postal_address": wide},
    }
    page = go_through(client, answers, begin(client))
    cookie = client.flask.get_cookie("session")
    assert cookie is not None
    assert len(f"session={cookie.value}") < 4000
    clock.shift(10)
    assert send(client, page).status_code == 303


@pytest.mark.parametrize(
    "path", ["/travail/inscriptions/99999999999999999999", "/travail/inscriptions/0/papier"]
)
def test_sign_ups_of_a_number_beyond_the_database_are_missing(
    client: PageClient, session: Session, council: Council, path: str
) -> None:
    signed_in(client, session, Role.FACILITATOR, council)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{ 7 * 7 }}", "' OR 1=1 --", "\u202eevil", "=1+1"]
)
def test_check_shows_what_was_typed_as_text(
    client: PageClient, session: Session, council: Council, clock: time_machine.Traveller, text: str
) -> None:
    page = go_through(client, {**RESIDENT, "nom": {"name": text}}, begin(client))
    html = page.get_data(as_text=True)
    assert "<script>" not in html
    assert "\u202e" not in html
    soup = BeautifulSoup(html, "html.parser")
    assert text.replace("\u202e", "") in soup.get_text()
    clock.shift(10)
    assert send(client, page).status_code == 303
