"""Addresses as one line and as one key per dwelling, whether they came in one column or in five."""

import re
from collections.abc import Sequence
from functools import lru_cache

from participation.draws.imports.cells import Cell, read_text
from participation.draws.imports.people import LONGEST_KEY
from participation.territory.names import street_key, words_of

REMEMBERED = 1 << 16
LONGEST_CODE = 4
"""« B », « 12 », « 3A »: what needs its kind beside it to mean something."""
PARTS = ("bâtiment", "escalier", "étage", "appartement")
SUFFIXES = {"b": "bis", "t": "ter", "q": "quater"}
DWELLING = {
    "apt": "appartement",
    "appt": "appartement",
    "app": "appartement",
    "appartement": "appartement",
    "bat": "batiment",
    "batiment": "batiment",
    "esc": "escalier",
    "escalier": "escalier",
    "etg": "etage",
    "etage": "etage",
    "logt": "logement",
    "logement": "logement",
    "res": "residence",
    "ent": "entree",
    "porte": "porte",
}
PART_STREETS = frozenset(DWELLING) - {"app", "res", "ent", "porte"}
"""Words at which the street ends; the others stand in names of streets too."""
NUMBERED = re.compile(
    r"(?:n[°o] ?)?(\d{1,5}) ?(bis|ter|quater|[a-h](?=[ ,]))?(?:[ ,]+)(?=\S)", re.IGNORECASE | re.ASCII
)
NUMBER = re.compile(r"0*(\d+) ?([a-z]*)", re.ASCII)
CODE_AND_TOWN = re.compile(r"(?:F-)?(\d{5})(?:[ ,-]+(\D.{1,59}))?|(\D{2,60}?)[ ,-]+(?:F-)?(\d{5})", re.ASCII)
TOWN_AT_END = re.compile(r"[ ,]+(?:F-)?(\d{5}) +(\D{2,60})$", re.ASCII)


def read_number(text: str) -> Cell:
    """Return the number of a house as text, without the decimals that a spreadsheet added."""
    cell = read_text(text, 20)
    return cell if cell.code else Cell(cell.value.removesuffix(".0").removesuffix(",0"))


def read_postal_town(text: str) -> Cell:
    """Return « 14460 Colombelles » as text. Code, a doubt: `postal_code`, where no five digits begin or end it."""
    cell = read_text(text)
    return cell if cell.code or parted_town(cell.value)[0] else Cell(cell.value, "postal_code")


def parted_town(text: str) -> tuple[str, str]:
    """Return the postal code and the town of « F-14460 Colombelles » or « Colombelles 14460 »."""
    if match := CODE_AND_TOWN.fullmatch(text.strip()):
        return match[1] or match[4], (match[2] or match[3] or "").strip(" ,")
    return "", text.strip()


def number_key(number: str) -> str:
    """Return « 12bis » of « 12 B » and of « 012 bis »; the words of anything else."""
    plain = "".join(words_of(number))
    match = NUMBER.fullmatch(plain)
    return match[1] + SUFFIXES.get(match[2], match[2]) if match else plain


def place_key(place: str) -> str:
    """Return the key of what follows the number: the street, then building, staircase and door."""
    words = words_of(place)
    end = next((n for n, word in enumerate(words) if n > 1 and word in PART_STREETS), len(words))
    return " ".join(filter(None, (street_key(" ".join(words[:end])), dwelling_key(" ".join(words[end:])))))


def dwelling_key(complement: str) -> str:
    """Return the key of a complement: « Appt. 12, Bât B » and « batiment b appartement 12 » are one."""
    groups: list[list[str]] = [[]]
    for word in words_of(complement):
        if word in DWELLING:
            groups.append([])
        groups[-1].append(DWELLING.get(word, word))
    return " ".join(" ".join(group) for group in sorted(groups) if group)


def named(kind: str, value: str) -> str:
    """Return a cell of a column such as « Étage » as an address says it: « 3 » is « étage 3 », « étage 3 » stays."""
    return f"{kind} {value}" if len(value) <= LONGEST_CODE and not DWELLING.keys() & set(words_of(value)) else value


class Addresses:
    """Reads the addresses of one list; streets come back often, so their keys are kept at hand."""

    def __init__(self) -> None:
        self._number_key = lru_cache(REMEMBERED)(number_key)
        self._place_key = lru_cache(REMEMBERED)(place_key)
        self._dwelling_key = lru_cache(REMEMBERED)(dwelling_key)

    def read(self, texts: Sequence[str]) -> tuple[str, str, str, str]:
        """Return (line, key, postal code, town); texts are empty where the list says nothing.

        Args:
            texts: Number, suffix, kind of street, street, complement, building, staircase, floor, door, whole address,
                postal code, town, both in one. The whole address may begin with the number and end with postal code and
                town.
        """
        number, suffix, kind, street, complement, *parts, address, postal_code, town, both = texts
        if both:
            code, place = parted_town(both)
            postal_code, town = postal_code or code, town or place
        if any(parts):
            codes = [named(word, value) for word, value in zip(PARTS, parts, strict=True) if value]
            complement = " ".join([*codes, complement] if complement else codes)
        if address:
            if not postal_code and (match := TOWN_AT_END.search(address)):
                address, postal_code, town = address[: match.start()], match[1], town or match[2].strip()
            if not number and (match := NUMBERED.match(address)):
                number, suffix, address = match[1], match[2] or "", address[match.end() :]
            street = address
        elif kind:
            street = f"{kind} {street}"
        if suffix:
            number = f"{number} {suffix}"
        line = f"{number} {street} {complement}".strip() if number or complement else street
        if not line:
            return "", "", postal_code, town
        keys = (
            self._number_key(number) if number else "",
            self._place_key(street),
            self._dwelling_key(complement) if complement else "",
            postal_code,
        )
        return line, " ".join([key for key in keys if key])[:LONGEST_KEY], postal_code, town
