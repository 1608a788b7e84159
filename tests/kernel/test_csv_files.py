"""CSV files: no formula goes out, what went out comes back, what is no table is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel.csv_files import UnreadableError, guarded, read_csv, to_csv, unguarded


@pytest.mark.parametrize("text", ["=1+1", "+33", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"])
def test_no_cell_starts_a_formula(text: str) -> None:
    assert guarded(text) == "'" + text
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["Rue A", "l'été", "'", "", "'avant"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


def test_nothing_is_an_empty_cell_and_quotes_are_doubled() -> None:
    assert to_csv(["a", "b"], [[None, 'say "x", please']]) == 'a,b\r\n,"say ""x"", please"\r\n'


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
        min_size=2,
        max_size=4,
    )
)
def test_what_was_written_is_read_again(cells: list[str]) -> None:
    header = [f"h{number}" for number in range(len(cells))]
    rows = read_csv(to_csv(header, [cells]).encode())
    if any(cell.strip() for cell in cells):
        assert rows[1].cells == tuple(unguarded(guarded(cell).strip()) for cell in cells)


def test_the_separator_is_that_of_the_first_line() -> None:
    assert read_csv(b"a;b\n1,5;2")[1].cells == ("1,5", "2")
    assert read_csv(b"a\tb\n1;5\t2")[1].cells == ("1;5", "2")


def test_rows_keep_the_line_on_which_they_start() -> None:
    rows = read_csv(b'a;b\n\n"x\ny";1\nz;2\n')
    assert [(row.line, row.cells[0]) for row in rows] == [(1, "a"), (3, "x\ny"), (5, "z")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"a\0b", "nul"),
        (b"\x81\x8d", "encoding"),
        (b'a;b\n"x', "quotes"),
        (b"a\n" + b"y" * 10_001, "cell"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_csv(content)
    assert refused.value.code == code
