"""The pages of people who work on the councils, the pages of a sign-up under way, and the wall of the public draw."""

import re
from collections.abc import Callable
from pprint import pformat

import pytest
from playwright.sync_api import Page

from participation.app import create_app
from participation.config import Settings
from tests.journeys import addresses, checks
from tests.journeys.conftest import Site
from tests.journeys.test_sign_up import choose, fill, open_record, press, send, start

pytestmark = pytest.mark.real_time
NewPage = Callable[..., Page]
SCRIPTS = {"java_script_enabled": True}
LAPTOP = {"width": 1280, "height": 800}
WALLS = [(1024, 768), (1280, 720), (1920, 1080)]
SESSION = f"{addresses.DRAW}/{addresses.WAITING}/seance"
RESULT = f"{addresses.DRAW}/{addresses.DRAWN}/seance"
STEPS = [SESSION, f"{SESSION}?etape=2", f"{SESSION}?etape=3", RESULT, f"{RESULT}?partie=3"]
WITHOUT_KEY_FACT = {f"{SESSION}?etape=3", RESULT}
"""What the room reads there is a question, or a fingerprint of sixty-four digits."""
SIZES = """
() => [...document.querySelectorAll('main *')].filter(one => one.checkVisibility()
    && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && !one.closest('.hidden-text, .skip'))
  .map(one => parseFloat(getComputedStyle(one).fontSize) / innerHeight)
"""


def test_every_page_behind_a_log_in_is_in_a_list() -> None:
    app = create_app(Settings(database_url="sqlite://", secret_key="test", testing=True))
    listed = set(addresses.FACILITATOR) | set(addresses.ADMINISTRATOR) | addresses.WALL | addresses.FILES
    listed |= set(addresses.OFFICIAL)
    listed |= addresses.MADE_ON_THE_WAY | addresses.OF_A_LIST | addresses.BEHIND_A_LINK
    assert addresses.endpoints(app, public=False) - listed == set()


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("facilitator", addresses.FACILITATOR),
        ("administrator", addresses.ADMINISTRATOR),
        ("official", addresses.OFFICIAL),
    ],
)
def test_work_pages_hold_on_a_phone_and_on_a_laptop(
    signed_in: Callable[..., Page], role: str, pages: dict[str, list[str]]
) -> None:
    page = signed_in(role, **SCRIPTS)
    found = {}
    for path in addresses.paths(pages):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        faults = checks.faults_on_a_phone(page)
        page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
        wide, more = checks.sideways_scroll(page), checks.axe_violations(page)
        page.set_viewport_size({"width": 360, "height": 740})
        if faults or wide > 0 or more:
            found[path] = faults | {"on a laptop": [*more, f"{wide} px too wide"]}
    assert found == {}, pformat(found)


def test_pages_of_a_sign_up_under_way_hold_on_a_phone_with_and_without_errors(new_page: NewPage) -> None:
    page = new_page(**SCRIPTS)
    found = {}

    def look() -> None:
        page.wait_for_load_state()
        faults = checks.faults_on_a_phone(page)
        if faults:
            found[page.url] = faults

    start(page)
    answers: list[Callable[[], None]] = [
        lambda: choose(page, "Pour moi"), lambda: choose(page, "J’habite"),
        lambda: fill(page, number="7", street="rue des Lilas"), lambda: fill(page, name="Inès Rivage"),
        lambda: fill(page, birth_year="1990"), lambda: choose(page, "Une femme"),
    ]  # fmt: skip
    for answer in answers:
        look()
        press(page, "Continuer")
        assert "Erreur" in page.title()
        look()
        answer()
    look()
    page.get_by_label("Par lettre").check()
    fill(page, postal_address="7 rue des Lilas, 14000 Caen")
    look()
    code = send(page)
    look()
    open_record(page, code, "1990")
    for path in ("", "/modifier/nom", "/modifier/genre", "/modifier/contact", "/modifier/accords", "/retirer"):
        page.goto("/mon-inscription" + (path or "/fiche"))
        look()
    assert found == {}


@pytest.mark.parametrize(("width", "height"), WALLS)
def test_the_wall_does_not_scroll_and_is_read_from_the_back_row(
    signed_in: Callable[..., Page], width: int, height: int
) -> None:
    page = signed_in(
        "facilitator", **SCRIPTS, viewport={"width": width, "height": height}, color_scheme="dark"
    )
    for path in STEPS:
        page.goto(path)
        assert checks.downward_scroll(page) <= 0, path
        assert checks.sideways_scroll(page) <= 0, path
        assert checks.axe_violations(page) == [], path
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        sizes = page.evaluate(SIZES)
        assert min(sizes) >= 0.04, path
        assert max(sizes) >= 0.12 or path in WITHOUT_KEY_FACT, path
        assert page.locator(".action .button:not(.button-second)").count() == 1, path


def test_the_wall_shows_nobody(signed_in: Callable[..., Page], site: Site) -> None:
    page = signed_in("facilitator")
    page.goto(f"{addresses.SIGN_UPS}/{addresses.SEATED}")
    names = [text.split("\n")[0] for text in page.locator("tbody th").all_inner_texts()]
    assert len(names) > 20
    for path in STEPS:
        page.goto(path)
        shown = page.content()
        assert [name for name in names if name in shown] == []
        assert re.findall(r"[\w.]+@[\w.]+", shown) == []
