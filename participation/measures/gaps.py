"""How far a body is from the people it speaks for."""

import numpy as np

from participation.measures.arrays import FloatArray, IntArray, require_counts
from participation.measures.errors import ArrayError, EmptyCouncilError


def representation_gap(seats: IntArray, residents: IntArray) -> FloatArray:
    """Return how far each group's share of seats is from its share of residents.

    Args:
        seats: Seats held per group. Shape (groups,), integers >= 0.
        residents: Residents per group, same order. Shape (groups,), persons.

    Returns:
        Signed gap, shape (groups,), percentage points; NaN where a group has no residents.

    Raises:
        ArrayError: The counts are not counts of the same groups, or `nobody_lives_there`.
        EmptyCouncilError: No seat is held at all.

    Source:
        Loi n° 2014-173 du 21 février 2014, article 1 II: gaps are measured and given by sex.
    """
    require_counts(seats=seats, residents=residents)
    if int(residents.sum()) == 0:
        raise ArrayError("nobody_lives_there")
    if int(seats.sum()) == 0:
        raise EmptyCouncilError
    gap = 100.0 * (seats / seats.sum() - residents / residents.sum())
    return np.where(residents > 0, gap, np.nan)
