"""A list in a browser: sent, its columns named, checked, decided, imported, undone; doubles and removals by two people."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from participation.draws.models import LikelyDouble, ListedPerson, ListState, PoolList
from participation.draws.services.lists import showing
from participation.draws.views import lists as pages
from tests.support.draw_pages import NewClient, both, kept, page_of
from tests.support.draws import Case, announce, make_case
from tests.support.factories import finish_jobs
from tests.support.lists import HEADER, bring, content, row
from tests.support.pages import PageClient

ABOUT = {
    "kind": "electoral_roll",
    "name": "Liste électorale fictive",
    "provenance": "Mairie fictive",
    "legal_basis": "Mission d’intérêt public (données fictives)",
    "provided_on": "2/11/2026",
    "purge_on": "7/1/2027",
}


@pytest.fixture
def case(session: Session) -> Case:
    """An announced draw with some volunteers, committed."""
    return kept(session, make_case(session, volunteers=3, until="announced"))


@pytest.fixture
def facilitator(case: Case, new_client: NewClient) -> PageClient:
    return both(case, new_client)[0]


def sent(browser: PageClient, draw_id: int, data: bytes, file_name: str = "liste.csv", **values: Any) -> Any:
    """Send a file by its form."""
    path = f"/travail/tirages/{draw_id}/listes/envoyer"
    browser.get(path)
    return browser.post(path, ABOUT | values | {"file": (io.BytesIO(data), file_name)})


def words(response: Any) -> str:
    """Return a page's words."""
    return " ".join(BeautifulSoup(response.get_data(as_text=True), "html.parser").get_text(" ").split())


def columns_of(browser: PageClient, path: str) -> dict[str, str]:
    """Return the columns as the page proposes them."""
    page = BeautifulSoup(browser.get(path).get_data(as_text=True), "html.parser")
    form = page.find("form", action=lambda value: "/colonnes" in str(value))
    assert form is not None
    chosen = {}
    for field in form.find_all("select"):
        option = field.find("option", selected=True)
        chosen[str(field["name"])] = str(option["value"]) if option else ""
    return chosen


def checked(app: Flask, browser: PageClient, draw_id: int, data: bytes, **values: Any) -> str:
    """Send a file and name its columns as proposed; return the list's address once the worker has checked it."""
    response = sent(browser, draw_id, data, **values)
    assert response.status_code == 303, words(response)
    columns = response.headers["Location"].partition("#")[0]
    assert browser.post(columns, columns_of(browser, columns)).status_code == 303
    finish_jobs(app)
    return str(columns.removesuffix("/colonnes"))


def state_of(session: Session) -> list[str]:
    found = [each.value for each in session.scalars(sa.select(PoolList.state).order_by(PoolList.id))]
    session.rollback()
    return found


def test_send_list_to_imported_people(app: Flask, session: Session, case: Case, facilitator: PageClient) -> None:
    draw_id = case.draw.id
    assert "listes" in page_of(facilitator, f"/travail/tirages/{draw_id}")
    data = content(*map(row, range(8)), row(8, gender="inconnu"), row(9, born="32/13/1980"))
    path = checked(app, facilitator, draw_id, data)
    page = words(facilitator.get(path))
    assert "inconnu" not in page
    assert "Fictifa" in page
    facilitator.post(f"{path}/importer")
    assert state_of(session) == ["checked"]
    facilitator.get(path)
    assert facilitator.post(f"{path}/doutes/gender/accepter").status_code == 303
    facilitator.get(path)
    assert facilitator.post(f"{path}/importer").status_code == 303
    facilitator.post(f"{path}/importer")
    finish_jobs(app)
    assert state_of(session) == ["imported"]
    assert session.scalar(sa.select(sa.func.count()).select_from(ListedPerson)) == 9
    session.rollback()
    facilitator.get(path)
    assert facilitator.post(f"{path}/annuler").status_code == 303
    assert state_of(session) == ["undone"]
    assert facilitator.get(f"/travail/tirages/{draw_id}/listes").status_code == 200


def test_lists_index_says_what_waits(app: Flask, case: Case, new_client: NewClient, session: Session) -> None:
    bring(app, session, case, content(row(1)))
    session.rollback()
    for browser in both(case, new_client):
        page = words(browser.get(f"/travail/tirages/{case.draw.id}/listes"))
        assert "Liste fictive" in page


def test_list_columns_proposes_what_the_header_says(case: Case, facilitator: PageClient) -> None:
    response = sent(facilitator, case.draw.id, content(row(1)))
    chosen = columns_of(facilitator, response.headers["Location"].partition("#")[0])
    assert chosen["family_name"] == "0"
    assert chosen["birth_date"] == "2"
    assert chosen["email"] == ""


def test_list_columns_keeps_what_was_chosen_when_it_cannot_serve(case: Case, facilitator: PageClient) -> None:
    path = sent(facilitator, case.draw.id, content(row(1))).headers["Location"].partition("#")[0]
    chosen = columns_of(facilitator, path) | {"family_name": "", "gender": "5"}
    response = facilitator.post(path, chosen)
    assert response.status_code == 422
    page = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    assert page.find("select", id="family_name")["aria-invalid"] == "true"
    assert page.find("select", id="gender").find("option", selected=True)["value"] == "5"


def test_read_list_again_takes_another_header(case: Case, facilitator: PageClient) -> None:
    path = sent(facilitator, case.draw.id, b"Extraction\n" + content(row(1))).headers["Location"].partition("#")[0]
    facilitator.get(path)
    again = path.replace("/colonnes", "/lecture")
    assert facilitator.post(again, {"header_line": "3", "sheet": ""}).status_code == 303
    assert "Fictifb" in facilitator.get(path).get_data(as_text=True)
    refused = facilitator.post(again, {"header_line": "x"})
    assert refused.status_code == 422
    far = facilitator.post(again, {"header_line": "900"})
    assert far.status_code == 422


def workbook(**sheets: list[list[str]]) -> bytes:
    """Return an XLSX file."""
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
    book.save(target)
    return target.getvalue()


def test_read_list_again_takes_another_sheet(
    app: Flask, session: Session, case: Case, facilitator: PageClient
) -> None:
    people = [HEADER.split(";"), *(row(number).split(";") for number in range(5))]
    data = workbook(Notes=[["À lire", "Suite"], ["rien", "x"]], Personnes=people)
    path = sent(facilitator, case.draw.id, data, "liste.xlsx").headers["Location"].partition("#")[0]
    assert "Fictifa" not in facilitator.get(path).get_data(as_text=True)
    again = path.replace("/colonnes", "/lecture")
    assert facilitator.post(again, {"header_line": "1", "sheet": "Personnes"}).status_code == 303
    assert "Fictifa" in facilitator.get(path).get_data(as_text=True)
    facilitator.post(path, columns_of(facilitator, path))
    finish_jobs(app)
    address = path.removesuffix("/colonnes")
    facilitator.get(address)
    facilitator.post(f"{address}/importer")
    finish_jobs(app)
    assert session.scalar(sa.select(sa.func.count()).select_from(ListedPerson)) == 5


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "spies"}, "kind"),
        ({"name": ""}, "name"),
        ({"provenance": " "}, "provenance"),
        ({"legal_basis": ""}, "legal_basis"),
        ({"provided_on": "hier"}, "provided_on"),
        ({"provided_on": "2/12/2026"}, "provided_on"),
        ({"purge_on": "8/12/2026"}, "purge_on"),
        ({"purge_on": ""}, "purge_on"),
    ],
)
def test_send_list_says_beside_the_field_what_is_wrong(
    case: Case, facilitator: PageClient, session: Session, values: dict[str, str], field: str
) -> None:
    response = sent(facilitator, case.draw.id, content(row(1)), **values)
    assert response.status_code == 422
    page = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    assert page.find(id=f"{field}-error") is not None
    assert [str(each["href"]) for each in page.find(id="erreurs").find_all("a")] == [f"#{field}"]
    kept_name = page.find("input", id="name")["value"]
    assert kept_name == values.get("name", ABOUT["name"])
    assert state_of(session) == []


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "vide.csv"), (b"\x89PNG\r\n\x1a\n123", "liste.csv"), (b"<html><table>", "liste.xlsx"), (b"a;\0b\n1;2\n", "l.csv")],
    ids=["empty", "picture", "page", "nul"],
)
def test_send_list_refuses_what_is_no_list(
    case: Case, facilitator: PageClient, session: Session, data: bytes, name: str, app: Flask
) -> None:
    response = sent(facilitator, case.draw.id, data, name)
    assert response.status_code == 422
    assert BeautifulSoup(response.get_data(as_text=True), "html.parser").find(id="file-error") is not None
    assert state_of(session) == []
    folder = app.extensions["settings"].instance_path / "imports"
    assert list(folder.iterdir()) == []


def test_send_list_without_a_file(case: Case, facilitator: PageClient) -> None:
    path = f"/travail/tirages/{case.draw.id}/listes/envoyer"
    facilitator.get(path)
    response = facilitator.post(path, ABOUT)
    assert response.status_code == 422
    assert "file-error" in response.get_data(as_text=True)


def test_send_list_takes_large_files_from_facilitators_only(
    case: Case, new_client: NewClient, session: Session
) -> None:
    rows = [row(number, given="A" * 60) for number in range(22_000)]
    large = content(*rows)
    assert len(large) > 2 * 1024 * 1024
    facilitator, witness = both(case, new_client)
    response = sent(facilitator, case.draw.id, large)
    assert response.status_code == 303
    response.request.environ["wsgi.input"].close()
    path = f"/travail/tirages/{case.draw.id}/listes/envoyer"
    stranger = new_client()
    for browser in (witness, stranger):
        refused = browser.post(path, ABOUT | {"csrf_token": "x", "file": (io.BytesIO(large), "l.csv")})
        assert refused.status_code in (400, 403, 413)
        refused.request.environ["wsgi.input"].close()
    assert state_of(session) == ["sent"]


def test_send_list_above_the_limit_is_told_beside_the_file(
    case: Case, facilitator: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LARGEST", 100)
    response = sent(facilitator, case.draw.id, content(*map(row, range(9))))
    assert response.status_code == 422
    assert "file-error" in response.get_data(as_text=True)


def test_send_list_the_same_file_twice_changes_nothing_and_says_so(
    case: Case, facilitator: PageClient, session: Session
) -> None:
    assert sent(facilitator, case.draw.id, content(row(1))).status_code == 303
    again = sent(facilitator, case.draw.id, content(row(1)), name="Autre")
    assert again.status_code == 422
    assert "Liste électorale fictive" in again.get_data(as_text=True)
    assert state_of(session) == ["sent"]


def test_a_hostile_file_name_is_text(case: Case, facilitator: PageClient, session: Session) -> None:
    name = "../../<svg onload=alert(1)>.csv"
    path = sent(facilitator, case.draw.id, content(row(1)), name).headers["Location"].partition("#")[0]
    assert "<svg onload" not in facilitator.get(path).get_data(as_text=True)
    assert state_of(session) == ["sent"]


def test_show_list_tells_how_far_the_check_is(case: Case, facilitator: PageClient, app: Flask) -> None:
    path = sent(facilitator, case.draw.id, content(row(1))).headers["Location"].partition("#")[0]
    chosen = columns_of(facilitator, path)
    facilitator.post(path, chosen)
    shown = facilitator.get(path.removesuffix("/colonnes"))
    assert shown.status_code == 200
    assert facilitator.get(path).status_code == 404
    finish_jobs(app)
    assert facilitator.get(path).status_code == 200


def test_show_list_of_a_broken_file_says_where(
    app: Flask, case: Case, facilitator: PageClient, session: Session
) -> None:
    data = content(*map(row, range(400))) + b'"x;y;01/01/1980;F;1 rue;14000;Caen\n'
    path = checked(app, facilitator, case.draw.id, data)
    assert state_of(session) == ["unreadable"]
    assert "402" in words(facilitator.get(path))
    facilitator.get(path)
    assert facilitator.post(f"{path}/retirer").status_code == 303
    assert state_of(session) == ["undone"]
    assert list((app.extensions["settings"].instance_path / "imports").iterdir()) == []


def test_list_rows_are_decided_one_by_one(
    app: Flask, case: Case, facilitator: PageClient, session: Session
) -> None:
    data = content(row(0), *(row(number, gender="inconnu") for number in range(1, 61)))
    path = checked(app, facilitator, case.draw.id, data)
    page = facilitator.get(f"{path}/doutes/gender?page=2")
    assert page.status_code == 200
    assert "Page 2" in words(page)
    decided = facilitator.post(f"{path}/lignes/53/ecarter", {"fault": "gender", "page": "2"})
    assert decided.headers["Location"].endswith("/doutes/gender?page=2#ligne-53")
    facilitator.get(f"{path}/doutes/gender")
    assert facilitator.post(f"{path}/lignes/9999/accepter", {"fault": "gender"}).status_code == 404
    assert facilitator.get(f"{path}/doutes/nothing").status_code == 404
    facilitator.get(path)
    facilitator.post(f"{path}/doutes/gender/accepter")
    facilitator.get(path)
    facilitator.post(f"{path}/doutes/gender/reprendre")
    facilitator.get(path)
    facilitator.post(f"{path}/doutes/gender/accepter")
    facilitator.get(path)
    facilitator.post(f"{path}/importer")
    finish_jobs(app)
    assert session.scalar(sa.select(sa.func.count()).select_from(ListedPerson)) == 60


def test_list_faults_holds_all_that_was_found_masked(app: Flask, case: Case, facilitator: PageClient) -> None:
    data = content(row(0), *(row(number, gender="inconnu") for number in range(1, 701)), row(800, family="=cmd()"))
    path = checked(app, facilitator, case.draw.id, data)
    response = facilitator.get(f"{path}/erreurs.csv")
    text = response.get_data(as_text=True)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert len(text.splitlines()) == 702
    assert "inconnu" not in text
    assert "cmd" not in text


def pair_of_lists(app: Flask, session: Session, case: Case) -> None:
    """Bring two lists with one person who may be the same on both, and one who is."""
    one = content(row(1), row(2), row(3))
    two = content(row(1, address="9 avenue Ailleurs"), row(2), row(4))
    bring(app, session, case, one, name="Première")
    bring(app, session, case, two, name="Deuxième")
    session.rollback()


def test_list_pairs_take_two_people(app: Flask, session: Session, case: Case, new_client: NewClient) -> None:
    pair_of_lists(app, session, case)
    path = f"/travail/tirages/{case.draw.id}/listes/doublons"
    facilitator, witness = both(case, new_client)
    assert "avenue Ailleurs" in words(facilitator.get(path))
    number = session.scalars(sa.select(LikelyDouble.id).where(LikelyDouble.is_certain.is_(False))).one()
    session.rollback()
    assert facilitator.post(f"{path}/{number}", {"verdict": "unknown"}).status_code == 303
    assert facilitator.post(f"{path}/{number}", {"verdict": "same"}).status_code == 303
    assert facilitator.post(f"{path}/{number}", {"verdict": "perhaps"}).status_code == 422
    witness.get(path)
    assert witness.post(f"{path}/{number}", {"verdict": "same"}).status_code == 303
    assert "avenue Ailleurs" not in words(witness.get(path))
    assert witness.post(f"{path}/{number}", {"verdict": "two_people"}).status_code == 422
    assert witness.post(f"{path}/999999", {"verdict": "same"}).status_code == 404


def test_list_people_are_taken_off_by_two(
    app: Flask, session: Session, case: Case, new_client: NewClient
) -> None:
    bring(app, session, case, content(*map(row, range(12))))
    number = session.scalars(sa.select(ListedPerson.id).order_by(ListedPerson.id)).first()
    session.rollback()
    path = f"/travail/tirages/{case.draw.id}/listes/personnes"
    facilitator, witness = both(case, new_client)
    facilitator.get(path)
    assert "Fictifa" in words(facilitator.post(path, {"name": "fictifa ALIXA"}))
    facilitator.get(path)
    assert facilitator.post(path, {"name": ""}).status_code == 422
    assert facilitator.post(f"{path}/{number}/proposer", {}).status_code == 422
    assert facilitator.post(f"{path}/{number}/proposer", {"reason": "asked"}).status_code == 303
    facilitator.get(path)
    assert facilitator.post(f"{path}/{number}/confirmer").status_code == 422
    assert "Fictifa" in words(witness.get(path))
    assert witness.post(f"{path}/{number}/confirmer").status_code == 303
    assert witness.post(f"{path}/{number}/annuler").status_code == 422
    assert session.scalars(sa.select(ListedPerson.state).where(ListedPerson.id == number)).one() == "removed"


def test_show_names_the_lists_and_nobody(app: Flask, session: Session, case: Case, client: PageClient) -> None:
    bring(app, session, case, content(*map(row, range(12))))
    session.rollback()
    page = words(client.get(f"/tirage/{case.draw.id}"))
    assert "Liste fictive" in page
    assert "Mairie fictive" in page
    assert "Fictifa" not in page


def test_create_takes_lists_alone_and_one_person_a_dwelling(
    session: Session, new_client: Callable[[], PageClient]
) -> None:
    case = kept(session, make_case(session, volunteers=0, until="draft"))
    browser = both(case, new_client)[0]
    path = f"/travail/tirages/{case.draw.id}/modifier"
    page = BeautifulSoup(browser.get(path).get_data(as_text=True), "html.parser")
    fields: dict[str, Any] = {
        str(each["name"]): str(each.get("value", ""))
        for each in page.find_all("input", attrs={"name": True})
        if each.get("type") not in ("checkbox", "radio") or each.has_attr("checked")
    }
    fields["seats"] = [str(each["value"]) for each in page.find_all("input", attrs={"name": "seats", "checked": True})]
    assert browser.post(path, fields | {"one_per_household": "y", "lists_only": "y"}).status_code == 303
    session.expire_all()
    assert case.draw.one_per_household
    assert not case.draw.takes_sign_ups
    session.rollback()
    assert "checked" in str(BeautifulSoup(browser.get(path).get_data(), "html.parser").find("input", id="lists_only"))


def test_nobody_reads_a_list_of_others(app: Flask, session: Session, case: Case, new_client: NewClient) -> None:
    found = bring(app, session, case, content(row(1)))
    other = kept(session, make_case(session, volunteers=0, code="grace-de-dieu", name="Grâce de Dieu"))
    stranger = both(other, new_client)[0]
    number, draw_id, other_id = found.id, case.draw.id, other.draw.id
    session.rollback()
    for address in (f"/travail/tirages/{draw_id}/listes/{number}", f"/travail/tirages/{other_id}/listes/{number}"):
        assert stranger.get(address).status_code == 404


def test_a_page_of_pairs_asks_as_many_questions_for_one_as_for_many(
    app: Flask, session: Session, case: Case, count_queries: list[str]
) -> None:
    pair_of_lists(app, session, case)
    count_queries.clear()
    showing.pairs_page(session, case.draw, case.facilitator.id, 1)
    few = len(count_queries)
    bring(app, session, case, content(*(row(n, address=f"{n} allée Autre") for n in range(5))), name="Troisième")
    session.expire_all()
    draw, account = case.draw, case.facilitator.id
    count_queries.clear()
    page = showing.pairs_page(session, draw, account, 1)
    assert page.total > 3
    assert len(count_queries) <= few + 3
    assert {each.state for each in session.scalars(sa.select(PoolList))} == {ListState.IMPORTED}


def test_the_journal_keeps_the_title_of_a_draft_to_itself(
    app: Flask, session: Session, new_client: NewClient
) -> None:
    case = kept(session, make_case(session, volunteers=3))
    bring(app, session, case, content(row(1), row(2)))
    subject = f"/journal?objet=draw:{case.draw.uuid}"
    page = new_client().get(subject).get_data(as_text=True)
    assert "Tirage en préparation, " in page
    assert case.draw.title not in page
    announce(session, case)
    kept(session, case)
    assert case.draw.title in new_client().get(subject).get_data(as_text=True)
