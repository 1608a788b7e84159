"""The header and first rows of a file, kept beside it: pages show them without reading the file again."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from participation.draws.imports import ColumnMapping, propose
from participation.kernel.tables import Note, Row, Table

ROWS = 20
PROPOSED_FROM = 200
"""Rows by which unknown columns are guessed."""


class Sample(Table):
    """A table of which only the beginning is known."""

    def __init__(self, header: Sequence[str], header_line: int, rows: Sequence[Row]) -> None:
        self.header, self.header_line, self._rows = tuple(header), header_line, rows

    def _rows_after(self, line: int) -> Iterator[Row]:
        return (row for row in self._rows if row.line > line)


@dataclass(frozen=True)
class Look:
    """What a first look at a file found."""

    table: Sample
    first_lines: Sequence[Row]
    """As they are read, titles and header among them."""
    encoding: str | None
    separator: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    notes: tuple[Note, ...]
    lines: int


def proposed(table: Table) -> ColumnMapping:
    """Return the likeliest columns of a table."""
    return propose(table.header, table.sample(PROPOSED_FROM))


def look_at(table: Table) -> bytes:
    """Return a table's beginning as `read_look` takes it."""
    content = {
        "header": table.header,
        "header_line": table.header_line,
        "rows": [[row.line, row.cells] for row in table.sample(ROWS)],
        "first_lines": [[row.line, row.cells] for row in table.first_lines(3)],
        "encoding": table.encoding,
        "separator": table.separator,
        "sheet": table.sheet,
        "sheets": table.sheets,
        "notes": [[note.code, dict(note.params)] for note in table.notes],
        "lines": table.lines,
    }
    return json.dumps(content).encode("ascii")


def read_look(path: Path) -> Look | None:
    """Return what was kept; None once it is gone with its file."""
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    rows = [Row(line, tuple(cells)) for line, cells in content["rows"]]
    return Look(
        table=Sample(content["header"], content["header_line"], rows),
        first_lines=[Row(line, tuple(cells)) for line, cells in content["first_lines"]],
        encoding=content["encoding"],
        separator=content["separator"],
        sheet=content["sheet"],
        sheets=tuple(content["sheets"]),
        notes=tuple(Note(code, params) for code, params in content["notes"]),
        lines=content["lines"],
    )
