"""A page for each refusal: it says what happened and what to do, in both languages, with a way on."""

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template

from participation.app import create_app
from participation.config import Settings
from participation.kernel.errors import PAGES
from tests.support.pages import audit

BANNED = re.compile(r"\b(?:veuillez|invalide|obligatoire|incorrect)", re.IGNORECASE)


@pytest.fixture(scope="module")
def bare_app() -> Flask:
    """An application that no page here asks for its database."""
    return create_app(Settings(secret_key="test", database_url="sqlite://", testing=True))


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("status", PAGES)
def test_page_says_what_to_do(bare_app: Flask, status: int, prefix: str) -> None:
    environ = {"participation.locale": "en"} if prefix else {}
    with bare_app.test_request_context("/", environ_overrides=environ):
        html = render_template(f"errors/{status}.html")

    assert audit(html) == []
    lead = BeautifulSoup(html, "html.parser").select_one(".lead")
    assert lead is not None
    assert len(lead.get_text(strip=True)) > 20
    assert not BANNED.search(html)


def test_a_banned_word_is_caught() -> None:
    assert BANNED.search("Veuillez réessayer.")


def test_a_lost_reader_can_look_for_a_neighbourhood(bare_app: Flask) -> None:
    with bare_app.test_request_context("/"):
        soup = BeautifulSoup(render_template("errors/404.html"), "html.parser")

    form = soup.select_one("form[role=search]")
    assert form is not None
    assert form.get("method", "get") == "get"
    assert soup.select_one("form input[name=q]") is not None
