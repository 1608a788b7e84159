"""Method `ranked` (step 8): by rank, within the quotas of one category at most, one per household."""

from participation.sortition.pool import ALONE, Pool
from participation.sortition.quotas import QuotaTable
from participation.sortition.rows import IntArray
from participation.sortition.substitution import by_rule_two


def select_ranked(pool: Pool, order: IntArray, table: QuotaTable, seats: int) -> list[int]:
    """Return the indexes selected, in the order chosen.

    Args:
        pool: No profile is closed.
        order: Indexes by rank.
        table: Quotas of one category or none, against `pool.profiles`.
        seats: Seats to fill, 1 to the size of the pool.

    Returns:
        As many indexes as seats; fewer only when households leave nobody to take one.

    Source:
        Protocol step 8.
    """
    value_of = table.has.argmax(axis=1).tolist() if table.columns else None
    minimum, maximum = table.minimum.tolist(), table.maximum.tolist()
    counts, missing = [0] * len(minimum), sum(minimum)
    chosen: list[int] = []
    dwellings: set[int] = set()
    for index in order.tolist():
        dwelling = int(pool.household_of[index])
        if dwelling in dwellings:
            continue
        if value_of is not None:
            value = value_of[pool.profile_of[index]]
            still_missing = missing - (counts[value] < minimum[value])
            if counts[value] >= maximum[value] or seats - len(chosen) - 1 < still_missing:
                continue
            counts[value] += 1
            missing = still_missing
        chosen.append(index)
        if dwelling != ALONE:
            dwellings.add(dwelling)
        if len(chosen) == seats:
            break
    return complete(pool, order, table, seats, chosen)


def complete(pool: Pool, order: IntArray, table: QuotaTable, seats: int, chosen: list[int]) -> list[int]:
    """Return `chosen` with each missing seat filled by rule 2 of step 10, until nobody can be."""
    while len(chosen) < seats:
        index = by_rule_two(pool, order, table, chosen, chosen)
        if index is None:
            break
        chosen = [*chosen, index]
    return chosen
