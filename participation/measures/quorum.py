"""Whether enough members are in the room, per college and in all, at each item of a meeting.

Present is counted over seated: those who hold a seat on the day of the meeting. Vacant seats, guests and whoever
was merely invited count on neither side. It knows neither names nor rules' texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from participation.measures.arrays import BoolArray, IntArray, require_counts
from participation.measures.errors import ArrayError

LEFT, STAYED, CAME = -1, 0, 1
"""Codes of what a member did at an item."""
NO_RULE = -1
"""Required where no rule asks for anybody."""


@dataclass(frozen=True)
class Quorum:
    """Counts per group: each college in order, then all of them together."""

    seated: IntArray
    """Shape (colleges + 1,), persons."""
    required: IntArray
    """Shape (colleges + 1,), persons; `NO_RULE` without a rule."""
    present: IntArray
    """Shape (colleges + 1, items), persons."""
    is_met: BoolArray
    """Shape (colleges + 1, items); true without a rule."""
    holds: BoolArray
    """Whether every rule is met at the item. Shape (items,)."""


def presence_by_item(is_present: BoolArray, moves: IntArray) -> BoolArray:
    """Return who is in the room at each item.

    Args:
        is_present: Whether the member came at all. Shape (members,).
        moves: `CAME`, `LEFT` or `STAYED` of each member at each item, in the agenda's order. Shape (members, items).

    Returns:
        Shape (members, items). A member is there from the beginning unless the first move is an arrival; a move
        holds from its item on. Two moves of the same kind in a row change nothing.

    Raises:
        ArrayError: `lengths_differ` or `unknown_move`.
    """
    if moves.ndim != 2 or is_present.shape != moves.shape[:1]:
        raise ArrayError("lengths_differ", names=["is_present", "moves"])
    if not np.isin(moves, (LEFT, STAYED, CAME)).all():
        raise ArrayError("unknown_move")
    members, items = moves.shape
    in_room = np.zeros((members, items), dtype=np.bool_)
    first = _first_moves(moves)
    state = is_present & (first != CAME)
    for item in range(items):
        state = np.where(moves[:, item] == STAYED, state, is_present & (moves[:, item] == CAME))
        in_room[:, item] = state
    return in_room


def _first_moves(moves: IntArray) -> IntArray:
    """Return each member's first move, or `STAYED`."""
    members, items = moves.shape
    if items == 0:
        return np.zeros(members, dtype=np.int64)
    at = np.argmax(moves != STAYED, axis=1)
    first: IntArray = moves[np.arange(members), at]
    return first


def quorum(
    college_of: IntArray, in_room: BoolArray, colleges: int, least: Sequence[Fraction | None]
) -> Quorum:
    """Return whether enough members are there, at each item, per college and in all.

    Args:
        college_of: College of each seated member. Shape (members,), integers 0 to colleges - 1.
        in_room: Whether the member, or the substitute in their seat, is there. Shape (members, items).
        colleges: Number of colleges, >= 1.
        least: Part of the seated who must be present, 0 to 1, per college and last in all; None without a rule.
            Length colleges + 1.

    Returns:
        Counts and whether each rule is met. A rule above 0 is never met by an empty room, even where nobody is
        seated.

    Raises:
        ArrayError: `lengths_differ`, `unknown_college` or `share_out_of_range`.

    Source:
        Code général des collectivités territoriales, article L2121-17, for town councils: present members are held
        against the members in office. Citizen councils set their own part.
    """
    if college_of.ndim != 1 or in_room.ndim != 2 or len(college_of) != len(in_room) or len(least) != colleges + 1:
        raise ArrayError("lengths_differ", names=["college_of", "in_room", "least"])
    if ((college_of < 0) | (college_of >= colleges)).any():
        raise ArrayError("unknown_college", colleges=colleges)
    belongs = np.vstack([college_of == np.arange(colleges)[:, None], np.ones(len(college_of), dtype=np.bool_)])
    seated = belongs.sum(axis=1, dtype=np.int64)
    present = belongs.astype(np.int64) @ in_room.astype(np.int64)
    needed = required(seated, least)
    is_met = present >= needed[:, None]
    holds: BoolArray = np.logical_and.reduce(is_met, axis=0)
    return Quorum(seated, needed, present, is_met, holds)


def required(seated: IntArray, least: Sequence[Fraction | None]) -> IntArray:
    """Return how many must be present, rounded up to whole people without any rounding error.

    Args:
        seated: Members seated per group. Shape (groups,), persons, >= 0.
        least: Part of them who must be present, 0 to 1; None without a rule. Length groups.

    Returns:
        Shape (groups,), persons; 1 at least where the part is above 0; `NO_RULE` without a rule.

    Raises:
        ArrayError: `negative_count`, `not_one_dimension`, `lengths_differ` or `share_out_of_range`.
    """
    require_counts(seated=seated)
    if len(least) != len(seated):
        raise ArrayError("lengths_differ", names=["least", "seated"])
    if any(part is not None and not 0 <= part <= 1 for part in least):
        raise ArrayError("share_out_of_range")
    counts = [
        NO_RULE if part is None else _whole(part, int(count)) for part, count in zip(least, seated, strict=True)
    ]
    return np.array(counts, dtype=np.int64)


def _whole(part: Fraction, count: int) -> int:
    if part == 0:
        return 0
    return max(1, -(-part.numerator * count // part.denominator))
