"""Attendance rates: over the meetings of the mandate alone, excused apart, a substitute counts for the seat."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.measures.attendance import (
    ABSENT,
    EXCUSED,
    PRESENT,
    REPLACED,
    UNSAID,
    rates,
    within,
)
from participation.measures.errors import ArrayError


def days(*values):
    return np.array(values, dtype="datetime64[D]")


def test_meetings_before_and_after_the_mandate_do_not_count():
    meets = days("2026-01-11", "2026-01-12", "2026-06-30", "2026-07-01")
    found = within(days("2026-01-12"), days("2026-06-30"), meets)
    assert found.tolist() == [[False, True, True, False]]


def test_absences_of_before_the_seat_was_taken_are_nobodys():
    is_within = np.array([[False, False, True, True]])
    found = rates(is_within, np.array([[ABSENT, ABSENT, PRESENT, PRESENT]]))
    assert (found.meetings.tolist(), found.absent.tolist(), found.share.tolist()) == ([2], [0], [1.0])


def test_a_substitute_counts_for_the_seat():
    found = rates(np.ones((1, 4), dtype=np.bool_), np.array([[PRESENT, REPLACED, EXCUSED, ABSENT]]))
    assert (found.present[0], found.replaced[0], found.excused[0], found.absent[0]) == (1, 1, 1, 1)
    assert found.share[0] == 0.5


def test_what_nobody_knows_is_held_against_nobody():
    found = rates(np.ones((2, 2), dtype=np.bool_), np.array([[PRESENT, UNSAID], [UNSAID, UNSAID]]))
    assert found.share[0] == 1.0
    assert np.isnan(found.share[1])
    assert found.unsaid.tolist() == [1, 2]


@given(
    st.integers(0, 6).flatmap(
        lambda size: st.tuples(
            st.lists(st.booleans(), min_size=size, max_size=size),
            st.lists(st.integers(UNSAID, ABSENT), min_size=size, max_size=size),
        )
    )
)
def test_every_meeting_of_the_mandate_is_counted_once(rows):
    is_within, known = (np.array([row]) for row in rows)
    found = rates(is_within.astype(np.bool_), known.astype(np.int64))
    parts = (found.present, found.replaced, found.excused, found.absent, found.unsaid)
    assert sum(part[0] for part in parts) == found.meetings[0] == sum(rows[0])


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: within(days("2026-01-01"), days("2026-01-01", "2026-01-02"), days()), "lengths_differ"),
        (lambda: within(np.array(["2026-01"], dtype="datetime64[M]"), days("2026-01-01"), days()), "not_days"),
        (lambda: rates(np.ones((1, 2), dtype=np.bool_), np.array([[1]])), "lengths_differ"),
        (lambda: rates(np.ones((1, 1), dtype=np.bool_), np.array([[9]])), "unknown_presence"),
    ],
)
def test_refusals(call, code):
    with pytest.raises(ArrayError) as refusal:
        call()
    assert refusal.value.code == code
