"""Days as people write them: « 27/3/2027 », « 27 mars 2027 », « samedi 1er mai 2027 », 2027-03-27."""

import re
import unicodedata
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "janvier january jan",
            "fevrier february fev feb",
            "mars march mar",
            "avril april avr apr",
            "mai may",
            "juin june jun",
            "juillet july juil jul",
            "aout august aug",
            "septembre september sept sep",
            "octobre october oct",
            "novembre november nov",
            "decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}
NUMERIC = re.compile(r"(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{4})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
WORDED = re.compile(r"(?:[a-z]+\.?,? )?(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+)\.?,? (\d{4})")
YEARS = range(1900, 2101)
LONGEST = 40
SENTENCE = _l("Write the day like this: 27/3/2027 or 27 March 2027.")


def parse_day(text: str) -> date | None:
    """Return the day that a text says, or nothing; the day comes before the month, as in France."""
    if len(text) > LONGEST:
        return None
    folded = unicodedata.normalize("NFD", text.casefold())
    plain = " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())
    if found := ISO.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := NUMERIC.fullmatch(plain):
        day, month, year = (int(part) for part in found.groups())
    elif (found := WORDED.fullmatch(plain)) and found[2] in MONTHS:
        day, month, year = int(found[1]), MONTHS[found[2]], int(found[3])
    else:
        return None
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


class DayField(StringField):
    """A day in one box; what was typed stays in it when it cannot be read."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = parse_day(text) if text else None
        if text and self.data is None:
            raise ValueError(str(SENTENCE))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.day}/{self.data.month}/{self.data.year}" if self.data else ""
