"""Who takes a seat that falls free (step 10): a rule, never a choice."""

from collections.abc import Collection

import numpy as np

from participation.sortition.pool import ALONE, Pool
from participation.sortition.quotas import QuotaTable
from participation.sortition.rows import BoolArray, IntArray

REASONS = ("declined", "no_answer", "ineligible", "left")


def _can_be_called(pool: Pool, seated: Collection[int], called: Collection[int]) -> BoolArray:
    """Tell who was never called and whose household has nobody seated. Shape (n,)."""
    free = np.ones(pool.size, dtype=np.bool_)
    free[np.array(list(called), dtype=np.int64)] = False
    dwellings = pool.household_of[np.array(list(seated), dtype=np.int64)]
    return free & ~np.isin(pool.household_of, dwellings[dwellings != ALONE])


def _first(order: IntArray, wanted: BoolArray) -> int | None:
    ranked = wanted[order]
    position = int(np.argmax(ranked))
    return int(order[position]) if ranked[position] else None


def by_rule_two(
    pool: Pool, order: IntArray, table: QuotaTable, seated: Collection[int], called: Collection[int]
) -> int | None:
    """Return who takes one more seat beside those seated, by rule 2, or None: rule 3.

    Args:
        pool: No profile is closed.
        order: Indexes by rank.
        table: Quotas against `pool.profiles`.
        seated: Indexes of those who sit.
        called: Indexes of all ever called.

    Source:
        Protocol step 10, rules 2 and 3.
    """
    counts = table.counts(pool.profile_of[index] for index in seated)
    able = _can_be_called(pool, seated, called) & table.has_room(counts)[pool.profile_of]
    missed = _first(order, able & table.is_missed(counts)[pool.profile_of])
    return _first(order, able) if missed is None else missed


def substitute(
    pool: Pool,
    order: IntArray,
    table: QuotaTable,
    seated: Collection[int],
    called: Collection[int],
    left: int,
) -> int | None:
    """Return who takes the seat of one who leaves, or None: it stays vacant.

    Args:
        pool: No profile is closed.
        order: Indexes by rank.
        table: Quotas against `pool.profiles`.
        seated: Indexes of those who sit, with or without the one who leaves.
        called: Indexes of all ever called: selected, or named in an earlier substitution.
        left: Index of the one who leaves.

    Source:
        Protocol step 10.
    """
    staying = [index for index in seated if index != left]
    same = pool.profile_of == pool.profile_of[left]
    found = _first(order, _can_be_called(pool, staying, called) & same)
    return by_rule_two(pool, order, table, staying, called) if found is None else found
