"""The wall with as many people and dice as a council can have: it never scrolls, nothing is too small."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys import addresses, checks

pytestmark = pytest.mark.real_time
WALLS = [(1024, 768), (1280, 720), (1920, 1080)]
RESULT = f"{addresses.DRAW}/{addresses.DRAWN}/seance"
SMALLEST_TEXT, SMALLEST_NUMBER = 0.04, 0.05
"""Shares of the height of the screen."""
NAMES = [
    "Fatoumata Dunoyer-Fictif", "Solène Aubépine", "Jean-Christophe Quatrevents", "Amina Grandpré", "Ousmane Kersaint",
]  # fmt: skip
FILL = """
([count, digits, names]) => {
  const list = document.querySelector('.drawn');
  const one = list.children[0];
  list.className = names.length ? 'drawn drawn-names' : 'drawn digits-' + digits;
  list.replaceChildren(...Array.from({length: count}, (_, place) => {
    const copy = one.cloneNode(true);
    copy.querySelector('b').textContent = names.length ? names[place % names.length] : '24969'.slice(0, digits);
    if (names.length) copy.querySelector('span').textContent = '';
    else copy.querySelector('span').textContent = 'rang ' + (place + 1);
    return copy;
  }));
}
"""
THROW = """
count => {
  const dice = '35261443256162345361'.repeat(count / 20);
  const thrown = [...dice].map(die => `<li>${die}</li>`).join('');
  document.querySelector('.fact').innerHTML = '<ol class="dice" dir="ltr">' + thrown + '</ol>';
  document.querySelector('.left').textContent = '';
}
"""
TEXTS = """
() => [...document.querySelectorAll('main *')].filter(one => one.checkVisibility()
    && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && !one.closest('.hidden-text, .skip'))
  .map(one => parseFloat(getComputedStyle(one).fontSize) / innerHeight)
"""
NUMBERS = """
() => [...document.querySelectorAll('.drawn b')].map(one => {
  const words = document.createRange();
  words.selectNodeContents(one);
  const box = words.getBoundingClientRect();
  const isWhole = words.getClientRects().length === 1 && box.width <= one.parentElement.clientWidth;
  return isWhole ? parseFloat(getComputedStyle(one).fontSize) / innerHeight : 0;
})
"""


def faults(wall: Page) -> list[str]:
    """Return what keeps the back row from reading all of it."""
    found = []
    if checks.downward_scroll(wall) > 0 or checks.sideways_scroll(wall) > 0:
        found.append("scrolls")
    if min(wall.evaluate(TEXTS)) < SMALLEST_TEXT:
        found.append("small text")
    if min(wall.evaluate(NUMBERS), default=1) < SMALLEST_NUMBER and not wall.locator(".drawn-names").count():
        found.append("number small or broken")
    return found


@pytest.fixture(params=WALLS, ids=lambda size: f"{size[0]}x{size[1]}")
def wall(signed_in: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    width, height = request.param
    page = signed_in("facilitator", java_script_enabled=True, viewport={"width": width, "height": height})
    page.goto(RESULT)
    return page


@pytest.mark.parametrize("count", [1, 8, 10, 11, 12, 13, 18, 19, 24, 25, 30])
def test_the_result_is_read_by_number_and_by_name(wall: Page, count: int) -> None:
    found = {}
    for digits in (2, 3, 5):
        wall.evaluate(FILL, [count, digits, []])
        found[f"{digits} digits"] = faults(wall)
    wall.evaluate(FILL, [count, 0, NAMES])
    found["names"] = faults(wall)
    assert {kind: fault for kind, fault in found.items() if fault} == {}
    assert wall.locator(".drawn li").count() == count


def test_twenty_dice_are_read_and_what_does_not_fit_is_caught(wall: Page) -> None:
    wall.evaluate(THROW, 20)
    assert faults(wall) == []
    wall.evaluate(THROW, 200)
    assert faults(wall) == ["scrolls"]
    wall.goto(RESULT)
    wall.evaluate(FILL, [300, 5, []])
    assert "scrolls" in faults(wall)
    wall.evaluate("document.querySelector('.drawn b').textContent = '24969'.repeat(4)")
    assert "number small or broken" in faults(wall)
    wall.evaluate("document.querySelector('h1').style.fontSize = '1vh'")
    assert "small text" in faults(wall)
