"""A feed of entries as Atom (RFC 4287)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from participation.kernel import clock

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
SINCE = datetime(2015, 1, 1, tzinfo=UTC)
"""When a feed without entries last changed: the contract's first day, so that its bytes stay the same."""


@dataclass(frozen=True)
class Entry:
    """One entry: its identifier never changes."""

    id: str
    title: str
    published: datetime
    updated: datetime
    url: str
    html: str
    """The page's own text, sanitised already."""


@dataclass(frozen=True)
class Feed:
    """A feed and where it is."""

    id: str
    title: str
    author: str
    language: str
    base: str
    """The site, against which the addresses inside entries count."""
    url: str
    page: str
    entries: Sequence[Entry]


def render(feed: Feed) -> bytes:
    """Return the feed's file, the latest entry first."""
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": feed.language, f"{{{XML}}}base": feed.base})
    entries = sorted(feed.entries, key=lambda entry: (entry.updated, entry.id), reverse=True)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", clock.stamp(max((entry.updated for entry in entries), default=SINCE)))
    _add(_add(root, "author"), "name", feed.author)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    for entry in entries:
        node = _add(root, "entry")
        _add(node, "id", entry.id)
        _add(node, "title", entry.title)
        _add(node, "published", clock.stamp(entry.published))
        _add(node, "updated", clock.stamp(entry.updated))
        _add(node, "link", rel="alternate", type="text/html", href=entry.url)
        _add(node, "content", entry.html, type="html")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    node = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    # XML 1.0 has no place for control characters, whoever typed them.
    node.text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cn")) or None
    return node
