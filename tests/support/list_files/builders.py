"""How the files are built: text in any encoding, workbooks by openpyxl, and workbooks taken apart and put together."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.workbook.workbook import Workbook

HEADER = ("Nom", "Prénom", "Date de naissance", "Code postal")
ROWS = (("FICTIF", "Éloïse", "01/02/1980", "14000"), ("FAUSSE-ROY", "Noël", "28/12/1999", "14460"))
SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def text(
    rows: Iterable[Sequence[str]] = (HEADER, *ROWS), separator: str = ";", end: str = "\r\n", encoding: str = "utf-8"
) -> bytes:
    """Return lines of cells."""
    return "".join(separator.join(row) + end for row in rows).encode(encoding)


def workbook(rows: Iterable[Sequence[Any]] = (HEADER, *ROWS), change: Callable[[Workbook], None] | None = None) -> bytes:
    """Return a workbook as openpyxl writes it, after `change` did something to it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return what is in an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_parts(**changed: bytes) -> bytes:
    """Return the usual workbook with parts added or replaced; `__` stands for `/` and `_xml` for `.xml`."""
    names = {name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): each for name, each in changed.items()}
    return packed(parts_of(workbook()) | names)


def with_sheet(inside: str, before: str = "") -> bytes:
    """Return a workbook whose sheet is written by hand."""
    sheet = f'{before}<worksheet xmlns="{NAMESPACE}">{inside}</worksheet>'
    return packed(parts_of(workbook()) | {SHEET: sheet.encode()})


def with_data(rows: str) -> bytes:
    """Return a workbook whose rows are written by hand."""
    return with_sheet(f"<sheetData>{rows}</sheetData>")


def with_shared(texts: str, rows: str, before: str = "") -> bytes:
    """Return a workbook whose cells name their texts by number."""
    parts = parts_of(with_data(rows))
    relations = "xl/_rels/workbook.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    added = f'<Relationship Type="{kind}" Target="sharedStrings.xml" Id="rId9"/></Relationships>'.encode()
    parts[relations] = parts[relations].replace(b"</Relationships>", added)
    parts["xl/sharedStrings.xml"] = f'{before}<sst xmlns="{NAMESPACE}">{texts}</sst>'.encode()
    return packed(parts)


def inline(*cells: str) -> str:
    """Return cells with their texts in place."""
    return "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)


def numbered(rows: int) -> bytes:
    """Return a workbook of one column whose rows are all different."""
    return with_data("".join(f'<row r="{n}"><c r="A{n}"><v>{n * 7_919 % 65_521}</v></c></row>' for n in range(1, rows + 1)))


def claiming(content: bytes, name: str, unpacked: int | None = None, flag: int | None = None) -> bytes:
    """Return an archive whose directory says something else of a part: its length, or its flags."""
    changed = bytearray(content)
    for signature, flag_at, size_at, length_at, name_at in ((b"PK\x03\x04", 6, 22, 26, 30), (b"PK\x01\x02", 8, 24, 28, 46)):
        at = changed.find(signature)
        while at >= 0:
            length = struct.unpack_from("<H", changed, at + length_at)[0]
            if changed[at + name_at : at + name_at + length] == name.encode():
                if unpacked is not None:
                    struct.pack_into("<L", changed, at + size_at, unpacked)
                if flag is not None:
                    struct.pack_into("<H", changed, at + flag_at, flag)
            at = changed.find(signature, at + 4)
    return bytes(changed)
