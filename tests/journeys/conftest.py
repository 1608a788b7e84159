"""A real browser on a real server with the demonstration, cut off from the rest of the world."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, sync_playwright

from scripts.benchmarks.pages import environment, prepare
from scripts.benchmarks.servers import server

AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


def chromium() -> str:
    """Return the path of the browser, or fail saying what to install."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    return found or pytest.fail("Chromium is missing: install the Debian package chromium")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration of its own."""
    folder = tmp_path_factory.mktemp("site")
    prepare(folder)
    with server("wsgi:app", environment(folder), Path.cwd()) as address:
        yield address


@pytest.fixture(scope="session")
def log_ins(site: str) -> dict[str, tuple[str, str]]:
    """Role → address and password of the demonstration's log-ins, as `scripts/run` prints them."""
    text = subprocess.run(
        [sys.executable, "-m", "flask", "demonstration", "log-ins"],
        check=True, capture_output=True, text=True, env=environment(Path("unused")),
    ).stdout
    rows = [line.split() for line in text.splitlines() if "@" in line]
    return {row[0].strip(":").lower(): (row[1], row[2]) for row in rows}


@pytest.fixture(scope="session")
def playwright_here() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser_here(playwright_here: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, without a network of its own."""
    browser = playwright_here.chromium.launch(
        executable_path=chromium(),
        args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    )
    yield browser
    browser.close()


@pytest.fixture
def new_page(browser_here: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open pages in windows that share nothing; a request that leaves the site fails the test."""
    contexts: list[BrowserContext] = []
    outside: list[str] = []

    def refuse(route: Route) -> None:
        outside.append(route.request.url)
        route.abort()

    def make(**options: Any) -> Page:
        context = browser_here.new_context(base_url=site, **{**PHONE, "java_script_enabled": False, **options})
        context.set_default_timeout(15_000)
        context.route(lambda address: not address.startswith((site, "data:", "blob:")), refuse)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert outside == []


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds on a page. The page's own scripts stay off only where the window says so."""
    page.evaluate(AXE)
    result = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    return [
        f"{violation['id']}: {node['html'][:120]}" for violation in result["violations"] for node in violation["nodes"]
    ]


def sideways_scroll(page: Page) -> int:
    """Return how many pixels wider than its window a page is."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
