"""The editor in a real browser on a phone: it works without its script, which saves, keeps what could not be sent, and
shows both texts where two people wrote at once."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from participation.meetings.models import MinutesSection
from tests.journeys import checks
from tests.journeys.conftest import PATIENCE, PHONE
from tests.meetings.minutes_cases import MinutesCase, make_minutes_case
from tests.support.factories import PASSWORD

pytestmark = pytest.mark.real_time


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def case(session: Session) -> MinutesCase:
    case = make_minutes_case(session)
    case.emails = (case.facilitator.email, case.secretary.email)  # type: ignore[attr-defined]
    session.commit()
    return case


@pytest.fixture
def open_editor(browser_here: Browser, address: str, case: MinutesCase) -> Iterator[Callable[..., Page]]:
    """Open the editor in windows that share nothing."""
    contexts: list[BrowserContext] = []

    def make(who: int = 0, **options: Any) -> Page:
        context = browser_here.new_context(**{"base_url": address, **PHONE, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.faults = []  # type: ignore[attr-defined]
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.faults.append(str(error)))  # type: ignore[attr-defined]
        page.goto("/connexion")
        page.locator("[name=email]").fill(case.emails[who])  # type: ignore[attr-defined]
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main button").click()
        page.wait_for_url("**/travail**")
        page.goto(f"/travail/reunions/{case.meeting_id}/compte-rendu")
        return page

    yield make
    for context in contexts:
        context.close()


def box(page: Page, case: MinutesCase) -> Any:
    return page.locator(f"[name=text_item_{case.item_ids[0]}]")


def stored(session: Session, case: MinutesCase) -> str:
    session.expire_all()
    found = session.get(MinutesSection, case.item_ids[0])
    text = found.text if found else ""
    session.rollback()
    return text


def test_without_the_script_the_button_saves(session: Session, case: MinutesCase, open_editor: Callable[..., Page]) -> None:
    page = open_editor(java_script_enabled=False)
    assert page.locator(".toolbar").count() == 0
    box(page, case).fill("Écrit sans script.")
    page.locator("main form button").first.click()
    page.wait_for_url("**#enregistrer")
    assert stored(session, case) == "Écrit sans script."
    expect(box(page, case)).to_have_value("Écrit sans script.")


def test_what_is_typed_is_saved_by_itself(session: Session, case: MinutesCase, open_editor: Callable[..., Page]) -> None:
    page = open_editor()
    box(page, case).fill("Écrit pendant la réunion.")
    expect(page.locator("[data-status]")).to_contain_text("Enregistré à")
    assert stored(session, case) == "Écrit pendant la réunion."
    box(page, case).fill("Écrit encore.")
    box(page, case).blur()
    expect(page.locator("[data-status]")).to_contain_text("Enregistré à")
    page.wait_for_function("localStorage.length === 0")
    assert stored(session, case) == "Écrit encore."
    assert page.faults == []  # type: ignore[attr-defined]


def test_the_toolbar_shapes_the_text_with_a_thumb(case: MinutesCase, open_editor: Callable[..., Page]) -> None:
    page = open_editor()
    field = box(page, case)
    field.fill("un\ndeux")
    field.evaluate("box => box.setSelectionRange(0, box.value.length)")
    bar = page.locator(f"#item-{case.item_ids[0]} .toolbar")
    bar.get_by_role("button", name="Liste", exact=True).click()
    expect(field).to_have_value("- un\n- deux")
    field.evaluate("box => box.setSelectionRange(2, 4)")
    bar.get_by_role("button", name="Gras").click()
    expect(field).to_have_value("- **un**\n- deux")
    field.press("Control+z")
    expect(field).to_have_value("- un\n- deux")
    for button in bar.get_by_role("button").all():
        size = button.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 47.5
    assert checks.axe_violations(page) == []
    assert checks.sideways_scroll(page) == 0
    assert checks.small_targets(page) == []


def test_a_lost_connection_loses_nothing(session: Session, case: MinutesCase, open_editor: Callable[..., Page]) -> None:
    page = open_editor()
    context = page.context
    context.set_offline(True)
    box(page, case).fill("Écrit sans réseau.")
    expect(page.locator("[data-status]")).to_contain_text("pas encore envoyé")
    assert stored(session, case) == ""
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"/travail/reunions/{case.meeting_id}/compte-rendu")
    expect(box(page, case)).to_have_value("Écrit sans réseau.")
    # The page that closes may still have sent it: then the new one finds it saved.
    expect(page.locator("[data-status]")).to_contain_text("Enregistré")
    assert stored(session, case) == "Écrit sans réseau."
    page.wait_for_function("localStorage.length === 0")


def test_back_online_what_waits_is_sent(session: Session, case: MinutesCase, open_editor: Callable[..., Page]) -> None:
    page = open_editor()
    page.context.set_offline(True)
    box(page, case).fill("Écrit dans l’ascenseur.")
    expect(page.locator("[data-status]")).to_contain_text("pas encore envoyé")
    page.context.set_offline(False)
    expect(page.locator("[data-status]")).to_contain_text("Enregistré à")
    assert stored(session, case) == "Écrit dans l’ascenseur."


HOSTILE = "<img src=x onerror=\"document.title='hit'\"> <script>document.title='hit'</script>"


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("Garder le mien", "Le mien."), ("Garder l’autre", HOSTILE), ("Mettre les deux", f"{HOSTILE}\n\nLe mien.")],
)
def test_two_people_at_once_see_both_texts(
    session: Session, case: MinutesCase, open_editor: Callable[..., Page], choice: str, kept: str
) -> None:
    mine, other = open_editor(0), open_editor(1)
    box(other, case).fill(HOSTILE)
    expect(other.locator("[data-status]")).to_contain_text("Enregistré à")
    box(mine, case).fill("Le mien.")
    expect(mine.locator("form pre")).to_have_text(HOSTILE)
    expect(box(mine, case)).to_have_value("Le mien.")
    assert stored(session, case) == HOSTILE
    mine.get_by_role("button", name=choice).click()
    expect(mine.locator("[data-status]")).to_contain_text("Enregistré à")
    expect(box(mine, case)).to_have_value(kept)
    assert stored(session, case) == kept
    assert mine.title() != "hit"


@pytest.fixture
def unchosen(session: Session, case: MinutesCase, open_editor: Callable[..., Page]) -> Page:
    """A page that shows the text of somebody else, between whose text and its own nobody has chosen yet."""
    mine, other = open_editor(0), open_editor(1)
    box(other, case).fill("Le leur.")
    expect(other.locator("[data-status]")).to_contain_text("Enregistré à")
    box(mine, case).fill("Le mien.")
    expect(mine.locator("form pre")).to_have_text("Le leur.")
    return mine


def test_saving_without_choosing_leads_to_both_texts(session: Session, case: MinutesCase, unchosen: Page) -> None:
    expect(unchosen.locator("[data-status]")).to_contain_text("Quelqu’un d’autre")
    unchosen.get_by_role("button", name="Enregistrer", exact=True).click()
    kept = unchosen.locator(f"textarea[name=text_item_{case.item_ids[0]}]")
    expect(kept).to_have_value("Le leur.\n\nLe mien.")
    assert stored(session, case) == "Le leur."
    kept.fill("Les deux.")
    unchosen.get_by_role("button", name="Enregistrer ce texte").click()
    unchosen.wait_for_url("**#enregistrer")
    assert stored(session, case) == "Les deux."
    expect(box(unchosen, case)).to_have_value("Les deux.")
    unchosen.wait_for_function("localStorage.length === 0")
    assert unchosen.locator("form pre").count() == 0


def test_reading_the_page_again_without_choosing_shows_both_texts_again(
    session: Session, case: MinutesCase, unchosen: Page
) -> None:
    for _ in range(2):
        unchosen.reload()
        expect(unchosen.locator("form pre")).to_have_text("Le leur.")
        expect(box(unchosen, case)).to_have_value("Le mien.")
        assert stored(session, case) == "Le leur."
    box(unchosen, case).press_sequentially(" Encore.")
    box(unchosen, case).blur()
    unchosen.get_by_role("button", name="Mettre les deux").click()
    expect(unchosen.locator("[data-status]")).to_contain_text("Enregistré à")
    assert "Le leur." in stored(session, case)
    assert "Encore." in stored(session, case)


def test_what_is_not_sent_is_said_where_one_writes(case: MinutesCase, open_editor: Callable[..., Page]) -> None:
    page = open_editor()
    page.context.set_offline(True)
    box(page, case).fill("Écrit sans réseau.")
    box(page, case).scroll_into_view_if_needed()
    expect(page.locator("[data-status]")).to_contain_text("pas encore envoyé")
    expect(page.locator("[data-status]")).to_be_in_viewport(ratio=1)


def test_a_session_that_is_over_keeps_the_text(session: Session, case: MinutesCase, open_editor: Callable[..., Page]) -> None:
    page = open_editor()
    page.context.clear_cookies()
    box(page, case).fill("Écrit trop tard.")
    expect(page.locator("[data-status]")).to_contain_text("Votre session est finie")
    assert stored(session, case) == ""
    assert "Écrit trop tard." in page.evaluate("JSON.stringify(localStorage)")
