"""Dates and years of birth as offices write them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from participation.draws.imports.cells import BLANKS
from participation.kernel.text import clean
from participation.territory.names import words_of

EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's serial numbers, counted so that days after February 1900 come out right."""
SERIALS = range(5_000, 60_000)
"""Days from 1913 to 2064: a number of this size alone in a cell is a date that lost its format."""
YEARS = range(1880, 2100)
YOUNGEST = 16
OLDEST = 110
PARTS = re.compile(r"(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})", re.ASCII)
TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$", re.ASCII)
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "janvier janv jan", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil", "aout",
            "septembre sept sep", "octobre oct", "novembre nov", "decembre dec",
        ),
        1,
    )
    for word in words.split()
}


@dataclass(frozen=True)
class Birth:
    """What a cell says of somebody's birth: a day, or at least a year."""

    year: int | None = None
    day: date | None = None
    code: str | None = None
    is_refused: bool = False


NO_BIRTH = Birth()


def read_date(text: str, on: date | None = None) -> Birth:
    """Return the day somebody was born, or the year alone where no day is known (« 00/00/1950 »).

    Args:
        on: Day on which ages are counted; without it no age is checked.

    Returns:
        Codes: `cell_error` and `date` (no date can be read), `date_missing_day` (no such day), `born_later`,
        `year_far` (no year that a list can hold), `too_young` (refused); `two_digit_year`, `serial_date` (read from
        Excel's count of days), `too_old` (doubts).
    """
    value = clean(text)
    if value in BLANKS or not value:
        return NO_BIRTH
    if value.startswith("#"):
        return Birth(code="cell_error", is_refused=True)
    birth = _read(TIME.sub("", value), on)
    return birth if birth.code and birth.is_refused else _checked(birth, on)


def read_year(text: str, on: date | None = None) -> Birth:
    """Return the year somebody was born. Codes: `year`, `born_later`, `too_young`, `too_old`."""
    value = clean(text).removesuffix(".0").removesuffix(",0")
    if value in BLANKS or not value:
        return NO_BIRTH
    if value.isascii() and value.isdigit() and int(value[:9]) in YEARS:
        return _checked(Birth(int(value)), on)
    birth = read_date(text, on)
    return Birth(birth.year, None, birth.code, birth.is_refused) if birth.year else Birth(code="year", is_refused=True)


def _read(value: str, on: date | None) -> Birth:
    if match := PARTS.fullmatch(value):
        return _of_parts(match[1], match[2], match[3], on)
    if value.isascii() and value.isdigit():
        return _of_number(value, on)
    words = words_of(value)
    if len(words) == 3 and words[1] in MONTHS:
        day = "1" if words[0] == "1er" else words[0]
        if day.isascii() and day.isdigit() and words[2].isascii() and words[2].isdigit():
            return _of_parts(day, str(MONTHS[words[1]]), words[2], on)
    return Birth(code="date", is_refused=True)


def _of_number(value: str, on: date | None) -> Birth:
    number = int(value[:9])
    if len(value) == 4 and number in YEARS:
        return Birth(number)
    if len(value) == 8 and int(value[:4]) in YEARS:
        return _of_parts(value[:4], value[4:6], value[6:], on)
    if len(value) == 8 and int(value[4:]) in YEARS:
        return _of_parts(value[:2], value[2:4], value[4:], on)
    if len(value) in (4, 5) and number in SERIALS:
        day = EPOCH + timedelta(days=number)
        return Birth(day.year, day, "serial_date")
    return Birth(code="date", is_refused=True)


def _of_parts(first: str, second: str, third: str, on: date | None) -> Birth:
    """Read day, month, year as in France, or year first."""
    if len(first) == 4:
        first, third = third, first
    if len(first) > 2 or len(third) not in (2, 4):
        return Birth(code="date", is_refused=True)
    day, month, year = int(first), int(second), int(third)
    is_short = len(third) == 2
    if is_short:
        year = _century(year, on)
    if year not in YEARS:
        return Birth(code="year_far", is_refused=True)
    doubt = "two_digit_year" if is_short else None
    if day == 0 or month == 0:
        # Registers write day 00, and month 00, for people whose day of birth is not known.
        return Birth(year, None, doubt) if month <= 12 else Birth(code="date_missing_day", is_refused=True)
    try:
        return Birth(year, date(year, month, day), doubt)
    except ValueError:
        return Birth(code="date_missing_day", is_refused=True)


def _century(year: int, on: date | None) -> int:
    """Return the latest year with these two digits in which somebody old enough was born."""
    latest = (on.year if on else date.max.year) - YOUNGEST
    return latest - (latest - year) % 100 if on else (1900 + year if year > 25 else 2000 + year)


def _checked(birth: Birth, on: date | None) -> Birth:
    """Say where the age on a day is out of what a list can hold."""
    if on is None or birth.year is None:
        return birth
    age = on.year - birth.year
    if birth.day is not None:
        if birth.day > on:
            return Birth(code="born_later", is_refused=True)
        age -= (on.month, on.day) < (birth.day.month, birth.day.day)
    if age < 0:
        return Birth(code="born_later", is_refused=True)
    if age < YOUNGEST:
        return Birth(birth.year, birth.day, "too_young", True)
    if age > OLDEST:
        return Birth(birth.year, birth.day, "too_old")
    return birth
