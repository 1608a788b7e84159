"""What both readers share: rows, notes, refusals, and which row names the columns."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import BinaryIO, NamedTuple

from openpyxl.utils import get_column_letter

LONGEST_CELL = 10_000
MOST_COLUMNS = 500
HEADER_WITHIN = 20
"""Rows with something in them among which the header is looked for."""
HEADER_SHARE = 0.6
"""A header names at least this share of the cells of a full row; a title above it does not."""

Opener = Callable[[], BinaryIO]
"""Gives the file from its beginning, each time it is called."""


class UnreadableError(Exception):
    """A file that is no table we can read.

    Args:
        code: One of `CODES`.
        line: Where, from 1; 0 where the whole file is meant.
        params: What the sentence says further: `cell`, `sheet`, `limit`, `found`…
    """

    def __init__(self, code: str, line: int = 0, **params: str | int) -> None:
        super().__init__(code, line, params)
        self.code = code
        self.line = line
        self.params: Mapping[str, str | int] = params


class Row(NamedTuple):
    """One row of a file: the line on which it starts, from 1, and its cells without spaces around them."""

    line: int
    cells: tuple[str, ...]


class Note(NamedTuple):
    """Something to tell about a file that can be read: hidden rows, other sheets…"""

    code: str
    params: Mapping[str, str | int]


class Table(ABC):
    """A file that can be read as a header and rows."""

    kind: str
    """`csv` or `xlsx`."""
    header: tuple[str, ...] = ()
    header_line: int = 0
    """Line of the header; 0 where the file has none and columns go by their letters."""
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    """Visible sheets, of which `sheet` is the one that is read."""
    lines: int = 0
    """Lines of the whole file, or rows of the sheet: an upper bound of the rows, to show progress."""
    notes: tuple[Note, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """How to name each column to a person: its header, with its letter where that does not tell it apart."""
        return tuple(
            f"{text} ({letter})" if text and self.header.count(text) > 1 else text or letter
            for text, letter in ((text, get_column_letter(n)) for n, text in enumerate(self.header, 1))
        )

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header, without those that are empty; cells beyond the header only if filled.

        Raises:
            UnreadableError: While reading, where a quote is not closed or a cell is too long.
        """
        width = len(self.header)
        for row in self._rows_after(self.header_line):
            cells = row.cells
            if len(cells) > width and not any(cells[width:]):
                row = Row(row.line, cells[:width])
            yield row

    def sample(self, number: int) -> list[Row]:
        """Return the first rows below the header."""
        return list(islice(self.rows(), number))

    def first_lines(self, number: int) -> list[Row]:
        """Return the first rows of the file as they are read, titles and header among them."""
        return list(islice(self._rows_after(0), number))

    @abstractmethod
    def _rows_after(self, line: int) -> Iterator[Row]:
        """Yield the rows with something in them that start below a line."""

    def _find_header(self, header_line: int | None) -> None:
        """Set the header, found by its look or given by its line (0: there is none)."""
        rows = list(islice(self._rows_after(0), 200))
        if not rows:
            raise UnreadableError("empty")
        if header_line == 0:
            width = max(len(row.cells) for row in rows)
            self.header = tuple(get_column_letter(n) for n in range(1, width + 1))
            return
        found = header_of(rows) if header_line is None else row_at(self._rows_after(header_line - 1), header_line)
        self.header, self.header_line = without_empty_end(found.cells), found.line


def row_at(rows: Iterable[Row], line: int) -> Row:
    """Return the row that starts on a line."""
    found = next(iter(rows), None)
    if found is None or found.line != line:
        raise UnreadableError("header", line)
    return found


def header_of(rows: Sequence[Row]) -> Row:
    """Return the row that names the columns: the first one about as full as the full ones."""
    filled = [sum(1 for cell in row.cells if cell) for row in rows]
    full = sorted(filled)[int(len(filled) * 0.95)]
    wanted = full * HEADER_SHARE
    near = range(min(HEADER_WITHIN, len(rows)))
    return rows[next((n for n in near if filled[n] >= wanted), 0)]


def without_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return cells up to the last one with something in it."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]
