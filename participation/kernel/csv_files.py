"""CSV files: written so that no spreadsheet runs a cell, read from whatever a spreadsheet saved.

Reading takes UTF-8 with or without its mark, UTF-16 with its mark, or Windows-1252; `;`, tab or `,` between
cells.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SEPARATORS = (";", "\t", ",")
LONGEST_CELL = 10_000
NOT_FRENCH = frozenset("ŽžˆŠ‰")
"""What accented letters of an old Macintosh file become when read as Windows-1252."""


class UnreadableError(Exception):
    """A file that is no CSV file we can read. `code`: `encoding`, `empty`, `nul`, `cell` or `quotes`."""

    def __init__(self, code: str, line: int = 1) -> None:
        super().__init__(code, line)
        self.code = code
        self.line = line


@dataclass(frozen=True)
class Row:
    """One row of a file, with the line on which it starts, from 1."""

    line: int
    cells: tuple[str, ...]


def guarded(value: object) -> str:
    """Return a cell's text, with an apostrophe before what a spreadsheet would take for a formula."""
    text = "" if value is None else str(value)
    return "'" + text if text.startswith(FORMULA) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]], separator: str = ",") -> str:
    """Return a file in the form of RFC 4180, with commas between cells unless told otherwise."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=separator)
    writer.writerow(header)
    for row in rows:
        writer.writerow([guarded(value) for value in row])
    return target.getvalue()


def read_csv(content: bytes) -> list[Row]:
    """Return the rows of a file, the header first, without those that are empty.

    Raises:
        UnreadableError: The file is empty, in an unknown encoding, holds a NUL or a huge cell, or its
        quotes do
            not match.
    """
    text = _decoded(content)
    if "\0" in text:
        raise UnreadableError("nul", text.count("\n", 0, text.index("\0")) + 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows, start = [], 1
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise UnreadableError("cell", start)
            if any(cell.strip() for cell in cells):
                rows.append(Row(start, tuple(unguarded(cell.strip()) for cell in cells)))
            start = reader.line_num + 1
    except csv.Error as error:
        # The library names a huge cell and a stray quote in words only; both begin on this line.
        raise UnreadableError("cell" if "limit" in str(error) else "quotes", start) from error
    if not rows:
        raise UnreadableError("empty")
    return rows


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode(content, "utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode(content, "cp1252")
    if NOT_FRENCH & set(text):
        raise UnreadableError("encoding")
    return text


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("encoding") from error


def _separator(text: str) -> str:
    """Return the separator that the first line with a word uses most."""
    header = next((line for line in text.splitlines() if line.strip(" ;,\t")), "")
    return max(SEPARATORS, key=header.count)
