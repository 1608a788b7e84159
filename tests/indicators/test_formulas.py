"""The formula of a gap: the numbers that it shows give the gap that it shows."""

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from participation.indicators.finding_words import rounded
from participation.indicators.models import AreaKind, Direction, Family, Measure
from participation.indicators.series_words import MORE_DIGITS, _adds_up, _digits
from participation.indicators.services.catalogue import IndicatorRow
from participation.indicators.services.comparing import Finding, Knowledge
from tests.indicators.value_cases import POVERTY, bring, load_places, poverty
from tests.support.pages import PageClient

NBSP = "\u00a0"


def finding_of(here: float, there: float, measure: Measure = Measure.RATE, decimals: int = 1) -> Finding:
    """Return what an invented indicator says of two numbers."""
    row = IndicatorRow(
        1, "essai", Family.NEIGHBOURHOODS, "Essai", "Essai ?", "personnes", "%", measure, decimals, Direction.DOWN,
        AreaKind.REST, True,
    )  # fmt: skip
    gap = here - there if measure is Measure.RATE else 100 * (here - there) / there
    return Finding(row, Knowledge.KNOWN, here=here, there=there, gap=gap)


@pytest.mark.parametrize(
    ("here", "rest", "shown"),
    [
        (27.34, 19.36, "27,34 − 19,36 = +7,98"),
        (27.3, 19.4, "27,3 − 19,4 = +7,9"),
        (19.36, 27.34, "19,36 − 27,34 = −7,98"),
    ],
)
def test_a_formula_shows_the_digits_with_which_it_adds_up(
    client: PageClient, session: Session, now: datetime, here: float, rest: float, shown: str
) -> None:
    load_places(session)
    bring(session, now, poverty(2020, here, rest))
    session.commit()
    text = client.get(f"/indicateurs/{POVERTY}?quartier=chemin-vert").text
    assert f"Écart en 2020 = ici − ailleurs = {shown}{NBSP}points." in re.sub(r"[ \n]+", " ", text)


def test_a_share_of_small_amounts_takes_more_digits_too() -> None:
    found = finding_of(3.4, 1.6, Measure.AMOUNT, decimals=0)
    assert _digits(found, found.indicator) == 1


@given(st.integers(0, 100_000), st.integers(1, 100_000), st.integers(0, 3))
def test_numbers_of_three_digits_always_add_up(here: int, there: int, decimals: int) -> None:
    found = finding_of(here / 1000, there / 1000, decimals=decimals)
    digits = _digits(found, found.indicator)
    assert decimals <= digits <= decimals + MORE_DIGITS
    given_gap = rounded(rounded(here / 1000, digits) - rounded(there / 1000, digits), digits)
    assert given_gap == rounded((here - there) / 1000, digits)
    assert not any(_adds_up(found, found.indicator, fewer) for fewer in range(decimals, digits))
