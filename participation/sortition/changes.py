"""The smallest changes of a quota category that make it satisfiable (step 4): told to people, who choose in the open.

The engine changes nothing by itself.
"""

from dataclasses import dataclass

import numpy as np

from participation.sortition.rows import IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One way to make a category satisfiable.

    Attributes:
        seats: Seats to fill; fewer than asked only where the whole pool is smaller.
        minimum: Seats, shape (v,).
        maximum: Seats, shape (v,).
    """

    seats: int
    minimum: IntArray
    maximum: IntArray


def smallest_changes(seats: int, minimum: IntArray, maximum: IntArray, holders: IntArray) -> list[Change]:
    """Return the smallest changes that let some panel satisfy a category, none where it needs none.

    All lower each minimum that too few people hold to their number, and only those. Where the maximums leave seats
    empty, they differ in which value takes them: first each value that could take all of them, then, when none
    could, one change that fills the values with most people left.

    Args:
        seats: Seats to fill.
        minimum: Seats for each value, shape (v,), integers >= 0.
        maximum: Seats for each value, shape (v,), >= minimum, <= seats.
        holders: People who hold each value, shape (v,), each person one value.

    Returns:
        Changes, each of the least total of seats by which bounds move.

    Source:
        Protocol step 4, one category: a panel exists if and only if every minimum is at most its holders, and the
        sum of min(maximum, holders) is at least the seats.
    """
    fewer = min(seats, int(holders.sum()))
    lowered = np.minimum(minimum, holders)
    missing = fewer - int(np.minimum(maximum, holders).sum())
    if missing <= 0:
        is_same = fewer == seats and np.array_equal(lowered, minimum)
        return [] if is_same else [Change(fewer, lowered, np.minimum(maximum, fewer))]
    room = np.maximum(holders - maximum, 0)
    changes = []
    for value in np.flatnonzero(room >= missing).tolist():
        raised = maximum.copy()
        raised[value] += missing
        changes.append(Change(fewer, lowered, np.minimum(raised, fewer)))
    return changes or [Change(fewer, lowered, np.minimum(_spread(maximum, room, missing), fewer))]


def _spread(maximum: IntArray, room: IntArray, missing: int) -> IntArray:
    """Return the maximums raised by `missing` in all, the values with most room first."""
    raised = maximum.copy()
    for value in np.argsort(-room, kind="stable").tolist():
        taken = min(missing, int(room[value]))
        raised[value] += taken
        missing -= taken
    return raised
