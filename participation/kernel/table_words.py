"""Why a file cannot be read as a table, and what to know of one that can: each sentence says what to do."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from participation.kernel.i18n import format_number
from participation.kernel.tables import Note, UnreadableError

SENTENCES: dict[str, Any] = {
    "archive": _l("This is an archive. Take the list out of it, and send the list as CSV or XLSX."),
    "binary_excel": _l("This is a binary workbook (.xlsb). Save it again as “Excel workbook (.xlsx)” or as CSV."),
    "bomb": _l("This workbook unpacks to far more than it says, and is not opened. Save the list again as CSV."),
    "cell": _l("Line %(line)s: shorten the cell, or close the quotation mark before it."),
    "columns": _l("Line %(line)s has more than %(limit)s columns. Remove those that are not needed."),
    "damaged": _l("This workbook is damaged. Open it, save it again as XLSX or CSV, then send it again."),
    "document": _l("This is a document, not a table. Copy the list into a spreadsheet and save it as CSV or XLSX."),
    "empty": _l("The file is empty. Its first line must name the columns."),
    "encoding": _l("The letters of this file cannot be read. Save it again as “CSV UTF-8”."),
    "encrypted": _l("This workbook is locked by a password. Save it again without one."),
    "entities": _l("This workbook holds more than cells, and is not opened. Save the list again as CSV."),
    "external_links": _l("This workbook takes cells from other files. Paste them as values, or save the list as CSV."),
    "formula": _l("Cell %(cell)s holds a formula. Paste the values in its place, or save the list as CSV."),
    "header": _l("Line %(line)s is empty. Choose the line that names the columns."),
    "html": _l("This is a web page under another name. Open it in a spreadsheet, and save it as CSV or XLSX."),
    "long_line": _l("Line %(line)s is far too long for a list. Check that each person has a line of their own."),
    "macro": _l("This workbook holds macros. Save it again as “Excel workbook (.xlsx)” or as CSV."),
    "mixed_letters": _l(
        "From line %(line)s on, accents are written another way than before. Save it again as “CSV UTF-8”."
    ),
    "no_sheet": _l("This workbook shows no sheet with cells. Unhide the one with the list, then save again."),
    "no_such_sheet": _l("The workbook has no sheet “%(sheet)s”. Choose one of those it has."),
    "nul": _l("Line %(line)s: remove the character that is no text."),
    "old_excel": _l("This is a workbook of before 2007 (.xls). Save it again as “Excel workbook (.xlsx)” or as CSV."),
    "open_document": _l("This is an OpenDocument sheet (.ods). Save it again as XLSX or CSV."),
    "pdf": _l("This is a PDF file. Ask for the list itself, as CSV or XLSX."),
    "picture": _l("This is a picture. Ask for the list itself, as CSV or XLSX."),
    "quotes": _l("Line %(line)s: close the quotation mark, or double it inside the cell."),
    "text_as_workbook": _l(
        "This file has the name of a workbook (.%(ending)s), but it is text. Rename it so that it ends in .csv, or "
        "save it again as “Excel workbook (.xlsx)”."
    ),
    "too_big": _l("This workbook unpacks to more than %(limit)s MB. Save the list as CSV: there it may be longer."),
    "too_many_cells": _l("This workbook has too many cells to be read. Save the list as CSV: there it may be longer."),
    "too_many_rows": _l("A workbook may have %(limit)s rows. Save the list as CSV: there it may be longer."),
    "xml": _l("This is an XML file. Open it in a spreadsheet, and save it as CSV or XLSX."),
}
NOTES: dict[str, Any] = {
    "hidden_columns": _l("Hidden columns are read too: %(names)s. Remove them from the file if they are not meant."),
    "hidden_rows": _l("%(count)s hidden rows are read too. Remove them from the file if they are not meant."),
    "hidden_sheets": _l("Hidden sheets are not read: %(names)s."),
    "merged_cells": _l("%(count)s groups of cells are merged (%(names)s): only the first cell of each is filled."),
    "other_sheets": _l("Only the sheet “%(sheet)s” is read. Left aside: %(names)s."),
}


def unreadable_sentence(error: UnreadableError) -> str:
    """Return why a file cannot be read, and how to mend it."""
    return stored_sentence(error.code, error.line, error.params)


def stored_sentence(code: str, line: int, params: Mapping[str, Any]) -> str:
    """Return the sentence of a refusal kept as its code, line and parameters."""
    return str(SENTENCES[code]) % {**_written(params), "line": line}


def note_sentence(note: Note) -> str:
    """Return what to know of a file that can be read."""
    return str(NOTES[note.code]) % _written(note.params)


def _written(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return numbers as the reader's language writes them."""
    return {name: format_number(value) if isinstance(value, int) else value for name, value in params.items()}
