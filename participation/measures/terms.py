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
