"""Quorum: present over seated, per college and in all, at each item; never true of an empty room."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.measures.errors import ArrayError
from participation.measures.quorum import (
    CAME,
    LEFT,
    NO_RULE,
    STAYED,
    presence_by_item,
    quorum,
    required,
)

HALF = Fraction(1, 2)


def ints(*values):
    return np.array(values, dtype=np.int64)


def room(*rows):
    return np.array(rows, dtype=np.bool_)


def test_half_of_seven_is_four_whole_people():
    assert required(ints(7, 8, 5), [HALF, HALF, Fraction("0.6")]).tolist() == [4, 4, 3]


def test_no_rounding_error_asks_for_one_more():
    # 0.07 * 100 is 7.000000000000001 in floating point, whose ceiling would be 8.
    assert required(ints(100), [Fraction("0.07")]).tolist() == [7]


def test_a_rule_of_nothing_asks_for_nobody_and_no_rule_is_said_apart():
    assert required(ints(6, 6), [Fraction(0), None]).tolist() == [0, NO_RULE]


def test_an_empty_college_never_meets_its_rule():
    found = quorum(ints(0, 0), room([True], [True]), 2, [HALF, HALF, None])
    assert found.seated.tolist() == [2, 0, 2]
    assert found.required.tolist() == [1, 1, NO_RULE]
    assert found.is_met[:, 0].tolist() == [True, False, True]
    assert found.holds.tolist() == [False]


def test_each_college_has_its_own_quorum():
    # Ten of twelve are there in all, and yet the second college lacks one.
    college_of = ints(*[0] * 8, *[1] * 4)
    in_room = np.array([[True]] * 9 + [[False]] * 3)
    found = quorum(college_of, in_room, 2, [HALF, HALF, HALF])
    assert found.present[:, 0].tolist() == [8, 1, 9]
    assert found.required.tolist() == [4, 2, 6]
    assert found.is_met[:, 0].tolist() == [True, False, True]


def test_a_meeting_without_items_has_no_answer():
    assert quorum(ints(0), np.zeros((1, 0), dtype=np.bool_), 1, [HALF, HALF]).holds.tolist() == []


def test_who_arrives_late_was_not_there_before():
    moves = np.array([[STAYED, CAME, STAYED], [STAYED, LEFT, STAYED], [LEFT, STAYED, CAME], [STAYED] * 3])
    found = presence_by_item(np.array([True] * 4), moves)
    assert found.tolist() == [
        [False, True, True],
        [True, False, False],
        [False, False, True],
        [True, True, True],
    ]


def test_who_did_not_come_is_at_no_item_whatever_was_noted():
    assert presence_by_item(np.array([False]), np.array([[CAME, STAYED]])).tolist() == [[False, False]]


def test_nobody_moves_at_no_item():
    assert presence_by_item(np.array([True]), np.zeros((1, 0), dtype=np.int64)).shape == (1, 0)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: presence_by_item(np.array([True]), np.zeros((2, 1), dtype=np.int64)), "lengths_differ"),
        (lambda: presence_by_item(np.array([True]), np.array([[7]])), "unknown_move"),
        (lambda: quorum(ints(0), room([True]), 1, [HALF]), "lengths_differ"),
        (lambda: quorum(ints(2), room([True]), 2, [None] * 3), "unknown_college"),
        (lambda: quorum(ints(0), room([True]), 1, [Fraction(3, 2), None]), "share_out_of_range"),
        (lambda: required(ints(-1), [HALF]), "negative_count"),
        (lambda: required(np.array([[1]]), [HALF]), "not_one_dimension"),
        (lambda: required(ints(1, 2), [HALF]), "lengths_differ"),
    ],
)
def test_refusals(call, code):
    with pytest.raises(ArrayError) as refusal:
        call()
    assert refusal.value.code == code


shares = st.fractions(0, 1) | st.none()


@given(st.lists(st.tuples(st.integers(0, 1), st.booleans()), max_size=40), shares, shares, shares)
def test_it_is_the_rule_read_word_by_word(members, first, second, overall):
    college_of = np.array([college for college, _ in members], dtype=np.int64)
    in_room = np.array([[there] for _, there in members], dtype=np.bool_).reshape(len(members), 1)
    found = quorum(college_of, in_room, 2, [first, second, overall])
    groups = [
        [there for college, there in members if college == 0],
        [there for college, there in members if college == 1],
        [there for _, there in members],
    ]
    for group, share, is_met in zip(groups, (first, second, overall), found.is_met[:, 0], strict=True):
        wanted = share is None or share == 0 or (any(group) and Fraction(sum(group), len(group)) >= share)
        assert is_met == wanted


@given(st.integers(0, 20), st.integers(0, 20), st.fractions(0, 1))
def test_inviting_more_people_changes_nothing(present, away, share):
    """Guests and vacant seats are not in the arrays at all: only who holds a seat is."""
    in_room = np.array([[True]] * present + [[False]] * away, dtype=np.bool_).reshape(present + away, 1)
    found = quorum(np.zeros(present + away, dtype=np.int64), in_room, 1, [share, share])
    assert found.seated.tolist() == [present + away] * 2
    assert found.present[:, 0].tolist() == [present] * 2
