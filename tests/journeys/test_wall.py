"""The wall with as many people and dice as a council can have: it never scrolls, nothing is too small."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys import addresses, checks
from tests.journeys.checks import leave

pytestmark = pytest.mark.real_time
WALLS = [(1024, 768), (1280, 720), (1920, 1080)]
ALL_WALLS = [*WALLS, (1366, 768)]
PHONE = (360, 740)
RESULT = f"{addresses.DRAW}/{addresses.DRAWN}/seance?partie=3"
SESSION = f"{addresses.DRAW}/{addresses.WAITING}/seance"
READING = f"{addresses.DRAW}/{addresses.WAITING}/lecture"
SAID = (
    "soleil marché passerelle bibliothèque tournesol coquelicot trampoline hirondelle framboise passerelle "
    "jardinage bicyclette fraternité tramway cerisier parapluie confiture trottinette musique printemps"
)
THROWN = "35261443256162345361"
MISREAD = "46312554361213456412"
"""Different in each die."""
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

CUT_LINES = """
() => [...document.querySelectorAll('.words')].filter(one => {
  const line = parseFloat(getComputedStyle(one).fontSize) * 1.35;
  return one.clientHeight % line > 1.5 && line - one.clientHeight % line > 1.5;
}).length
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
    if wall.evaluate(CUT_LINES) or checks.cut_texts(wall):
        found.append("cut line")
    return found


def resize(wall: Page, width: int, height: int) -> None:
    """Give the window another size, and wait until the page is drawn in it: units of the screen follow a frame late."""
    wall.set_viewport_size({"width": width, "height": height})
    wall.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def faults_everywhere(wall: Page) -> dict[str, list[str]]:
    """Return the faults of the scene on the wall by size of screen: on a phone it may be long, never wide."""
    found = {}
    for width, height in ALL_WALLS:
        resize(wall, width, height)
        found[f"{width}x{height}"] = faults(wall)
    resize(wall, *PHONE)
    found["phone"] = ["wide"] if checks.sideways_scroll(wall) > 0 else checks.small_targets(wall)
    return {size: fault for size, fault in found.items() if fault}


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


class Ceremony:
    """A session carried by two people, its scenes measured one by one."""

    def __init__(self, wall: Page, phone: Page) -> None:
        self.wall, self.phone = wall, phone
        self.found: dict[str, dict[str, list[str]]] = {}
        self.titles: list[str] = []

    def measure(self, scene: str) -> None:
        """Keep what keeps the back row from reading a scene."""
        self.titles.append(self.wall.locator("h1").inner_text())
        if here := faults_everywhere(self.wall):
            self.found[scene] = here

    def turn(self) -> None:
        """Press the one button."""
        leave(self.wall.locator(".action .button").first)

    def type_on_wall(self, dice: str, scene: str) -> None:
        """Type some dice on the wall itself."""
        self.wall.locator("[name=dice]").fill(dice)
        self.turn()
        self.measure(scene)

    def type_on_phone(self, dice: str, scene: str) -> None:
        """Type dice as the other reader, and look at the wall."""
        self.phone.goto(READING)
        self.phone.locator("[name=dice]").fill(dice)
        leave(self.phone.locator("main form .button").first)
        self.wall.goto(SESSION)
        self.measure(scene)

    def before_the_words(self) -> None:
        """Turn the scenes of the list."""
        self.wall.goto(SESSION)
        self.measure("welcome")
        for scene in ("who", "rule", "groups", "seal", "envelopes"):
            self.turn()
            self.measure(scene)
        self.turn()
        self.measure("words")

    def the_dice(self) -> None:
        """Read twenty dice, twice by each: the first readings differ in all of them."""
        self.measure("before the first die")
        self.type_on_wall("9", "a refused die")
        for count in (1, 2, 17):
            sofar = {1: (0, 1), 2: (1, 3), 17: (3, 20)}[count]
            self.type_on_wall(THROWN[slice(*sofar)], f"{sofar[1]} dice")
        self.type_on_phone(MISREAD, "the readings differ")
        self.type_on_wall("9", "a refused die, read again")
        self.type_on_wall("3", "one die read again")
        self.type_on_phone(THROWN, "read again by the other first")
        assert self.wall.locator("[name=dice]").is_visible()
        self.type_on_wall("9", "a refused die after the other reader")


def test_no_scene_of_a_session_scrolls(signed_in: Callable[..., Page]) -> None:
    carried = Ceremony(signed_in("facilitator", java_script_enabled=True), signed_in("witness"))
    carried.before_the_words()
    carried.wall.locator("[name=words]").fill(SAID)
    carried.turn()
    carried.measure("said")
    carried.turn()
    carried.the_dice()
    carried.type_on_wall(THROWN[1:], "opened")
    for scene in ("second computer", "numbers", "names", "minutes"):
        carried.turn()
        carried.measure(scene)
    assert carried.found == {}
    assert carried.titles[-5:] == [
        "Le secret est ouvert", "Un autre ordinateur refait le calcul", "Le tirage est fait", "Les noms",
        "Nous signons le procès-verbal",
    ]  # fmt: skip
