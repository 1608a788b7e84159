"""Tickets and ranks (step 7), with the traps of 32-byte arrays."""

from hmac import digest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.sortition.rows import first_not_ascending, hex_of, rows_from, sort_rows
from participation.sortition.tickets import rank_order, ranks_of, tickets_of
from tests.sortition.samples import salt, steady

ROWS = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)


@given(ROWS)
@steady
def test_rows_sort_as_the_bytes_do(rows: list[bytes]) -> None:
    order = sort_rows(rows_from(b"".join(rows))).tolist()
    assert order == sorted(range(len(rows)), key=lambda index: rows[index])


def test_rows_sort_as_big_endian_integers_and_keep_trailing_zeros() -> None:
    rows = [bytes(31) + b"\x01", b"\x01" + bytes(31), bytes(7) + b"\x02" + bytes(24), bytes(32)]
    assert sort_rows(rows_from(b"".join(rows))).tolist() == [3, 0, 2, 1]
    assert hex_of(rows_from(b"".join(rows))) == [row.hex() for row in rows]


def test_neighbours_that_a_float_would_merge_stay_apart() -> None:
    rows = [(2**256 - 1 - step).to_bytes(32, "big") for step in range(5)]
    assert sort_rows(rows_from(b"".join(rows))).tolist() == [4, 3, 2, 1, 0]


def test_equal_tickets_go_by_leaf() -> None:
    tied = rows_from(salt("b") + salt("a") + salt("b") + salt("a"))
    order = rank_order(tied)
    low, high = ([1, 3], [0, 2]) if salt("a") < salt("b") else ([0, 2], [1, 3])
    assert order.tolist() == low + high


def test_tickets_are_keyed_hashes_of_the_leaves_even_of_one_that_ends_in_zero() -> None:
    leaves = [salt("a")[:31] + b"\x00", bytes(32)]
    seed = salt("seed")
    expected = [digest(seed, b"conseil-draw/1/ticket\n" + leaf, "sha256").hex() for leaf in leaves]
    assert hex_of(tickets_of(seed, rows_from(b"".join(leaves)))) == expected


def test_ranks_count_from_one_and_invert_the_order() -> None:
    assert ranks_of(np.array([2, 0, 1])).tolist() == [2, 3, 1]


@given(st.sets(st.binary(min_size=32, max_size=32), min_size=2, max_size=30), st.data())
@steady
def test_removing_one_person_moves_nobody_else(leaves: set[bytes], data: st.DataObject) -> None:
    everyone = sorted(leaves)
    gone = data.draw(st.integers(0, len(everyone) - 1))
    rest = everyone[:gone] + everyone[gone + 1 :]

    def by_rank(some: list[bytes]) -> list[bytes]:
        order = rank_order(tickets_of(salt("seed"), rows_from(b"".join(some))))
        return [some[index] for index in order.tolist()]

    assert by_rank(rest) == [leaf for leaf in by_rank(everyone) if leaf != everyone[gone]]


@pytest.mark.parametrize(
    ("numbers", "first"), [([1], None), ([1, 2, 3], None), ([1, 1], 1), ([1, 3, 2], 2), ([2**200, 2**100], 1)]
)
def test_the_first_row_out_of_order_is_named(numbers: list[int], first: int | None) -> None:
    rows = rows_from(b"".join(number.to_bytes(32, "big") for number in numbers))
    assert first_not_ascending(rows) == first
