"""CSV files: `;`, tab, `,` or `|` between cells, read as a stream."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from participation.kernel.csv_files import unguarded
from participation.kernel.tables.base import (
    HEADER_WITHIN,
    LONGEST_CELL,
    MOST_COLUMNS,
    Opener,
    Row,
    Table,
    UnreadableError,
)
from participation.kernel.tables.letters import look_at

SEPARATORS = (";", "\t", ",", "|")
LOOKED_AT = 100
"""Rows by which the separator is found."""
NO_HEADER = 0.3
"""What a separator is worth that parts no line that could name columns, next to one that does."""
TOLD = re.compile(r'"?sep=([;,|\t])"?[ ;,]*(?:\r\n|\r|\n)', re.IGNORECASE)
"""A first line that tells Excel the separator."""


class CsvTable(Table):
    """A text file with one row a line, or more where a cell holds line ends."""

    kind = "csv"

    def __init__(self, opener: Opener, header_line: int | None = None) -> None:
        self._opener = opener
        with opener() as stream:
            letters = look_at(stream)
        self.encoding, self.lines = letters.encoding, letters.lines
        told = TOLD.match(letters.head)
        self._skipped = 1 if told else 0
        self.separator = told[1] if told else separator_of(letters.head)
        self._find_header(header_line)

    def _rows_after(self, line: int) -> Iterator[Row]:
        with io.TextIOWrapper(self._opener(), encoding=self.encoding, newline="") as text:
            for _ in range(self._skipped):
                next(text, "")
            reader = csv.reader(text, delimiter=self.separator or ";", strict=True)
            start = first = self._skipped + 1
            try:
                for cells in reader:
                    if start > line and any(cells):
                        kept = _cleaned(cells, start)
                        if any(kept):
                            yield Row(start, kept)
                    start = reader.line_num + first
            except csv.Error as error:
                # The library names a huge cell and a stray quote in words only; both begin on this line.
                code = "cell" if "limit" in str(error) else "quotes"
                raise UnreadableError(code, start) from error
            except UnicodeDecodeError as error:
                raise UnreadableError("encoding") from error  # The file is no longer the one looked at.


def _cleaned(cells: list[str], line: int) -> tuple[str, ...]:
    """Return cells without spaces around them nor the apostrophe that kept a spreadsheet from running them."""
    if len(cells) > MOST_COLUMNS:
        raise UnreadableError("columns", line, limit=MOST_COLUMNS)
    if max(map(len, cells)) > LONGEST_CELL:
        raise UnreadableError("cell", line)
    return tuple([unguarded(text) if text[:1] == "'" else text for text in map(str.strip, cells)])


def separator_of(head: str) -> str:
    """Return the separator that parts the first lines most evenly into most cells.

    A comma in each address, or in each number, must not win over the semicolon between them: a separator also
    has to part a line that could be the header.
    """
    scores = {separator: _evenness(head, separator) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: scores[separator])


def _evenness(head: str, separator: str) -> float:
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    with suppress(csv.Error):  # Told with its line when the rows are read.
        for cells in islice(reader, LOOKED_AT):
            if any(cell.strip(" ;,|\t") for cell in cells):
                rows.append(cells)
    widths = Counter(len(cells) for cells in rows)
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 1))
    named = any(_could_name(cells) for cells in rows[:HEADER_WITHIN])
    return count / max(len(rows), 1) * (1 - 1 / width) * (1.0 if named else NO_HEADER)


def _could_name(cells: list[str]) -> bool:
    """Tell whether cells look like headings: two or more, none that begins with a digit."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) > 1 and not any(cell[0].isdigit() for cell in filled)
