"""Languages: the path decides, links keep it, dates read as people write them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template_string, url_for

from participation.kernel.i18n import (
    format_day,
    format_instant,
    format_short_day,
    gettext,
    lazy_gettext,
    locale_links,
    ngettext,
    speaking,
)


def test_english_is_a_prefix_that_every_link_keeps(app: Flask) -> None:
    app.add_url_rule("/probe", "probe", lambda: url_for("probe") + " " + " ".join(link.url for link in locale_links()))
    client = app.test_client()
    assert client.get("/probe").text == "/probe /probe /en/probe"
    assert client.get("/en/probe?page=2").text == "/en/probe /probe?page=2 /en/probe?page=2"


def test_a_language_that_is_not_offered_is_a_missing_page(app: Flask) -> None:
    assert app.test_client().get("/de/").status_code == 404


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ("jeudi 11 février 2027 à\u00a018\u00a0h\u00a030", "vendredi 1er janvier 2027", "1er janvier 2027")),
        ("/en/", ("Thursday 11 February 2027 at 18:30", "Friday 1 January 2027", "1 January 2027")),
    ],
)
def test_dates_read_as_people_write_them(app: Flask, path: str, expected: tuple[str, str, str]) -> None:
    environ = {"participation.locale": "en"} if path.startswith("/en") else {}
    with app.test_request_context("/", environ_overrides=environ):
        shown = (
            format_instant(datetime(2027, 2, 11, 17, 30, tzinfo=UTC)),
            format_day(date(2027, 1, 1)),
            format_short_day(date(2027, 1, 1)),
        )
    assert shown == expected


def test_the_eleventh_is_not_the_first(app: Flask) -> None:
    with app.test_request_context("/"):
        assert format_short_day(date(2027, 1, 11)) == "11 janvier 2027"
        assert format_short_day(date(2027, 1, 21)) == "21 janvier 2027"


def test_what_fills_a_message_is_escaped_in_pages_and_left_alone_in_mails(app: Flask) -> None:
    source = "{% trans name=name %}Hello {{ name }}{% endtrans %} {{ ngettext('%(num)d seat', '%(num)d seats', 3) }}"
    with app.test_request_context("/", environ_overrides={"participation.locale": "en"}):
        assert render_template_string(source, name="<b>") == "Hello &lt;b&gt; 3 seats"
        assert render_template_string("{% autoescape false %}" + source + "{% endautoescape %}", name="<b>") == "Hello <b> 3 seats"


def test_a_message_follows_the_language_that_is_spoken_for_a_while(app: Flask) -> None:
    day = date(2027, 1, 1)
    with app.test_request_context("/"):
        before = (ngettext("%(num)s seat", "%(num)s seats", 2), str(lazy_gettext("Draws")), format_short_day(day))
        with speaking("en"):
            assert (ngettext("%(num)s seat", "%(num)s seats", 2), str(lazy_gettext("Draws"))) == ("2 seats", "Draws")
            assert format_short_day(day) == "1 January 2027"
        assert (ngettext("%(num)s seat", "%(num)s seats", 2), str(lazy_gettext("Draws")), format_short_day(day)) == before
        assert before == ("2\u00a0sièges", "Tirages", "1er janvier 2027")
    assert gettext("Draws") == "Draws"
