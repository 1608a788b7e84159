"""Languages: the path decides, links keep it, dates read as people write them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask, url_for

from participation.kernel.i18n import format_day, format_instant, format_short_day, locale_links


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
        ("/", ("jeudi 11 février 2027 à 18\u00a0h\u00a030", "vendredi 1er janvier 2027", "1er janvier 2027")),
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
