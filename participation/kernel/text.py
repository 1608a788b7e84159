"""Text as the platform keeps it: one line, one form of each letter, nothing that cannot be seen."""

import re
import unicodedata

MOST_MARKS = 30
"""Combining marks on one letter. No language comes near it, and ordering many takes the square of their number.

Source: Unicode Standard Annex 15, stream-safe text format.
"""
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of characters that nobody sees: controls, formats, surrogates, private ones, separators of lines."""
BREAKABLE = re.compile(r" (?=[:;?!»]+(?:[\s).,;…”]|<|$))|(?<=«) |(?<=\d) (?=\d{3}(?!\d)|[%€])")
"""Spaces at which a line of French must not end."""


def clean(text: str | None) -> str:
    """Return text in NFC, on one line, without control or invisible characters, with single spaces.

    It is the *text* of the draw protocol, so that what people typed can be sealed without a second cleaning.
    """
    if text is None:
        return ""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    folded = unicodedata.normalize("NFC", _with_few_marks(text))
    spaced = "".join(" " if c.isspace() else c for c in folded)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in HIDDEN)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _with_few_marks(text: str) -> str:
    """Return text without the combining marks beyond what a letter can carry."""
    if text.isascii():
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def unbroken(text: str) -> str:
    """Return French text as it is shown: no line begins with a mark, and none ends with an opening one.

    It is kept with plain spaces, which is how people type it and how draws seal it.
    """
    return BREAKABLE.sub("\u00a0", text)


def clean_lines(text: str | None) -> str:
    """Return a text of several lines as the platform keeps it: NFC, `\\n` between lines, nothing that cannot be seen.

    Spaces at the beginning of a line stay, since Markdown reads them; those at its end go, and a tab is four.
    """
    if text is None:
        return ""
    folded = unicodedata.normalize("NFC", _with_few_marks(text)).expandtabs(4)
    lines = folded.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ("".join(" " if c.isspace() else c for c in line) for line in lines)
    seen = ("".join(c for c in line if unicodedata.category(c) not in HIDDEN).rstrip() for line in kept)
    return unicodedata.normalize("NFC", "\n".join(seen).strip("\n"))
