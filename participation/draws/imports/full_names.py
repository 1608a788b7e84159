"""Family and given name out of one cell."""

from typing import NamedTuple

from participation.draws.imports.cells import read_name
from participation.territory.names import words_of

HIS = frozenset({"m", "mr", "monsieur"})
HERS = frozenset({"mme", "mlle", "madame", "mademoiselle"})
COUPLE = 3
"""Words of « M. et Mme » before the name."""


class FullName(NamedTuple):
    """Both names. Codes, both doubts: `full_name` (which is which is not certain), `couple` (two people in one row)."""

    family_name: str
    given_name: str
    code: str | None = None
    is_refused: bool = False


def given_comes_first(heading: str) -> bool | None:
    """Tell which name a heading names first; None where it names not both."""
    words = words_of(heading)
    given = next((n for n, word in enumerate(words) if word.startswith(("prenom", "given", "first"))), None)
    family = next((n for n, word in enumerate(words) if word.startswith(("nom", "family", "last", "surname"))), None)
    return None if given is None or family is None else given < family


def read_full_name(text: str, given_first: bool | None = None) -> FullName:
    """Return the names of « DUPONT Marie », « Marie DUPONT », « Dupont, Marie », « Mme Dupont Marie ».

    Args:
        given_first: What the heading says (« Prénom nom »); it decides between two words written alike.
    """
    value, code, is_refused = read_name(text)
    if code or not value:
        return FullName(value, "", code, is_refused)
    family, comma, given = value.partition(",")
    if comma and family.strip() and given.strip():
        return FullName(family.strip(), given.strip())
    words = value.split()
    titles = {word.rstrip(".").casefold() for word in words[:COUPLE]}
    if len(words) > COUPLE and titles & HIS and titles & HERS:
        return FullName(" ".join(words[COUPLE:]), "", "couple")
    if len(words) > 1 and words[0].rstrip(".").casefold() in HIS | HERS:
        words = words[1:]
    parted = _by_capitals(words)
    if parted:
        return FullName(*parted, "full_name" if _is_unsure(words) else None)
    if len(words) == 1:
        return FullName(words[0], "", "full_name")
    first, rest = words[0], " ".join(words[1:])
    code = None if given_first is not None and len(words) == 2 else "full_name"
    return FullName(rest, first, code) if given_first else FullName(first, rest, code)


def _is_unsure(words: list[str]) -> bool:
    """Tell whether an initial stands beside the name in capitals: it may belong to either name."""
    return any(len(word.rstrip(".")) == 1 and word.isupper() for word in words)


def _by_capitals(words: list[str]) -> tuple[str, str] | None:
    """Part names where the words in capitals, all at one end, are the family name."""
    capitals = [len(word) > 1 and word == word.upper() and word != word.lower() for word in words]
    count = sum(capitals)
    if not 0 < count < len(words) or not (all(capitals[:count]) or all(capitals[-count:])):
        return None
    upper, lower = words[:count], words[count:]
    if not capitals[0]:
        lower, upper = words[:-count], words[-count:]
    return " ".join(upper), " ".join(lower)
