"""Names as people type them: keys that forget case, accents, hyphens, abbreviations and small words."""

import re
import unicodedata

LONGEST_KEY = 200
SMALL_WORDS = frozenset({"a", "au", "aux", "d", "de", "des", "du", "et", "l", "la", "le", "les"})
ABBREVIATIONS = {
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "boul": "boulevard",
    "cdt": "commandant",
    "che": "chemin",
    "chem": "chemin",
    "crs": "cours",
    "dr": "docteur",
    "fbg": "faubourg",
    "fg": "faubourg",
    "gal": "general",
    "imp": "impasse",
    "mal": "marechal",
    "pl": "place",
    "pdt": "president",
    "prof": "professeur",
    "qu": "quai",
    "res": "residence",
    "rte": "route",
    "sq": "square",
    "st": "saint",
    "ste": "sainte",
}
FIRST_WORD_ONLY = {"all": "allee", "ch": "chemin", "r": "rue"}
"""Too short to mean the same in the middle of a name."""

_ASCII_WORDS = re.compile("[a-z0-9]+")
_SUFFIX = r"(?:\s*(?:bis|ter|quater|quinquies|[a-h])\b)?"
_LEADING = re.compile(rf"^(\d{{1,5}}){_SUFFIX}(?:[\s,]+)(?=\S)", re.IGNORECASE | re.ASCII)
_TRAILING = re.compile(rf"(?<=\S)[\s,]+(?:n[°o]\s*)?(\d{{1,5}}){_SUFFIX}$", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(rf"^\s*(?:n[°o]\s*)?(\d{{1,5}}){_SUFFIX}\s*$", re.IGNORECASE | re.ASCII)


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case without accents: « L’Œuvre d’Été » gives l, oeuvre, d, ete."""
    if text.isascii():  # Lists have a million names, few with accents: the same answer five times sooner.
        return _ASCII_WORDS.findall(text.lower())
    # Folded before and after: taking a sign apart (« ℠ ») can give capitals again.
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold()
    plain = "".join(c for c in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", plain.replace("œ", "oe").replace("æ", "ae"))


def name_key(text: str) -> str:
    """Return the key under which a name is sorted and found."""
    return " ".join(words_of(text))[:LONGEST_KEY]


def street_key(text: str) -> str:
    """Return the key of a street: « Av. de l’Abbé-St-Pierre » gives « avenue abbe saint pierre »."""
    words = words_of(text)
    if words:
        words[0] = FIRST_WORD_ONLY.get(words[0], words[0])
    long = [ABBREVIATIONS.get(word, word) for word in words]
    return " ".join(word for word in long if word not in SMALL_WORDS)[:LONGEST_KEY]


def house_number(text: str | None) -> int | None:
    """Return the number of « 12 », « 12 bis » or « n° 12 »; None where there is none to read."""
    match = _NUMBER.match(text or "")
    return int(match[1]) if match else None


def split_address(text: str) -> list[tuple[str, int | None]]:
    """Return the ways to read an address as street and number, likeliest first.

    The whole text comes first, for streets whose name holds a number (« place du 8 Mai 1945 »).
    """
    readings: list[tuple[str, int | None]] = [(text, None)]
    if match := _LEADING.match(text):
        readings.append((text[match.end() :], int(match[1])))
    if match := _TRAILING.search(text):
        readings.append((text[: match.start()], int(match[1])))
    return readings


def likeness(first: str, second: str) -> float:
    """Return how alike two keys are, from 0 to 1: the share of three-letter pieces in common."""
    left, right = _pieces(first), _pieces(second)
    return len(left & right) / len(left | right) if left and right else 0.0


def _pieces(key: str) -> set[str]:
    padded = f"  {key} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)} if key else set()
