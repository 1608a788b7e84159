"""A messy list of an office becomes people of a draw, page by page, in a browser."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scripts.benchmarks.pages import environment
from tests.journeys import addresses, checks
from tests.journeys.checks import leave
from tests.journeys.conftest import Site

pytestmark = pytest.mark.real_time
LISTS = f"{addresses.DRAW}/{addresses.OPEN}/listes"
HEADER = "Nom;Prénom;Date de naissance;Sexe;N°;Voie;CP;Commune"
PEOPLE = [
    "Œillet;Anaïs;03/02/1981;F;4;rue des Lilas;14000;Caen",
    "Prunier;Gaël;17/11/1990;M;12 bis;allée des Tilleuls;14000;Caen",
    "Prunier;Gael;17/11/1990;M;3;rue du Lavoir;14000;Caen",
    "Sorbier;Léa;31/02/1985;F;9;rue des Lilas;14000;Caen",
    "Tremble;;1/1/1900;X;9;rue des Lilas;14000;Caen",
]
"""A double at another address, a day that is none, a person without a given name born long ago: all fictitious."""


@pytest.fixture
def worker(site: Site) -> Iterator[None]:
    """The process that does long work, as `scripts/run` starts it."""
    process = subprocess.Popen([sys.executable, "-m", "flask", "jobs", "work"], env=environment(site.folder))
    yield
    process.terminate()
    assert process.wait(20) == 0


def wait_for_work(page: Page) -> None:
    """Press « Actualiser » as long as the page offers it."""
    refresh = page.get_by_role("link", name="Actualiser")
    while refresh.count():
        leave(refresh)
        page.wait_for_timeout(300)


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """A file as a spreadsheet of a French office saves it."""
    path = tmp_path / "extrait.csv"
    path.write_bytes("\r\n".join([HEADER, *PEOPLE, ""]).encode("cp1252"))
    return path


@pytest.mark.usefixtures("worker")
def test_a_messy_list_becomes_people_of_the_draw_on_a_phone(
    signed_in: Callable[..., Page], messy: Path
) -> None:
    page, found = signed_in("facilitator", java_script_enabled=True), {}

    def look() -> None:
        page.wait_for_load_state()
        if faults := checks.faults_on_a_phone(page):
            found[page.url] = faults

    page.goto(f"{LISTS}/envoyer")
    page.locator("[name=kind][value=electoral_roll]").check()
    for name, value in {
        "name": "Extrait fictif", "provenance": "Mairie fictive", "legal_basis": "Mission d’intérêt public (fictif)",
        "provided_on": "2/11/2026", "purge_on": "30/6/2027",
    }.items():  # fmt: skip
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=file]").set_input_files(messy)
    page.get_by_role("button", name="Envoyer le fichier").click()
    page.wait_for_url("**/colonnes**")
    look()
    leave(page.get_by_role("button", name="Vérifier le fichier"))
    look()
    wait_for_work(page)
    look()
    address = page.url.partition("#")[0]
    while page.get_by_role("button", name="Écarter tout").count():
        leave(page.get_by_role("button", name="Écarter tout").first)
    look()
    leave(page.locator("a[href*='/doutes/']").first)
    look()
    page.goto(address)
    leave(page.get_by_role("button", name="Importer"))
    wait_for_work(page)
    look()
    expect(page.locator("main")).to_contain_text("Annuler l’import")
    page.goto(f"{LISTS}/doublons")
    look()
    page.goto(f"{LISTS}/personnes")
    page.locator("[name=name]").fill("œillet")
    leave(page.locator("main form button").last)
    expect(page.locator("main")).to_contain_text("Anaïs")
    look()
    page.goto(LISTS)
    look()
    assert found == {}
