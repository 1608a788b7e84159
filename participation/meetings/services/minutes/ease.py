"""How easy a summary is to read, as advice: it never refuses anything."""

import re
from dataclasses import dataclass

from participation.kernel import prose

LONGEST_SENTENCE = 15
"""Words. Source: « L’information pour tous », European rules of easy-to-read (2009), asks for short sentences without a
figure; 15 words is what French guides of plain language advise."""
MOST_SENTENCES = 20
_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


@dataclass(frozen=True)
class Ease:
    """What was measured."""

    sentences: int
    long_sentences: tuple[str, ...]
    words: int

    @property
    def is_long(self) -> bool:
        """Whether the whole is longer than somebody in a hurry reads."""
        return self.sentences > MOST_SENTENCES


def measure(source: str) -> Ease:
    """Return the measures of a text in Markdown."""
    found = [sentence.strip("-> \u00a0") for sentence in _END.split(prose.plain(source))]
    sentences = [sentence for sentence in found if _WORD.search(sentence)]
    counts = [len(_WORD.findall(sentence)) for sentence in sentences]
    too_long = tuple(text for text, count in zip(sentences, counts, strict=True) if count > LONGEST_SENTENCE)
    return Ease(len(sentences), too_long, sum(counts))
