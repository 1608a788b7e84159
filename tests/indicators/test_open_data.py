"""Open data: what anyone may take is whole, described, readable by programs, and tells nothing of anybody."""

import json
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

import pytest
import rdflib
from bs4 import BeautifulSoup
from flask import Flask
from rdflib.compare import isomorphic
from sqlalchemy.orm import Session

from participation.accounts.passwords import Passwords
from participation.demonstration import services as demonstration
from participation.draws.models import DrawState
from participation.indicators.models import SourceVersion
from participation.indicators.services.open_data import (
    BY_CODE,
    DATASETS,
    actions,
    commitments,
    meetings,
    reading,
    requests,
    territory,
    values,
)
from participation.meetings.models import Decision, MeetingState, MinutesState
from participation.representation.models import RequestState
from participation.territory.services import load_reference
from tests.conftest import NOW
from tests.indicators.open_data_cases import (
    add_value,
    betrayed,
    parts_of,
    personal,
    replace_value,
    rows_of,
    take_all,
)
from tests.meetings.makers import make_item, make_meeting, make_minutes
from tests.representation.request_cases import make_draft, make_request_case, make_sent
from tests.support.draws import make_case
from tests.support.factories import make_account, make_council, make_mandate, make_person, seats_of
from tests.support.pages import PageClient

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
PREPARED = (DrawState, MeetingState, RequestState)
"""What is no business of the public while it is a draft."""


def frictionless(folder: Path) -> subprocess.CompletedProcess[str]:
    """Let the reference program judge a package."""
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def file_of(client: PageClient, code: str) -> list[dict[str, str]]:
    """Return the rows of the file of a dataset."""
    return rows_of(client.get(f"/donnees/{code}.csv").get_data(as_text=True))


def test_package_of_the_demonstration_is_valid_and_tells_nothing_of_people(
    app: Flask, session: Session, client: PageClient, tmp_path: Path
) -> None:
    load_reference(session)
    with app.app_context():
        assert demonstration.load(session, NOW, "key", Passwords(True)) is True
    session.commit()
    files = take_all(client, tmp_path)
    judged = frictionless(tmp_path)
    assert judged.returncode == 0, judged.stdout
    texts, years = personal(session)
    session.rollback()
    assert len(texts) > 100
    assert betrayed(files.values(), texts, years) == []
    assert all(rows_of(files[code]) for code in ("quartiers", "conseils", "sieges", "tirages", "reunions", "decisions"))
    assert all(rows_of(files[code]) for code in ("demandes", "reponses", "indicateurs", "engagements"))
    assert {row["donnees_fictives"] for row in rows_of(files["reunions"])} == {"true"}
    for code in files:
        assert len(parts_of(client, code)) == len(rows_of(files[code]))
    # A file that does not keep what its description says is refused.
    broken = files["sieges"].replace(",habitants,", ",habitantes,", 1)
    (tmp_path / "sieges.csv").write_text(broken, encoding="utf-8", newline="")
    assert frictionless(tmp_path).returncode == 1


@pytest.mark.parametrize("told", ["conseil,nom\r\na,Camille Fictive\r\n", "conseil,naissance\r\na,1984\r\n"])
def test_the_hunt_for_people_finds_one(told: str) -> None:
    assert betrayed([told], {"Camille Fictive"}, {"1984"})
    assert betrayed(["indicateur,annee\r\na,1984\r\n"], {"Camille Fictive"}, {"1984"}) == []


# The reader itself still uses what it tells others to leave.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_catalogue_is_read_by_a_reader_of_rdf(client: PageClient) -> None:
    turtle = rdflib.Graph().parse(data=client.get("/donnees/catalogue.ttl").get_data(), format="turtle")
    as_json = rdflib.Graph().parse(data=client.get("/donnees/catalogue.jsonld").get_data(), format="json-ld")
    assert isomorphic(turtle, as_json)
    found = set(turtle.objects(predicate=DCAT.dataset))
    assert len(found) == len(DATASETS)
    for dataset in found:
        distributions = list(turtle.objects(dataset, DCAT.distribution))
        assert len(distributions) == 2
        assert [str(one) for each in distributions for one in turtle.objects(each, DCAT.downloadURL)] != []
        assert all(turtle.value(each, rdflib.DCTERMS.license) for each in distributions)
    assert str(next(iter(turtle.objects(predicate=rdflib.FOAF.name)))) == "Accueil des conseils citoyens"


def test_texts_of_the_catalogue_are_in_the_language_of_the_address(client: PageClient) -> None:
    for address, language, words in (("/donnees", "fr", "Sièges des conseils"), ("/en/donnees", "en", "Seats of the councils")):
        graph = rdflib.Graph().parse(data=client.get(f"{address}/catalogue.ttl").get_data(), format="turtle")
        assert (None, rdflib.DCTERMS.title, rdflib.Literal(words, lang=language)) in graph


def test_open_data_page_leads_to_every_table(client: PageClient) -> None:
    page = client.get("/donnees").get_data(as_text=True)
    for dataset in DATASETS:
        assert f'href="/donnees/{dataset.code}"' in page
        assert f'href="/donnees/{dataset.code}.csv"' in page
    assert "Licence Ouverte 2.0" in page
    assert 'href="/vos-donnees"' in page
    assert "Set-Cookie" not in client.get("/donnees").headers


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_dataset_page_says_each_column_in_words(client: PageClient, code: str) -> None:
    page = BeautifulSoup(client.get(f"/donnees/{code}").get_data(as_text=True), "html.parser")
    heads = [head.get_text() for head in page.select("tbody th")]
    assert heads == [column.name for column in BY_CODE[code].columns]
    assert all(cell.get_text(strip=True) for cell in page.select("tbody td"))
    head = client.get(f"/donnees/{code}.csv").get_data(as_text=True).split("\r\n")[0]
    assert head == ",".join(column.name for column in BY_CODE[code].columns)
    assert "donnees_fictives" in head


def test_dataset_that_is_none_is_missing(client: PageClient) -> None:
    for address in ("/donnees/personnes", "/donnees/personnes.csv", "/api/v1/personnes"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("after", ["", "-1", "x", "9" * 30, "2147483648", "١"])
def test_dataset_part_refuses_what_is_no_key(client: PageClient, after: str) -> None:
    response = client.get("/api/v1/reunions", query_string={"apres": after})
    assert response.status_code == 400
    assert "suivant" in response.get_json()["erreur"]


def test_dataset_part_goes_on_where_the_last_one_ended(
    session: Session, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_council(session, residents_drawn=5, residents_volunteer=0, local_actors=2)
    session.commit()
    monkeypatch.setattr("participation.indicators.views.open_data.LINES", 3)
    monkeypatch.setattr(reading, "CHUNK", 2)
    first = client.get("/api/v1/sieges").get_json()
    assert [row["siege"] for row in first["lignes"]] == [1, 2, 3]
    assert [row["siege"] for row in parts_of(client, "sieges")] == [1, 2, 3, 4, 5, 6, 7]
    assert [row["siege"] for row in file_of(client, "sieges")] == ["1", "2", "3", "4", "5", "6", "7"]


def test_other_sites_may_read_data_and_no_page(client: PageClient) -> None:
    for address in ("/donnees/sieges.csv", "/api/v1/sieges", "/donnees/datapackage.json", "/donnees/catalogue.ttl"):
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/donnees").headers


def test_council_and_seats_are_told_without_who_holds_them(session: Session, client: PageClient) -> None:
    council = make_council(session, residents_drawn=2, residents_volunteer=0, local_actors=1)
    held = seats_of(session, council)[0]
    make_mandate(session, held, make_person(session, "Camille Fictive", publishes_name=True))
    session.commit()
    (row,) = file_of(client, "conseils")
    assert (row["sieges_habitants"], row["pourvus_habitants"]) == ("2", "1")
    assert (row["sieges_acteurs_locaux"], row["pourvus_acteurs_locaux"]) == ("1", "0")
    seats = file_of(client, "sieges")
    assert [(seat["etat"], seat["vacant_depuis"]) for seat in seats] == [
        ("pourvu", ""), ("vacant", "2025-03-03"), ("vacant", "2025-03-03"),
    ]  # fmt: skip
    assert "Camille" not in client.get("/donnees/sieges.csv").get_data(as_text=True)


@pytest.mark.parametrize(("until", "told"), [("draft", 0), ("announced", 1), ("drawn", 1)])
def test_draw_has_its_transcript_once_it_took_place(
    session: Session, client: PageClient, until: str, told: int
) -> None:
    case = make_case(session, until=until)
    session.commit()
    rows = file_of(client, "tirages")
    assert len(rows) == told
    if until == "drawn":
        address = rows[0]["transcription"].removeprefix("http://127.0.0.1:8000")
        assert client.get(address).status_code == 200
        assert (rows[0]["graine"], rows[0]["etat"]) == (case.draw.seed, "tire")
    elif told:
        assert rows[0]["transcription"] == ""


def test_decision_waits_for_its_minutes_and_a_confidential_one_stays_out(session: Session, client: PageClient) -> None:
    council = make_council(session, local_actors=1)
    account = make_account(session, councils=[council])
    shown, hidden = (
        make_meeting(session, council, account, state=MeetingState.CLOSED, convened_at=NOW) for _ in range(2)
    )
    make_minutes(session, shown, MinutesState.PUBLISHED)
    make_minutes(session, hidden, MinutesState.APPROVED)
    secret = make_item(session, shown, position=2, is_confidential=True, confidential_reason="Vie privée")
    for number, (meeting, item) in enumerate(
        ((shown, make_item(session, shown)), (shown, secret), (hidden, make_item(session, hidden))), start=1
    ):
        session.add(
            Decision(
                body_id=council.body_id, meeting_id=meeting.id, item_id=item.id, year=2026, number=number,
                text=f"=Texte {number}", is_consensus=True, decided_at=NOW,
            )
        )  # fmt: skip
    session.commit()
    (row,) = file_of(client, "decisions")
    assert (row["DELIB_ID"], row["DELIB_DATE"], row["VOTE_POUR"]) == ("chemin-vert-2026-01", "2026-11-24", "")
    # A spreadsheet must not run it; a program reads it as it is.
    assert row["DELIB_OBJET"] == "'=Texte 1"
    assert parts_of(client, "decisions")[0]["DELIB_OBJET"] == "=Texte 1"


def test_request_is_told_once_it_was_sent(session: Session, client: PageClient) -> None:
    case = make_request_case(session, NOW)
    make_draft(session, case, NOW)
    make_sent(session, case, NOW)
    session.commit()
    (row,) = file_of(client, "demandes")
    assert (row["numero"], row["etat"], row["jours_de_retard"]) == ("2026-01", "envoyee", "")
    assert [(step["demande"], step["etat"]) for step in file_of(client, "reponses")] == [("2026-01", "envoyee")]


def test_secret_value_has_no_number_in_any_version(session: Session, client: PageClient) -> None:
    load_reference(session)
    secret = add_value(session, is_secret=True, estimate=4.25)
    replace_value(session, secret, 3.5)
    session.commit()
    (row,) = file_of(client, "valeurs")
    assert (row["valeur"], row["estimation"], row["secret"]) == ("", "", "true")
    (past,) = file_of(client, "valeurs-remplacees")
    assert (past["valeur"], past["secret"], past["remplacee_le"]) == ("", "true", "2026-11-24T09:00:00Z")
    assert "3.5" not in json.dumps(parts_of(client, "valeurs-remplacees"))


def test_value_once_secret_has_no_number_in_its_replaced_versions(session: Session, client: PageClient) -> None:
    load_reference(session)
    value = add_value(session, result=12.0)
    replace_value(session, value, 3.5)
    replace_value(session, value, None, is_secret=True)
    replace_value(session, add_value(session, result=8.0, year=2022), 7.5)
    session.commit()
    assert [row["valeur"] for row in file_of(client, "valeurs")] == ["12", "8"]
    found = [(row["annee"], row["valeur"], row["secret"]) for row in file_of(client, "valeurs-remplacees")]
    assert found == [("2021", "", "true"), ("2021", "", "true"), ("2022", "7.5", "false")]


def test_value_below_zero_is_a_number_and_an_unknown_one_is_empty(session: Session, client: PageClient) -> None:
    load_reference(session)
    replace_value(session, add_value(session, result=-2.5, target=10.0), 0.0)
    add_value(session, year=2022)
    session.commit()
    known, unknown = file_of(client, "valeurs")
    assert (known["valeur"], known["cible"], known["secret"]) == ("-2.5", "10", "false")
    assert (known["source"], known["millesime"]) == ("Source fictive", "2021")
    assert unknown["valeur"] == ""
    assert parts_of(client, "valeurs")[1]["valeur"] is None
    assert file_of(client, "valeurs-remplacees")[0]["valeur"] == "0"


def test_many_values_take_as_many_questions_as_few(
    session: Session, client: PageClient, count_queries: list[str]
) -> None:
    load_reference(session)
    session.add(SourceVersion(name="Source fictive", vintage="2021", method="", is_fictitious=True))
    counts = []
    for years in (range(2000, 2002), range(2002, 2042)):
        for year in years:
            add_value(session, year=year, result=1.0)
        session.commit()
        asked = []
        for dataset in DATASETS:
            count_queries.clear()
            client.get(f"/api/v1/{dataset.code}")
            asked.append(len(count_queries))
        counts.append(asked)
    assert counts[0] == counts[1]
    assert len(parts_of(client, "valeurs")) == 42


@pytest.mark.parametrize(
    "names",
    [
        meetings.DRAW_STATES, meetings.MEETING_STATES, meetings.MINUTES_STATES, meetings.BODIES, requests.KINDS,
        requests.STATES, requests.ADOPTIONS, values.FAMILIES, values.MEASURES, values.DIRECTIONS, values.AREAS,
        values.SEXES, territory.COLLEGES, territory.ORIGINS, commitments.STATES, actions.STATES, actions.HIGHLIGHT_KINDS,
    ],
    ids=lambda names: type(next(iter(names))).__name__,
)  # fmt: skip
def test_each_state_that_is_public_has_a_word(names: dict[StrEnum, str]) -> None:
    kind = type(next(iter(names)))
    assert {state for state in kind if kind not in PREPARED or state.value != "draft"} == set(names)
    assert len(set(names.values())) == len(names)
