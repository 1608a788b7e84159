"""Who takes a seat that falls free (step 10)."""

import numpy as np

from participation.sortition.leaves import seal_pool
from participation.sortition.pool import Pool
from participation.sortition.quotas import quota_table
from participation.sortition.substitution import substitute
from tests.sortition.samples import make_case, person

QUOTAS = {"gender": {"F": (1, 2), "M": (1, 2), "X": (0, 1)}}


def ranked_pool(values: str, dwellings: str = "") -> tuple[Pool, list[int]]:
    """Return a pool and the index of each person, who come in the order of their ranks."""
    people = [
        person(n, {"gender": v}, None if not dwellings or dwellings[n] == "." else dwellings[n])
        for n, v in enumerate(values)
    ]
    pool = seal_pool(people)
    return pool, np.argsort(pool.order).tolist()


def follow(values: str, seated: str, left: int, called: str = "", dwellings: str = "") -> int | None:
    """Return the place, by rank, of the one who takes the seat; people are named by their place."""
    pool, index_of = ranked_pool(values, dwellings)
    table = quota_table(QUOTAS, pool.profiles)
    sit = [index_of[int(place)] for place in seated]
    ever = {*sit, *(index_of[int(place)] for place in called)}
    found = substitute(pool, np.array(index_of), table, sit, ever, index_of[left])
    return None if found is None else index_of.index(found)


def test_the_same_profile_comes_first() -> None:
    assert follow("FMXMF", "012", left=0) == 4
    assert follow("FMXFM", "012", left=1) == 4


def test_nobody_is_called_twice() -> None:
    assert follow("FMFF", "01", left=0, called="2") == 3


def test_then_whoever_has_what_is_missing() -> None:
    # X leaves and nobody else is one; a man is missing, and comes before women of a better rank.
    assert follow("FFXFM", "02", left=2) == 4
    # The only woman leaves and no other is left: the first by rank with room follows.
    assert follow("FMXM", "01", left=0) == 2
    assert follow("FMFX", "01", left=1) == 2


def test_nobody_above_a_maximum() -> None:
    # Two women sit, which is their maximum: the X seat cannot go to a third.
    assert follow("FFXFM", "012", left=2) == 4
    assert follow("FFXF", "012", left=2) is None


def test_one_a_household_and_the_household_of_one_who_left_is_free_again() -> None:
    assert follow("FMFF", "01", left=0, dwellings=".aa.") == 3
    assert follow("FMFF", "01", left=0, dwellings="a.a.") == 2


def test_a_seat_stays_vacant_when_nobody_can_be_called() -> None:
    assert follow("FM", "01", left=0) is None


def test_the_one_who_leaves_may_be_named_among_the_seated_or_not() -> None:
    pool, index_of = ranked_pool("FMXMF")
    table, order = quota_table(QUOTAS, pool.profiles), np.array(index_of)
    with_him = substitute(pool, order, table, index_of[:3], set(index_of[:3]), index_of[0])
    without = substitute(pool, order, table, index_of[1:3], set(index_of[:3]), index_of[0])
    assert with_him == without == index_of[4]


def test_departures_one_after_another_never_seat_two_of_a_household() -> None:
    case = make_case(size=40, dwellings=23).with_departures((0, 0, 3, 1, 2, 4, 0))
    seated = list(case.outcome.selected)
    for each in case.substitutions:
        seated.remove(each.left)
        seated += [] if each.replaced_by is None else [each.replaced_by]
        homes = [case.pool.household(index) for index in seated]
        assert len(set(homes)) == len(homes)
