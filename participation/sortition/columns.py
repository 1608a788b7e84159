"""Grows the columns of a pool, entry by entry, and closes them into a `Pool`.

Shared by the two ways to a pool: people who are sealed, entries of a transcript that are read back.
"""

from hashlib import sha256

import numpy as np

from participation.sortition.canonical import print_sorted
from participation.sortition.errors import PoolError
from participation.sortition.merkle import root_of
from participation.sortition.pool import ALONE, Pool, sort_profiles
from participation.sortition.rows import IntArray, rows_from
from participation.sortition.tags import tag
from participation.sortition.texts import is_code

PROFILE = tag("profile")


def leaf_of(household: str | None, identity_hex: str, profile_hex: str) -> bytes:
    """Return the leaf of an entry whose values have been checked. 32 bytes. Protocol step 1.

    Codes and hexadecimal need no escape, so this print is the canonical one.
    """
    dwelling = "null" if household is None else f'"{household}"'
    entry = f'\x00{{"household":{dwelling},"identity":"{identity_hex}","profile":"{profile_hex}"}}'
    return sha256(entry.encode("ascii")).digest()


def profile_bytes(profile: dict[str, str]) -> bytes:
    """Return the canonical JSON of a profile.

    Raises:
        PoolError: A category or a value is not a code.
    """
    for category, value in profile.items():
        if not is_code(category) or not is_code(value):
            raise PoolError("profile_code", category=category, value=value)
    return print_sorted(profile).encode("ascii")


class Columns:
    """Columns in the order entries come. Profiles and households are checked once for all who share them."""

    def __init__(self) -> None:
        self.leaves, self._identities, self._commitments, self._salts = (bytearray() for _ in range(4))
        self._profile_of: list[int] = []
        self._household_of: list[int] = []
        self._profiles: dict[bytes, int] = {}
        self._households: dict[str, int] = {}
        self._known: dict[tuple[tuple[str, str], ...], tuple[bytes, int]] = {}

    def profile(self, profile: dict[str, str]) -> tuple[bytes, int]:
        """Return the tagged canonical bytes of a profile and its number; errors of `profile_bytes`."""
        key = tuple(profile.items())
        if key not in self._known:
            printed = profile_bytes(profile)
            self._known[key] = PROFILE + printed, self._profiles.setdefault(printed, len(self._profiles))
        return self._known[key]

    def _household(self, code: str) -> int:
        number = self._households.get(code)
        if number is None:
            if not is_code(code):
                raise PoolError("household_code", found=code)
            number = self._households[code] = len(self._households)
        return number

    def add(
        self, household: str | None, identity: bytes, commitment: bytes, salt: bytes, profile: int
    ) -> None:
        """Add an entry.

        Args:
            household: Code, or None.
            identity: Commitment to the identity, 32 bytes.
            commitment: Commitment to the profile, 32 bytes.
            salt: Of the profile, 32 bytes.
            profile: Number that `profile` gave, or CLOSED.

        Raises:
            PoolError: The household is not a code.
        """
        self._household_of.append(ALONE if household is None else self._household(household))
        self._profile_of.append(profile)
        self._identities += identity
        self._commitments += commitment
        self._salts += salt
        self.leaves += leaf_of(household, identity.hex(), commitment.hex())

    def close(self, order: IntArray) -> Pool:
        """Return the pool, its entries taken in this order of their leaves. Errors of `root_of`."""
        profiles, position_of = sort_profiles(self._profiles)
        leaves = rows_from(self.leaves)[order]
        return Pool(
            leaves=leaves,
            root=root_of(leaves.tobytes()),
            order=order,
            identities=rows_from(self._identities)[order],
            commitments=rows_from(self._commitments)[order],
            profile_salts=rows_from(self._salts)[order],
            profiles=profiles,
            profile_of=position_of[np.array(self._profile_of, dtype=np.int64)[order]],
            households=tuple(self._households),
            household_of=np.array(self._household_of, dtype=np.int64)[order],
        )
