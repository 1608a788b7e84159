"""What one cell says: each function reads a text and returns its value, or the code of what is wrong with it."""

import re
from typing import NamedTuple

from participation.kernel.text import clean
from participation.territory.names import name_key, words_of

LONGEST_NAME = 100
LONGEST_TEXT = 200
FORMULA = ("=", "+", "@", "＝", "＋", "－", "＠")
BLANKS = frozenset({"-", "--", "---", "—", "–", "/", "?", ".", "null", "NULL", "néant", "Néant", "NÉANT", "NEANT"})
"""What people write where there is nothing to write."""
ERRORS = frozenset(
    {"#N/A", "#REF!", "#NAME?", "#NOM?", "#VALUE!", "#VALEUR!", "#DIV/0!", "#NUM!", "#NOMBRE!", "#NULL!", "#NUL!"}
)
GARBLED = re.compile("[ÂÃ][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2010-\u203a\u20ac\u2122]|â€|\ufffd")
"""UTF-8 that was once read as Windows-1252, and letters already lost."""
DIRECTION = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""Control characters, and marks that turn the direction of writing: they make a name look like another."""
EMAIL = re.compile(r"[^\s,;:@\"()\[\]\\<>]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}")
PHONE_SIGNS = {ord(sign): None for sign in " .-/_\u00a0\u202f\u2009\u2010\u2011\t"}
GENDERS = {
    word: code
    for code, words in {
        "M": "m h homme hommes masculin male mr monsieur 1",
        "F": "f femme femmes feminin female mme mrs ms madame mlle melle mademoiselle 2",
        "X": "x autre nb non binaire neutre nsp",
    }.items()
    for word in words.split()
} | {"non binaire": "X", "ne se prononce pas": "X", "prefere ne pas dire": "X"}


class Cell(NamedTuple):
    """What a cell of text says. `code` names what is wrong with it; a doubt leaves the value to use if accepted."""

    value: str
    code: str | None = None
    is_refused: bool = False


def read_text(text: str, longest: int = LONGEST_TEXT) -> Cell:
    """Return a text on one line in NFC.

    Codes: `formula`, `cell_error` and `too_long` (refused), `garbled` and `direction` (doubts).
    """
    value = clean(text)
    if value in BLANKS or not value:
        return Cell("")
    if value[0] == "#" and (value.upper() in ERRORS or not value.strip("#")):
        return Cell("", "cell_error", True)
    if value.startswith(FORMULA):
        return Cell("", "formula", True)
    if len(value) > longest:
        return Cell("", "too_long", True)
    if not text.isprintable() and DIRECTION.search(text):
        return Cell(value, "direction")
    if not value.isascii() and GARBLED.search(value):
        return Cell(value, "garbled")
    return Cell(value)


def read_name(text: str) -> Cell:
    """Return a name. Codes: those of `read_text`, `name` (no letter: refused), `name_digits` (doubt)."""
    cell = read_text(text, LONGEST_NAME)
    if cell.code or not cell.value:
        return cell
    if cell.value.replace(" ", "").isalpha():
        return cell
    if not words_of(cell.value) or not any(c.isalpha() for c in cell.value):
        return Cell("", "name", True)
    if any(c.isdigit() for c in cell.value) or "@" in cell.value:
        return Cell(cell.value, "name_digits")
    return cell


def read_gender(text: str) -> Cell:
    """Return `F`, `M`, `X` or nothing. Codes, all doubts: `couple` (two people in one row), `gender`."""
    cell = read_text(text)
    if cell.code or not cell.value:
        return cell
    key = name_key(cell.value)
    if key in GENDERS:
        return Cell(GENDERS[key])
    found = {GENDERS.get(word) for word in key.split()} - {None}
    return Cell("", "couple" if {"M", "F"} <= found else "gender")


def read_postal_code(text: str) -> Cell:
    """Return five digits, with the zero that a spreadsheet took away. Code: `postal_code` (doubt)."""
    digits = text.replace(" ", "").replace("\u00a0", "").removeprefix("F-").removesuffix(".0")
    if digits.isascii() and digits.isdigit() and len(digits) in (4, 5):
        return Cell(digits.zfill(5))
    cell = read_text(text, 10)
    return cell if cell.code or not cell.value else Cell(cell.value, "postal_code")


def read_phone(text: str) -> Cell:
    """Return ten digits for a French number, `+` and digits for another. Code: `phone` (doubt, no value)."""
    if len(text) == 10 and text.isascii() and text.isdigit() and text[0] == "0" != text[1]:
        return Cell(text)
    if not text or text in BLANKS:
        return Cell("")
    digits = text.translate(PHONE_SIGNS).replace("(0)", "").strip("()")
    for prefix in ("+33", "0033"):
        if digits.startswith(prefix):
            digits = "0" + digits.removeprefix(prefix).removeprefix("0")
    if digits.startswith("33") and len(digits) == 11:
        digits = "0" + digits[2:]
    if not digits.isascii():
        return Cell("", "phone")
    if len(digits) == 9 and digits.isdigit() and digits[0] != "0":
        digits = "0" + digits
    if len(digits) == 10 and digits.isdigit() and digits[0] == "0" and digits[1] != "0":
        return Cell(digits)
    foreign = "+" + digits[2:] if digits.startswith("00") else digits
    if foreign.startswith("+") and foreign[1:].isdigit() and 8 <= len(foreign) <= 16:
        return Cell(foreign)
    return Cell("", "phone")


def read_email(text: str) -> Cell:
    """Return an address that a mail can be sent to. Code: `email` (doubt, no value)."""
    value = clean(text).removeprefix("mailto:").strip("<>")
    if value in BLANKS or not value:
        return Cell("")
    return Cell(value) if len(value) <= 254 and EMAIL.fullmatch(value) else Cell("", "email")
