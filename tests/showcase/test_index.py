"""Every component keeps its duty: names, ties between words and fields, errors, answers kept."""

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask, render_template

from participation.app import create_app
from participation.config import Settings
from participation.pages.showcase import MENDING, showcase_context
from tests.support.pages import audit


@pytest.fixture(scope="module")
def showcase() -> BeautifulSoup:
    """The page of all components, in French."""
    app: Flask = create_app(Settings(secret_key="test", database_url="sqlite://", testing=True))
    with app.test_request_context("/travail/composants"):
        html = render_template("showcase/index.html", **showcase_context())
    assert audit(html) == []
    return BeautifulSoup(html, "html.parser")


def one(soup: BeautifulSoup, selector: str) -> Tag:
    """Return the first element that a selector finds."""
    found = soup.select_one(selector)
    assert found is not None, selector
    return found


@pytest.mark.parametrize("name", ["full_name", "note", "place", "consent", "born_on", "file"])
def test_a_refused_field_is_tied_to_its_sentence(showcase: BeautifulSoup, name: str) -> None:
    field = one(showcase, f"#refused-{name}")

    assert field["aria-invalid"] == "true"
    assert MENDING[name] in one(showcase, f"#refused-{name}-error").get_text()
    assert f"refused-{name}-error" in str(field["aria-describedby"])


@pytest.mark.parametrize("name", ["channel", "needs"])
def test_a_refused_group_is_tied_to_its_sentence(showcase: BeautifulSoup, name: str) -> None:
    group = one(showcase, f"fieldset:has(#refused-{name})")

    assert f"refused-{name}-error" in str(group["aria-describedby"])
    assert group.find("legend") is not None


def test_each_error_is_listed_in_the_same_words_and_leads_to_its_field(showcase: BeautifulSoup) -> None:
    links = {str(a["href"]): a.get_text(strip=True) for a in showcase.select("#erreurs a")}

    assert links == {f"#refused-{name}": sentence for name, sentence in MENDING.items()}
    for target in links:
        assert one(showcase, target).name in ("input", "select", "textarea")
    assert one(showcase, "#erreurs")["tabindex"] == "-1"


def test_answers_are_kept(showcase: BeautifulSoup) -> None:
    assert one(showcase, "#filled-full_name")["value"] == "Camille Exemple"
    assert one(showcase, "#refused-note").get_text().strip() == "Je peux venir le soir."
    assert one(showcase, "#refused-place option[selected]")["value"] == "n2"
    assert [box["value"] for box in showcase.select("[name=refused-channel][checked]")] == ["letter"]
    assert one(showcase, "#refused-consent").has_attr("checked")


def test_nothing_is_chosen_for_people(showcase: BeautifulSoup) -> None:
    assert showcase.select("[name^=empty-][checked], [name^=empty-][required]") == []


def test_two_answers_weigh_the_same(showcase: BeautifulSoup) -> None:
    first, second = showcase.select(".pair button")

    assert first["class"] == second["class"]


def test_codes_read_from_left_to_right(showcase: BeautifulSoup) -> None:
    assert one(showcase, ".code").get_text() == "K7M4-P2XR-9TQ3-H5WN"
    assert {tag["dir"] for tag in showcase.select(".code, .fingerprint, .dice")} == {"ltr"}
    assert len(showcase.select(".fingerprint span")) == 16


def test_a_state_is_said_in_words(showcase: BeautifulSoup) -> None:
    texts = [item.get_text(" ", strip=True) for item in showcase.select(".timeline li")]

    assert ["fait" in texts[0], "en cours" in texts[1], "à venir" in texts[2]] == [True, True, True]
    assert one(showcase, ".timeline time")["datetime"] == "2027-02-09T17:00:00+00:00"


def test_a_drawing_repeats_words_and_so_stays_silent(showcase: BeautifulSoup) -> None:
    bar = one(showcase, ".bar")

    assert "11 femmes" in bar.get_text()
    assert one(showcase, ".bar svg")["aria-hidden"] == "true"
    assert one(showcase, ".bar .part")["width"] == "50%"
