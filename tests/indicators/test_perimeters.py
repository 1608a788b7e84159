"""Limits brought by the team: the file, what it would change, and what pages draw of it."""

import io
import json
import math
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from participation.indicators import perimeter_words
from participation.indicators.views import staff_perimeters
from participation.kernel.permissions import Role
from participation.territory.geojson import ShapeProblem
from participation.territory.models import PerimeterShape
from tests.support.factories import make_account, sign_in
from tests.support.pages import PageClient
from tests.territory.test_geojson import SQUARE, feature, file
from tests.territory.test_shapes import make_perimeters

PAGE = "/travail/quartiers/perimetres"
TAKE = "/travail/quartiers/perimetres/reprendre"
ELSEWHERE = [[x + 0.1, y] for x, y in SQUARE]


@pytest.fixture
def team(session: Session, client: PageClient) -> PageClient:
    make_perimeters(session)
    make_perimeters(session, "colombelles", national=None)
    sign_in(client, make_account(session, Role.FACILITATOR))
    session.commit()
    return client


def soup(page: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(page.get_data(as_text=True), "html.parser")


def words(page: TestResponse) -> str:
    """Return the text of a page with plain spaces."""
    return " ".join(soup(page).get_text(" ").replace("\u00a0", " ").split())


def send(client: PageClient, content: bytes, source: str = "Source fictive, 2024") -> Any:
    client.get(PAGE)
    data = {"source": source, "file": (io.BytesIO(content), "quartiers.geojson")}
    return client.post(PAGE, data=data, content_type="multipart/form-data")


def take(client: PageClient, preview: Any) -> Any:
    return client.post(TAKE, data={"checked": soup(preview).find("input", {"name": "checked"})["value"]})


def test_perimeters_names_those_without_limits_by_the_code_of_files(team: PageClient) -> None:
    page = team.get(PAGE)
    assert "Tracés : 0 sur 4" in words(page)
    assert {"QN01401M", "chemin-vert-2015", "colombelles-2015", "colombelles-2024"} <= set(words(page).split())


def test_take_perimeters_takes_in_what_was_shown(team: PageClient, session: Session) -> None:
    content = file(feature(), feature("QP999999", {"type": "Polygon", "coordinates": [ELSEWHERE]}))
    preview = send(team, content)
    assert preview.status_code == 200
    assert "Nouveaux : 1. Remplacés : 0. Les mêmes qu’avant : 0." in words(preview)
    assert "QP999999" in words(preview)
    assert len(soup(preview).select("figure.map path:not(.scale)")) == 1
    assert session.scalars(sa.select(PerimeterShape)).all() == []
    session.rollback()
    answer = take(team, preview)
    assert (answer.status_code, answer.location) == (303, PAGE + "#contenu")
    kept = session.scalars(sa.select(PerimeterShape)).one()
    assert (json.loads(kept.geometry)["coordinates"], kept.source) == ([SQUARE], "Source fictive, 2024")
    session.rollback()
    assert "Tracés : 1 sur 4" in words(team.get(PAGE))
    again = send(team, content)
    assert "Les mêmes qu’avant : 1." in words(again)
    assert soup(again).find("input", {"name": "checked"}) is None


def test_perimeters_tells_every_mistake_and_keeps_the_source(team: PageClient, session: Session) -> None:
    turned = [[y, x] for x, y in SQUARE]
    page = send(team, file(feature(geometry={"type": "Polygon", "coordinates": [turned]}), feature(None)))
    assert page.status_code == 422
    assert "Tracé 1 (QN01401M) : « 49.19, -0.4 » n’est pas en France." in words(page)
    assert "Tracé 2 : il n’a pas de code." in words(page)
    assert soup(page).find(id="source")["value"] == "Source fictive, 2024"
    assert session.scalars(sa.select(PerimeterShape)).all() == []


def test_take_perimeters_refuses_what_this_site_did_not_sign(team: PageClient, session: Session) -> None:
    team.get(PAGE)
    for forged in ("", "x.y", '[["a"]]'):
        page = team.post(TAKE, data={"checked": forged})
        assert page.status_code == 422
        assert "Envoyez le fichier à nouveau." in words(page)
    assert session.scalars(sa.select(PerimeterShape)).all() == []


def test_perimeters_takes_no_more_than_a_page_can_carry(team: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff_perimeters, "LARGEST_CHECKED", 20)
    page = send(team, file(feature()))
    assert "Envoyez-le en plusieurs parties." in words(page)


def test_large_limits_come_in_whole(team: PageClient, session: Session) -> None:
    """A file beyond what other forms may send; encoded here, since the client leaves the file open that it encodes in."""
    jagged = [[-0.4 + 0.01 * math.sin(n * 1.7), 49.19 + 0.01 * math.cos(n * n * 0.3)] for n in range(80_000)]
    large = {"type": "Polygon", "coordinates": [[*jagged, jagged[0]]]}
    content = file(feature(geometry=large), feature("QX000001", large))
    assert len(content) > 6_000_000
    team.get(PAGE)
    sent_file = FileStorage(io.BytesIO(content), "quartiers.geojson")
    fields = {"source": "Source", "file": sent_file, "csrf_token": team.token()}
    boundary, body = encode_multipart(fields)
    sent = team.flask.post(PAGE, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert take(team, sent).status_code == 303
    kept = session.scalars(sa.select(PerimeterShape)).one()
    assert len(json.loads(kept.geometry)["coordinates"][0]) == 80_001


def test_neighbourhood_and_list_draw_limits_once_there_are_any(team: PageClient, new_client: Any) -> None:
    resident = new_client()
    assert soup(resident.get("/quartiers")).find("figure") is None
    take(team, send(team, file(feature(), feature("chemin-vert-2015", {"type": "Polygon", "coordinates": [ELSEWHERE]}))))
    listed = resident.get("/quartiers")
    assert [text.get_text() for text in soup(listed).select("figure.map text:not(.scale)")] == ["1"]
    assert soup(listed).select_one("li.card h2").get_text(" ", strip=True) == "1. Chemin-Vert"
    assert "Source fictive, 2024" in soup(listed).find("figcaption").get_text()
    one = soup(resident.get("/q/chemin-vert")).find("figure")
    assert [("former" in path.get("class", [])) for path in one.select("path:not(.scale)")] == [False, True]
    assert "Trait pointillé" in one.find("figcaption").get_text()
    assert soup(resident.get("/q/colombelles")).find("figure") is None


@pytest.mark.parametrize("problem", perimeter_words.PROBLEMS)
def test_each_mistake_has_its_sentence(app: Flask, problem: str) -> None:
    with app.test_request_context("/"):
        words = perimeter_words.sentence(ShapeProblem(3, "QN01401M", problem, "4"))
    assert words.startswith("Tracé 3 (QN01401M)")
    assert "%(" not in words
