"""The part of a text that shows why it was found, with the words that were looked for marked."""

from collections.abc import Set
from dataclasses import dataclass

from participation.kernel import stems

LENGTH = 240
BEFORE = 80
"""Letters of an excerpt, and of what stands before the first word found."""


@dataclass(frozen=True)
class Piece:
    """A few words of the text, as they stand in it."""

    text: str
    is_found: bool


def excerpt(text: str, words: Set[str]) -> list[Piece]:
    """Return about 240 letters of a text around the first words found; what was found is marked, nothing is HTML."""
    tokens = list(stems.tokens(text))
    first = next((token.start for token in tokens if token.stem in words), 0)
    start = _word_start(text, max(0, first - BEFORE)) if first > BEFORE else 0
    end = min(len(text), start + LENGTH)
    end = end if end == len(text) else max(text.rfind(" ", start, end), start + LENGTH // 2)
    pieces, at = ([Piece("… ", False)] if start else []), start
    for token in tokens:
        if token.stem in words and start <= token.start and token.end <= end:
            pieces += [Piece(text[at : token.start], False), Piece(text[token.start : token.end], True)]
            at = token.end
    pieces.append(Piece(text[at:end] + (" …" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece.text]


def _word_start(text: str, at: int) -> int:
    """Return the beginning of the first whole word from a place on."""
    space = text.find(" ", at, at + BEFORE)
    return space + 1 if space >= 0 else at
