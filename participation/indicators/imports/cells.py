"""One cell at a time: numbers, years and sexes as offices and statisticians write them."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

YEARS = range(1990, 2101)
SECRET = frozenset({"s", "c"})
"""« Secret statistique », « confidentiel »: too few people to publish."""
UNKNOWN = frozenset({"", "nd", "n.d", "n.d.", "n/d", "na", "n/a", "ns", "so", "-", "–", "—", "..", "...", "…"})
"""Not available, not significant, not applicable: blank for us, never 0."""
NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}( \d{3})+)([.,]\d+)?")
UNITS = re.compile(r" ?(%|€)$")
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-"})
SEXES = {
    **dict.fromkeys(("", "ensemble", "total", "tous", "t", "all"), "all"),
    **dict.fromkeys(("femmes", "femme", "f", "women", "woman"), "women"),
    **dict.fromkeys(("hommes", "homme", "h", "m", "men", "man"), "men"),
}


class Number(NamedTuple):
    """What a cell with a number says: `is_readable` false where it is none of these."""

    value: float | None
    is_secret: bool = False
    is_readable: bool = True


BLANK, HIDDEN, UNREADABLE = Number(None), Number(None, is_secret=True), Number(None, is_readable=False)


def key_of(text: str) -> str:
    """Return a heading as one word: « Année », « annee » and « ANNEE » are one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


@lru_cache(1 << 16)
def read_number(text: str) -> Number:
    """Return a number with a comma or a point, spaces between thousands, % or € behind it; « s » and blanks as such."""
    plain = text.translate(SPACES).strip().casefold()
    if plain in UNKNOWN:
        return BLANK
    if plain in SECRET:
        return HIDDEN
    plain = UNITS.sub("", plain)
    if not plain.isascii() or not NUMBER.fullmatch(plain) or len(plain) > 30:
        return _scientific(plain)
    return Number(float(plain.replace(" ", "").replace(",", ".")))


def _scientific(plain: str) -> Number:
    """Spreadsheets write very small and very large numbers as 1E-05."""
    if re.fullmatch(r"[+-]?\d(\.\d+)?e[+-]?\d{1,2}", plain, re.ASCII):
        return Number(float(plain))
    return UNREADABLE


@lru_cache(1024)
def read_year(text: str) -> int | None:
    """Return a year of four digits, or None."""
    year = int(text) if re.fullmatch(r"[0-9]{4}", text) else 0
    return year if year in YEARS else None


def read_sex(text: str) -> str | None:
    """Return `all`, `women` or `men`; blank is everybody."""
    return SEXES.get(text.casefold())
