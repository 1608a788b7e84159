"""Posters and envelopes: accessible files that say what to compare; those of a rehearsal say so on every page."""

import hashlib
import io

import pikepdf
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from participation.draws.models import Draw, DrawSecret, SecretShowing
from participation.draws.views import papers as making
from participation.draws.views import sheets
from participation.kernel import pdf
from participation.sortition import seed as seeds
from tests.support import papers
from tests.support.draw_pages import NewClient, both, kept, page_of
from tests.support.draws import ANNOUNCED, Case, carry, make_case
from tests.support.pages import PageClient

POSTERS = ("annonce", "scelle")
SIZES = {"a4": (595, 842), "a3": (842, 1191)}
LEAST_QR_POINTS = 25 / 25.4 * 72
"""25 mm, as screens ask."""
WARNING = "ne peut jamais être pris pour un tirage"


def rehearsal(session: Session, until: str) -> Case:
    """Return a case whose draw is a rehearsal, carried to a step."""
    case = make_case(session)
    case.draw.is_rehearsal = True
    session.flush()
    carry(session, case, until)
    return case


def poster(client: PageClient, case: Case, which: str, size: str = "a4", prefix: str = "") -> bytes:
    response = client.get(f"{prefix}/tirage/{case.draw.id}/affiche-{which}-{size}.pdf")
    assert response.status_code == 200
    return response.data


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("which", POSTERS)
def test_poster_file_says_what_to_compare(session: Session, client: PageClient, which: str, size: str) -> None:
    case = kept(session, make_case(session, until="sealed"))
    made = poster(client, case, which, size)
    title = {"annonce": "Tirage au sort public", "scelle": "La liste est scellée"}[which]
    assert papers.faults_of(made, f"{title}\u00a0: Quatre sièges d’habitants") == []
    words = papers.dense(papers.text_of(made))
    digest = case.draw.seal if which == "scelle" else case.draw.announcement
    expected = (digest, "mardi 8 décembre 2026 à 18 h 30", "Maison de quartier fictive", f"/tirage/{case.draw.id}")
    assert [fact for fact in expected if papers.dense(fact or "?") not in words] == []
    assert papers.tags_of(made)["Figure"] == 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("which", POSTERS)
def test_poster_file_is_one_sheet_of_its_size(session: Session, client: PageClient, which: str, size: str) -> None:
    case = kept(session, make_case(session, until="sealed"))
    with pikepdf.open(io.BytesIO(poster(client, case, which, size))) as document:
        assert len(document.pages) == 1
        box = [float(each) for each in document.pages[0].mediabox]
    assert (round(box[2]), round(box[3])) == SIZES[size]


def test_poster_file_of_a_rehearsal_stays_on_one_sheet_and_says_so(session: Session, client: PageClient) -> None:
    case = kept(session, rehearsal(session, "sealed"))
    for which in POSTERS:
        made = poster(client, case, which)
        words = papers.text_of(made)
        assert WARNING in words
        assert "ESSAI" in words
        with pikepdf.open(io.BytesIO(made)) as document:
            assert len(document.pages) == 1


def test_a_real_draw_bears_no_mark(session: Session, client: PageClient) -> None:
    case = kept(session, make_case(session, until="sealed"))
    assert "ESSAI" not in papers.text_of(poster(client, case, "scelle"))
    assert "data-mark" not in page_of(client, f"/tirage/{case.draw.id}")


def test_poster_file_is_the_same_in_every_language(session: Session, client: PageClient) -> None:
    case = kept(session, make_case(session, until="sealed"))
    assert poster(client, case, "scelle") == poster(client, case, "scelle", prefix="/en")


def test_poster_file_of_the_seal_waits_for_the_seal(session: Session, client: PageClient) -> None:
    case = kept(session, make_case(session, until="closed"))
    path = f"/tirage/{case.draw.id}/affiche-{{}}-a4.pdf"
    assert [client.get(path.format(which)).status_code for which in POSTERS] == [200, 404]
    assert "affiche-scelle" not in page_of(client, f"/tirage/{case.draw.id}/affiche")


def test_posters_are_linked_from_their_page(session: Session, client: PageClient) -> None:
    case = kept(session, make_case(session, until="sealed"))
    page = BeautifulSoup(page_of(client, f"/tirage/{case.draw.id}/affiche"), "html.parser")
    links = [str(link["href"]) for link in page.find_all("a") if str(link["href"]).endswith(".pdf")]
    assert len(links) == 4
    assert all(client.get(link).status_code == 200 for link in links)


def test_the_code_keeps_its_quiet_zone_and_is_large_enough(session: Session, client: PageClient) -> None:
    drawing = BeautifulSoup(making.qr_svg("https://conseils.example.org/tirage/1"), "xml").find("svg")
    assert drawing is not None
    modules = float(str(drawing["viewBox"]).split()[2])
    dark = str(drawing.find_all("path")[-1]["d"])
    # The first move of the dark modules leaves the quiet zone: 4 modules on each side.
    assert dark.startswith("M4 4.5")
    assert (modules - 2 * making.QUIET_MODULES) % 4 == 1
    source = (pdf.TEMPLATES / "draws" / "poster.typ").read_text(encoding="utf-8")
    width = float(source.split("width: ")[-1].split("mm")[0])
    assert width * (modules - 8) / modules / 25.4 * 72 >= LEAST_QR_POINTS


def shown_sheet(session: Session, new_client: NewClient, case: Case) -> tuple[bytes, PageClient]:
    facilitator, _witness = both(case, new_client)
    path = f"/travail/tirages/{case.draw.id}/enveloppe"
    page_of(facilitator, path)
    response = facilitator.post(path, {"as": "file"})
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.headers["Cache-Control"] == "no-store"
    return response.data, facilitator


def test_envelope_sheet_holds_the_secret_once(session: Session, new_client: NewClient) -> None:
    case = kept(session, make_case(session, until="announced"))
    made, facilitator = shown_sheet(session, new_client, case)
    again = facilitator.post(f"/travail/tirages/{case.draw.id}/enveloppe", {"as": "file"}, follow=True)
    assert b"%PDF" not in again.data
    secret = session.get_one(DrawSecret, case.draw.id).secret
    showings = session.scalar(sa.select(sa.func.count()).select_from(SecretShowing))
    session.rollback()
    assert showings == 1
    assert secret.hex()[:16] not in again.get_data(as_text=True)
    assert papers.faults_of(made, "Feuille de l’enveloppe scellée\u00a0: Quatre sièges d’habitants") == []
    words = papers.dense(papers.text_of(made))
    for start in range(0, 64, 16):
        row = secret.hex()[start : start + 16]
        assert row + hashlib.sha256(row.encode()).hexdigest()[:2] in words
    for fact in (case.draw.announcement, case.draw.secret_commitment, case.draw.uuid):
        assert fact is not None
        assert fact in words


def test_envelope_sheet_is_kept_nowhere(session: Session, new_client: NewClient, app: Flask) -> None:
    case = kept(session, make_case(session, until="announced"))
    made, _facilitator = shown_sheet(session, new_client, case)
    assert made not in making._made._values.values()


def test_the_line_of_the_envelope_gives_the_commitment(
    session: Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], app: Flask
) -> None:
    case = make_case(session, until="announced")
    secret = session.get_one(DrawSecret, case.draw.id).secret
    said: list[dict[str, object]] = []
    monkeypatch.setattr(pdf, "compile_pdf", lambda _template, data, _at: said.append(data) or b"%PDF")
    with app.test_request_context("/"):
        sheets.envelope_sheet(case.draw, secret.hex(), ANNOUNCED)
    typed = " ".join(secret.hex()[at : at + 4] for at in range(0, 64, 4))
    monkeypatch.setattr("builtins.input", lambda: typed)
    exec(str(said[0]["line"]))  # noqa: S102
    assert capsys.readouterr().out.strip() == seeds.secret_commitment(case.draw.uuid, secret)


@pytest.mark.parametrize("row", ["0" * 16, "0123456789abcdef"])
def test_one_wrong_sign_shows(row: str) -> None:
    wrong = [row[:at] + "f" + row[at + 1 :] for at in range(16) if row[at] != "f"]
    caught = sum(sheets.check_of(each) != sheets.check_of(row) for each in wrong)
    assert caught >= len(wrong) - 1


PAGES = ("", "/ordre", "/refaire-le-calcul", "/affiche", "/ticket", "/reponse", "/proces-verbal")


def test_every_page_of_a_rehearsal_is_marked(session: Session, client: PageClient, new_client: NewClient) -> None:
    case = kept(session, rehearsal(session, "drawn"))
    for page in PAGES:
        words = page_of(client, f"/tirage/{case.draw.id}{page}")
        assert 'data-mark="ESSAI"' in words, page
        assert "Cette page ne peut jamais être prise pour un tirage." in words, page
    made = client.get(f"/tirage/{case.draw.id}/proces-verbal.pdf").data
    with pikepdf.open(io.BytesIO(made)) as document:
        pages = len(document.pages)
    assert papers.text_of(made).count("ESSAI") >= pages
    assert WARNING in papers.text_of(made)
    facilitator, _witness = both(case, new_client)
    for path in ("", "/seance", "/proces-verbal", "/reponses"):
        assert 'data-mark="ESSAI"' in page_of(facilitator, f"/travail/tirages/{case.draw.id}{path}"), path
    assert session.get_one(Draw, case.draw.id).is_rehearsal
