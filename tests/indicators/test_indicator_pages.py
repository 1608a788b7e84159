"""The pages of indicators: one sentence each, then table, picture, formula, sources; the same as a file."""

import csv
import gzip
import io
import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from participation.indicators.models import Area, Indicator, SeriesBreak, Sex
from participation.indicators.reference_areas import REST_CODE, TERRITORY_CODE
from participation.indicators.reference_areas import load as load_areas
from participation.indicators.reference_examples import load_examples
from participation.indicators.services.importing import ValueRow
from participation.territory.models import Contract, Municipality, Neighbourhood, Perimeter
from tests.conftest import NOW
from tests.indicators.value_cases import BEFORE, POVERTY, SINCE, WORK, bring, indicator_named, load_places, poverty
from tests.support.pages import PageClient

PAGE = f"/indicateurs/{POVERTY}?quartier=chemin-vert"
OVERVIEW = "/indicateurs?quartier=chemin-vert"


@pytest.fixture
def told(session: Session, now: datetime) -> None:
    """Three years of poverty in Chemin Vert, one of them secret, one estimated, one replaced."""
    load_places(session)
    bring(session, now - timedelta(days=30), poverty(2017, 33.0, 20.0), vintage="2017")
    rows = [*poverty(2017, 31.0, 20.0), *poverty(2018, None, 19.5), *poverty(2019, 27.4, 19.2)]
    extra = [
        ValueRow(BEFORE, POVERTY, 2020, estimate=26.0, comment="Estimation d’essai"),
        ValueRow(REST_CODE, POVERTY, 2020, result=19.0),
        ValueRow(BEFORE, POVERTY, 2019, Sex.WOMEN, 28.0),
        ValueRow(BEFORE, POVERTY, 2019, Sex.MEN, 26.8),
    ]
    bring(session, now, [*rows, *extra])
    session.commit()


def read(client: PageClient, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def words(soup: BeautifulSoup, selector: str = "main") -> str:
    # Spaces that do not break are part of what is written.
    return re.sub(r"[ \n]+", " ", " ".join(found.get_text(" ") for found in soup.select(selector)))


@pytest.mark.usefixtures("told")
def test_indicators_tells_each_in_one_sentence_and_shows_a_blank_as_a_blank(client: PageClient) -> None:
    soup = read(client, OVERVIEW)
    line = next(li for li in soup.select("main li") if li.select_one(f"a[href*='{POVERTY}']"))
    assert "26 sur 100 ici, 19 dans le reste du territoire\u00a0; l’écart se réduit depuis 2017." in line.get_text()
    assert "L’écart se réduit" in line.select_one(".tag").get_text()  # type: ignore[union-attr]
    assert "(2020)" in line.get_text()
    blank = next(li for li in soup.select("main li") if li.select_one(f"a[href*='{WORK}']"))
    assert "Pas encore de valeur." in blank.get_text()
    assert "Données fictives" in words(soup, ".fiction")


@pytest.mark.usefixtures("told")
def test_indicators_without_a_neighbourhood_offers_them_and_ranks_none(client: PageClient, session: Session) -> None:
    soup = read(client, "/indicateurs")
    offered = [a.get_text() for a in soup.select("main .links a")]
    assert offered == list(session.scalars(sa.select(Neighbourhood.name).order_by(Neighbourhood.name_key)))
    assert "Pas encore de valeur" not in words(soup)


@pytest.mark.usefixtures("told")
def test_indicators_finds_a_neighbourhood_by_what_is_typed(client: PageClient) -> None:
    assert client.get("/indicateurs?q=chemin vert").headers["Location"].endswith("/indicateurs?quartier=chemin-vert")
    assert len(read(client, "/indicateurs?q=caen").select("main .links a")) == 5
    assert "Aucun quartier ne porte ce nom" in words(read(client, "/indicateurs?q=paris+quinze"))


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    "address", ["/indicateurs?quartier=nulle-part", "/indicateurs/rien", f"/indicateurs/{POVERTY}?quartier=nulle-part"]
)
def test_what_is_not_there_is_not_found(client: PageClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("told")
def test_indicator_puts_the_sentence_first_then_a_table_that_says_everything(client: PageClient) -> None:
    soup = read(client, PAGE)
    assert soup.h1 is not None
    assert soup.h1.get_text() == "Combien de personnes vivent avec peu d’argent\u00a0?"
    assert "l’écart se réduit depuis 2017." in words(soup, ".lead")
    rows = soup.select("#valeurs ~ tbody tr")
    lines = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in rows]
    assert [line[:4] for line in lines] == [
        ["2020", "26,0 (estimation)", "19,0", "+7,0\u00a0points"],
        ["2019", "27,4", "19,2", "+8,2\u00a0points"],
        ["2018", "s", "19,5", "–"],
        ["2017", "31,0", "20,0", "+11,0\u00a0points"],
    ]
    assert lines[0][4] == "Estimation d’essai"
    text = words(soup)
    assert "Écart en 2020 = ici − ailleurs = 26,0 − 19,0 = +7,0\u00a0points." in text
    assert "trop peu de personnes sont concernées. Ce n’est pas zéro." in text
    assert "33,0 ( Insee, Filosofi, 2017" in text.replace("33,0 (Insee", "33,0 ( Insee")
    assert [cell.get_text() for cell in soup.select("#sexes ~ tbody td")][:2] == ["28,0", "26,8"]


@pytest.mark.usefixtures("told")
def test_indicator_draws_what_the_table_says_and_names_it(client: PageClient) -> None:
    svg = read(client, PAGE).select_one("figure.chart svg")
    assert svg is not None
    assert (svg.title.get_text(), svg["role"]) == ("Combien de personnes vivent avec peu d’argent\u00a0?", "img")  # type: ignore[union-attr]
    assert "Ici\u00a0: 31,0 en 2017, 26,0 en 2020." in svg.desc.get_text()  # type: ignore[union-attr]
    texts = [text.get_text() for text in svg.select("text")]
    assert {"0", "Ici", "Reste", "s", "2017", "2020"} <= set(texts)
    # 2018 is secret: the line of the place has a hole there, and the one that leads to the estimate is apart.
    assert svg.select_one(".s1 .line") is None
    assert str(svg.select_one(".s1 .estimate")["d"]).count("M") == 1  # type: ignore[index]
    assert str(svg.select_one(".s2 .line")["d"]).count("M") == 3  # type: ignore[index]


@pytest.mark.usefixtures("told")
def test_indicator_says_its_breaks_and_does_not_compare_across_them(client: PageClient, session: Session) -> None:
    key = indicator_named(session, POVERTY).id
    session.add(SeriesBreak(indicator_id=key, year=2019, reason="Autre façon de compter", source="Essai"))
    bring(session, NOW, poverty(2024, 24.0, 19.0, area=SINCE))
    session.commit()
    soup = read(client, PAGE)
    assert "l’écart" not in words(soup, ".lead")
    assert "Autre façon de compter" in words(soup)
    assert {text.get_text() for text in soup.select("svg text")} >= {"rupture"}
    heads = [head.get_text() for head in soup.select("#valeurs ~ thead th")]
    assert "Limites" in heads
    marked = soup.select("#valeurs ~ tbody th:has(span)")
    assert [head.get_text(strip=True)[:4] for head in marked] == ["2024", "2019"]


@pytest.mark.usefixtures("told")
def test_indicator_of_one_year_is_a_sentence_and_a_table_without_a_picture(
    client: PageClient, session: Session
) -> None:
    load_examples(session)
    bring(session, NOW, [ValueRow(TERRITORY_CODE, "lieux-partages", 2023, result=4.0, target=6.0)])
    session.commit()
    soup = read(client, "/indicateurs/lieux-partages")
    assert soup.select_one("svg.chart, figure.chart") is None
    assert "4\u00a0lieux, pour un objectif de 6." in words(soup, ".lead")
    assert [cell.get_text() for cell in soup.select("#valeurs ~ tbody td")] == ["4", "6"]


@pytest.mark.usefixtures("told")
def test_indicator_hides_what_was_replaced_once_it_is_secret(client: PageClient, session: Session) -> None:
    bring(session, NOW, poverty(2017, None, 20.0))
    session.commit()
    text = words(read(client, PAGE))
    assert "31" not in text.split("D’où ça vient")[1]
    assert "33" not in text.split("D’où ça vient")[1]


@pytest.mark.usefixtures("told")
def test_indicator_hides_what_was_replaced_where_it_once_was_secret(client: PageClient, session: Session) -> None:
    bring(session, NOW, poverty(2017, None, 20.0))
    bring(session, NOW, poverty(2017, 30.0, 20.0))
    session.commit()
    text = words(read(client, PAGE)).split("D’où ça vient")[1]
    assert "31" not in text
    assert "33" not in text


@pytest.mark.usefixtures("told")
def test_indicator_file_says_the_same_with_codes_and_without_what_is_secret(client: PageClient) -> None:
    response = client.get(f"/indicateurs/{POVERTY}.csv?quartier=chemin-vert")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    by_key = {(row["Lieu"], row["Année"], row["Sexe"]): row for row in rows}
    assert by_key[BEFORE, "2018", "ensemble"]["Valeur"] == "s"
    assert by_key[BEFORE, "2019", "ensemble"]["Valeur"] == "27.4"
    assert by_key[BEFORE, "2020", "ensemble"]["Estimation"] == "26"
    assert by_key[BEFORE, "2019", "femmes"]["Valeur"] == "28"
    assert by_key[REST_CODE, "2019", "ensemble"]["Données fictives"] == "oui"
    assert len(rows) == 10
    assert "attachment" in response.headers["Content-Disposition"]


@pytest.mark.usefixtures("told")
def test_pages_ask_the_same_questions_and_weigh_the_same_among_1500_neighbourhoods(
    client: PageClient, session: Session, count_queries: list[str]
) -> None:
    pages = (OVERVIEW, PAGE, "/indicateurs", f"/indicateurs/{POVERTY}")

    def questions() -> list[int]:
        found = []
        for page in pages:
            count_queries.clear()
            assert client.get(page).status_code == 200
            found.append(len(count_queries))
        return found

    questions()
    few = questions()
    session.rollback()
    grow(session, 1_500)
    session.commit()
    assert questions() == few
    assert max(few) <= 12
    assert all(len(gzip.compress(client.get(page).data)) < 14_000 for page in pages)
    assert len(read(client, "/indicateurs").select("main .links a")) == 0


def grow(session: Session, count: int) -> None:
    """Add neighbourhoods, each with limits, an area and a value of each year."""
    contract, town = session.scalars(sa.select(Contract.id)).one(), session.scalars(sa.select(Municipality.id)).first()
    names = [f"Quartier fictif {number}" for number in range(count)]
    places = [
        {"contract_id": contract, "municipality_id": town, "code": f"f-{at}", "name": name, "name_key": name.casefold()}
        for at, name in enumerate(names)
    ]
    session.execute(sa.insert(Neighbourhood), places)
    keys = session.scalars(sa.select(Neighbourhood.id).where(Neighbourhood.code.startswith("f-"))).all()
    limits = [{"neighbourhood_id": key, "starts_on": NOW.date(), "source": "Essai"} for key in keys]
    session.execute(sa.insert(Perimeter), limits)
    assert load_areas(session) == count
    codes = session.scalars(sa.select(Area.code).where(Area.code.startswith("f-"))).all()
    bring(session, NOW, [ValueRow(code, POVERTY, year, result=20.0) for code in codes for year in (2019, 2020)])


@pytest.mark.usefixtures("told")
def test_no_page_sets_a_cookie_or_carries_a_style(client: PageClient) -> None:
    for page in (OVERVIEW, PAGE):
        response = client.get(page)
        assert "Set-Cookie" not in response.headers
        assert not re.search(r"<style|style=|<script", response.text)


def test_every_question_of_the_catalogue_has_its_page(client: PageClient, session: Session) -> None:
    load_places(session)
    load_examples(session)
    session.commit()
    codes = list(session.scalars(sa.select(Indicator.code)))
    session.rollback()
    assert len(codes) == 24
    for code in codes:
        assert client.get(f"/indicateurs/{code}?quartier=chemin-vert").status_code == 200
        assert client.get(f"/en/indicateurs/{code}").status_code == 200


@pytest.mark.usefixtures("told")
def test_indicators_promises_a_comparison_only_where_there_is_one(client: PageClient) -> None:
    lead = words(read(client, OVERVIEW), ".lead")
    assert "Quand c’est possible, chaque nombre est à côté d’un autre, pour comparer." in lead
    assert all(len(sentence.split()) <= 12 for sentence in lead.split("."))
