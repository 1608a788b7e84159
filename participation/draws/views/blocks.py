"""What a paper says, as blocks that a page and a PDF file print alike: same words, same order.

A block is what JSON can say, so that the file's template reads it as it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from participation.kernel.templating import typed

Block = dict[str, Any]


class Own(str):
    """Words that people typed, in French whatever the page's language."""


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the section for a template of files."""
        return {"title": self.title, "blocks": list(self.blocks)}


def section(title: str, *blocks: Block | None) -> Section:
    """Return a section; an absent block is left out."""
    return Section(title, tuple(block for block in blocks if block is not None))


def facts(*rows: tuple[str, str] | None) -> Block:
    """Return rows of a name and a value."""
    return {"kind": "facts", "rows": [list(row) for row in rows if row is not None]}


def text(words: str) -> Block:
    """Return a paragraph."""
    return {"kind": "text", "text": words}


def listed(items: Iterable[str], ordered: bool = False) -> Block | None:
    """Return a list; None when it is empty."""
    found = list(items)
    return {"kind": "list", "ordered": ordered, "items": found} if found else None


def digest(label: str, value: str) -> Block:
    """Return 64 digits to compare, in groups of four, under their name."""
    return {"kind": "digest", "label": label, "digest": value}


def dice(values: str) -> Block:
    """Return dice, in the order thrown."""
    return {"kind": "dice", "values": list(values)}


def table(name: str, caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    """Return a table; `name` is its anchor in a page."""
    return {"kind": "table", "name": name, "caption": caption, "head": list(head), "rows": [list(row) for row in rows]}


def signatures(words: str, roles: Iterable[str]) -> Block:
    """Return the lines on which people sign, on paper."""
    return {"kind": "signatures", "text": words, "roles": list(roles)}


def shown(value: str) -> str | Markup:
    """Return a value for a page: what people typed is marked as French."""
    return typed(value) if isinstance(value, Own) else value
