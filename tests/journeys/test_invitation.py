"""A letter answered on a phone, without scripts and without a cookie: no is asked twice, yes leads to what one needs."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from participation.draws.services.invitations import codes, inviting
from participation.kernel.db import make_engine
from scripts.benchmarks.servers import server
from tests.conftest import migrate
from tests.journeys.checks import faults_on_a_phone, leave
from tests.journeys.conftest import PATIENCE, PHONE
from tests.support.draws import CHANCE, make_case

pytestmark = pytest.mark.real_time
KEY = "test"


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The addresses that two letters carry, on a running site that stands at the hour of the session."""
    folder = tmp_path_factory.mktemp("letters")
    url = f"sqlite:///{folder / 'participation.db'}"
    migrate(url, folder)
    engine = make_engine(url)
    with Session(engine) as session:
        case = make_case(session, until="drawn")
        limit = (CHANCE + timedelta(days=14)).date()
        rows = inviting.invite(session, case.facilitator, CHANCE, case.draw.id, limit, (KEY,))
        found = [codes.code_of((KEY,), case.draw, row) for row in rows]
        session.commit()
    engine.dispose()
    environ = os.environ | {"DATABASE_URL": url, "INSTANCE_PATH": str(folder), "SECRET_KEY": KEY}
    with server("tests.support.at_the_session:app", environ, Path.cwd()) as address:
        yield [f"{address}/r/{code}" for code in found]


def open_page(browser: Browser, address: str, **options: object) -> Page:
    """Open a letter's address in a window of its own."""
    context = browser.new_context(**{**PHONE, "java_script_enabled": False, **options})  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    return page


def press(page: Page, words: str) -> None:
    leave(page.get_by_role("button", name=words, exact=True))


def test_yes_is_said_in_one_press_and_needs_follow(browser_here: Browser, letters: list[str]) -> None:
    page = open_page(browser_here, letters[0])
    yes, no = (page.get_by_role("button", name=name, exact=True) for name in ("J’accepte", "Je ne peux pas"))
    sizes = [(box["width"], box["height"]) for box in (yes.bounding_box(), no.bounding_box()) if box]
    assert sizes[0] == sizes[1]
    leave(yes)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vous acceptez le siège")
    page.get_by_label("Quelqu’un pour garder mes enfants").check()
    press(page, "Garder mes réponses")
    expect(page.get_by_label("Quelqu’un pour garder mes enfants")).to_be_checked()
    assert page.context.cookies() == []
    page.context.close()


def test_no_is_asked_twice_and_ends_it(browser_here: Browser, letters: list[str]) -> None:
    page = open_page(browser_here, letters[1])
    press(page, "Je ne peux pas")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vous ne prenez pas le siège")
    press(page, "Je confirme : je ne peux pas")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")
    page.context.close()


def test_a_phone_shows_it_without_a_barrier_that_a_program_finds(browser_here: Browser, letters: list[str]) -> None:
    for address in (letters[2], letters[0], f"{letters[0]}0"):
        page = open_page(browser_here, address, java_script_enabled=True, bypass_csp=True)
        assert faults_on_a_phone(page) == {}, address
        page.context.close()
