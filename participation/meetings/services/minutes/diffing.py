"""What changed between two texts, word by word: lines are matched first, then the words of the lines that differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_PAIRS = 4_000_000
"""Matching takes up to the product of both lengths: beyond, a stretch is shown as replaced whole."""


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """A stretch of text that had one fate."""

    change: Change
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of two texts: those kept and removed make the first, those kept and added the second."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for same, left, right in _stretches(old, new):
        if same:
            pieces.append(Piece(Change.SAME, left))
        else:
            pieces += _by_words(left, right)
    return _joined(pieces)


def has_changed(pieces: Sequence[Piece]) -> bool:
    """Tell whether anything was removed or added."""
    return any(piece.change is not Change.SAME for piece in pieces)


def _by_words(before: str, after: str) -> list[Piece]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        return [Piece(Change.REMOVED, before), Piece(Change.ADDED, after)]
    pieces = []
    for same, left, right in _stretches(old, new):
        if same:
            pieces.append(Piece(Change.SAME, left))
        else:
            pieces += [Piece(Change.REMOVED, left), Piece(Change.ADDED, right)]
    return pieces


def _stretches(old: Sequence[str], new: Sequence[str]) -> list[tuple[bool, str, str]]:
    """Return runs of like and unlike parts: whether they are the same, the text before, the text after."""
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(tag == "equal", "".join(old[a:b]), "".join(new[c:d])) for tag, a, b, c, d in found]


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    full = [piece for piece in pieces if piece.text]
    return tuple(
        Piece(change, "".join(piece.text for piece in run))
        for change, run in groupby(full, key=lambda piece: piece.change)
    )
