"""The public pages: what they say, that they set no cookie, and that the site map lists them all."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from sqlalchemy.orm import Session

from participation.draws.models import DrawState
from participation.kernel.permissions import Role
from participation.territory.imports import import_streets
from participation.territory.services import load_reference
from tests.pages.test_standing import make_draw
from tests.support.draws import make_case
from tests.support.factories import (
    make_account,
    make_contract_and_neighbourhood,
    make_council,
    make_mandate,
    seats_of,
    sign_in,
)
from tests.support.pages import PageClient

PATHS = (
    "/",
    "/quartiers",
    "/q/chemin-vert",
    "/q/colombelles",
    "/recherche",
    "/recherche?q=caen",
    "/recherche?q=xyz",
    "/hors-secteur",
    "/contrat",
    "/aide",
    "/plan",
    "/mentions-legales",
    "/vos-donnees",
    "/accessibilite",
)

LOGIN_FORMS = ("/connexion", "/mot-de-passe-oublie")
"""Pages that are a form from the start, for people with an account."""


@pytest.fixture
def ready(session: Session, now: datetime) -> Session:
    load_reference(session)
    import_streets(session, now, "rue;de;à;côté;quartier\nRue de la Paix;1;9;;chemin-vert\n".encode())
    session.commit()
    return session


def text_of(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").replace("\u00a0", " ").split())


def page(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return text_of(response.text)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_home_and_every_other_page_reads_in_both_languages_without_cookie(
    ready: Session, client: PageClient, prefix: str
) -> None:
    for path in PATHS:
        response = client.get(prefix + path)
        assert response.status_code == 200, path
        assert "Set-Cookie" not in response.headers, path
        assert f'<html lang="{"en" if prefix else "fr"}"' in response.text


def test_home_lists_neighbourhoods_with_a_status_each(
    ready: Session, client: PageClient, now: datetime
) -> None:
    text = page(client, "/")
    assert text.count("Il n’y a pas encore de conseil ici.") == 7
    assert "Aucun tirage n’est prévu." in text


def test_home_says_that_neighbourhoods_are_coming(client: PageClient) -> None:
    assert "Les quartiers arrivent bientôt." in page(client, "/")


def test_home_names_the_next_draws(session: Session, client: PageClient, now: datetime) -> None:
    make_draw(session, make_council(session), DrawState.SEALED, now + timedelta(days=9))
    session.commit()
    text = page(client, "/")
    assert "jeudi 3 décembre 2026" in text
    assert "Salle fictive" in text
    assert "La liste est scellée." in text


def test_home_puts_the_soonest_draw_first_from_today_on(
    session: Session, client: PageClient, now: datetime
) -> None:
    for number, later in enumerate((40, 9, -1, 0, 30, 20)):
        council = make_council(session, f"q{number}", name=f"Quartier {later}")
        make_draw(session, council, DrawState.SEALED, now + timedelta(days=later, hours=-1))
    session.commit()
    soup = BeautifulSoup(client.get("/").text, "html.parser")
    section = soup.find("h2", string="Prochains tirages en public")
    assert section is not None
    cards = section.find_next("ul", class_="cards")
    assert isinstance(cards, Tag)
    assert [link.text for link in cards.select("h3 a")] == ["Quartier 0", "Quartier 9", "Quartier 20"]
    assert "Il devait commencer le" in cards.select("li")[0].text
    assert soup.select_one("main .door a[href='/tirages']") is not None


@pytest.mark.parametrize("path", ["/", "/quartiers"])
def test_home_and_neighbourhoods_come_in_pages_of_fifty_with_as_many_queries(
    session: Session, client: PageClient, count_queries: list[str], path: str
) -> None:
    counts = []
    for first, last in ((0, 7), (7, 60)):
        for number in range(first, last):
            make_council(session, f"q{number:02}", name=f"Quartier {number:02}")
        session.commit()
        count_queries.clear()
        assert client.get(path).status_code == 200
        counts.append(len(count_queries))
    assert counts[0] == counts[1]
    first_page = client.get(path).text
    assert first_page.count('class="card"') == 50
    assert client.get(path + "?page=2").text.count('class="card"') == 10
    assert client.get(path + "?page=99999999999").status_code == 200
    assert client.get(path + "?page=900").status_code == 404


def test_neighbourhoods_at_1500_cost_what_7_cost(
    session: Session, client: PageClient, count_queries: list[str]
) -> None:
    counts = []
    for first, last in ((0, 7), (7, 1500)):
        for number in range(first, last):
            make_contract_and_neighbourhood(session, f"q{number}", f"Quartier {number}")
        session.commit()
        for path in ("/", "/quartiers", "/recherche?q=quartier", "/recherche?q=zzz", "/q/q3"):
            count_queries.clear()
            assert client.get(path).status_code == 200
            counts.append(len(count_queries))
    assert counts[:5] == counts[5:]


def test_neighbourhood_tells_its_history_with_codes_and_sources(ready: Session, client: PageClient) -> None:
    text = page(client, "/q/grace-de-dieu")
    assert "Limites du 1er janvier 2015 au 31 décembre 2023" in text
    assert "Code national : nos sources ne le donnent pas." in text
    assert "QN01402M" in text
    assert "Une partie est à Fleury-sur-Orne." in text
    assert "Décret n° 2023-1314" in text
    assert "Rien n’a remplacé ces limites." in page(client, "/q/colombelles")


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (None, "Je me porte volontaire"),
        (DrawState.ANNOUNCED, "Je me porte volontaire"),
        (DrawState.CLOSED, "Venir au tirage"),
        (DrawState.SEALED, "Venir au tirage"),
        (DrawState.DRAWN, "Voir le résultat du tirage"),
    ],
)
def test_neighbourhood_offers_the_one_act_of_its_state(
    session: Session, client: PageClient, now: datetime, state: DrawState | None, action: str
) -> None:
    council = make_council(session)
    if state:
        make_draw(session, council, state, now + timedelta(days=9))
    session.commit()
    soup = BeautifulSoup(client.get("/q/chemin-vert").text, "html.parser")
    assert [link.get_text(strip=True) for link in soup.select("main a.button")] == [action]


def test_neighbourhood_with_closed_sign_up_says_whom_to_call(session: Session, client: PageClient) -> None:
    make_council(session, sign_up_open=False)
    session.commit()
    assert "Appelez-nous pour savoir quand elles rouvrent." in page(client, "/q/chemin-vert")


def test_neighbourhood_shows_its_council_in_three_lines(session: Session, client: PageClient) -> None:
    council = make_council(
        session, residents_drawn=2, residents_volunteer=1, local_actors=1, is_fictitious=True
    )
    make_mandate(session, seats_of(session, council)[0])
    session.commit()
    text = page(client, "/q/chemin-vert")
    assert "1 siège pourvu sur 4 en tout." in text
    assert "Habitants et habitantes : 1 sur 3." in text
    assert "Associations et acteurs locaux : 0 sur 1." in text
    assert "Données fictives" in text
    assert "Camille" not in text


@pytest.mark.parametrize("code", ["nowhere", "a%00b", "CHEMIN-VERT", "%F0%9F%8F%A0", "x" * 300])
def test_neighbourhood_that_does_not_exist_is_missing(ready: Session, client: PageClient, code: str) -> None:
    assert client.get(f"/q/{code}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ("chemin vert", "/q/chemin-vert"),
        ("5 rue de la paix", "/q/chemin-vert"),
        ("50 rue de la paix", "/hors-secteur"),
        ("saint-germain-la-blanche-herbe", "/hors-secteur"),
        ("Colombelles", "/q/colombelles"),
    ],
)
def test_search_leads_to_the_page(ready: Session, client: PageClient, typed: str, where: str) -> None:
    response = client.get("/recherche", query_string={"q": typed})
    assert (response.status_code, response.headers["Location"]) == (303, where)


def test_search_in_english_stays_in_english(ready: Session, client: PageClient) -> None:
    assert client.get("/en/recherche?q=colombelles").headers["Location"] == "/en/q/colombelles"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("caen", "Plusieurs quartiers correspondent"),
        ("ifs", "Une partie de cette commune est concernée"),
        ("rue de la paix", "Ajoutez le numéro de votre maison"),
        ("", "Trouver mon quartier"),
    ],
)
def test_search_that_is_not_settled_asks_on(
    ready: Session, client: PageClient, typed: str, said: str
) -> None:
    assert said in page(client, f"/recherche?q={typed}")


def test_search_without_result_keeps_the_words_and_shows_ways_on(ready: Session, client: PageClient) -> None:
    response = client.get("/recherche", query_string={"q": "Guernière <b>"})
    soup = BeautifulSoup(response.text, "html.parser")
    field = soup.find("input", attrs={"name": "q"})
    assert field is not None
    assert field["value"] == "Guernière <b>"
    assert len(soup.select("main .card")) == 5
    text = text_of(response.text)
    assert "Je ne trouve pas ma rue" in text
    assert "Guérinière" in text


@pytest.mark.parametrize(
    "query",
    [
        "q=%25",
        "q=_",
        "q=" + "x" * 10_000,
        "q=%00",
        "q=%FF%FE",
        "q=%F0%9F%8F%A0",
        "q=%E2%80%AE",
        "q=a&q=b",
        "q[]=x",
        "q=%27%3B+DROP+TABLE+neighbourhood",
    ],
)
def test_search_survives_whatever_is_typed(ready: Session, client: PageClient, query: str) -> None:
    assert client.get("/recherche?" + query).status_code == 200


def test_outside_names_the_towns_concerned_and_whom_to_call(ready: Session, client: PageClient) -> None:
    text = page(client, "/hors-secteur")
    assert "Ifs" in text
    assert "mairie" in text


def test_contract_shows_two_figures_side_by_side_with_their_sources(
    ready: Session, client: PageClient
) -> None:
    text = page(client, "/contrat").replace("\u202f", " ")
    assert "24 970" in text
    assert "27 090" in text
    assert "Chambre des métiers et de l’artisanat" in text
    assert "La réussite éducative pour tous" in text
    assert text.count("Signataire") >= 4


def test_contract_is_missing_before_it_is_loaded(client: PageClient) -> None:
    assert client.get("/contrat").status_code == 404


def test_help_explains_the_words(client: PageClient) -> None:
    assert "Une empreinte prouve qu’elle n’a pas changé." in page(client, "/aide")


def test_site_map_lists_every_page_that_a_newcomer_can_open_at_one_address(
    ready: Session, app: Flask, client: PageClient
) -> None:
    listed = {
        str(link["href"]) for link in BeautifulSoup(client.get("/plan").text, "html.parser").select("main a")
    }
    routes = {
        rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    }
    answers = {route: client.get(route) for route in routes}
    pages = {
        route
        for route, answer in answers.items()
        if answer.status_code == 200 and answer.mimetype == "text/html"
    }
    assert "/contrat" in pages
    assert pages - listed == set()
    assert listed - pages == set()


def test_home_leads_to_every_public_page_and_no_link_is_dead(session: Session, client: PageClient) -> None:
    """Crawl the whole public site, in both languages, with a draw before and one after."""
    make_case(session, until="sealed", code="q1")
    make_case(session, until="completed", code="q2")
    load_reference(session)
    session.commit()
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = client.get(path)
        if response.status_code == 302:
            # An address that always leads to the last of something: what it leads to is crawled, never a log-in.
            assert "/connexion" not in response.location, path
            waiting += [response.location] if response.location not in seen else []
            continue
        assert response.status_code == 200, path
        assert "Set-Cookie" not in response.headers or path.removeprefix("/en") in LOGIN_FORMS, path
        if response.mimetype != "text/html":
            continue
        links = {
            str(link["href"]).split("#")[0]
            for link in BeautifulSoup(response.text, "html.parser").select("a[href]")
        }
        waiting += [
            link for link in links if link.startswith("/") and link not in seen and link not in waiting
        ]
    assert {"/plan", "/en/plan", "/q/q1/conseil", "/q/chemin-vert", "/tirages", "/tirage/2"} <= seen


def test_legal_says_what_is_not_filled_in_yet(client: PageClient) -> None:
    assert "Pas encore indiqué" in page(client, "/mentions-legales")


def test_data_says_how_long_and_links_the_files(client: PageClient) -> None:
    text = page(client, "/vos-donnees")
    assert "30 jours" in text
    assert "120 minutes" in text
    assert "Jamais leurs noms." in text


def test_accessibility_claims_nothing(client: PageClient) -> None:
    text = page(client, "/accessibilite")
    assert "non conforme" in text
    assert "Défenseur des droits" in text
    assert "Aucun lecteur d’écran n’a été essayé." in text


def test_components_are_for_people_who_signed_in(session: Session, client: PageClient) -> None:
    assert client.get("/travail/composants").status_code == 302
    account = make_account(session, Role.FACILITATOR)
    session.commit()
    sign_in(client, account)
    assert client.get("/travail/composants").status_code == 200


def test_neighbourhoods_file_is_open_data(ready: Session, client: PageClient) -> None:
    response = client.get("/donnees/quartiers.csv")
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == 13
    assert {row["code_insee"] for row in rows} == {"14118", "14327", "14167"}
    assert [row["code_national"] for row in rows if row["code"] == "colombelles"] == [""]


def test_robots_keep_out_of_work_and_records(client: PageClient) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    assert "Disallow: /travail/" in response.text


def test_security_names_a_contact_that_has_not_expired(client: PageClient) -> None:
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert fields["Contact"].startswith("mailto:")
    assert fields["Expires"] == "2027-05-23T09:00:00Z"
