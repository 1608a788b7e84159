"""Each public page on a phone, in both languages: what a browser and axe can tell of it, and what its visit costs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from participation.app import create_app
from participation.config import Settings
from tests.journeys import addresses, checks
from tests.journeys.conftest import Site

pytestmark = pytest.mark.real_time
NewPage = Callable[..., Page]
LOG_IN = addresses.paths({name: addresses.PUBLIC[name] for name in ("accounts.login", "accounts.forgotten")})
"""Forms of people who work here, not pages to read: their token lives in the session's cookie."""
SCRIPTS = {"java_script_enabled": True}
BAD_PAGE = """<!doctype html><html lang="fr"><head><title>x</title><style>
body { margin: 0 } p { color: #999; background: #fff; font-size: 16px } .cut { width: 40px; overflow: hidden; white-space: nowrap }
.wide { width: 600px } .low { margin-top: 400px } .over { position: absolute; inset: 0; height: 300px } @media (prefers-color-scheme: dark) { p { color: #999 } }
</style></head><body><main><h1>x</h1><p>Un texte trop pâle</p><p class="cut">Un texte trop long pour sa boîte</p>
<div class="wide">large</div><a href="/x">i</a><img src="/y.png"><img src="/image.jpg" alt=""></main><p class="low">Encore un texte trop pâle</p><div class="over"></div><script src="/bad.js"></script></body>"""


def test_every_public_page_is_in_the_list() -> None:
    app = create_app(Settings(database_url="sqlite://", secret_key="test", testing=True))
    listed = set(addresses.PUBLIC) | addresses.FORMS_UNDER_WAY | addresses.BEHIND_A_LINK | addresses.FILES
    assert addresses.endpoints(app, public=True) - listed == set()
    assert set(addresses.PUBLIC) - addresses.endpoints(app, public=True) == set()


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["french", "english"])
@pytest.mark.parametrize("path", addresses.paths(addresses.PUBLIC))
def test_a_public_page_holds_on_a_phone(new_page: NewPage, path: str, prefix: str) -> None:
    page = new_page(**SCRIPTS)
    traffic = checks.Traffic(page)
    answer = page.goto((prefix + path).removesuffix("/") or "/")
    assert answer is not None
    assert answer.status == 200
    assert [fault for fault in traffic.faults(page) if fault != "cookie session" or path not in LOG_IN] == []
    assert checks.first_stop(page) == "skip #contenu"
    assert checks.faults_on_a_phone(page, other_colours=not prefix) == {}


def test_a_bad_page_is_caught_by_each_check(new_page: NewPage, site: Site) -> None:
    page = new_page(**SCRIPTS)
    cookie = {"Set-Cookie": "a=b", "Content-Type": "text/html; charset=utf-8"}

    def bad(route: Route) -> None:
        if route.request.url.endswith("/bad"):
            route.fulfill(body=BAD_PAGE, headers=cookie)
        elif route.request.url.endswith("/bad.js"):
            route.fulfill(body="1;" * 10_000, content_type="text/javascript")
        elif route.request.url.endswith("/image.jpg"):
            route.fulfill(body="x" * 40_000, content_type="image/jpeg")
        else:
            route.fulfill(status=404)

    page.route(f"{site.address}/**", bad)
    traffic = checks.Traffic(page)
    page.goto("/bad")
    found = " ".join(checks.axe_violations(page))
    assert "color-contrast" in found
    assert "image-alt" in found
    assert "dark" in " ".join(checks.colour_violations(page))
    assert checks.small_targets(page) != []
    assert checks.covered_targets(page) != []
    assert checks.cut_texts(page) != []
    assert checks.sideways_scroll(page) > 0
    assert checks.first_stop(page) != "skip #contenu"
    faults = " ".join(traffic.faults(page))
    assert "cookie a" in faults
    assert "script in the page" in faults
    assert "bad.js" in faults
    assert "picture of 39" in faults
    assert " bytes: {" in faults


@pytest.mark.parametrize("path", ["/", "/q/chemin-vert/conseil", "/tirage/1", "/inscription/papier"])
def test_tab_goes_down_the_page_with_a_ring_that_shows(new_page: NewPage, path: str) -> None:
    page = new_page(**SCRIPTS)
    page.goto(path)
    last = -1
    for _press in range(40):
        page.keyboard.press("Tab")
        place, ring, seen = page.evaluate(FOCUS)
        if place < 0:
            break
        assert place > last, page.evaluate("document.activeElement.outerHTML")
        assert ring, page.evaluate("document.activeElement.outerHTML")
        assert seen, page.evaluate("document.activeElement.outerHTML")
        last = place
    assert last > 0


def test_the_menu_is_one_button_on_a_phone_and_stands_open_on_a_laptop(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/")
    height = page.evaluate("document.querySelector('header').offsetHeight")
    assert height <= 740 * 0.2
    draws = page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Tirages")
    expect(draws).to_be_hidden()
    page.locator("summary", has_text="Menu").focus()
    page.keyboard.press("Enter")
    for _entry in ("Quartiers", "Réunions", "Tirages"):
        page.keyboard.press("Tab")
    expect(draws).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/")
    expect(draws).to_be_visible()
    expect(page.locator("summary", has_text="Menu")).to_be_hidden()


FOCUS = """
() => {
  const one = document.activeElement;
  if (one === document.body) return [-1, true, true];
  const frame = one.closest('.choice, .card, .tasks li') || one;
  const marked = [one, frame].some(each => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  });
  const box = one.getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [[...document.querySelectorAll('*')].indexOf(one), marked, seen];
}
"""
