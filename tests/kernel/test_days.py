"""Days as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel.days import parse_day

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "27/3/2027",
        "27/03/2027",
        "27.03.2027",
        "27-3-2027",
        "27 3 2027",
        "27 mars 2027",
        " 27  Mars 2027 ",
        "samedi 27 mars 2027",
        "27 March 2027",
        "Saturday, 27 March 2027",
        "27th mar. 2027",
        "2027-03-27",
        "٢٧/٣/٢٠٢٧",
    ],
)
def test_one_day_in_many_hands(text):
    assert parse_day(text) == date(2027, 3, 27)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er août 2026", date(2026, 8, 1)),
        ("1er aou\u0302t 2026", date(2026, 8, 1)),
        ("29 février 2028", date(2028, 2, 29)),
        ("1 déc. 2026", date(2026, 12, 1)),
    ],
)
def test_accents_and_the_first_of_the_month(text, day):
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    ["", "demain", "27/3/27", "3/27/2027", "29 février 2027", "31/4/2026", "27 brumaire 2027", "27/3/20270",
     "1/1/0001", "12026-01-01", "1" * 5000, "27 mars", "mars 2027"],
)  # fmt: skip
def test_what_is_no_day(text):
    assert parse_day(text) is None


@given(DAYS)
def test_what_is_written_is_read_back(day):
    assert parse_day(f"{day.day}/{day.month}/{day.year}") == day
    assert parse_day(day.isoformat()) == day
