"""One sheet of a workbook as rows of text, and what must be told of it.

The sheet is read as a stream of XML events: openpyxl's own reader keeps a dictionary for every styled row, however
empty, and fills the gap before a row numbered a million with a million rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import lru_cache

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import from_excel

from participation.kernel.csv_files import unguarded
from participation.kernel.tables.base import LONGEST_CELL, MOST_COLUMNS, Row, UnreadableError
from participation.kernel.tables.markup import Part, parse
from participation.kernel.tables.package import Package
from participation.kernel.tables.workbook import Workbook, unescaped

LAST_ROW = 1_048_576
MOST_TOLD = 1_000
YES = ("1", "true")


@dataclass
class Findings:
    """What a look at a whole sheet found."""

    last_line: int = 0
    filled: int = 0
    first_lines: list[int] = field(default_factory=list)
    """Lines of the first rows with something in them."""
    hidden_rows: int = 0
    hidden_columns: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def read_rows(package: Package, part: str, book: Workbook, findings: Findings) -> Iterator[Row]:
    """Yield the rows of a sheet that have something in them, and note what else is in it.

    Raises:
        UnreadableError: `formula` with its cell, `columns`, `cell`, `damaged`…
    """
    sheet = _Sheet(book, findings)
    for _piece in parse(package, part, sheet):
        yield from sheet.rows
        sheet.rows.clear()


class _Sheet(Part):
    def __init__(self, book: Workbook, findings: Findings) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._book, self._findings = book, findings
        self._cells: dict[int, str] = {}
        self._row = self._column = 0
        self._is_hidden = self._aside = False
        self._reference = self._kind = self._style = ""
        self._text: list[str] = []

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._open_cell(attributes)
        elif name in ("v", "t"):
            self.gathers = not self._aside
        elif name == "row":
            self._open_row(attributes)
        elif name == "f":
            raise UnreadableError("formula", self._row, cell=self._reference)
        elif name == "rPh":
            self._aside = True
        elif name == "col" and attributes.get("hidden") in YES:
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            self._findings.hidden_columns += map(get_column_letter, range(first, min(last, MOST_COLUMNS) + 1))
        elif name == "mergeCell" and len(self._findings.merged) < MOST_TOLD:
            self._findings.merged.append(attributes.get("ref", ""))

    def shut(self, name: str) -> None:
        if name == "c":
            self._shut_cell()
        elif name in ("v", "t"):
            if self.gathers:
                self._text.append(self.taken())
        elif name == "row":
            self._shut_row()
        elif name == "rPh":
            self._aside = False

    def _open_row(self, attributes: dict[str, str]) -> None:
        line = int(attributes.get("r", self._row + 1))
        if not self._row < line <= LAST_ROW:
            raise UnreadableError("damaged")
        self._row, self._column = line, 0
        self._is_hidden = attributes.get("hidden") in YES

    def _shut_row(self) -> None:
        cells = self._cells
        if not cells:
            return
        found = self._findings
        found.last_line, found.filled = self._row, found.filled + 1
        found.hidden_rows += self._is_hidden
        if len(found.first_lines) < MOST_TOLD:
            found.first_lines.append(self._row)
        self.rows.append(Row(self._row, tuple([cells.get(n, "") for n in range(1, max(cells) + 1)])))
        self._cells = {}

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._reference = attributes.get("r", "")
        self._column = _column_of(self._reference) if self._reference else self._column + 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._text.clear()

    def _shut_cell(self) -> None:
        text = unguarded(self._value("".join(self._text)).strip()) if self._text else ""
        if not text:
            return
        if self._column > MOST_COLUMNS:
            raise UnreadableError("columns", self._row, limit=MOST_COLUMNS)
        if len(text) > LONGEST_CELL:
            raise UnreadableError("cell", self._row)
        self._cells[self._column] = text

    def _value(self, text: str) -> str:
        kind = self._kind
        if kind == "s":
            number = int(text)
            if not 0 <= number < len(self._book.strings):
                raise UnreadableError("damaged")
            return self._book.strings[number]
        if kind in ("inlineStr", "str"):
            return unescaped(text)
        if kind == "d":
            return text.removesuffix("Z").removesuffix("T00:00:00")
        if kind != "n" or not text:
            return text
        return self._number(text, int(self._style) in self._book.date_styles)

    def _number(self, text: str, is_date: bool) -> str:
        """Return a number as an office would type it, a date as year-month-day."""
        value = float(text)
        if is_date:
            try:
                return _day_text(from_excel(value, self._book.epoch))
            except (OverflowError, ValueError):
                return text
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _day_text(moment: datetime | time) -> str:
    if isinstance(moment, datetime) and moment.time() == time():
        return moment.date().isoformat()
    return moment.isoformat(" ", "seconds") if isinstance(moment, datetime) else moment.isoformat("seconds")


@lru_cache(MOST_COLUMNS * 4)
def _letters_to_number(letters: str) -> int:
    return int(column_index_from_string(letters))


def _column_of(reference: str) -> int:
    return _letters_to_number(reference.rstrip("0123456789"))
