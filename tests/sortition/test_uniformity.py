"""Equal chances: counts over many seeds, always the same ones."""

from math import sqrt

import numpy as np

from participation.sortition.leaves import seal_pool
from participation.sortition.quotas import quota_table
from participation.sortition.ranked import select_ranked
from participation.sortition.rows import WIDTH
from participation.sortition.tickets import rank_order, tickets_of
from tests.sortition.samples import crowd, salt

SEEDS, SIZE, SEATS = 6000, 60, 12
LARGEST_Z = 4.8


def selections(quotas: dict[str, dict[str, tuple[int, int]]], size: int = SIZE) -> np.ndarray:
    """Return who is selected under each seed. Shape (seeds, size)."""
    pool = seal_pool(crowd(size, quotas))
    table = quota_table(quotas, pool.profiles)
    chosen = np.zeros((SEEDS, size), dtype=np.int64)
    for number in range(SEEDS):
        order = rank_order(tickets_of(salt(f"seed {number}"), pool.leaves))
        chosen[number, select_ranked(pool, order, table, SEATS)] = 1
    return chosen


def test_everyone_has_the_same_chance_and_so_has_every_pair() -> None:
    chosen = selections({})
    share = SEATS / SIZE
    z = (chosen.sum(axis=0) - SEEDS * share) / sqrt(SEEDS * share * (1 - share))
    assert np.abs(z).max() < LARGEST_Z
    # The chi-square of n dependent counts, n − 1 degrees of freedom: mean n − 1, variance 2(n − 1).
    chi_square = float((z**2).sum() * (SIZE - 1) / SIZE)
    assert abs(chi_square - (SIZE - 1)) < 4 * sqrt(2 * (SIZE - 1))
    pairs = (chosen.T @ chosen)[np.triu_indices(SIZE, 1)]
    both = SEATS * (SEATS - 1) / (SIZE * (SIZE - 1))
    assert np.abs((pairs - SEEDS * both) / sqrt(SEEDS * both * (1 - both))).max() < LARGEST_Z


def test_people_of_one_value_have_one_chance() -> None:
    quotas = {"gender": {"F": (6, 6), "M": (6, 6)}}
    people = crowd(36, quotas)
    pool = seal_pool(people)
    chosen = selections(quotas, 36)
    for value in range(len(pool.profiles)):
        holders = np.flatnonzero(pool.profile_of == value)
        share = 6 / len(holders)
        z = (chosen[:, holders].sum(axis=0) - SEEDS * share) / sqrt(SEEDS * share * (1 - share))
        assert np.abs(z).max() < LARGEST_Z


def test_the_count_would_see_a_biased_order() -> None:
    pool = seal_pool(crowd(SIZE, {}))
    first = np.zeros(SIZE, dtype=np.int64)
    seeds = SEEDS // 4
    for number in range(seeds):
        tickets = tickets_of(salt(f"seed {number}"), pool.leaves).copy()
        # One ticket in sixty loses its first bit.
        tickets[0, : WIDTH // 2] >>= 1
        first[rank_order(tickets)[:SEATS]] += 1
    share = SEATS / SIZE
    z = (first - seeds * share) / sqrt(seeds * share * (1 - share))
    assert np.abs(z).max() > LARGEST_Z
