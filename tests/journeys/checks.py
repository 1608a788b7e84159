"""What a browser is asked about a page, each answered as a list of what is wrong."""

from pathlib import Path

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Locator, Page, Response

AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
MOST_BYTES = 14 * 1024
MOST_REQUESTS = 3
PHOTO, MOST_PHOTO_BYTES = "/image.jpg", 30 * 1024

TARGETS = """
() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].flatMap(one => {
  if (one.closest('.trap') || one.matches('.skip') || !one.checkVisibility()) return [];
  const label = one.matches('[type=radio], [type=checkbox]') ? one.closest('label') : null;
  const after = getComputedStyle(one, '::after');
  const row = after.position === 'absolute' && after.content !== 'none' ? one.closest('.card, .tasks li') : null;
  const box = (row || label || one).getBoundingClientRect();
  const size = Math.min(box.width, box.height);
  const parent = one.parentElement.closest('p, li, dd, td, th');
  const words = text => (text || '').replace(/\\s+/g, ' ').trim();
  const inSentence = one.matches('a') && getComputedStyle(one).display === 'inline' && parent
    && words(parent.textContent) !== words(one.textContent);
  const least = inSentence ? 0 : one.matches('a, .button-link, summary') && !one.matches('.button') ? 44 : 48;
  return size + 0.5 < least ? [`${Math.round(box.width)}×${Math.round(box.height)}: ${one.outerHTML.slice(0, 90)}`] : [];
})
"""
CUT = """
() => [...document.querySelectorAll('main *, header *, footer *')].filter(one => {
  const style = getComputedStyle(one);
  return one.checkVisibility() && one.clientWidth > 1 && !one.closest('.hidden-text, .trap, .skip')
    && style.overflowX !== 'visible' && (style.overflowX !== 'auto' || one.matches('.stack'))
    && one.scrollWidth > one.clientWidth + 1;
}).map(one => one.outerHTML.slice(0, 90))
"""

COVERED = """
() => [...document.querySelectorAll('main a[href], main button, main input:not([type=hidden])')].filter(one => {
  if (one.closest('.trap') || !one.checkVisibility()) return false;
  one.scrollIntoView({block: 'center'});
  const box = one.getClientRects()[0];
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return top && !one.contains(top) && !(one.closest('label') || one).contains(top);
}).map(one => one.outerHTML.slice(0, 90))
"""


def leave(control: Locator) -> None:
    """Press what leads to another page, and wait for that page: under load the one before answers a moment longer."""
    with control.page.expect_navigation():
        control.click()


def axe_violations(page: Page, only: list[str] | None = None) -> list[str]:
    """Return what axe finds, by all its rules or some. The window must let scripts run: the pages have none."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    chosen = {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS}
    # Neither what passes nor where it stands in the document is read: to write that down takes longer than to look.
    spare = {"resultTypes": ["violations"], "selectors": False}
    result = page.evaluate("options => axe.run(options)", {"runOnly": chosen, **spare})
    return [
        f"{found['id']}: {node['html'][:120]}" for found in result["violations"] for node in found["nodes"]
    ]


def colour_violations(page: Page) -> list[str]:
    """Return what axe finds in dark and in forced colours: the document is the same, only its colours change."""
    found = []
    for look in ({"color_scheme": "dark"}, {"color_scheme": "light", "forced_colors": "active"}):
        page.emulate_media(**look)  # type: ignore[arg-type]
        found += [f"{look}: {each}" for each in axe_violations(page, COLOUR_RULES)]
    page.emulate_media(color_scheme="light", forced_colors="none")
    return found


def sideways_scroll(page: Page) -> int:
    """Return how many pixels wider than its window a page is."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def downward_scroll(page: Page) -> int:
    """Return how many pixels higher than its window a page is."""
    return int(page.evaluate("document.documentElement.scrollHeight - document.documentElement.clientHeight"))


def small_targets(page: Page) -> list[str]:
    """Return what is smaller than a thumb: 44 px for links outside sentences, 48 px for controls and buttons."""
    found: list[str] = page.evaluate(TARGETS)
    return found


def cut_texts(page: Page) -> list[str]:
    """Return elements that hide a part of their own text."""
    found: list[str] = page.evaluate(CUT)
    return found


def covered_targets(page: Page) -> list[str]:
    """Return links and controls that something else lies upon, so that a press goes elsewhere."""
    found: list[str] = page.evaluate(COVERED)
    return found


def first_stop(page: Page) -> str:
    """Return where the first press of Tab lands."""
    page.keyboard.press("Tab")
    return str(page.evaluate("document.activeElement.className + ' ' + document.activeElement.getAttribute('href')"))


def scroll_with_large_text(page: Page) -> int:
    """Return the sideways scroll once the text is twice as large."""
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    wide = sideways_scroll(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return wide


def faults_on_a_phone(page: Page, other_colours: bool = True) -> dict[str, object]:
    """Run every check of the page as it stands, at 360 px, then at 320 px; return what each found.

    In other colours a page is the same in each language: that check can be left to one of them.
    """
    found: dict[str, object] = {
        "axe": axe_violations(page),
        "axe in other colours": colour_violations(page) if other_colours else [],
        "small": small_targets(page),
        "covered": covered_targets(page),
        "cut": cut_texts(page),
        "sideways with text twice as large": max(0, scroll_with_large_text(page)),
    }
    page.set_viewport_size({"width": 320, "height": 740})
    found["sideways at 320 px"] = max(0, sideways_scroll(page))
    page.set_viewport_size({"width": 360, "height": 740})
    return {name: faults for name, faults in found.items() if faults}


class Traffic:
    """What a window fetches, as the network carries it."""

    def __init__(self, page: Page) -> None:
        self._answers: list[Response] = []
        page.on("response", lambda answer: self._answers.append(answer))

    def faults(self, page: Page) -> list[str]:
        """Return what a first visit may not cost: bytes, requests, scripts, cookies.

        A file asked for twice counts once: the browser keeps it, but for windows whose requests are watched.
        """
        sizes = {answer.url: answer.request.sizes()["responseBodySize"] for answer in self._answers}
        scripts = [answer.url for answer in self._answers if answer.request.resource_type == "script"]
        found = [f"script {url}" for url in scripts]
        # Pictures that people agreed to show come after the page, which is whole without them; each is light.
        photos = [url for url in sizes if url.endswith(PHOTO)]
        found += [f"picture of {sizes[url]} bytes: {url}" for url in photos if sizes[url] > MOST_PHOTO_BYTES]
        sizes = {url: size for url, size in sizes.items() if url not in photos}
        found += [f"cookie {cookie['name']}" for cookie in page.context.cookies()]
        if page.locator("script").count():
            found.append("script in the page")
        if sum(sizes.values()) > MOST_BYTES:
            found.append(f"{sum(sizes.values())} bytes: {sizes}")
        if len(sizes) > MOST_REQUESTS:
            found.append(f"{len(sizes)} requests: {sorted(sizes)}")
        return found
