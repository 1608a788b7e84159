"""« Back » in a real browser after a refused form: never its page that asks to send again, never somebody else's answers."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_sign_up import choose, fill, open_record, press, sign_up, start

pytestmark = pytest.mark.real_time
NewPage = Callable[..., Page]
REFUSED = re.compile(r"^Erreur\s: ")
PHONE = "06 39 98 55 55"


def back(page: Page) -> str:
    """Go back and return the text of the page; a browser that asks to send again answers with an error."""
    try:
        page.go_back()
    except Error as error:
        pytest.fail(f"the browser did not show the page before: {error}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page.content()


def to_the_phone(page: Page) -> None:
    """Answer all questions before the one on how to be reached, and give a wrong number."""
    start(page)
    choose(page, "Pour moi")
    choose(page, "J’habite")
    fill(page, number="5", street="rue des Lilas")
    fill(page, name="Lucette Verveine")
    fill(page, birth_year="1944")
    choose(page, "Une femme")
    page.get_by_label("Par téléphone").check()
    fill(page, phone="06 39")


def test_back_after_a_mended_question_shows_the_question(new_page: NewPage) -> None:
    page = new_page()
    to_the_phone(page)
    expect(page).to_have_title(REFUSED)
    assert page.url.endswith("#erreurs")
    assert page.locator("[name=phone]").input_value() == "06 39"
    fill(page, phone=PHONE)
    expect(page.locator("main dl")).to_contain_text(PHONE)
    assert page.url.endswith("/inscription/verifier#contenu")
    back(page)
    assert page.locator("[name=phone]").input_value() == PHONE
    expect(page).not_to_have_title(REFUSED)


def test_back_shows_nothing_of_somebody_who_finished(new_page: NewPage) -> None:
    page = new_page()
    to_the_phone(page)
    fill(page, phone=PHONE)
    page.get_by_label(re.compile("Je suis d’accord")).check()
    page.wait_for_timeout(3200)
    press(page, "Envoyer mon inscription")
    press(page, "J’ai gardé mon code : terminer")
    for _ in range(4):
        text = back(page)
        assert PHONE not in text
        assert "Verveine" not in text


def test_back_after_a_wrong_code_asks_for_the_code(new_page: NewPage) -> None:
    page = new_page()
    code = sign_up(page)
    press(page, "J’ai gardé mon code : terminer")
    open_record(page, code, "1901")
    expect(page).to_have_title(REFUSED)
    page.locator("[name=birth_year]").fill("1987")
    press(page, "Voir mon inscription")
    expect(page.locator("main")).to_contain_text("Solène Aubépine")
    assert code not in back(page)
    assert page.locator("[name=code]").input_value() == ""


def test_back_after_a_wrong_password_and_a_refused_invitation(new_page: NewPage, site: Site) -> None:
    email, password = site.log_ins["administrator"]
    page = new_page()
    page.goto("/connexion")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill("not this one at all")
    page.locator("main button").click()
    expect(page).to_have_title(REFUSED)
    assert page.locator("[name=email]").input_value() == email
    page.locator("[name=password]").fill(password)
    page.locator("main button").click()
    page.wait_for_url("**/travail#contenu")
    back(page)
    page.goto("/travail/comptes/inviter")
    page.locator("[name=name]").fill("Ana Fictive")
    page.locator("[name=email]").fill("ana")
    page.locator("main form button").last.click()
    expect(page).to_have_title(REFUSED)
    page.locator("[name=email]").fill("ana@example.org")
    page.get_by_label("Partenaire").check()
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Fictive")
    back(page)
    expect(page.locator("[name=name]")).to_be_visible()


def test_a_form_sent_without_its_session_comes_back_after_the_log_in(
    signed_in: Callable[..., Page], site: Site
) -> None:
    page = signed_in("administrator")
    page.goto("/travail/comptes/inviter")
    page.locator("[name=name]").fill("Ana Fictive")
    page.locator("[name=email]").fill("ana@example.org")
    page.context.clear_cookies(name="session")
    page.locator("main form button").last.click()
    page.wait_for_url("**/connexion?**")
    expect(page.locator(".notice")).to_contain_text("gardé pendant")
    email, password = site.log_ins["administrator"]
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("main form button").last.click()
    page.wait_for_url("**/travail/comptes/inviter#contenu")
    assert page.locator("[name=name]").input_value() == "Ana Fictive"
    assert page.locator("[name=email]").input_value() == "ana@example.org"
    expect(page.locator(".notice")).to_contain_text("Votre saisie est revenue")
