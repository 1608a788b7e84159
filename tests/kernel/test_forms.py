"""Clean text, bait for robots, posts from other sites."""

import unicodedata

import pytest
from flask import Flask
from wtforms import Form as PlainForm

from participation.kernel.forms import BaitMixin, address_is_secret, clean, csrf


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jean   Paul ", "Jean Paul"),
        ("Ele\u0301onore", "Éléonore".replace("É", "E", 1)),
        ("a\u00a0b\u2009c", "a b c"),
        ("a\x00b\u200bc\u202e", "abc"),
        ("ligne\r\nsuite\ttab", "ligne suite tab"),
        ("اسم", "اسم"),
        (None, ""),
    ],
)
def test_clean_text_is_a_text_of_the_protocol(typed: str | None, kept: str) -> None:
    assert clean(typed) == kept
    assert clean(clean(typed)) == kept


def test_marks_beyond_what_a_letter_carries_are_dropped_before_they_are_put_in_order() -> None:
    assert clean("z" + "\u0316\u0301" * 100_000) == clean("z" + "\u0316\u0301" * 15)
    vietnamese = "Nguye\u0302\u0303n Thi\u0323"
    assert clean(vietnamese) == unicodedata.normalize("NFC", vietnamese)


class Baited(BaitMixin, PlainForm):
    pass


@pytest.mark.parametrize(("seconds", "website", "robot"), [(60, "", False), (1, "", True), (60, "x", True), (8 * 86400, "", True)])
def test_robots_are_told_by_haste_or_by_the_bait(app: Flask, clock, seconds: int, website: str, robot: bool) -> None:
    with app.test_request_context():
        form = Baited()
        form.start_clock()
        started = form.started.data
        clock.shift(seconds)
        again = Baited(data={"website": website, "started": started})
        assert again.looks_automatic() is robot


def test_a_forged_clock_is_a_robot(app: Flask) -> None:
    with app.test_request_context():
        assert Baited(data={"started": "1700000000"}).looks_automatic()
        assert Baited(data={}).looks_automatic()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "https://evil.example"}, 400),
        ({"Origin": "null"}, 400),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 400),
    ],
)
def test_a_post_from_another_site_is_refused_even_without_a_session(
    app: Flask, headers: dict[str, str], status: int
) -> None:
    app.add_url_rule("/probe", "probe", csrf.exempt(lambda: "done"), methods=["POST"])
    assert app.test_client().post("/probe", headers=headers).status_code == status


@pytest.mark.parametrize(("site", "status"), [(None, 200), ("same-origin", 200), ("cross-site", 400)])
def test_a_secret_address_takes_a_post_that_names_no_origin(app: Flask, site: str | None, status: int) -> None:
    app.add_url_rule("/secret", "secret", address_is_secret(lambda: "done"), methods=["POST"])
    headers = {"Origin": "null"} | ({"Sec-Fetch-Site": site} if site else {})
    assert app.test_client().post("/secret", headers=headers).status_code == status


def test_a_post_without_a_token_is_refused(app: Flask) -> None:
    def guarded() -> str:
        return "done"

    # A name of its own: the exemption above is kept by the function's name, for the whole process.
    app.add_url_rule("/guarded", "guarded", guarded, methods=["POST"])
    assert app.test_client().post("/guarded").status_code == 400
