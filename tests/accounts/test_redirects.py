"""After a log-in one lands on this site, whatever the address asked for."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from participation.accounts.redirects import local_target
from tests.support.factories import PASSWORD, make_account
from tests.support.pages import PageClient

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example",
    "http://evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "mailto:a@evil.example",
    "ftp://evil.example",
    "evil.example",
    "www.evil.example/",
    ".evil.example",
    "@evil.example",
    "/\tevil",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    "/x\r\nSet-Cookie: a=b",
    "\x00//evil.example",
    "/\x00/evil",
    "/\u2028/evil",
    "／／evil.example",
    "/／evil.example",
    "/é",
    "",
    "?next=/",
    "#x",
    "x/y",
    "../travail",
    "/" + "x" * 500,
]
HERE = [
    "/travail",
    "/",
    "/travail/tirages/3?page=2",
    "/en/travail",
    "/journal?objet=draw%3A1",
    "/%09/evil",
    "/a//b",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_other_places_are_refused(wanted: str) -> None:
    assert local_target(wanted) is None


@pytest.mark.parametrize("wanted", HERE)
def test_pages_of_this_site_pass(wanted: str) -> None:
    assert local_target(wanted) == wanted


def test_nothing_wanted_is_nothing() -> None:
    assert local_target(None) is None


@pytest.mark.parametrize("wanted", [*ELSEWHERE[:8], "https://evil.example", "/\t/evil.example", "/%09/evil"])
def test_login_leads_only_to_this_site(app: Flask, session: Session, wanted: str) -> None:
    email = make_account(session).email
    session.commit()
    client = PageClient(app)
    client.get("/connexion", query_string={"next": wanted})
    response = client.post(
        "/connexion", {"email": email, "password": PASSWORD}, query_string={"next": wanted}
    )
    assert response.status_code == 303
    assert response.headers["Location"] in ("/travail#contenu", "/%09/evil#contenu")
