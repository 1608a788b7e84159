"""Tables as offices send them, CSV or XLSX, read row by row in bounded memory.

`open_table` looks at the whole file once (letters, size, traps) and refuses what is no list of text; `Table.rows`
then reads it as often as wanted. Every refusal is an `UnreadableError` with a code, the line or cell and the numbers
that its sentence needs; the edge words it.
"""

from participation.kernel.tables.base import Note, Row, Table, UnreadableError
from participation.kernel.tables.opening import open_table

__all__ = ["Note", "Row", "Table", "UnreadableError", "open_table"]
