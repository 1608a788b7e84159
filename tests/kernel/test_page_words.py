"""Plain sentences are in the compiled page, in the language it was asked in; the others are filled at each request."""

import pytest
from flask import Flask, render_template
from jinja2 import DictLoader

from participation.kernel.i18n import speaking

PAGE = (
    "{% extends 'around.html' %}{% from 'parts.html' import part %}"
    "{% block inside %}{% trans %}Draws{% endtrans %} {{ part() }} {% trans n=2 %}{{ n }} %{% endtrans %}"
    "{% trans %}\n  100 %\n  sure\n{% endtrans %}{% endblock %}"
)
TEMPLATES = {
    "page.html": PAGE,
    "around.html": "<p>{% block inside %}{% endblock %}</p>",
    "parts.html": "{% macro part() %}{% trans %}Journal{% endtrans %}{% endmacro %}",
}


@pytest.fixture
def pages(app: Flask) -> Flask:
    app.jinja_env.loader = DictLoader(TEMPLATES)
    return app


def test_a_page_what_it_extends_and_what_it_imports_are_in_the_language_of_the_request(pages: Flask) -> None:
    with pages.test_request_context("/"):
        assert render_template("page.html") == "<p>Tirages Journal 2 %100 % sure</p>"
    with pages.test_request_context("/", environ_overrides={"participation.locale": "en"}):
        assert render_template("page.html") == "<p>Draws Journal 2 %100 % sure</p>"


def test_a_template_follows_the_language_that_is_spoken_for_a_while(pages: Flask) -> None:
    with pages.test_request_context("/"):
        with speaking("en"):
            assert "Draws" in render_template("page.html")
        assert "Tirages" in render_template("page.html")


def test_a_plain_sentence_is_not_looked_up_again(pages: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with pages.test_request_context("/"):
        before = render_template("page.html")
        monkeypatch.setattr("participation.kernel.i18n._plain_in_page", lambda *_: "looked up")
        assert render_template("page.html") == before
