"""CSV files, written so that no spreadsheet runs a cell. They are read in `kernel.tables`."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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
