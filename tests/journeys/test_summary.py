"""A neighbourhood in brief, as it is read on a phone and hung up in a hall."""

import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from playwright.sync_api import Page

from tests.journeys.checks import leave

pytestmark = pytest.mark.real_time
NEIGHBOURHOODS = ("chemin-vert", "calvaire-saint-pierre", "colombelles")
WORDS_A_MINUTE = 180
"""Read by somebody who reads slowly: half of what adults read in silence on average."""


def test_it_is_one_sheet_of_paper(new_page: Callable[..., Page]) -> None:
    page = new_page()
    for code in NEIGHBOURHOODS:
        page.goto(f"/q/{code}/en-bref")
        sheets = pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(sheets.pages) == 1, code


def test_it_is_read_in_two_minutes_and_leads_on_to_each_answer(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto("/q/chemin-vert")
    leave(page.get_by_role("link", name=re.compile("^En bref")))
    told = page.locator("main > .wrap").last
    assert len(told.inner_text().split()) <= 2 * WORDS_A_MINUTE
    for heading in ("Ce qui a changé", "Qui a promis quoi", "Ce qui est prévu", "Comment participer", "D’où viennent"):
        assert told.get_by_role("heading", name=heading).is_visible(), heading
    for link in ("Toutes les promesses", "Tous les chiffres", "Toutes les actions"):
        leave(page.get_by_role("link", name=link))
        assert page.get_by_role("heading", level=1).is_visible()
        page.go_back()
