"""A draw in public by two people on two devices, from the first word to the seats, and its proof taken home."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checks import downward_scroll, leave
from tests.journeys.conftest import Site

pytestmark = pytest.mark.real_time
NewPage = Callable[..., Page]
LAPTOP = {"viewport": {"width": 1280, "height": 720}}
THROWN = "35261 44325 61623 45361"
MISREAD = "35261 44325 61623 45362"
SEATS = 8


def press(page: Page, words: str) -> None:
    leave(page.get_by_role("button", name=words, exact=True))


def go_on(wall: Page) -> None:
    """Press the one button of the wall."""
    leave(wall.locator(".action .button").first)


def fits(wall: Page) -> bool:
    """Tell whether the back row sees all of a step."""
    return downward_scroll(wall) <= 0


def follow(page: Page, words: str) -> None:
    leave(page.get_by_role("link", name=words, exact=True).first)


def to_its_task(page: Page) -> None:
    """From « À faire maintenant » to what the draw of Guérinière waits for."""
    page.goto("/travail")
    leave(page.locator(".tasks").get_by_role("link", name="Guérinière").first)


def read_dice(page: Page, thrown: str) -> None:
    page.locator("[name=dice]").fill(thrown)
    leave(page.locator("main form .button"))


def verify(folder: Path, *arguments: str) -> str:
    """Run the stand-alone program as anybody would, and return what it says."""
    program = Path.cwd() / "scripts" / "verify_draw.py"
    done = subprocess.run(
        [sys.executable, "-I", str(program), *arguments], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_two_people_carry_the_waiting_draw_to_seated_people(
    signed_in: Callable[..., Page], new_page: NewPage, tmp_path: Path
) -> None:
    wall = signed_in("facilitator", **LAPTOP)
    phone = signed_in("witness")
    to_its_task(wall)
    expect(wall.get_by_role("heading", level=1)).to_have_text("Le tirage commence")
    draw_page = wall.url.replace("/travail/tirages/", "/tirage/").removesuffix("/seance")
    phone.goto(wall.url.removesuffix("/seance"))
    follow(phone, "Je fais la seconde lecture")
    expect(phone.locator("main")).to_contain_text("Les dés ne sont pas encore lancés.")
    go_on(wall)
    for title in ("Qui est dans le chapeau", "La règle", "Les groupes", "La liste est scellée", "Le secret est scellé"):
        expect(wall.get_by_role("heading", level=1)).to_have_text(title)
        assert fits(wall)
        go_on(wall)
    wall.locator("[name=words]").fill("soleil marché passerelle Été")
    go_on(wall)
    expect(wall.locator(".words")).to_have_text("soleil marche passerelle ete")
    go_on(wall)

    for die in THROWN.replace(" ", "")[:3]:
        read_dice(wall, die)
    expect(wall.locator("main")).to_contain_text("Noter le dé 4 sur 20")
    assert fits(wall)
    # The power goes: the page is opened again, on a phone, and no die is lost.
    wall.set_viewport_size({"width": 360, "height": 740})
    wall.goto(wall.url.partition("#")[0].partition("?")[0])
    expect(wall.locator("main")).to_contain_text("Noter le dé 4 sur 20")
    read_dice(wall, THROWN.replace(" ", "")[3:5])
    wall.set_viewport_size(LAPTOP["viewport"])
    read_dice(wall, THROWN.replace(" ", "")[5:])
    expect(wall.locator("main")).to_contain_text("Première lecture")
    assert fits(wall)
    assert THROWN.replace(" ", "") not in wall.content()
    follow(phone, "Actualiser")
    assert THROWN.replace(" ", "") not in phone.content()
    read_dice(phone, MISREAD)
    expect(phone.locator("main")).to_contain_text("Relisez les dés")
    go_on(wall)
    expect(wall.locator("main")).to_contain_text("Les deux lectures diffèrent.")
    assert fits(wall)
    follow_the_dice_in_public(new_page(), draw_page)
    read_dice(phone, THROWN)
    expect(phone.locator("main")).to_contain_text("Votre lecture est gardée.")
    wall.goto(wall.url.partition("#")[0])
    expect(wall.locator("main")).to_contain_text("Première lecture : faite.")
    # The witness was first this time: whoever runs the wall reads second, and still has the box there.
    read_dice(wall, THROWN)
    expect(wall.get_by_role("heading", level=1)).to_have_text("Le secret est ouvert")
    assert fits(wall)
    for title in ("Un autre ordinateur refait le calcul", "Le tirage est fait"):
        go_on(wall)
        expect(wall.get_by_role("heading", level=1)).to_have_text(title)
        assert fits(wall)
    expect(wall.locator(".drawn li")).to_have_count(SEATS)
    for title in ("Les noms", "Nous signons le procès-verbal"):
        go_on(wall)
        expect(wall.get_by_role("heading", level=1)).to_have_text(title)
        assert fits(wall)
    write_a_witness(wall)
    follow(phone, "Actualiser")
    expect(phone.locator("main")).to_contain_text("Les deux lectures sont les mêmes")

    seat_everybody(wall, phone)
    see_the_seats_in_public(new_page(), draw_page)
    take_the_proof_home(new_page(), draw_page, tmp_path)


def follow_the_dice_in_public(page: Page, draw_page: str) -> None:
    """From home: the draw is under way, and the dice that two people read alike show, not the one they did not."""
    page.goto(draw_page)
    expect(page.locator(".tag").first).to_have_text("En cours")
    dice = page.locator("ol.dice li")
    expect(dice).to_have_count(20)
    assert [die for die in dice.all_inner_texts() if die.isdigit()] == list(THROWN.replace(" ", "")[:19])


def write_a_witness(wall: Page) -> None:
    """With no witness written down the wall says so, leads to the line, and then says who was there."""
    expect(wall.locator(".left")).to_contain_text("Aucun témoin n’est noté")
    go_on(wall)
    wall.locator("[name=quality][value=witness]").check()
    leave(wall.locator("main form .button").first)
    follow(wall, "Revenir à la séance")
    wall.goto(f"{wall.url}?partie=5")
    expect(wall.locator(".left")).to_contain_text("témoin (1)")


def seat_everybody(first: Page, second: Page) -> None:
    """Both record the signed papers; one person declines and the next takes the place; then the mandates."""
    for page in (first, second):
        to_its_task(page)
        if not page.url.endswith("/reponses"):
            follow(page, "Réponses et sièges")
    record(first, 0, "Refuse")
    second.reload()
    record(second, 0, "Refuse")
    first.reload()
    for seat in range(SEATS):
        record(first, seat, "Accepte")
    second.reload()
    for seat in range(SEATS):
        record(second, seat, "Accepte")
    first.reload()
    for seat in range(SEATS):
        check(first, seat)
    press(first, "Leur donner leur siège")
    expect(first.locator("main")).to_contain_text("A pris le siège")


def check(page: Page, seat: int) -> None:
    """Keep that the person of a seat lives in the area and that no rule keeps them out."""
    card = page.locator("section.card").nth(seat)
    card.locator("[name=in_perimeter][value=yes]").check()
    card.locator("[name=excluded][value=no]").check()
    leave(card.locator("button", has_text="Garder cette vérification"))


def record(page: Page, seat: int, answer: str) -> None:
    """Press an answer on the card of a seat; where it cannot be undone, say first that one is certain."""
    card = page.locator("section.card").nth(seat)
    if card.locator("details.paper-answer").count():
        card.locator("details.paper-answer summary").click()
    button = card.locator("button", has_text=answer).first
    if "Je confirme" in button.inner_text() and card.locator("[name=sure]").count():
        card.locator("[name=sure]").check()
    leave(button)


def see_the_seats_in_public(page: Page, draw_page: str) -> None:
    page.goto(draw_page)
    expect(page.locator("main")).to_contain_text("Terminé")
    page.goto("/q/gueriniere/conseil")
    expect(page.locator(".seats").first.locator(".seat:not(.seat-vacant)")).to_have_count(SEATS)
    assert page.context.cookies() == []


def take_the_proof_home(page: Page, draw_page: str, folder: Path) -> None:
    page.goto(draw_page)
    with page.expect_download() as download:
        page.locator("a[href$='transcription.json']").first.click()
    download.value.save_as(folder / "transcription.json")
    said = verify(folder, "transcription.json")
    assert "LE TIRAGE TIENT" in said
    changed = (folder / "transcription.json").read_text(encoding="utf-8").replace("passerelle", "passerelles", 1)
    (folder / "changed.json").write_text(changed, encoding="utf-8")
    with pytest.raises(AssertionError):
        verify(folder, "changed.json")


def test_a_receipt_says_whether_one_was_in_the_hat_and_proves_it(
    new_page: NewPage, site: Site, tmp_path: Path
) -> None:
    page = new_page()
    code, year = site.log_ins["receipt"]
    page.goto("/tirages")
    leave(page.get_by_role("link", name="Dix sièges du collège habitants"))
    draw_page = page.url
    leave(page.get_by_role("link", name="Étais-je dans le chapeau").first)
    page.locator("[name=code]").fill(code.lower().replace("-", " "))
    page.locator("[name=birth_year]").fill("1900")
    press(page, "Vérifier")
    expect(page.locator(".summary-errors")).to_be_visible()
    page.locator("[name=birth_year]").fill(year)
    press(page, "Vérifier")
    expect(page.get_by_role("heading", level=1)).to_contain_text("numéro")
    assert code.replace("-", "").lower() not in page.url.lower()
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger mon reçu (fichier JSON)", exact=True).click()
    download.value.save_as(tmp_path / "recu.json")
    page.goto(draw_page)
    with page.expect_download() as download:
        page.locator("a[href$='transcription.json']").first.click()
    download.value.save_as(tmp_path / "transcription.json")
    assert "LE TIRAGE TIENT" in verify(tmp_path, "transcription.json", "recu.json")
    assert page.context.cookies() == []
