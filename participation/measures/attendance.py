"""How often each seat's holder was there, over the meetings of their own mandate only."""

from dataclasses import dataclass

import numpy as np

from participation.measures.arrays import BoolArray, DayArray, FloatArray, IntArray
from participation.measures.errors import ArrayError

UNSAID, PRESENT, REPLACED, EXCUSED, ABSENT = range(5)
"""Codes of what is known of a mandate at a meeting."""


@dataclass(frozen=True)
class Rates:
    """Meetings per mandate, each of shape (mandates,)."""

    meetings: IntArray
    """Within the mandate; it is the sum of the five below."""
    present: IntArray
    replaced: IntArray
    """The substitute sat: the seat counts as present."""
    excused: IntArray
    absent: IntArray
    unsaid: IntArray
    share: FloatArray
    """Meetings at which the seat was taken, over those of which something is known: 0 to 1, NaN where nothing is."""


def within(starts_on: DayArray, ends_on: DayArray, meets_on: DayArray) -> BoolArray:
    """Return which meetings fall within each mandate, first and last day included.

    Args:
        starts_on: First day of each mandate. Shape (mandates,), datetime64[D].
        ends_on: Last day on which each mandate was held. Shape (mandates,), datetime64[D].
        meets_on: Day of each meeting. Shape (meetings,), datetime64[D].

    Returns:
        Shape (mandates, meetings).

    Raises:
        ArrayError: `not_days` or `lengths_differ`.
    """
    if any(each.dtype != np.dtype("datetime64[D]") for each in (starts_on, ends_on, meets_on)):
        raise ArrayError("not_days")
    if starts_on.ndim != 1 or meets_on.ndim != 1 or starts_on.shape != ends_on.shape:
        raise ArrayError("lengths_differ", names=["ends_on", "starts_on"])
    found: BoolArray = (starts_on[:, None] <= meets_on) & (meets_on <= ends_on[:, None])
    return found


def rates(is_within: BoolArray, known: IntArray) -> Rates:
    """Return how each mandate was attended.

    Args:
        is_within: Whether the meeting falls within the mandate. Shape (mandates, meetings).
        known: `UNSAID`, `PRESENT`, `REPLACED`, `EXCUSED` or `ABSENT`. Shape (mandates, meetings). What stands
            outside the mandate counts nowhere.

    Returns:
        Counts, and the share. Somebody excused was not there: the share counts them as away, and the count of
        excused stands apart for whoever reads it.

    Raises:
        ArrayError: `lengths_differ` or `unknown_presence`.

    Source:
        Parliamentary registers that count a member against meetings held before they sat, or count a substituted
        seat as empty, understate both; here neither can.
    """
    if is_within.ndim != 2 or is_within.shape != known.shape:
        raise ArrayError("lengths_differ", names=["is_within", "known"])
    if ((known < UNSAID) | (known > ABSENT)).any():
        raise ArrayError("unknown_presence")
    counts = [(is_within & (known == code)).sum(axis=1, dtype=np.int64) for code in range(5)]
    total = is_within.sum(axis=1, dtype=np.int64)
    told = total - counts[UNSAID]
    taken = counts[PRESENT] + counts[REPLACED]
    share: FloatArray = np.full(len(total), np.nan)
    np.divide(taken, told, out=share, where=told > 0)
    return Rates(
        total, counts[PRESENT], counts[REPLACED], counts[EXCUSED], counts[ABSENT], counts[UNSAID], share
    )
