"""What is secret cannot be computed from what is shown, proven by linear algebra on every small table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from participation.measures.errors import ArrayError
from participation.measures.masking import masked, masked_parts

NAN = float("nan")
Table = NDArray[np.float64]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, NDArray[np.bool_]]:
    """A table that adds up, and what its source keeps secret, whose numbers nobody knows."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    inner = np.array(draw(st.lists(st.integers(0, 30), min_size=rows * columns, max_size=rows * columns)), dtype=float)
    inner = inner.reshape(rows, columns)
    whole = np.block([[inner, inner.sum(axis=1, keepdims=True)], [inner.sum(axis=0, keepdims=True), inner.sum()]])
    secret = np.array(draw(st.lists(st.booleans(), min_size=whole.size, max_size=whole.size))).reshape(whole.shape)
    secret &= np.array(draw(st.lists(st.booleans(), min_size=whole.size, max_size=whole.size))).reshape(whole.shape)
    return whole, secret


def computable(missing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which missing numbers follow from the sums: those that no solution of « all sums are 0 » can move."""
    rows, columns = missing.shape
    cells = np.argwhere(missing)
    sums = np.zeros((rows + columns, len(cells)))
    for at, (row, column) in enumerate(cells):
        sums[row, at] = -1 if column == columns - 1 else 1
        sums[rows + column, at] = -1 if row == rows - 1 else 1
    found = np.zeros(missing.shape, dtype=bool)
    if len(cells):
        _, sizes, free = np.linalg.svd(sums)
        free = free[int((sizes > 1e-9).sum()) :]
        found[tuple(cells.T)] = (np.abs(free) < 1e-9).all(axis=0)
    return found


@given(tables(), st.integers(0, 11))
def test_no_secret_number_can_be_computed(case: tuple[Table, NDArray[np.bool_]], least: int) -> None:
    whole, secret = case
    counts = np.where(secret, NAN, whole)
    found = masked(counts, secret, least)
    must = secret | ((whole > 0) & (whole < least))
    assert (found >= must).all()
    assert not (computable(found | secret) & must).any()


@given(tables(), st.integers(0, 11))
def test_nothing_is_left_out_where_nothing_is_secret(case: tuple[Table, NDArray[np.bool_]], least: int) -> None:
    whole, secret = case
    if ((whole > 0) & (whole < least)).any():
        return
    assert not masked(whole, np.zeros_like(secret), least).any()


def test_the_check_of_this_file_catches_a_lonely_secret() -> None:
    missing = np.zeros((3, 3), dtype=bool)
    missing[0, 0] = True
    assert computable(missing)[0, 0]
    missing[0, 1] = missing[1, 0] = missing[1, 1] = True
    assert not computable(missing).any()


def test_two_lines_with_two_missing_each_may_still_tell() -> None:
    # Each line misses two numbers or none, and yet the one that joins the two squares can be computed.
    missing = np.zeros((6, 6), dtype=bool)
    missing[:2, :2] = missing[2:4, 2:4] = True
    missing[0, 2] = True
    assert computable(missing)[0, 2]
    counts = np.where(missing, NAN, 20.0)
    secret = np.zeros_like(missing)
    secret[0, 2] = True
    assert not computable(masked(counts, secret, 0) | missing)[0, 2]


def test_the_smallest_numbers_go_with_a_secret_one() -> None:
    counts = np.array([[5.0, 90.0, 95.0], [40.0, 20.0, 60.0], [45.0, 110.0, 155.0]])
    found = masked(counts, np.zeros((3, 3), dtype=bool), 11)
    assert found.tolist() == [[True, True, False], [True, True, False], [False, False, False]]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([30.0, 40.0, 70.0], [False, False, False]),
        ([4.0, 40.0, 44.0], [True, True, False]),
        ([4.0, 5.0, 9.0], [True, True, True]),
        ([0.0, 40.0, 40.0], [False, False, False]),
        ([4.0, 0.0, 4.0], [True, False, True]),
        ([4.0, NAN, 44.0], [True, False, False]),
        ([4.0, 0.0, 60.0, 64.0], [True, False, True, False]),
    ],
)
def test_a_line_never_misses_a_secret_number_alone(counts: list[float], expected: list[bool]) -> None:
    assert masked_parts(np.array(counts), np.zeros(len(counts), dtype=bool), 11).tolist() == expected


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5), st.integers(0, 11), st.data())
def test_a_line_agrees_with_its_sum(parts: list[int], least: int, data: st.DataObject) -> None:
    counts = np.array([*parts, sum(parts)], dtype=float)
    secret = np.array(data.draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts))))
    found = masked_parts(np.where(secret, NAN, counts), secret, least)
    must = secret | ((counts > 0) & (counts < least))
    assert (found >= must).all()
    assert not must.any() or int(found.sum()) >= 2


@pytest.mark.parametrize(
    ("code", "counts", "secret"),
    [
        ("not_a_table", [[1.0, 1.0]], [[False, False]]),
        ("lengths_differ", [[1.0, 1.0], [1.0, 1.0]], [[False, False]]),
        ("negative_count", [[-1.0, 1.0], [1.0, 1.0]], [[False, False], [False, False]]),
    ],
)
def test_what_is_no_table_is_refused(code: str, counts: list[list[float]], secret: list[list[bool]]) -> None:
    with pytest.raises(ArrayError) as raised:
        masked(np.array(counts), np.array(secret), 5)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("code", "counts", "secret"),
    [
        ("not_a_line", [1.0], [False]),
        ("lengths_differ", [1.0, 1.0], [False]),
        ("negative_count", [-1.0, 1.0], [False, False]),
    ],
)
def test_what_is_no_line_is_refused(code: str, counts: list[float], secret: list[bool]) -> None:
    with pytest.raises(ArrayError) as raised:
        masked_parts(np.array(counts), np.array(secret), 5)
    assert raised.value.code == code
