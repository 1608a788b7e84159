"""Files that are read, each with its header, rows and whatever else is told of it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.workbook import Workbook

from tests.support.list_files.builders import (
    HEADER,
    ROWS,
    inline,
    packed,
    parts_of,
    text,
    with_data,
    with_shared,
    workbook,
)

Cells = tuple[tuple[str, ...], ...]
ASCII = (("FICTIF", "Eloise", "01/02/1980", "14000"), ("FAUSSE-ROY", "Noel", "28/12/1999", "14460"))
EXCEL_DATES = (("FICTIF", "Éloïse", "1980-02-01", "14000"), ("FAUSSE-ROY", "Noël", "1999-12-28", "14460"))
TYPED = (
    HEADER,
    ("FICTIF", "Éloïse", dt.date(1980, 2, 1), 14000),
    ("FAUSSE-ROY", "Noël", dt.datetime(1999, 12, 28), 14460),  # noqa: DTZ001 - a spreadsheet knows no time zone
)


@dataclass(frozen=True)
class Readable:
    """A file, and what it says."""

    content: bytes
    rows: Cells = ROWS
    header: tuple[str, ...] = HEADER
    lines: tuple[int, ...] = (2, 3)
    header_line: int = 1
    facts: dict[str, Any] = field(default_factory=dict)
    """Attributes of the table."""
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)


def _styled(book: Workbook) -> None:
    for line in range(4, 500):
        book.active.cell(line, 2).fill = PatternFill("solid", fgColor="FFFF00")


def _hidden(book: Workbook) -> None:
    book.active.title = "Liste"
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.create_sheet("Notes").append(["rien"])
    book.create_sheet("Brouillon").sheet_state = "hidden"


def _second_sheet(book: Workbook) -> None:
    book.active.title = "Vide"
    book.create_sheet("Liste")
    for row in (HEADER, *ROWS):
        book["Liste"].append(row)


def _since_1904(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904


def _merged(book: Workbook) -> None:
    book.active.insert_rows(1)
    book.active["A1"] = "Commune fictive"
    book.active.merge_cells("A1:D1")
    book.active.merge_cells("B3:B4")


CSV = {
    "utf8": Readable(text(), facts={"encoding": "utf-8", "separator": ";", "kind": "csv"}),
    "utf8 with its mark": Readable(text(encoding="utf-8-sig"), facts={"encoding": "utf-8-sig"}),
    "utf16 little": Readable(text(encoding="utf-16"), facts={"encoding": "utf-16"}),
    "utf16 big": Readable(b"\xfe\xff" + text(encoding="utf-16-be"), facts={"encoding": "utf-16"}),
    "latin1": Readable(text(encoding="latin-1"), facts={"encoding": "latin-1"}),
    "windows": Readable(
        text((HEADER, ("L’ŒUVRE", "Éloïse", "", ""), ROWS[1]), encoding="cp1252"),
        (("L’ŒUVRE", "Éloïse", "", ""), ROWS[1]),
        facts={"encoding": "cp1252"},
    ),
    "comma": Readable(text(separator=","), facts={"separator": ","}),
    "tab": Readable(text(separator="\t"), facts={"separator": "\t"}),
    "bar": Readable(text(separator="|"), facts={"separator": "|"}),
    "unix line ends": Readable(text(end="\n")),
    "old mac line ends": Readable(text(end="\r")),
    "no last line end": Readable(text().rstrip()),
    "blank lines": Readable(b"\r\n;;;\r\n" + text() + b"\r\n;;;\r\n \r\n", lines=(4, 5), header_line=3),
    "separator told to excel": Readable(b"sep=|\r\n" + text(separator="|"), lines=(3, 4), header_line=2),
    "titles above": Readable(
        "Commune fictive;;;\r\nListe, arrêtée le 01/01/2026;;;\r\n\r\n".encode() + text(), lines=(5, 6), header_line=4
    ),
    "quoted": Readable(text((tuple(f'"{c}"' for c in row) for row in (HEADER, *ROWS)), separator=",")),
    "quotes, separators and line ends in cells": Readable(
        'Nom;Adresse\r\n"FICTIF ""dit"" Le;Faux";"1 rue\nd’Essai"\r\nFAUSSE;2 rue X\r\n'.encode(),
        (('FICTIF "dit" Le;Faux', "1 rue\nd’Essai"), ("FAUSSE", "2 rue X")),
        ("Nom", "Adresse"),
        lines=(2, 4),
    ),
    "a quote inside a cell": Readable(
        b'Nom;Adresse\nFICTIF;"Les Lilas" bis\n'.replace(b';"Les', b';R "Les'),
        (("FICTIF", 'R "Les Lilas" bis'),),
        ("Nom", "Adresse"),
        lines=(2,),
    ),
    "commas in addresses": Readable(
        text((("Nom", "Adresse"), ("FICTIF", "12, rue X"), ("FAUSSE", "3, rue Y"))),
        (("FICTIF", "12, rue X"), ("FAUSSE", "3, rue Y")),
        ("Nom", "Adresse"),
        facts={"separator": ";"},
    ),
    "decimal commas": Readable(
        text((("lat", "lon"), ("49,18", "-0,37"), ("49,2", "-0,4"))),
        (("49,18", "-0,37"), ("49,2", "-0,4")),
        ("lat", "lon"),
        facts={"separator": ";"},
    ),
    "spaces around cells": Readable(text(tuple(f"  {c}\u00a0" for c in row) for row in (HEADER, *ROWS))),
    "headers twice and empty": Readable(
        text((("Nom", "Prénom", "Nom", "", "Ville"), ("FICTIF", "A", "B", "C", "Caen"))),
        (("FICTIF", "A", "B", "C", "Caen"),),
        ("Nom", "Prénom", "Nom", "", "Ville"),
        lines=(2,),
        facts={"labels": ("Nom (A)", "Prénom", "Nom (C)", "D", "Ville")},
    ),
    "empty columns at the end": Readable(text((*row, "", "", "") for row in (HEADER, *ROWS))),
    "ragged rows": Readable(
        text((HEADER, ROWS[0][:3], (*ROWS[1], "de trop"))), (ROWS[0][:3], (*ROWS[1], "de trop"))
    ),
    "one column": Readable(b"Adresse\n1 rue X\n2 rue Y\n", (("1 rue X",), ("2 rue Y",)), ("Adresse",)),
    "what kept a formula from running": Readable(
        b"Nom;Tel\n'=A;'+33612345678\n", (("=A", "+33612345678"),), ("Nom", "Tel"), lines=(2,)
    ),
    "header only": Readable(text((HEADER,)), (), lines=()),
    "no accents at all": Readable(text(((HEADER[0], "Prenom", *HEADER[2:]), *ASCII)), ASCII, ("Nom", "Prenom", *HEADER[2:])),
}
XLSX = {
    "workbook": Readable(workbook(), facts={"kind": "xlsx", "sheet": "Sheet", "encoding": None}),
    "dates and numbers": Readable(workbook(TYPED), EXCEL_DATES),
    "dates since 1904": Readable(workbook(TYPED, _since_1904), EXCEL_DATES),
    "date and time": Readable(
        workbook((HEADER, ("A", "B", dt.datetime(1980, 2, 1, 12, 30), 1.5))),  # noqa: DTZ001
        (("A", "B", "1980-02-01 12:30:00", "1.5"),),
        lines=(2,),
    ),
    "yes and no": Readable(workbook((HEADER, (True, False, None, 1e20))), (("1", "0", "", "1e+20"),), lines=(2,)),
    "styled empty rows": Readable(workbook(change=_styled)),
    "hidden parts are told": Readable(
        workbook(change=_hidden),
        facts={"sheets": ("Liste", "Notes")},
        notes={
            "other_sheets": {"sheet": "Liste", "names": "Notes"},
            "hidden_sheets": {"names": "Brouillon"},
            "hidden_rows": {"count": 1},
            "hidden_columns": {"names": "B"},
        },
    ),
    "first sheet empty": Readable(
        workbook((), _second_sheet),
        facts={"sheet": "Liste"},
        notes={"other_sheets": {"sheet": "Liste", "names": "Vide"}},
    ),
    "merged cells in the rows are told": Readable(
        workbook(change=_merged),
        (ROWS[0], (ROWS[1][0], "", *ROWS[1][2:])),
        lines=(3, 4),
        header_line=2,
        notes={"merged_cells": {"count": 1, "names": "B3:B4"}},
    ),
    "short rows": Readable(workbook((HEADER, ("FICTIF",), (None, None, None, 5))), (("FICTIF", "", "", ""), ("", "", "", "5"))),
    "a gap of a million rows": Readable(
        with_data(f'<row r="1">{inline("Nom", "Ville")}</row><row r="1048576">{inline("FICTIF", "Caen")}</row>'),
        (("FICTIF", "Caen"),),
        ("Nom", "Ville"),
        lines=(1_048_576,),
    ),
    "texts in pieces": Readable(
        with_data(
            f"<row>{inline('Nom', 'Ville')}</row><row><c t='inlineStr'><is><r><t>FIC</t></r><r><t>TIF</t></r>"
            "<rPh><t>non</t></rPh></is></c><c t='str'><v>Ca_x0065_n</v></c></row>"
        ),
        (("FICTIF", "Caen"),),
        ("Nom", "Ville"),
        lines=(2,),
    ),
    "shared texts": Readable(
        with_shared(
            "<si><t>Nom</t></si><si><t>Ville</t></si><si><r><t>FIC</t></r><r><t> TIF</t></r><rPh><t>x</t></rPh></si>",
            '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c></row>',
        ),
        (("FIC TIF", ""),),
        ("Nom", "Ville"),
        lines=(2,),
    ),
    "errors stay as they show": Readable(
        with_data(f"<row>{inline('Nom', 'Ville')}</row><row>{inline('FICTIF')}<c t='e'><v>#N/A</v></c></row>"),
        (("FICTIF", "#N/A"),),
        ("Nom", "Ville"),
        lines=(2,),
    ),
    "strict form of the standard": Readable(
        packed(
            {
                name: part.replace(
                    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
                )
                for name, part in parts_of(workbook()).items()
            }
        )
    ),
}
READABLE = CSV | {f"xlsx, {name}": each for name, each in XLSX.items()}
