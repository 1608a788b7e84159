"""Quotas as arrays: which profile counts for which value, who is still missing, what cannot be reached
(step 4).

The engine never relaxes a quota: it names the one that cannot be met, and people change the rule in the open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from participation.sortition.errors import QuotaError
from participation.sortition.parameters import Disclosure
from participation.sortition.pool import CLOSED, Pool
from participation.sortition.rows import BoolArray, IntArray
from participation.sortition.rules import Quotas, Rule

OPEN_HOLDERS = 5
"""Fewest entries that must hold each whole profile before all profiles may be published."""


@dataclass(frozen=True, slots=True, eq=False)
class QuotaTable:
    """The quotas of a draw against the profiles of its pool; one column per value of each category.

    Attributes:
        columns: (category, value), v of them.
        minimum: Seats, shape (v,).
        maximum: Seats, shape (v,).
        has: Whether a profile has a value, shape (profiles, v).
    """

    columns: tuple[tuple[str, str], ...]
    minimum: IntArray
    maximum: IntArray
    has: BoolArray

    def counts(self, profiles: Iterable[int]) -> IntArray:
        """Return the seats that each value holds when these profiles sit. Shape (v,)."""
        held = self.has[np.array(list(profiles), dtype=np.int64)]
        return np.asarray(held.sum(axis=0), dtype=np.int64)

    def has_room(self, counts: IntArray) -> BoolArray:
        """Return which profiles take no value above its maximum. Shape (profiles,)."""
        return np.asarray(np.all(~self.has | (counts < self.maximum), axis=1), dtype=np.bool_)

    def is_missed(self, counts: IntArray) -> BoolArray:
        """Return which profiles have, in each category with a value below its minimum, such a value.

        Shape (profiles,).
        """
        short = counts < self.minimum
        missed: BoolArray = np.ones(len(self.has), dtype=np.bool_)
        categories = np.array([category for category, _ in self.columns])
        for category in dict.fromkeys(category for category, _ in self.columns):
            wanted = short & (categories == category)
            if wanted.any():
                missed &= np.any(self.has & wanted, axis=1)
        return missed


def quota_table(
    quotas: Quotas | Mapping[str, Mapping[str, Sequence[int]]], profiles: Sequence[Mapping[str, str]]
) -> QuotaTable:
    """Return the table of these quotas and profiles.

    Raises:
        QuotaError: A profile has not exactly the quotas' categories (`profile_categories`), or a value that
            they do not name (`profile_value`).
    """
    columns = tuple((category, value) for category in sorted(quotas) for value in sorted(quotas[category]))
    for profile in profiles:
        check_profile(quotas, profile)
    bounds = np.array([quotas[category][value] for category, value in columns], dtype=np.int64).reshape(-1, 2)
    has = np.array([[profile[category] == value for category, value in columns] for profile in profiles])
    return QuotaTable(
        columns, bounds[:, 0], bounds[:, 1], has.reshape(len(profiles), len(columns)).astype(np.bool_)
    )


def check_profile(
    quotas: Quotas | Mapping[str, Mapping[str, Sequence[int]]], profile: Mapping[str, str]
) -> None:
    """Check that a whole profile is one that the quotas name; errors of `quota_table`."""
    if profile.keys() != quotas.keys():
        raise QuotaError("profile_categories", expected=sorted(quotas), found=sorted(profile))
    for category, value in profile.items():
        if value not in quotas[category]:
            raise QuotaError("profile_value", category=category, found=value)


def holders_of(pool: Pool) -> IntArray:
    """Return how many entries hold each whole profile, closed ones apart. Shape (profiles,), persons."""
    opened = pool.profile_of[pool.profile_of != CLOSED]
    return np.bincount(opened, minlength=len(pool.profiles)).astype(np.int64)


def check_feasible(pool: Pool, rule: Rule) -> None:
    """Check that the pool can satisfy each category of the quotas, households left aside.

    With one category or none this is exact. With several it is necessary only: the portfolio of step 9,
    whose panels satisfy every quota together, is the proof.

    Raises:
        QuotaError: `seats_short` (seats, size, shortage), `minimum_short` (category, value, minimum, holders,
            shortage), `category_short` (category, seats, reachable, shortage); those of `quota_table`.

    Source:
        Protocol step 4.
    """
    if pool.size < rule.seats:
        raise QuotaError("seats_short", seats=rule.seats, size=pool.size, shortage=rule.seats - pool.size)
    table = quota_table(rule.quotas, pool.profiles)
    holders = holders_of(pool) @ table.has.astype(np.int64)
    reachable: dict[str, int] = {}
    for (category, value), held, least, most in zip(
        table.columns, holders.tolist(), table.minimum.tolist(), table.maximum.tolist(), strict=True
    ):
        if held < least:
            raise QuotaError(
                "minimum_short",
                category=category,
                value=value,
                minimum=least,
                holders=held,
                shortage=least - held,
            )
        reachable[category] = reachable.get(category, 0) + min(held, most)
    for category, total in reachable.items():
        if total < rule.seats:
            raise QuotaError(
                "category_short",
                category=category,
                seats=rule.seats,
                reachable=total,
                shortage=rule.seats - total,
            )


def disclosure_for(pool: Pool) -> Disclosure:
    """Return `open` where publishing every profile points at nobody, else `witnessed`. Protocol step 1."""
    has_categories = any(pool.profiles)
    return "witnessed" if has_categories and int(holders_of(pool).min()) < OPEN_HOLDERS else "open"
