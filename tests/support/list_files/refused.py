"""Files that are refused, each with its reason and its place."""

import zipfile
from dataclasses import dataclass, field
from typing import Any

from openpyxl.workbook.workbook import Workbook

from tests.support.list_files.builders import (
    ROWS,
    SHEET,
    claiming,
    inline,
    numbered,
    packed,
    parts_of,
    text,
    with_data,
    with_parts,
    with_shared,
    with_sheet,
    workbook,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = "[Content_Types].xml"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"a" * 10_000}">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
NOISE = bytes((n * n * 7919 + n // 256 * 31) % 251 for n in range(700_000))


@dataclass(frozen=True)
class Refused:
    """A file, and why it cannot be read."""

    content: bytes
    code: str
    line: int = 0
    params: dict[str, Any] = field(default_factory=dict)
    name: str = "liste.csv"


def _formula(book: Workbook) -> None:
    book.active["B3"] = "=1+1"


def _all_hidden(book: Workbook) -> None:
    book.create_sheet("Visible", 0)
    book["Sheet"].sheet_state = "veryHidden"


def _mixed() -> bytes:
    return text() + text((ROWS[0],), encoding="cp1252")


def _twice() -> bytes:
    parts = parts_of(workbook())
    other = SHEET.replace("1", "2")
    return packed(parts | {other: parts[SHEET]}).replace(other.encode(), SHEET.encode())


TEXTS = {
    "empty": Refused(b"", "empty"),
    "blank": Refused(b"\r\n ; ;\r\n", "empty"),
    "only a mark": Refused(b"\xef\xbb\xbf", "empty"),
    "old macintosh": Refused(text(encoding="mac_roman"), "encoding"),
    "dos": Refused(text(encoding="cp850"), "encoding"),
    "no alphabet": Refused(b"Nom;Ville\n\x81\x8d;\x90\n", "encoding"),
    "utf16 without its mark": Refused(text(encoding="utf-16-le"), "encoding"),
    "utf16 cut": Refused(text(encoding="utf-16")[:-1], "encoding"),
    "two alphabets": Refused(_mixed(), "mixed_letters", 4),
    "nul": Refused(text() + b"A;\0;C;D\r\n", "nul", 4),
    "quote not closed": Refused(text() + b'"FICTIF;B;C;D\r\nE;F;G;H\r\n', "quotes", 4),
    "quote in quotes": Refused(b'Nom;Rue\nA;B\nC;"Les "Lilas""\n', "quotes", 3),
    "cell of 10,001": Refused(text() + b"A;" + b"x" * 10_001 + b";C;D\r\n", "cell", 4),
    "cell beyond the library": Refused(text() + b'"' + b"x\n" * 90_000 + b'";B;C;D', "cell", 4),
    "cell of 10 MB": Refused(text() + b"x" * 10_000_000, "long_line", 4),
    "20,000 columns": Refused(b";".join([b"c"] * 20_000), "columns", 1, {"limit": 500}),
    "600 columns below": Refused(text() + b";" * 600 + b"x", "columns", 4, {"limit": 500}),
}
OTHERS = {
    "png": Refused(b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture", name="liste.xlsx"),
    "jpeg": Refused(b"\xff\xd8\xff\xe0" + b"\0" * 50, "picture"),
    "pdf": Refused(b"%PDF-1.7\n", "pdf"),
    "rtf": Refused(b"{\\rtf1 Nom}", "document"),
    "gzip": Refused(b"\x1f\x8b\x08" + b"\0" * 20, "archive"),
    "empty archive": Refused(b"PK\x05\x06" + b"\0" * 18, "archive"),
    "zip of a csv": Refused(packed({"liste.csv": text()}), "archive"),
    "zip in a zip": Refused(packed({"liste.xlsx": workbook()}), "archive", name="liste.xlsx"),
    "docx": Refused(packed({TYPES: b"<Types/>", "word/document.xml": b"<x/>"}), "document"),
    "ods": Refused(
        packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
        "open_document",
        name="liste.xlsx",
    ),
    "xlsb": Refused(packed({TYPES: b"<Types/>", "xl/workbook.bin": b"x"}), "binary_excel"),
    "old xls": Refused(OLE + b"\0" * 3_000 + "Workbook".encode("utf-16-le"), "old_excel", name="liste.xlsx"),
    "encrypted": Refused(
        OLE + b"\0" * (1_050_000) + "EncryptedPackage".encode("utf-16-le") + b"\0" * 9, "encrypted", name="liste.xlsx"
    ),
    "html as xls": Refused(b"\xef\xbb\xbf \r\n<HTML><table><tr><td>Nom</table>", "html", name="liste.xls"),
    "html by xml": Refused(b'<?xml version="1.0"?><html><table/></html>', "html", name="liste.xls"),
    "excel 2003 xml": Refused(b'<?xml version="1.0"?><Workbook/>', "xml", name="liste.xls"),
    "text called xlsx": Refused(text(), "text_as_workbook", params={"ending": "xlsx"}, name="Liste.XLSX"),
    "text called xls": Refused(text(), "text_as_workbook", params={"ending": "xls"}, name="liste.xls"),
    "noise called xlsx": Refused(b"\x81\x8d\x90" * 50, "damaged", name="liste.xlsx"),
}
WORKBOOKS = {
    "cut": Refused(workbook()[:-200], "damaged"),
    "cut in the middle": Refused(workbook()[:900], "damaged"),
    "no such sheet part": Refused(packed({n: p for n, p in parts_of(workbook()).items() if n != SHEET}), "damaged"),
    "no relations": Refused(
        packed({n: p for n, p in parts_of(workbook()).items() if "workbook.xml.rels" not in n}), "damaged"
    ),
    "xml cut": Refused(with_parts(xl__worksheets__sheet1_xml=b"<worksheet><sheetData><row>"), "damaged"),
    "only hidden sheets": Refused(
        packed(
            parts_of(workbook())
            | {"xl/workbook.xml": parts_of(workbook())["xl/workbook.xml"].replace(b'"visible"', b'"hidden"')}
        ),
        "no_sheet",
    ),
    "the sheet shown is empty": Refused(workbook((), _all_hidden), "empty"),
    "empty workbook": Refused(workbook(()), "empty"),
    "formula": Refused(workbook(change=_formula), "formula", 3, {"cell": "B3"}),
    "macros": Refused(with_parts(xl__vbaProject_bin=b"x"), "macro", name="liste.xlsm"),
    "macros by type": Refused(
        packed(
            parts_of(workbook())
            | {
                TYPES: parts_of(workbook())[TYPES].replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            }
        ),
        "macro",
    ),
    "old macro sheet": Refused(with_parts(xl__macrosheets__sheet1_xml=b"<x/>"), "macro"),
    "external links": Refused(with_parts(xl__externalLinks__externalLink1_xml=b"<x/>"), "external_links"),
    "connections": Refused(with_parts(xl__connections_xml=b"<x/>"), "external_links"),
    "encrypted entry": Refused(claiming(workbook(), SHEET, flag=1), "encrypted"),
    "a part twice": Refused(_twice(), "damaged"),
    "laughs": Refused(with_sheet("<sheetData/>", LAUGHS), "entities"),
    "quadratic": Refused(with_sheet("<sheetData>&a;&a;&a;</sheetData>", QUADRATIC), "entities"),
    "outside": Refused(with_sheet("<sheetData>&a;</sheetData>", OUTSIDE), "entities"),
    "entities in the shared texts": Refused(
        with_shared("<si><t>&b;</t></si>", '<row><c t="s"><v>0</v></c></row>', LAUGHS), "entities"
    ),
    "bomb by ratio": Refused(with_parts(xl__media__zeros_bin=b"\0" * 5_000_000), "bomb"),
    "bomb whose headers lie": Refused(
        claiming(with_sheet("<sheetData>" + " " * 900_000 + "</sheetData>"), SHEET, unpacked=2_000), "bomb"
    ),
    "bomb by entries": Refused(packed({**parts_of(workbook()), **{f"x/{n}": b"" for n in range(1_000)}}), "bomb"),
    "51 MB": Refused(
        claiming(with_parts(xl__media__noise_bin=NOISE), "xl/media/noise.bin", unpacked=51 << 20), "too_big", 0, {"limit": 50}
    ),
    "packed by another method": Refused(packed(parts_of(workbook()), zipfile.ZIP_LZMA), "damaged"),
    "depth": Refused(with_data("<a>" * 1_000), "damaged"),
    "row 0": Refused(with_data(f'<row r="0">{inline("Nom", "Ville")}</row>'), "damaged"),
    "row beyond the last": Refused(with_data(f'<row r="1048577">{inline("Nom", "Ville")}</row>'), "damaged"),
    "rows out of order": Refused(with_data(f'<row r="2">{inline("A")}</row><row r="2">{inline("B")}</row>'), "damaged"),
    "shared text that is not there": Refused(with_data('<row><c t="s"><v>99</v></c></row>'), "damaged"),
    "column beyond the last": Refused(with_data('<row><c r="ABCD1" t="str"><v>x</v></c></row>'), "damaged"),
    "column 501": Refused(with_data('<row r="7"><c r="SG7" t="str"><v>x</v></c></row>'), "columns", 7, {"limit": 500}),
    "cell of 10,001": Refused(with_data(f"<row r='5'>{inline('x' * 10_001)}</row>"), "cell", 5),
    "no number": Refused(with_data("<row><c><v>douze</v></c></row>"), "damaged"),
    "50,001 rows": Refused(
        numbered(50_002), "too_many_rows", 0, {"limit": 50_000}
    ),
}
REFUSED = (
    {f"text, {name}": each for name, each in TEXTS.items()}
    | {f"other, {name}": each for name, each in OTHERS.items()}
    | {f"xlsx, {name}": each for name, each in WORKBOOKS.items()}
)
