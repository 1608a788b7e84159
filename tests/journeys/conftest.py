"""A real browser on a real server with the demonstration, cut off from the rest of the world."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect, sync_playwright

from scripts.benchmarks.pages import environment, prepare
from scripts.benchmarks.servers import server

PATIENCE = 60_000
"""Milliseconds for what must come: a busy machine is slow, and nothing here says how fast a page is."""
expect.set_options(timeout=PATIENCE)
PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


@dataclass(frozen=True)
class Site:
    """A running demonstration."""

    address: str
    folder: Path
    log_ins: dict[str, tuple[str, str]]
    """Role → address and password, as `scripts/run` prints them; `receipt` → code and birth year."""


def chromium() -> str:
    """Return the path of the browser, or fail saying what to install."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    return found or pytest.fail("Chromium is missing: install the Debian package chromium")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a loaded demonstration, to copy."""
    folder = tmp_path_factory.mktemp("demonstration")
    prepare(folder)
    return folder


@pytest.fixture(scope="session")
def log_ins(demonstration: Path) -> dict[str, tuple[str, str]]:
    """The log-ins of the demonstration and of each of its copies."""
    return log_ins_of(demonstration)


@pytest.fixture(scope="module")
def site(
    demonstration: Path, log_ins: dict[str, tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A demonstration for the tests of one file: they may leave it changed."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(demonstration, folder, dirs_exist_ok=True)
    with server("wsgi:app", environment(folder), Path.cwd()) as address:
        yield Site(address, folder, log_ins)


def log_ins_of(folder: Path) -> dict[str, tuple[str, str]]:
    """Read the log-ins and the receipt code off the command's lines."""
    command = [sys.executable, "-m", "flask", "demonstration", "log-ins"]
    text = subprocess.run(command, check=True, capture_output=True, text=True, env=environment(folder)).stdout
    rows = [line.split(":", 1) for line in text.splitlines()]
    words = {title.lower(): rest.split() for title, rest in rows}
    return {"receipt" if "receipt" in title else title: (row[0], row[-1]) for title, row in words.items()}


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
def new_page(browser_here: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open pages in windows that share nothing; a request that leaves the site fails the test."""
    contexts: list[BrowserContext] = []
    outside: list[str] = []

    def refuse(route: Route) -> None:
        outside.append(route.request.url)
        route.abort()

    def make(**options: Any) -> Page:
        settings = {"base_url": site.address, **PHONE, "java_script_enabled": False, **options}
        context = browser_here.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        context.route(lambda address: not address.startswith((site.address, "data:", "blob:")), refuse)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert outside == []


@pytest.fixture
def signed_in(new_page: Callable[..., Page], site: Site) -> Callable[..., Page]:
    """Open a window of somebody who works here: signed_in("witness", viewport=…)."""

    def open_window(role: str, **options: Any) -> Page:
        email, password = site.log_ins[role]
        page = new_page(**options)
        page.goto("/connexion")
        page.locator("[name=email]").fill(email)
        page.locator("[name=password]").fill(password)
        page.locator("main button").click()
        page.wait_for_url("**/travail**")
        return page

    return open_window
