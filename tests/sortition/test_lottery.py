"""Method `lottery` (step 9): portfolios, the panel drawn, who fills it."""

from copy import deepcopy
from fractions import Fraction
from itertools import islice
from typing import Any

import pytest

from participation.sortition.draw import draw
from participation.sortition.errors import PortfolioError
from participation.sortition.lottery import WORD, chances, check_portfolio, panel_number, panel_words
from participation.sortition.quotas import quota_table
from tests.sortition.samples import CHANCE, SECRET, TWO_CATEGORIES, make_case, salt

CASE = make_case(size=16, quotas=TWO_CATEGORIES, seats=4)
TABLE = quota_table(TWO_CATEGORIES, CASE.pool.profiles)


def portfolio() -> Any:
    return deepcopy(CASE.portfolio)


def test_the_panel_drawn_is_filled_by_rank() -> None:
    outcome, found = CASE.outcome, portfolio()
    assert outcome.panel is not None
    panel = found["panels"][outcome.panel]
    assert sorted(CASE.pool.profile_of[outcome.selected].tolist()) == panel
    assert outcome.rank[outcome.selected].tolist() == sorted(outcome.rank[outcome.selected].tolist())
    for profile in set(panel):
        holders = [i for i in outcome.order.tolist() if CASE.pool.profile_of[i] == profile]
        assert set(holders[: panel.count(profile)]) <= set(outcome.selected)


def test_words_past_the_last_whole_multiple_are_passed_over() -> None:
    limit = WORD // 1000 * 1000
    assert panel_number([limit, WORD - 1, limit - 1], 1000) == 999
    assert panel_number([WORD - 1], 1) == 0
    assert panel_number([WORD - 1], 2) == 1


def test_words_are_the_first_eight_bytes_of_a_counted_hash() -> None:
    words = list(islice(panel_words(salt("seed")), 3))
    assert len(set(words)) == 3
    assert all(0 <= word < WORD for word in words)


def test_chances_add_up_to_the_seats() -> None:
    every = chances(portfolio(), CASE.pool)
    holders = [int((CASE.pool.profile_of == place).sum()) for place in range(len(CASE.pool.profiles))]
    assert sum(chance * held for chance, held in zip(every, holders, strict=True)) == Fraction(4)
    assert all(0 <= chance <= 1 for chance in every)


def test_a_portfolio_of_other_profiles_or_of_no_panel_is_refused() -> None:
    for profiles in (portfolio()["profiles"][::-1], portfolio()["profiles"][:-1], []):
        with pytest.raises(PortfolioError, match="profiles"):
            check_portfolio({**portfolio(), "profiles": profiles}, CASE.pool, TABLE, 4)
    with pytest.raises(PortfolioError, match="no_panel"):
        check_portfolio({**portfolio(), "panels": []}, CASE.pool, TABLE, 4)


@pytest.mark.parametrize(
    ("panel", "code"),
    [
        ([0, 1, 2], "panel"),
        ([0, 1, 2, 3, 3], "panel"),
        ([3, 2, 1, 0], "panel"),
        ([0, 1, 2, 4], "panel"),
        ([0, 0, 0, 2], "panel_quota"),
        ([], "panel"),
    ],
)
def test_a_panel_that_breaks_the_rule_is_numbered(panel: list[int], code: str) -> None:
    found = portfolio()
    found["panels"][1] = panel
    with pytest.raises(PortfolioError) as caught:
        check_portfolio(found, CASE.pool, TABLE, 4)
    assert (caught.value.code, caught.value.params["panel"]) == (code, 1)


def test_a_panel_asks_for_no_more_than_the_pool_has() -> None:
    small = make_case(size=4, quotas=TWO_CATEGORIES, seats=3)
    table = quota_table(TWO_CATEGORIES, small.pool.profiles)
    profiles = [dict(profile) for profile in small.pool.profiles]
    young_woman = profiles.index({"gender": "F", "age": "16-29"})
    older_man = profiles.index({"gender": "M", "age": "30+"})
    panel = sorted([young_woman, older_man, older_man])
    with pytest.raises(PortfolioError, match="panel_holders"):
        check_portfolio({"profiles": profiles, "panels": [panel]}, small.pool, table, 3)


def test_the_draw_takes_the_sealed_portfolio_and_no_other() -> None:
    other = portfolio()
    other["panels"] = other["panels"][::-1]
    for wrong, code in ((None, "portfolio_expected"), (other, "portfolio_sha256")):
        with pytest.raises(PortfolioError, match=code):
            draw(CASE.pool, CASE.parameters, SECRET, CHANCE, wrong)
    ranked = make_case()
    with pytest.raises(PortfolioError, match="portfolio_expected"):
        draw(ranked.pool, ranked.parameters, SECRET, CHANCE, portfolio())


def test_the_number_of_panels_is_the_sealed_one() -> None:
    parameters: Any = deepcopy(CASE.parameters)
    parameters["portfolio"]["panels"] += 1
    with pytest.raises(PortfolioError, match="panels"):
        draw(CASE.pool, parameters, SECRET, CHANCE, portfolio())


def test_a_household_gives_one_member_and_rule_two_completes() -> None:
    case = make_case(size=16, quotas=TWO_CATEGORIES, seats=4, dwellings=5)
    homes = [case.pool.household(index) for index in case.outcome.selected]
    assert len(case.outcome.selected) == len(set(homes)) == 4
