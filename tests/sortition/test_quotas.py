"""Feasibility and disclosure (steps 1 and 4)."""

from collections import Counter
from itertools import combinations, product

import pytest

from participation.sortition.errors import QuotaError
from participation.sortition.leaves import seal_pool
from participation.sortition.quotas import check_feasible, disclosure_for, quota_table
from participation.sortition.rules import Rule
from tests.sortition.samples import PARITY, TWO_CATEGORIES, crowd, person


def pool_of(values: str) -> list[dict[str, str]]:
    return [{"gender": value} for value in values]


@pytest.mark.parametrize(
    ("values", "seats", "quotas", "code", "params"),
    [
        ("FM", 3, {}, "seats_short", {"seats": 3, "size": 2, "shortage": 1}),
        (
            "FMMMM",
            4,
            {"F": (2, 4), "M": (0, 4)},
            "minimum_short",
            {"category": "gender", "value": "F", "minimum": 2, "holders": 1, "shortage": 1},
        ),
        (
            "FMMMM",
            4,
            {"F": (0, 4), "M": (0, 2)},
            "category_short",
            {"category": "gender", "seats": 4, "reachable": 3, "shortage": 1},
        ),
    ],
)
def test_a_quota_out_of_reach_is_named_with_its_shortage(
    values: str, seats: int, quotas: dict[str, tuple[int, int]], code: str, params: dict[str, object]
) -> None:
    named = {"gender": quotas} if quotas else {}
    people = [person(n, profile if quotas else {}) for n, profile in enumerate(pool_of(values))]
    with pytest.raises(QuotaError) as caught:
        check_feasible(seal_pool(people), Rule("ranked", named, seats))
    assert (caught.value.code, caught.value.params) == (code, params)


def test_with_one_category_feasible_means_that_a_panel_exists() -> None:
    bounds = [(low, high) for high in range(4) for low in range(high + 1)]
    seen = Counter[bool]()
    for values in ("FM", "FFM", "FFFM", "FFMM"):
        pool = seal_pool([person(n, profile) for n, profile in enumerate(pool_of(values))])
        for women, men in product(bounds, bounds):
            if not women[0] + men[0] <= 3 <= women[1] + men[1]:
                continue
            quotas = {"gender": {"F": women, "M": men}}
            exists = any(
                women[0] <= panel.count("F") <= women[1] and men[0] <= panel.count("M") <= men[1]
                for panel in combinations(values, 3)
            )
            try:
                check_feasible(pool, Rule("ranked", quotas, 3))
            except QuotaError:
                assert not exists
            else:
                assert exists
            seen[exists] += 1
    assert min(seen.values()) >= 20


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        ({}, "profile_categories"),
        ({"gender": "F", "age": "60+"}, "profile_categories"),
        ({"gender": "Z"}, "profile_value"),
    ],
)
def test_a_profile_that_the_quotas_do_not_name_is_refused(profile: dict[str, str], code: str) -> None:
    with pytest.raises(QuotaError, match=code):
        quota_table(PARITY, [profile])


def test_the_table_counts_room_and_what_is_missed() -> None:
    profiles = [{"gender": g, "age": a} for g in "FM" for a in ("16-29", "30+")]
    table = quota_table(TWO_CATEGORIES, profiles)
    assert table.columns == (("age", "16-29"), ("age", "30+"), ("gender", "F"), ("gender", "M"))
    counts = table.counts([0, 0, 1])
    assert counts.tolist() == [2, 1, 3, 0]
    # No more young people nor women; men and people over 30 are short: only the last profile has both.
    assert table.has_room(counts).tolist() == [False, False, False, True]
    assert table.is_missed(counts).tolist() == [False, False, False, True]
    assert table.is_missed(table.maximum).all()


def test_without_category_everyone_has_room_and_nobody_is_missed_more() -> None:
    table = quota_table({}, [{}])
    assert table.counts([0, 0]).tolist() == []
    assert table.has_room(table.counts([])).tolist() == [True]
    assert table.is_missed(table.counts([])).tolist() == [True]


def test_profiles_are_published_only_when_five_people_hold_each() -> None:
    def disclosure(values: str) -> str:
        return disclosure_for(seal_pool([person(n, p) for n, p in enumerate(pool_of(values))]))

    assert disclosure("F" * 5 + "M" * 5) == "open"
    assert disclosure("F" * 5 + "M" * 4) == "witnessed"
    assert disclosure_for(seal_pool(crowd(1, {}))) == "open"
