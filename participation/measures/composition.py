"""Who sits: filled and vacant seats, parity and shares per college."""

from dataclasses import dataclass

import numpy as np

from participation.measures.arrays import BoolArray, FloatArray, IntArray, require_counts
from participation.measures.errors import ArrayError, EmptyCouncilError

FEMALE, MALE, UNSTATED = 0, 1, 2
"""Codes of a holder's gender; `UNSTATED` is another gender or no answer: nobody is forced into a side."""


@dataclass(frozen=True)
class Filling:
    """Seats per college, each of shape (colleges,)."""

    seats: IntArray
    filled: IntArray
    vacant: IntArray


@dataclass(frozen=True)
class Parity:
    """Holders per college by gender, each of shape (colleges,)."""

    women: IntArray
    men: IntArray
    unstated: IntArray
    gap: IntArray
    """Difference between women and men, persons, >= 0."""


def filling(college_of: IntArray, is_filled: BoolArray, colleges: int) -> Filling:
    """Return how many seats each college has, and how many of them are filled and vacant.

    Args:
        college_of: College of each seat. Shape (seats,), integers 0 to colleges - 1.
        is_filled: Whether the seat has a full holder. Shape (seats,).
        colleges: Number of colleges, >= 1.

    Returns:
        Counts per college; filled + vacant = seats.

    Raises:
        ArrayError: `lengths_differ` or `unknown_college`.
    """
    _require_colleges(college_of, is_filled, colleges)
    seats = np.bincount(college_of, minlength=colleges)
    filled = np.bincount(college_of[is_filled], minlength=colleges)
    return Filling(seats, filled, seats - filled)


def parity(college_of: IntArray, gender_of: IntArray, colleges: int) -> Parity:
    """Return women, men and the others per college, and the difference between the first two.

    Args:
        college_of: College of each holder. Shape (holders,), integers 0 to colleges - 1.
        gender_of: `FEMALE`, `MALE` or `UNSTATED` of each holder, same order. Shape (holders,).
        colleges: Number of colleges, >= 1.

    Returns:
        Counts per college; women + men + unstated = holders.

    Raises:
        ArrayError: `lengths_differ`, `unknown_college` or `unknown_gender`.

    Source:
        Loi n° 2014-173 du 21 février 2014, article 7: residents « dans le respect de la parité ».
    """
    _require_colleges(college_of, gender_of, colleges)
    if ((gender_of < FEMALE) | (gender_of > UNSTATED)).any():
        raise ArrayError("unknown_gender")
    table = np.bincount(college_of * 3 + gender_of, minlength=colleges * 3).reshape(colleges, 3)
    women, men, unstated = table[:, FEMALE], table[:, MALE], table[:, UNSTATED]
    return Parity(women, men, unstated, np.abs(women - men))


def shares(counts: IntArray) -> FloatArray:
    """Return each group's part of the whole.

    Args:
        counts: Seats or holders per group. Shape (groups,), integers >= 0.

    Returns:
        Parts from 0 to 1 that add up to 1. Shape (groups,).

    Raises:
        ArrayError: The counts are not counts.
        EmptyCouncilError: The whole is 0.

    Source:
        Cadre de référence des conseils citoyens (June 2014): residents are half of the members at least.
    """
    require_counts(counts=counts)
    total = int(counts.sum())
    if total == 0:
        raise EmptyCouncilError
    parts: FloatArray = counts / total
    return parts


def _require_colleges(college_of: IntArray, other: IntArray | BoolArray, colleges: int) -> None:
    if college_of.shape != other.shape or college_of.ndim != 1:
        raise ArrayError("lengths_differ", names=["college_of"])
    if ((college_of < 0) | (college_of >= colleges)).any():
        raise ArrayError("unknown_college", colleges=colleges)
