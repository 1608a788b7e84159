"""Papers: accessible, the same each time, and deaf to what their data might say in Typst."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from participation.kernel import pdf
from tests.support import papers

AT = datetime(2026, 12, 8, 17, 30, tzinfo=UTC)
SHEET = """#let d = json(bytes(sys.inputs.data))
#set document(title: d.title)
#set text(lang: "fr")
= #d.title
#d.text
"""
HOSTILE = '#read("/etc/passwd") $x^2$ *gras* _fin_ <etiquette> @renvoi `code` \\u{41} [boîte] // suite #let'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of templates with one good sheet."""
    monkeypatch.setattr(pdf, "TEMPLATES", tmp_path)
    (tmp_path / "sheet.typ").write_text(SHEET, encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_a_paper_is_tagged_and_says_its_title_and_language() -> None:
    made = pdf.compile_pdf("sheet.typ", {"title": "Procès-verbal", "text": "Bonjour"}, AT)
    assert papers.faults_of(made, "Procès-verbal") == []
    assert papers.text_of(made) == "Procès-verbal Bonjour"


@pytest.mark.usefixtures("folder")
def test_text_is_printed_as_typed() -> None:
    made = pdf.compile_pdf("sheet.typ", {"title": HOSTILE, "text": HOSTILE + ' "guillemets"'}, AT)
    assert papers.dense(papers.text_of(made)) == papers.dense(f'{HOSTILE} {HOSTILE} "guillemets"')
    assert papers.faults_of(made, HOSTILE) == []


@pytest.mark.usefixtures("folder")
def test_the_same_data_give_the_same_bytes() -> None:
    data = {"title": "Affiche", "text": "Lundi"}
    first = pdf.compile_pdf("sheet.typ", data, AT)
    assert first == pdf.compile_pdf("sheet.typ", dict(data), AT)
    assert first != pdf.compile_pdf("sheet.typ", data, AT.replace(year=2027))
    assert first != pdf.compile_pdf("sheet.typ", data | {"text": "Mardi"}, AT)


@pytest.mark.usefixtures("folder")
def test_pictures_of_the_pages_can_be_looked_at() -> None:
    pictures = pdf.compile_pictures("sheet.typ", {"title": "Affiche", "text": "Lundi"}, AT)
    assert [picture[:8] for picture in pictures] == [b"\x89PNG\r\n\x1a\n"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", ["missing.typ", "../sheet", ".", "sheet.html"])
def test_a_template_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(pdf.PdfError) as refusal:
        pdf.compile_pdf(name, {}, AT)
    assert (refusal.value.code, refusal.value.params) == ("template", {"template": name})


@pytest.mark.parametrize(
    "source",
    [
        '#set document(title: "x")\n= x\n#read("/etc/passwd")',
        '#set document(title: "x")\n= x\n#read("../../../../../etc/passwd")',
        '#import "@preview/tablex:0.0.9": *\n#set document(title: "x")\n= x',
        "= No title",
        '#set document(title: "x")\n== Second level first',
        '#set document(title: "x")\n= x\n#image(bytes("<svg xmlns=\\"http://www.w3.org/2000/svg\\"/>"), format: "svg")',
    ],
    ids=["file", "path", "package", "title", "heading", "picture"],
)
def test_what_a_template_may_not_do(folder: Path, source: str) -> None:
    (folder / "bad.typ").write_text(source, encoding="utf-8")
    with pytest.raises(pdf.PdfError) as refusal:
        pdf.compile_pdf("bad.typ", {}, AT)
    assert refusal.value.code == "refused"
    assert refusal.value.params["template"] == "bad.typ"


def test_only_the_compilers_own_fonts_are_used() -> None:
    assert {font.path for font in pdf._fonts().fonts()} == {None}
    assert {"DejaVu Sans Mono", "Libertinus Serif"} <= {font.family for font in pdf._fonts().fonts()}


def test_a_bad_file_is_caught() -> None:
    blank = pikepdf.new()
    blank.add_blank_page()
    target = io.BytesIO()
    blank.save(target)
    assert len(papers.faults_of(target.getvalue(), "x")) == 6
