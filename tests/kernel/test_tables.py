"""Tables as offices send them: each file is read to its exact rows, or refused with its exact reason and place."""

import gc
import tracemalloc
from pathlib import Path

import pytest
from flask import Flask

from participation.kernel.table_words import NOTES, SENTENCES, note_sentence, stored_sentence, unreadable_sentence
from participation.kernel.tables import Note, Table, UnreadableError, markup, open_table
from participation.kernel.tables import workbook as workbooks
from tests.support.list_files.builders import HEADER, ROWS, inline, numbered, text, with_data, with_shared, workbook
from tests.support.list_files.readable import READABLE, Readable
from tests.support.list_files.refused import REFUSED, Refused


def read(content: bytes, name: str = "liste.csv") -> Table:
    """Open a file and read it to its end."""
    table = open_table(content, name)
    for _row in table.rows():
        pass
    return table


@pytest.mark.parametrize("file", READABLE.values(), ids=READABLE.keys())
def test_a_file_is_read_to_its_exact_rows(file: Readable) -> None:
    table = open_table(file.content)
    assert table.header == file.header
    assert table.header_line == file.header_line
    assert [(row.line, row.cells) for row in table.rows()] == list(zip(file.lines, file.rows, strict=True))
    assert {name: getattr(table, name) for name in file.facts} == file.facts
    assert {note.code: dict(note.params) for note in table.notes} == file.notes
    assert all(row.line <= table.lines for row in table.rows())


@pytest.mark.parametrize("file", REFUSED.values(), ids=REFUSED.keys())
def test_a_file_is_refused_with_its_reason_and_place(file: Refused) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(file.content, file.name)
    found = refused.value
    assert (found.code, found.line, dict(found.params)) == (file.code, file.line, file.params)


def test_a_file_on_disk_is_read_as_often_as_wanted(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(text())
    table = open_table(path, path.name)
    assert [row.cells for row in table.rows()] == [row.cells for row in table.rows()] == list(ROWS)
    assert [row.cells for row in table.sample(1)] == [ROWS[0]]
    assert [row.cells for row in table.first_lines(2)] == [HEADER, ROWS[0]]


def test_another_line_may_name_the_columns_or_none() -> None:
    content = b"Bureau;Canton;Ville\n" + text(end="\n")
    table = open_table(content, header_line=2)
    assert (table.header, table.sample(1)[0].cells) == (HEADER, ROWS[0])
    table = open_table(content, header_line=0)
    assert (table.header, table.header_line, len(list(table.rows()))) == (("A", "B", "C", "D"), 0, 4)
    with pytest.raises(UnreadableError) as refused:
        open_table(content, header_line=9)
    assert (refused.value.code, refused.value.line) == ("header", 9)


def test_another_sheet_may_be_read() -> None:
    def second(book) -> None:
        book.create_sheet("Autre").append(["Nom", "Ville"])

    content = workbook(change=second)
    assert open_table(content, sheet="Autre").header == ("Nom", "Ville")
    with pytest.raises(UnreadableError) as refused:
        open_table(content, sheet="Absente")
    assert (refused.value.code, dict(refused.value.params)) == ("no_such_sheet", {"sheet": "Absente"})


def test_fifty_thousand_rows_of_a_workbook_are_read() -> None:
    assert read(numbered(50_001)).lines == 50_001


def test_a_flood_of_marks_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MOST_ELEMENTS", 1_000)
    with pytest.raises(UnreadableError) as refused:
        open_table(numbered(501))
    assert refused.value.code == "too_many_cells"
    monkeypatch.setattr(workbooks, "MOST_STRINGS", 3)
    with pytest.raises(UnreadableError) as refused:
        open_table(with_shared("<si/>" * 4, f"<row>{inline('Nom')}</row>"))
    assert refused.value.code == "too_many_cells"


STYLED = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(2, 60_000))
TEXTS = "".join(f"<si><t>{n}</t></si>" for n in range(50_000))
HEAVY = {
    "many rows of text": (text() + text((ROWS[0],)) * 60_000, ""),
    "one line of 20 MB": (text() + b";" * 20_000_000, "long_line"),
    "empty styled rows": (with_data(f"<row>{inline('Nom')}</row>{STYLED}"), ""),
    "shared texts that nobody names": (with_shared(TEXTS, f"<row>{inline('Nom')}</row>"), ""),
    "cells without end in one row": (with_data(f'<row>{"".join(f"<c s={chr(34)}{n}{chr(34)}/>" for n in range(100_000))}</row>'), "empty"),
    "depth without end": (with_data("<a>" * 2_000_000), "bomb"),
}


@pytest.mark.parametrize(("content", "code"), HEAVY.values(), ids=HEAVY.keys())
def test_memory_stays_bounded(content: bytes, code: str) -> None:
    gc.collect()
    tracemalloc.start()
    try:
        found = ""
        try:
            read(content)
        except UnreadableError as error:
            found = error.code
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == code
    assert peak < 8_000_000


def test_every_reason_has_its_sentence_with_its_place(app: Flask) -> None:
    reached = {file.code for file in REFUSED.values()} | {"header", "no_such_sheet", "too_many_cells"}
    assert reached == SENTENCES.keys()
    with app.test_request_context():
        for file in REFUSED.values():
            sentence = unreadable_sentence(UnreadableError(file.code, file.line, **file.params))
            assert str(file.line or "") in sentence
            assert sentence.endswith(".")
        assert "50\u00a0000" in stored_sentence("too_many_rows", 0, {"limit": 50_000}).replace("\u202f", "\u00a0")


def test_every_note_has_its_sentence(app: Flask) -> None:
    notes = {code: params for file in READABLE.values() for code, params in file.notes.items()}
    assert notes.keys() == NOTES.keys()
    with app.test_request_context():
        for code, params in notes.items():
            assert str(params.get("names", params.get("count"))) in note_sentence(Note(code, params))
