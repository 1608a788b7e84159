"""Filling, parity and shares: vectors worked out by hand, then what holds for all of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.measures.composition import FEMALE, MALE, UNSTATED, filling, parity, shares
from participation.measures.errors import ArrayError, EmptyCouncilError

SEATS = st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=60)
HOLDERS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=60)


def ints(*values):
    return np.array(values, dtype=np.int64)


def test_filling_counts_each_college():
    result = filling(ints(0, 0, 0, 1, 1), np.array([True, False, True, False, False]), 3)
    assert result.seats.tolist() == [3, 2, 0]
    assert result.filled.tolist() == [2, 0, 0]
    assert result.vacant.tolist() == [1, 2, 0]


@given(SEATS)
def test_filled_and_vacant_make_all_the_seats(rows):
    result = filling(ints(*(c for c, _ in rows)), np.array([f for _, f in rows], dtype=bool), 3)
    assert (result.filled + result.vacant).tolist() == result.seats.tolist()
    assert result.seats.sum() == len(rows)


def test_parity_never_puts_a_person_on_a_side():
    result = parity(ints(0, 0, 0, 0, 1), ints(FEMALE, FEMALE, UNSTATED, MALE, UNSTATED), 2)
    assert result.women.tolist() == [2, 0]
    assert result.men.tolist() == [1, 0]
    assert result.unstated.tolist() == [1, 1]
    assert result.gap.tolist() == [1, 0]


@given(HOLDERS, st.randoms())
def test_parity_counts_everybody_once_whatever_the_order(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = (
        parity(ints(*(c for c, _ in some)), ints(*(g for _, g in some)), 3) for some in (rows, shuffled)
    )
    assert first.women.sum() + first.men.sum() + first.unstated.sum() == len(rows)
    assert first.gap.tolist() == second.gap.tolist()
    assert first.women.tolist() == second.women.tolist()


@given(HOLDERS)
def test_parity_treats_women_and_men_alike(rows):
    swap = {FEMALE: MALE, MALE: FEMALE, UNSTATED: UNSTATED}
    colleges = ints(*(c for c, _ in rows))
    first = parity(colleges, ints(*(g for _, g in rows)), 3)
    second = parity(colleges, ints(*(swap[g] for _, g in rows)), 3)
    assert first.gap.tolist() == second.gap.tolist()
    assert first.women.tolist() == second.men.tolist()


def test_shares_of_ten_and_six_seats():
    assert shares(ints(10, 6)).tolist() == [0.625, 0.375]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20).filter(any))
def test_shares_add_up_to_one(counts):
    assert shares(ints(*counts)).sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: filling(ints(0, 1), np.array([True]), 2), "lengths_differ"),
        (lambda: filling(ints(0, 2), np.array([True, True]), 2), "unknown_college"),
        (lambda: filling(ints(-1), np.array([True]), 2), "unknown_college"),
        (lambda: parity(ints(0), ints(0, 1), 1), "lengths_differ"),
        (lambda: parity(ints(0), ints(3), 1), "unknown_gender"),
        (lambda: parity(ints(0), ints(-1), 1), "unknown_gender"),
        (lambda: shares(ints(3, -1)), "negative_count"),
        (lambda: shares(np.zeros((2, 2), dtype=np.int64)), "not_one_dimension"),
    ],
)
def test_what_is_not_a_composition_is_refused(call, code):
    with pytest.raises(ArrayError) as refusal:
        call()
    assert refusal.value.code == code


def test_no_share_of_nothing():
    with pytest.raises(EmptyCouncilError) as refusal:
        shares(ints(0, 0))
    assert refusal.value.code == "empty_council"
