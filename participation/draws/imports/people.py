"""Somebody on a list, as the checked row says it."""

from datetime import date
from typing import NamedTuple

from participation.territory.names import words_of

LONGEST_KEY = 200


class Person(NamedTuple):
    """Texts are NFC on one line, without control characters; None or empty is what the list does not say."""

    line: int
    family_name: str
    """The name in use, else the one at birth; as typed, capitals too."""
    birth_name: str
    """Where the list has a column for it."""
    given_name: str
    name_key: str
    birth_year: int | None
    birth_date: date | None
    gender: str | None
    """`F`, `M` or `X`."""
    address: str | None
    """Number, street and complement, as one line."""
    address_key: str | None
    postal_code: str | None
    town: str | None
    email: str | None
    phone: str | None
    """Ten digits in France, else `+` and digits."""
    reference: str | None


def name_key_of(given_name: str, family_name: str) -> str:
    """Return the words of both names in alphabetical order, as one word: in whichever columns they stood."""
    return "".join(sorted(words_of(given_name) + words_of(family_name)))[:LONGEST_KEY]


def shown_name(text: str) -> str:
    """Return a name written in capitals with capitals at the beginnings only; any other as it was typed."""
    if text != text.upper() or len(text) < 2:
        return text
    before, shown = " ", []
    for character in text:
        shown.append(character if before in " -'’." else character.lower())
        before = character
    return "".join(shown)
