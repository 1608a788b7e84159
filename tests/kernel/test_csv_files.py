"""CSV files: no formula goes out, and what went out comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel.csv_files import guarded, to_csv, unguarded
from participation.kernel.tables import open_table


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
    rows = list(open_table(to_csv(header, [cells]).encode()).rows())
    if any(cell.strip() for cell in cells):
        assert rows[0].cells == tuple(unguarded(guarded(cell).strip()) for cell in cells)
