"""A rehearsal carried to its result by two people: each page says what it is, and nobody gets a seat from it."""

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate
from participation.draws.services import drafting
from participation.kernel.db import make_engine
from scripts.benchmarks.servers import server
from tests.conftest import migrate
from tests.journeys.checks import leave
from tests.journeys.conftest import PATIENCE, PHONE
from tests.support.draws import ANNOUNCED, DICE, carry, draft_of, make_case
from tests.support.factories import PASSWORD

pytestmark = pytest.mark.real_time
WORK = "/travail/tirages/1"
PUBLIC = "/tirage/1"
AFTERWARDS = (
    PUBLIC, f"{PUBLIC}/proces-verbal", f"{PUBLIC}/ordre", f"{PUBLIC}/refaire-le-calcul", WORK, f"{WORK}/reponses",
    f"{WORK}/proces-verbal", f"{WORK}/seance",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Sealed:
    """A running site that stands at the hour of a sealed rehearsal."""

    address: str
    database: str
    people: tuple[str, str]
    """Addresses of the facilitator and of the witness."""


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    folder = tmp_path_factory.mktemp("rehearsal")
    url = f"sqlite:///{folder / 'participation.db'}"
    migrate(url, folder)
    engine = make_engine(url)
    with Session(engine) as session:
        case = make_case(session)
        draft = dataclasses.replace(draft_of(session, case, claims_days=0), is_rehearsal=True)
        drafting.update_draft(session, case.facilitator, ANNOUNCED, case.draw.id, draft)
        carry(session, case, "sealed")
        people = (case.facilitator.email, case.witness.email)
        session.commit()
    engine.dispose()
    environ = os.environ | {"DATABASE_URL": url, "INSTANCE_PATH": str(folder), "SECRET_KEY": "test"}
    with server("tests.support.at_the_session:app", environ, Path.cwd()) as address:
        yield Sealed(address, url, people)


def open_window(browser: Browser, site: Sealed, who: int) -> Page:
    options = {**PHONE, "java_script_enabled": False, "base_url": site.address}
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/connexion")
    page.locator("[name=email]").fill(site.people[who])
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/travail**")
    return page


def is_marked(page: Page) -> bool:
    """Tell whether the page carries the mark of a rehearsal across it."""
    return page.locator("body").get_attribute("data-mark") == "ESSAI"


def test_a_rehearsal_ends_in_a_result_and_in_no_seat(browser_here: Browser, rehearsal: Sealed) -> None:
    wall, phone = (open_window(browser_here, rehearsal, who) for who in (0, 1))
    phone.goto(f"{WORK}/lecture")
    assert is_marked(phone)
    wall.goto(f"{WORK}/seance")
    while not wall.locator("[name=words]").count():
        assert is_marked(wall)
        leave(wall.locator(".action .button").first)
    wall.locator("[name=words]").fill("pluie")
    leave(wall.locator(".action .button").first)
    for page in (wall, phone):
        page.goto(page.url.partition("?")[0].partition("#")[0] + "?etape=4")
        assert is_marked(page)
        page.locator("[name=dice]").fill(DICE)
        leave(page.locator("form .button").last)
    expect(phone.locator("main")).to_contain_text("Les deux lectures sont les mêmes")

    for path in AFTERWARDS:
        assert wall.goto(path).status == 200  # type: ignore[union-attr]
        assert is_marked(wall), path
    wall.goto(f"{WORK}/reponses")
    assert wall.get_by_role("link", name="Les inviter").count() == 0
    wall.goto(f"{WORK}/invitations")
    leave(wall.get_by_role("button", name="Les inviter"))
    expect(wall.locator("main")).to_contain_text("Ceci est une répétition : personne n’est invité.")
    engine = make_engine(rehearsal.database)
    with Session(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Mandate)) == 0
    engine.dispose()
