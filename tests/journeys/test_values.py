"""A file of values is mended, sent again and taken in, on a phone, page by page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import addresses, checks
from tests.journeys.checks import leave

pytestmark = pytest.mark.real_time
HEADER = "lieu;indicateur;année;sexe;valeur"
WRONG = ["QN01401M;taux-de-pauvrete;2024;;beaucoup", "QN01402M;bonheur;2024;;9", "ailleurs;taux-d-emploi;24;x;9"]
RIGHT = ["QN01401M;taux-de-pauvrete;2024;;43,5", "QN01402M;taux-de-pauvrete;2024;;s"]


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Callable[[list[str]], Path]:
    """Save lines as French Excel does."""

    def save(lines: list[str]) -> Path:
        path = tmp_path / "valeurs.csv"
        path.write_bytes("\r\n".join([HEADER, *lines, ""]).encode("cp1252"))
        return path

    return save


def test_a_file_of_values_is_mended_and_taken_in_on_a_phone(
    signed_in: Callable[..., Page], spreadsheet: Callable[[list[str]], Path]
) -> None:
    page, found = signed_in("facilitator", java_script_enabled=True), {}

    def send(lines: list[str]) -> None:
        page.goto(f"{addresses.INDICATORS}/importer")
        page.locator("[name=file]").set_input_files(spreadsheet(lines))
        page.locator("[name=source]").fill("Source fictive")
        page.locator("[name=vintage]").fill("2024")
        page.locator("[name=is_fictitious]").check()
        leave(page.get_by_role("button", name="Envoyer le fichier"))
        assert "/importer/" in page.url
        if faults := checks.faults_on_a_phone(page):
            found[page.url] = faults

    send(WRONG)
    expect(page.get_by_role("row")).to_have_count(6)
    assert page.get_by_role("button", name="Prendre ces valeurs").count() == 0
    send(RIGHT)
    leave(page.get_by_role("button", name="Prendre ces valeurs"))
    expect(page.get_by_text("valeurs.csv")).to_be_visible()
    send(RIGHT)
    expect(page.get_by_text("Toutes les valeurs du fichier sont déjà là.")).to_be_visible()
    assert found == {}
