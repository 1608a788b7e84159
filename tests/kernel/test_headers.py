"""Headers on every response, caching and compression that never mix with a session."""

import gzip
from dataclasses import replace

import pytest
from flask import Flask, session

from participation.app import create_app
from participation.config import RESOURCES, Settings
from participation.kernel.headers import BASELINE

LONG = "<p>mot</p>" * 200


@pytest.fixture
def probe(app: Flask) -> Flask:
    """The application with a plain page and one that opens a session."""
    app.add_url_rule("/probe", "probe", lambda: LONG)

    def remember() -> str:
        session["a"] = 1
        return LONG

    app.add_url_rule("/remember", "remember", remember)
    return app


@pytest.mark.parametrize(("path", "status"), [("/probe", 200), ("/missing", 404), ("/remember", 200)])
def test_the_baseline_is_on_every_response(probe: Flask, path: str, status: int) -> None:
    response = probe.test_client().get(path)
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in BASELINE} == BASELINE
    assert "Strict-Transport-Security" not in response.headers


def test_the_policy_word_for_word() -> None:
    assert BASELINE["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )


def test_https_brings_hsts_and_a_locked_cookie(settings: Settings) -> None:
    app = create_app(replace(settings, public_url="https://conseils.example.org"))
    response = app.test_client().get("/missing")
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert app.config["SESSION_COOKIE_SECURE"] is True
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-session"
    app.extensions["db"]["engine"].dispose()


def test_a_public_page_is_compressed_and_sets_no_cookie(probe: Flask) -> None:
    response = probe.test_client().get("/probe", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.data).decode() == LONG
    assert "Set-Cookie" not in response.headers
    assert "Accept-Encoding" in response.headers["Vary"]


def test_a_page_with_a_session_is_neither_compressed_nor_kept(probe: Flask) -> None:
    client = probe.test_client()
    first = client.get("/remember", headers={"Accept-Encoding": "gzip"})
    second = client.get("/probe", headers={"Accept-Encoding": "gzip"})
    for response in (first, second):
        assert response.headers["Cache-Control"] == "no-store"
        assert "Cookie" in response.headers["Vary"]
        assert "Content-Encoding" not in response.headers


def test_cookie_flags(probe: Flask) -> None:
    cookie = probe.test_client().get("/remember").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


def test_static_files_are_versioned_by_content(probe: Flask) -> None:
    with probe.test_request_context():
        address = probe.jinja_env.globals["asset"]("css/site.css")
    client = probe.test_client()
    for url, wanted in ((address, "public, max-age=31536000, immutable"), (address.split("?")[0], "no-cache")):
        with client.get(url) as response:
            assert response.headers["Cache-Control"] == wanted


def test_a_style_sheet_is_sent_without_its_comments(probe: Flask) -> None:
    with probe.test_client().get("/static/css/site.css", headers={"Accept-Encoding": "gzip"}) as response:
        sent = gzip.decompress(response.data)
    whole = (RESOURCES / "static" / "css" / "site.css").read_bytes()
    assert b"/*" in whole
    assert b"/*" not in sent
    assert b"*/" not in sent
    assert sent.count(b"{") == whole.count(b"{")
