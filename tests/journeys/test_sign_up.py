"""A resident's way, on a phone without JavaScript: from the home page to a code, and back to leave and return."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checks import leave

pytestmark = pytest.mark.real_time
NewPage = Callable[..., Page]
CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")


def press(page: Page, words: str) -> None:
    leave(page.get_by_role("button", name=words, exact=True))


def choose(page: Page, *words: str) -> None:
    for each in words:
        page.get_by_label(each).check()
    press(page, "Continuer")


def fill(page: Page, **answers: str) -> None:
    for name, text in answers.items():
        page.locator(f"[name={name}]").fill(text)
    press(page, "Continuer")


def start(page: Page, code: str = "grace-de-dieu") -> None:
    page.goto(f"/inscription?quartier={code}")
    press(page, "Je me porte volontaire")


def be_drawn_from(page: Page, name: str = "Solène Aubépine", year: str = "1987") -> None:
    """Answer what comes between the address and the check."""
    fill(page, name=name)
    fill(page, birth_year=year)
    choose(page, "Une femme")
    page.get_by_label("Par téléphone").check()
    fill(page, phone="06 39 98 12 34")


def send(page: Page) -> str:
    """Agree, send, and return the code of the receipt."""
    page.get_by_label(re.compile("Je suis d’accord")).check()
    # A person reads before pressing; a post within three seconds is taken for a robot's.
    page.wait_for_timeout(3200)
    press(page, "Envoyer mon inscription")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre inscription est enregistrée")
    found = CODE.fullmatch(page.locator(".code").inner_text())
    assert found
    return found[0]


def sign_up(page: Page) -> str:
    start(page)
    choose(page, "Pour moi")
    choose(page, "J’habite")
    fill(page, number="12 bis", street="rue des Lilas")
    be_drawn_from(page)
    return send(page)


def open_record(page: Page, code: str, year: str) -> None:
    page.goto("/mon-inscription")
    page.locator("[name=code]").fill(code)
    page.locator("[name=birth_year]").fill(year)
    press(page, "Voir mon inscription")


def test_a_resident_signs_up_mends_an_error_and_later_leaves_and_returns(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/")
    page.get_by_label("Votre quartier").fill("grace de dieu")
    press(page, "Trouver mon quartier")
    expect(page.get_by_role("heading", level=1)).to_have_text("Grâce de Dieu")
    leave(page.get_by_role("link", name="Je me porte volontaire"))
    assert page.context.cookies() == []
    press(page, "Je me porte volontaire")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["session"]
    choose(page, "Pour moi")
    choose(page, "J’habite")
    fill(page, number="", street="rue des Lilas")
    expect(page).to_have_title(re.compile(r"^Erreur\s: "))
    assert page.locator("[name=street]").input_value() == "rue des Lilas"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#number")
    fill(page, number="12 bis")
    be_drawn_from(page)
    expect(page.locator("main dl")).to_contain_text("Solène Aubépine")
    leave(page.get_by_role("link", name="Modifier Nom"))
    fill(page, name="Solène Aubépin")
    expect(page.locator("main dl")).to_contain_text("Solène Aubépin")
    code = send(page)
    press(page, "J’ai gardé mon code : terminer")

    open_record(page, code.lower().replace("-", "  "), "1987")
    expect(page.locator("main")).to_contain_text("Solène Aubépin")
    leave(page.get_by_role("link", name="Modifier Nom"))
    page.locator("[name=name]").fill("Solène Aubépine")
    leave(page.locator("main button").first)
    expect(page.locator("main")).to_contain_text("Solène Aubépine")
    leave(page.get_by_role("link", name="Retirer mon inscription"))
    press(page, "Retirer")
    expect(page.get_by_role("heading", name="Votre inscription est retirée")).to_be_visible()
    press(page, "Revenir")
    expect(page.get_by_role("link", name="Retirer mon inscription")).to_be_visible()


def test_back_and_reload_after_the_receipt_make_no_second_sign_up(new_page: NewPage) -> None:
    page = new_page()
    code = sign_up(page)
    page.reload()
    expect(page.locator(".code")).to_have_text(code)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    button = page.get_by_role("button", name="Envoyer mon inscription")
    if button.is_visible():
        page.get_by_label(re.compile("Je suis d’accord")).check()
        leave(button)
    else:
        page.goto("/inscription/recu")
    expect(page.locator(".code")).to_have_text(code)


def test_a_page_whose_cookie_was_lost_keeps_what_was_typed(new_page: NewPage) -> None:
    page = new_page()
    start(page)
    choose(page, "Pour moi")
    choose(page, "J’habite")
    page.context.clear_cookies()
    fill(page, number="3", street="rue des Lilas")
    be_drawn_from(page)
    expect(page.locator("main dl")).to_contain_text("Pour moi")


def test_somebody_who_helps_gives_a_first_name_only(new_page: NewPage) -> None:
    page = new_page()
    start(page)
    page.get_by_label("J’aide quelqu’un").check()
    press(page, "Continuer")
    expect(page).to_have_title(re.compile(r"^Erreur\s: "))
    assert page.get_by_label("J’aide quelqu’un").is_checked()
    fill(page, helper_name="Nadia")
    choose(page, "J’habite")
    expect(page.locator("main")).to_contain_text("Répondez pour la personne que vous aidez.")
    fill(page, number="5", street="rue des Lilas")
    be_drawn_from(page, "Lucette Verveine", "1944")
    expect(page.locator("main dl")).to_contain_text("Nadia")
    send(page)


def test_an_association_applies_to_its_college(new_page: NewPage) -> None:
    page = new_page()
    start(page)
    choose(page, "Pour moi")
    choose(page, "Pour une association")
    fill(page, association_name="Ateliers vélo (fictif)", association_activity="Réparer des vélos ensemble")
    be_drawn_from(page, "Karim Ormeau", "1979")
    send(page)
    expect(page.locator("main")).to_contain_text("Le siège d’une association est donné par un acte, sans tirage.")


def test_somebody_too_young_reads_what_they_can_still_do(new_page: NewPage) -> None:
    page = new_page()
    start(page)
    choose(page, "Pour moi")
    choose(page, "J’habite")
    fill(page, number="5", street="rue des Lilas")
    fill(page, name="Inès Rivage")
    fill(page, birth_year="2020")
    assert "/inscription/impossible/age" in page.url
    expect(page.locator(".summary-errors")).to_have_count(0)


def test_outside_the_area_says_whom_to_call(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/")
    page.get_by_label("Votre quartier").fill("rue de nulle part")
    press(page, "Trouver mon quartier")
    assert page.get_by_label("Votre quartier").input_value() == "rue de nulle part"
    page.goto("/hors-secteur")
    expect(page.locator("main")).to_contain_text("06 39 98 00 00")


def test_the_same_pages_lead_through_in_english(new_page: NewPage) -> None:
    page = new_page(locale="en-GB")
    page.goto("/en/inscription?quartier=grace-de-dieu")
    press(page, "I volunteer")
    assert "/en/inscription/" in page.url
    page.get_by_label("For me").check()
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you sign up as a resident, or for an association?")
