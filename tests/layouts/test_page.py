"""The frame of every page: order, help at one place, marks of fiction, no session opened by reading."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template_string, session

from participation.app import create_app
from participation.config import Contact, Settings
from tests.support.pages import audit

PAGE = '{% extends "layouts/page.html" %}{% block title %}Essai{% endblock %}'
WALL = '{% extends "layouts/wall.html" %}{% block title %}Essai{% endblock %}'


def render(template: str, settings: Settings | None = None, **context: object) -> BeautifulSoup:
    """Return a page made from a template, after its audit; reading it puts nothing in the session."""
    app: Flask = create_app(settings or Settings(secret_key="test", database_url="sqlite://", testing=True))
    with app.test_request_context("/"):
        html = render_template_string(template, **context)
        assert not session
    assert audit(html) == []
    return BeautifulSoup(html, "html.parser")


def test_frame_comes_in_the_same_order() -> None:
    soup = render(PAGE)

    marks = soup.select(".skip, header, main, .help, footer")
    assert [tag.get("class", [tag.name])[0] for tag in marks] == ["skip", "header", "main", "help", "foot"]
    links = [a.get_text(strip=True).replace("\u00a0", " ") for a in soup.select("footer a")]
    assert links[0] == "Accessibilité : non conforme"
    assert soup.select("[tabindex]:not([tabindex='-1'])") == []


def test_a_page_costs_three_requests() -> None:
    soup = render(PAGE)

    files = {str(tag.get("href") or tag.get("src")) for tag in soup.select("link[href], [src]")}
    assert len(files) == 2
    assert soup.select("script") == []


def test_fiction_is_marked_where_it_is_shown() -> None:
    assert "Données fictives" in render(PAGE, fictitious=True).get_text()
    assert "Données fictives" not in render(PAGE).get_text()
    assert "Données fictives" in render(WALL, fictitious=True).get_text()


def test_help_leaves_out_what_is_not_known() -> None:
    contact = Contact(phone="06 39 98 00 00")
    known = Settings(secret_key="test", database_url="sqlite://", testing=True, contact=contact)

    assert next(a["href"] for a in render(PAGE, known).select(".help a")) == "tel:0639980000"
    assert not render(PAGE).select(".help [href^=tel]")


def test_title_starts_with_the_error() -> None:
    title = render(PAGE, errors=True).title
    assert title is not None
    assert title.get_text().startswith("Erreur\u00a0: Essai – ")


@pytest.mark.parametrize("template", [PAGE, WALL])
def test_skip_link_lands_in_main(template: str) -> None:
    soup = render(template)
    link = soup.select_one("body a")

    assert link is not None
    target = soup.find(id=str(link["href"])[1:])
    assert target is not None
    assert target.name == "main"


def test_the_head_has_the_title_without_its_marks() -> None:
    page = PAGE.replace("Essai", '<span lang="fr">L’été &lt;b&gt;</span> in numbers')
    assert "<title>L’été &lt;b&gt; in numbers – " in str(render(page).title)
