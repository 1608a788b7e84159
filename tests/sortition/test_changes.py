"""The smallest changes of a category, against every small case tried by brute force."""

import itertools

import numpy as np
import pytest

from participation.sortition.changes import smallest_changes


def holds(seats: int, minimum: list[int], maximum: list[int], holders: list[int]) -> bool:
    """Try every panel."""
    counts = itertools.product(*(range(least, most + 1) for least, most in zip(minimum, maximum, strict=True)))
    return any(
        sum(panel) == seats and all(count <= held for count, held in zip(panel, holders, strict=True))
        for panel in counts
    )


def moved(before: tuple[list[int], list[int]], minimum: list[int], maximum: list[int]) -> int:
    """Return by how many seats the bounds move."""
    pairs = zip(before[0] + before[1], minimum + maximum, strict=True)
    return sum(abs(was - now) for was, now in pairs)


def all_bounds(seats: int, values: int) -> list[tuple[list[int], list[int]]]:
    """Return every minimum and maximum that a rule of so many seats may have."""
    pairs = [(least, most) for least in range(seats + 1) for most in range(least, seats + 1)]
    found = []
    for chosen in itertools.product(pairs, repeat=values):
        minimum, maximum = [pair[0] for pair in chosen], [pair[1] for pair in chosen]
        if sum(minimum) <= seats <= sum(maximum):
            found.append((minimum, maximum))
    return found


@pytest.mark.parametrize("holders", list(itertools.product(range(4), repeat=2)))
def test_changes_are_enough_and_the_smallest(holders: tuple[int, int]) -> None:
    seats, people = 3, list(holders)
    bounds = all_bounds(seats, 2)
    for minimum, maximum in bounds:
        found = smallest_changes(seats, np.array(minimum), np.array(maximum), np.array(people))
        assert bool(found) != holds(seats, minimum, maximum, people)
        for change in found:
            least, most = change.minimum.tolist(), change.maximum.tolist()
            assert holds(change.seats, least, most, people)
            if change.seats == seats:
                best = min(
                    moved((minimum, maximum), *other) for other in bounds if holds(seats, *other, people)
                )
                assert moved((minimum, maximum), least, most) == best


def test_each_value_that_could_take_the_empty_seats_is_a_way() -> None:
    found = smallest_changes(4, np.array([0, 0, 0]), np.array([2, 1, 1]), np.array([1, 9, 9]))
    assert [change.maximum.tolist() for change in found] == [[2, 2, 1], [2, 1, 2]]


def test_empty_seats_are_spread_when_no_value_could_take_them_all() -> None:
    (change,) = smallest_changes(6, np.array([0, 0, 0]), np.array([6, 1, 1]), np.array([0, 3, 3]))
    assert change.maximum.tolist() == [6, 3, 3]


def test_a_pool_smaller_than_the_seats_asks_for_fewer_seats() -> None:
    (change,) = smallest_changes(4, np.array([2, 1]), np.array([3, 3]), np.array([1, 2]))
    assert (change.seats, change.minimum.tolist()) == (3, [1, 1])
