"""French words brought to their stems: one function for what is searched and for what is looked for.

A word loses its case, accents and ligatures, then its ending. Accents go first, since people leave them out:
« décidée », « decidee » and « décidés » are then one word. Small words of the language are left out on both sides.

Source:
    The French stemmer of Snowball (snowballstemmer), with two additions: the ending « ée », which it only knows
    accented, and the plurals that its rules leave: in -os, -us, -as, in -eux of short nouns, and the irregular ones.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

LONGEST = 40
"""Letters of a word that count: no French word is longer, and a stem stays short for the index."""
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
APOSTROPHES = "'’ʼ‘`´"
ELIDED = frozenset(
    ["c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "presqu"]
)
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
IRREGULAR = {
    "travaux": "travail", "baux": "bail", "vitraux": "vitrail", "yeux": "oeil",
    "mesdames": "madame", "messieurs": "monsieur", "amis": "ami", "jeux": "jeu",
    "enjeux": "enjeu", "lieux": "lieu",
    "milieux": "milieu", "voeux": "voeu", "feux": "feu", "cheveux": "cheveu", "aveux": "aveu", "adieux": "adieu",
}
SMALL_WORDS = frozenset(
    [
        "a", "ai", "au", "aux", "avec", "ce", "ces", "cet", "cette", "dans", "de", "des", "du", "elle",
        "elles", "en", "est", "et", "eu", "il", "ils", "je", "la", "le", "les", "leur", "leurs", "lui", "ma",
        "mais", "me", "meme", "mes", "moi", "mon", "ne", "nos", "notre", "nous", "on", "ont", "ou", "par",
        "pas", "pour", "qu", "que", "qui", "sa", "se", "ses", "si", "son", "sont", "sur", "ta", "te", "tes",
        "toi", "ton", "tu", "un", "une", "vos", "votre", "vous", "y",
    ]
)
_local = threading.local()


@dataclass(frozen=True)
class Token:
    """A word of a text: its stem, and where the word stands in the text as it was given."""

    stem: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text that count, in order."""
    for found in WORD.finditer(text):
        word = fold(found[0])
        is_elided = text[found.end() : found.end() + 1] in APOSTROPHES and found.end() < len(text)
        if not word or word in SMALL_WORDS or (is_elided and word in ELIDED):
            continue
        yield Token(stem(word), found.start(), found.end())


def stems(text: str) -> str:
    """Return the stems of a text's words, apart by spaces, in the order of the text."""
    return " ".join(token.stem for token in tokens(text))


def fold(word: str) -> str:
    """Return a word without case, accents and ligatures, cut to what counts; it may be empty."""
    apart = unicodedata.normalize("NFKD", word[: 4 * LONGEST].casefold().translate(LIGATURES))
    return "".join(letter for letter in apart if letter.isalnum())[:LONGEST]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a folded word."""
    if not word.isascii() or not word.isalpha():
        return word
    word = IRREGULAR.get(word, word)
    if word.endswith(("ee", "ees")) and len(word) > 4:
        word = word.rstrip("s")[:-1]
    elif word.endswith(("os", "us", "as")) and len(word) > 3:
        word = word[:-1]
    # The stemmer keeps the word it works on in itself: each thread has its own.
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = snowballstemmer.stemmer("french")
    return str(stemmer.stemWord(word)) or word
