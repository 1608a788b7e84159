"""XLSX workbooks: one sheet read as a table, after a look at all of it."""

import re
from collections.abc import Iterator

from participation.kernel.tables.base import Note, Opener, Row, Table, UnreadableError
from participation.kernel.tables.package import Package
from participation.kernel.tables.sheet import Findings, read_rows
from participation.kernel.tables.workbook import Workbook, read_workbook

MOST_ROWS = 50_000
TITLES = 200
"""Rows above the header that may come on top of those."""
SHOWN = 5


class XlsxTable(Table):
    """One sheet of a workbook."""

    kind = "xlsx"

    def __init__(self, opener: Opener, sheet: str | None, header_line: int | None) -> None:
        self._opener = opener
        with Package(opener) as package:
            self._book = read_workbook(package)
            self.sheets = tuple(self._book.sheets)
            self.sheet, findings = self._choose(package, sheet)
        self._part = self._book.sheets[self.sheet]
        self.lines = findings.last_line
        self._find_header(header_line)
        if findings.filled - sum(line <= self.header_line for line in findings.first_lines) > MOST_ROWS:
            raise UnreadableError("too_many_rows", limit=MOST_ROWS)
        self.notes = tuple(_notes(self._book, self.sheet, findings, self.header_line))

    def _choose(self, package: Package, wanted: str | None) -> tuple[str, Findings]:
        """Return the sheet asked for, or the first one with something in it, once all of it was looked at."""
        if wanted is not None and wanted not in self._book.sheets:
            raise UnreadableError("no_such_sheet", sheet=wanted)
        for name in [wanted] if wanted is not None else self.sheets:
            findings = Findings()
            for _row in read_rows(package, self._book.sheets[name], self._book, findings):
                if findings.filled > MOST_ROWS + TITLES:
                    raise UnreadableError("too_many_rows", limit=MOST_ROWS)
            if findings.filled:
                return name, findings
        raise UnreadableError("empty")

    def _rows_after(self, line: int) -> Iterator[Row]:
        with Package(self._opener) as package:
            for row in read_rows(package, self._part, self._book, Findings()):
                if row.line > line:
                    yield row

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header; cells at the end that are empty are not in the file, but are here."""
        width = len(self.header)
        for row in super().rows():
            lacking = width - len(row.cells)
            yield Row(row.line, row.cells + ("",) * lacking) if lacking > 0 else row


def _notes(book: Workbook, sheet: str, findings: Findings, header_line: int) -> Iterator[Note]:
    """Yield what a person should know before they trust that the table is all of the file, and no more."""
    others = [name for name in book.sheets if name != sheet]
    if others:
        yield Note("other_sheets", {"sheet": sheet, "names": _some(others)})
    if book.hidden:
        yield Note("hidden_sheets", {"names": _some(book.hidden)})
    if findings.hidden_rows:
        yield Note("hidden_rows", {"count": findings.hidden_rows})
    if findings.hidden_columns:
        yield Note("hidden_columns", {"names": _some(findings.hidden_columns)})
    merged = [cells for cells in findings.merged if _last_row(cells) > header_line]
    if merged:
        yield Note("merged_cells", {"count": len(merged), "names": _some(merged)})


def _some(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


def _last_row(cells: str) -> int:
    match = re.search(r"(\d{1,7})$", cells, re.ASCII)
    return int(match[1]) if match else 0
