"""Whatever the bytes, a file is a table or is refused: no other error, and no more memory than the file is worth."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.kernel.tables import UnreadableError, open_table
from tests.support.list_files.builders import NAMESPACE, SHEET, packed, parts_of, text, with_shared, workbook
from tests.support.list_files.readable import READABLE

WORKBOOK = workbook()
PARTS = parts_of(with_shared("<si><t>Nom</t></si>", '<row><c t="s"><v>0</v></c><c><v>2</v></c></row>'))
SHORT = [file.content for file in READABLE.values() if len(file.content) < 50_000]
NAMES = st.sampled_from(["liste.csv", "liste.xlsx", "../../<svg onload=x>.csv", ""])
SIGNS = st.text(st.sampled_from(";,\t|\"'\r\n\0aé=\ufeff0:/ \u2028\x85"), max_size=200)
MARKS = st.text(st.sampled_from("<>/\"'= &;!rcvtsfdo0123456789A\n"), max_size=60)
often = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def read(content: bytes, name: str = "", header_line: int | None = None) -> None:
    """Read a file to its end, and refuse it only as a table refuses."""
    with contextlib.suppress(UnreadableError):
        table = open_table(content, name, header_line=header_line)
        for row in table.rows():
            assert row.line > table.header_line
            assert any(row.cells)
        assert len(table.labels) == len(table.header)


@often
@given(st.binary(max_size=400), NAMES)
def test_any_bytes(content: bytes, name: str) -> None:
    read(content, name)


@often
@given(SIGNS, st.sampled_from(["utf-8", "utf-16", "cp1252", "latin-1"]), st.none() | st.integers(0, 5))
def test_any_signs_of_a_list(signs: str, encoding: str, header_line: int | None) -> None:
    read(signs.encode(encoding, "replace"), header_line=header_line)


@often
@given(st.sampled_from(SHORT), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 6)), max_size=4))
def test_any_change_of_a_file(content: bytes, changes: list[tuple[float, bytes, int]]) -> None:
    changed = bytearray(content)
    for place, put, taken in changes:
        at = int(place * len(changed))
        changed[at : at + taken] = put
    read(bytes(changed))


@often
@given(st.sampled_from(sorted(PARTS)), st.floats(0, 1), MARKS, st.integers(0, 40))
def test_any_change_inside_a_workbook(name: str, place: float, put: str, taken: int) -> None:
    part = bytearray(PARTS[name])
    at = int(place * len(part))
    part[at : at + taken] = put.encode()
    read(packed(PARTS | {name: bytes(part)}))


@often
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "s", "n", "b", "e", "d", "str", "inlineStr", "x"]),
            st.sampled_from(["", "A1", "B1", "ZZZ1", "1", "é9", "XFD1", "A"]),
            st.sampled_from(["", "0", "1", "-1", "99", "x"]),
            st.sampled_from(["", "1", "-1", "1e999", "nan", "44927", "9" * 40, "x", "0.5", "_xD800_", "1e308"]),
        ),
        max_size=6,
    ),
    st.sampled_from(["", "1", "5", "0", "-3", "x", "1.0", "99999999999999999999"]),
)
def test_any_cell(cells: list[tuple[str, str, str, str]], line: str) -> None:
    inside = "".join(f'<c t="{kind}" r="{at}" s="{style}"><v>{value}</v></c>' for kind, at, style, value in cells)
    sheet = f'<worksheet xmlns="{NAMESPACE}"><sheetData><row r="{line}">{inside}</row></sheetData></worksheet>'
    read(packed(PARTS | {SHEET: sheet.encode()}))


def test_a_file_that_grows_shorter_between_two_readings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(text(encoding="utf-16"))
    table = open_table(path)
    path.write_bytes(text(encoding="utf-16")[:-1])
    with pytest.raises(UnreadableError, match="encoding"):
        list(table.rows())
    path.write_bytes(WORKBOOK)
    workbook_table = open_table(path)
    path.write_bytes(WORKBOOK[:-300])
    with pytest.raises(UnreadableError, match="damaged"):
        list(workbook_table.rows())
