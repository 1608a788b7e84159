"""Method `ranked` (step 8), against every panel of small pools."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.sortition.errors import QuotaError
from participation.sortition.leaves import seal_pool
from participation.sortition.quotas import check_feasible, quota_table
from participation.sortition.ranked import select_ranked
from participation.sortition.rules import Rule
from tests.sortition.samples import PARITY, crowd, make_case, person, salt, steady


def select(values: str, quotas: dict[str, tuple[int, int]], seats: int, dwellings: str = "") -> str | None:
    """Return the places of those selected among people who come by rank; None where there is no panel."""
    people = [
        person(n, {"gender": value}, dwellings[n] if dwellings else None) for n, value in enumerate(values)
    ]
    pool = seal_pool(people)
    rule = Rule("ranked", {"gender": quotas}, seats)
    try:
        check_feasible(pool, rule)
    except QuotaError:
        return None
    table = quota_table(rule.quotas, pool.profiles)
    order = np.argsort(pool.order)
    selected = select_ranked(pool, order, table, seats)
    return "".join(str(int(pool.order[index])) for index in selected)


def first_panel(values: str, quotas: dict[str, tuple[int, int]], seats: int) -> str | None:
    """Return the first panel, in the order of ranks, that satisfies the quotas, found by trying all."""
    for panel in combinations(range(len(values)), seats):
        counts = {value: sum(values[place] == value for place in panel) for value in quotas}
        if all(low <= counts[value] <= high for value, (low, high) in quotas.items()):
            return "".join(map(str, panel))
    return None


@pytest.mark.parametrize("seats", [1, 2, 3])
def test_the_walk_gives_the_first_panel_by_rank_in_every_small_pool(seats: int) -> None:
    bounds = [(low, high) for high in range(seats + 1) for low in range(high + 1)]
    compared = 0
    for values in map("".join, product("FM", repeat=4)):
        for women, men in product(bounds, bounds):
            quotas = {"F": women, "M": men}
            if set(values) <= set(quotas) and women[0] + men[0] <= seats <= women[1] + men[1]:
                assert select(values, quotas, seats) == first_panel(values, quotas, seats), (values, quotas)
                compared += 1
    assert compared >= 100


def test_three_values_and_five_people() -> None:
    quotas = {"F": (1, 2), "M": (1, 2), "X": (0, 1)}
    for values in map("".join, product("FMX", repeat=5)):
        assert select(values, quotas, 3) == first_panel(values, quotas, 3), values


def test_minimums_keep_seats_for_those_who_come_late() -> None:
    assert select("FFFFM", {"F": (0, 3), "M": (1, 3)}, 3) == "014"


def test_one_seat_a_household_until_the_walk_is_short_then_rule_two() -> None:
    assert select("FFMM", {"F": (0, 2), "M": (0, 2)}, 2, "aabb") == "02"
    # Three seats, two households: nobody is left who may sit.
    assert select("FFMM", {"F": (0, 3), "M": (0, 3)}, 3, "aabb") == "02"
    # The last man shares a dwelling with the first woman: the seat kept for him goes to somebody else.
    assert select("FFM", {"F": (0, 2), "M": (1, 2)}, 2, "aba") == "01"


@given(st.integers(8, 60), st.binary(max_size=8), st.sampled_from([None, 9, 12, 50]))
@steady
def test_quotas_and_households_are_respected(size: int, label: bytes, dwellings: int | None) -> None:
    people = crowd(size, PARITY, dwellings)
    pool = seal_pool(people)
    order = np.array(sorted(range(size), key=lambda index: salt(f"{label!r}{index}")))
    selected = select_ranked(pool, order, quota_table(PARITY, pool.profiles), 8)
    counts = [sum(pool.profile(i) == {"gender": value} for i in selected) for value in "FMX"]
    assert len(set(selected)) == len(selected) <= 8
    assert all(count <= high for count, (_, high) in zip(counts, PARITY["gender"].values(), strict=True))
    seated = [pool.household(i) for i in selected if pool.household(i) is not None]
    assert len(set(seated)) == len(seated)
    if dwellings is None and size >= 12:
        assert len(selected) == 8
        assert all(count >= low for count, (low, _) in zip(counts, PARITY["gender"].values(), strict=True))


def test_everyone_sits_when_there_are_as_many_seats() -> None:
    case = make_case(size=5, quotas={}, seats=5)
    assert case.outcome.selected == case.outcome.order.tolist()
