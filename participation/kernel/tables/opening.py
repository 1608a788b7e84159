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
    try:
        return CsvTable(opener, header_line)
    except UnreadableError as error:
        if name.lower().endswith(WORKBOOKS) and error.code in ("encoding", "nul", "long_line"):
            raise UnreadableError("damaged") from error
        raise
