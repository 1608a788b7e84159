"""One way in: what the file is decides who reads it."""

import io
from pathlib import Path
from typing import BinaryIO

from participation.kernel.tables.base import Table, UnreadableError
from participation.kernel.tables.csv_table import CsvTable
from participation.kernel.tables.detection import kind_of
from participation.kernel.tables.xlsx_table import XlsxTable

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def open_table(
    source: Path | bytes, name: str = "", *, sheet: str | None = None, header_line: int | None = None
) -> Table:
    """Look at a file once from end to end and return it as a table.

    Args:
        source: Where the file lies, or what is in it.
        name: As the person's computer called it: its ending tells a broken workbook from a text of unknown letters.
        sheet: Which sheet of a workbook; the first visible one with something in it unless told.
        header_line: Line that names the columns, found by its look unless told; 0 where there is none.

    Raises:
        UnreadableError: It is no table we can read; nothing else is raised whatever the bytes.
    """

    def opener() -> BinaryIO:
        return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")

    with opener() as stream:
        kind = kind_of(stream)
    if kind == "xlsx":
        return XlsxTable(opener, sheet, header_line)
    is_named_workbook = name.lower().endswith(WORKBOOKS)
    try:
        table = CsvTable(opener, header_line)
    except UnreadableError as error:
        if is_named_workbook and error.code in ("encoding", "nul", "long_line"):
            raise UnreadableError("damaged") from error
        raise
    if is_named_workbook:
        # Whoever renamed a text by hand may have lost leading zeros or accents on the way: they say what it is.
        raise UnreadableError("text_as_workbook", ending=name.lower().rpartition(".")[2])
    return table
