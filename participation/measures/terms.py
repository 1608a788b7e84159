"""When mandates end."""

import numpy as np

from participation.measures.arrays import BoolArray, DayArray, IntArray
from participation.measures.errors import ArrayError


def ends_within(ends_on: DayArray, today: np.datetime64, days: int) -> BoolArray:
    """Return which terms end from today to `days` days from now, both ends included.

    Args:
        ends_on: Last day of each term. Shape (mandates,), datetime64[D]; NaT where there is no term.
        today: The day it is, datetime64[D].
        days: Length of the window, days, >= 0.

    Returns:
        Shape (mandates,). A term that is over or that has no end is not in the window.

    Raises:
        ArrayError: `negative_window`, or `not_days` when the unit is not the day.
    """
    left = days_left(ends_on, today)
    if days < 0:
        raise ArrayError("negative_window", days=days)
    within: BoolArray = ~np.isnat(ends_on) & (left >= 0) & (left <= days)
    return within


def days_left(ends_on: DayArray, today: np.datetime64) -> IntArray:
    """Return how many days each term still has, its last day excluded: 0 on the last day, negative after it.

    Args:
        ends_on: Last day of each term. Shape (mandates,), datetime64[D]; NaT gives the least integer.
        today: The day it is, datetime64[D].

    Raises:
        ArrayError: `not_days` when the unit is not the day.
    """
    if ends_on.dtype != np.dtype("datetime64[D]") or today.dtype != np.dtype("datetime64[D]"):
        raise ArrayError("not_days")
    left: IntArray = (ends_on - today).astype(np.int64)
    return left


def last_days(starts_on: DayArray, months: int) -> DayArray:
    """Return the last day of a term of so many months that starts on each day.

    Args:
        starts_on: First day of each term. Shape (mandates,), datetime64[D].
        months: Length of the term, months, >= 1.

    Returns:
        The day before the same day `months` later, or the last day of that month where it has no such day:
        2026-01-12 and 36 give 2029-01-11; 2026-01-31 and 1 give 2026-02-28. Shape (mandates,).

    Raises:
        ArrayError: `no_length`, or `not_days` when the unit is not the day.
    """
    if months < 1:
        raise ArrayError("no_length", months=months)
    if starts_on.dtype != np.dtype("datetime64[D]"):
        raise ArrayError("not_days")
    first_month = starts_on.astype("datetime64[M]")
    day_of_month = starts_on - first_month.astype("datetime64[D]")
    month = first_month + np.timedelta64(months, "M")
    last_of_month = (month + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    before_same_day = month.astype("datetime64[D]") + day_of_month - np.timedelta64(1, "D")
    last: DayArray = np.minimum(before_same_day, last_of_month)
    return last
