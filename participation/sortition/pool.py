"""The sealed pool: one column per thing known of an entry, in the order of the leaves (steps 1 and 2).

Columns and not objects, so that a million entries stay within a few hundred megabytes. A pool read back
from a public transcript has the same columns; where a profile is closed its position is CLOSED.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from json import loads

import numpy as np

from participation.sortition.rows import ByteRows, IntArray

CLOSED = -1
"""Position of a profile that the reader of a transcript does not know."""
ALONE = -1
"""Position of the household of an entry that has none."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Entries sorted by leaf.

    Attributes:
        leaves: Shape (n, 32), strictly ascending.
        root: Merkle root over the leaves, 32 bytes.
        order: Position in the input of each entry. Shape (n,).
        identities: Commitment to each identity. Shape (n, 32).
        commitments: Commitment to each profile. Shape (n, 32).
        profile_salts: Shape (n, 32), zero where the profile is closed.
        profiles: Distinct whole profiles, sorted by the bytes of their canonical JSON.
        profile_of: Position in `profiles`, or CLOSED. Shape (n,).
        households: Distinct household codes.
        household_of: Position in `households`, or ALONE. Shape (n,).
    """

    leaves: ByteRows
    root: bytes
    order: IntArray
    identities: ByteRows
    commitments: ByteRows
    profile_salts: ByteRows
    profiles: tuple[dict[str, str], ...]
    profile_of: IntArray
    households: tuple[str, ...]
    household_of: IntArray

    @property
    def size(self) -> int:
        """Number of entries."""
        return len(self.leaves)

    def household(self, index: int) -> str | None:
        """Return the household code of an entry, None where it has none."""
        position = int(self.household_of[index])
        return None if position == ALONE else self.households[position]

    def profile(self, index: int) -> dict[str, str] | None:
        """Return the whole profile of an entry, None where it is closed."""
        position = int(self.profile_of[index])
        return None if position == CLOSED else self.profiles[position]


def sort_profiles(numbered: Mapping[bytes, int]) -> tuple[tuple[dict[str, str], ...], IntArray]:
    """Sort distinct profiles by the bytes of their canonical JSON.

    Args:
        numbered: Canonical JSON of each profile to the number it was given, 0 to p − 1.

    Returns:
        The sorted profiles, and the position of each number; shape (p + 1,), the last CLOSED, so that the
        number CLOSED keeps its meaning.
    """
    printed = sorted(numbered)
    position_of = np.full(len(printed) + 1, CLOSED, dtype=np.int64)
    for position, name in enumerate(printed):
        position_of[numbered[name]] = position
    return tuple(loads(name) for name in printed), position_of
