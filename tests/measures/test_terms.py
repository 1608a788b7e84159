"""Terms that end soon: the last day counts, the day after does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.measures.errors import ArrayError
from participation.measures.terms import days_left, ends_within, last_days

TODAY = np.datetime64("2026-11-24")


def days(*values):
    return np.array(values, dtype="datetime64[D]")


def test_both_ends_of_the_window_are_in_it():
    ends = days("2026-11-23", "2026-11-24", "2027-05-26", "2027-05-27", "NaT")
    assert ends_within(ends, TODAY, 183).tolist() == [False, True, True, False, False]


def test_days_left_across_a_leap_day():
    assert days_left(days("2028-03-01"), np.datetime64("2028-02-28")).tolist() == [2]
    assert days_left(days("2027-03-01"), np.datetime64("2027-02-28")).tolist() == [1]


@given(st.lists(st.integers(-800, 800), max_size=40), st.integers(0, 400))
def test_a_longer_window_loses_nobody(offsets, window):
    ends = TODAY + np.array(offsets, dtype="timedelta64[D]")
    short, long = ends_within(ends, TODAY, window), ends_within(ends, TODAY, window + 30)
    assert not (short & ~long).any()
    assert short.sum() == sum(0 <= offset <= window for offset in offsets)


def test_a_term_ends_the_day_before_its_anniversary():
    starts = days("2026-01-12", "2026-01-31", "2028-02-29", "2026-03-01")
    assert last_days(starts, 36).astype(str).tolist() == [
        "2029-01-11",
        "2029-01-30",
        "2031-02-28",
        "2029-02-28",
    ]
    assert last_days(days("2026-01-31"), 1).astype(str).tolist() == ["2026-02-28"]


@given(st.integers(0, 20_000), st.integers(1, 120))
def test_a_later_start_never_ends_earlier(offset, months):
    first = np.datetime64("2014-02-21") + np.timedelta64(offset, "D")
    one, next_one = last_days(np.array([first, first + 1]), months)
    assert first <= one <= next_one


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: ends_within(days("2026-11-24"), TODAY, -1), "negative_window"),
        (lambda: days_left(np.array(["2026-11"], dtype="datetime64[M]"), TODAY), "not_days"),
        (lambda: days_left(days("2026-11-24"), np.datetime64("2026-11-24T10")), "not_days"),
        (lambda: last_days(days("2026-11-24"), 0), "no_length"),
        (lambda: last_days(np.array(["2026-11"], dtype="datetime64[M]"), 3), "not_days"),
    ],
)
def test_what_is_not_a_window_of_days_is_refused(call, code):
    with pytest.raises(ArrayError) as refusal:
        call()
    assert refusal.value.code == code
