"""What a browser is asked about a page, each answered as a list of what is wrong."""

import gzip
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page, Response

AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

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
    && style.overflowX !== 'visible' && style.overflowX !== 'auto' && one.scrollWidth > one.clientWidth + 1;
}).map(one => one.outerHTML.slice(0, 90))
"""


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds. The window must let scripts run: the pages themselves have none."""
    page.evaluate(AXE)
    result = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    return [
        f"{found['id']}: {node['html'][:120]}" for found in result["violations"] for node in found["nodes"]
    ]


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


@dataclass
class Traffic:
    """What a window fetched, as the network carries it: compressed."""

    bytes_of: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    script_bytes: int = 0

    def note(self, response: Response) -> None:
        """Count one answer."""
        self.requests += 1
        body = response.body() if response.status == 200 else b""
        kind = response.headers.get("content-type", "")
        packed = response.headers.get("content-encoding") == "gzip"
        self.bytes_of[response.url] = len(gzip.compress(body, 6)) if packed else len(body)
        self.script_bytes += len(body) if "javascript" in kind else 0

    @property
    def total(self) -> int:
        """Bytes of all bodies."""
        return sum(self.bytes_of.values())
