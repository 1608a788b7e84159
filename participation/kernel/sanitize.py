"""Markdown to safe HTML: the only place that calls a sanitiser.

Three walls: the Markdown parser lets no HTML in, bleach keeps a short list of tags, and `_only_safe_links` then drops
every address that is not plainly http, https or mailto (bleach lets some through). bleach 6.4.0 is its last
release; nh3 can take its one place here, which a test proves.
"""

from collections.abc import MutableMapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = frozenset(
    {"p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "a"}
    | {"table", "thead", "tbody", "tr", "th", "td", "hr", "code", "pre"}
)
ATTRIBUTES = {"a": ["href", "title"], "th": ["scope"], "ol": ["start"]}
PROTOCOLS = frozenset({"http", "https", "mailto"})

Attributes = MutableMapping[tuple[str | None, str], str]


def render(source: str) -> Markup:
    """Return the HTML of a Markdown text, safe to show."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return Markup(sanitize(parser.render(source)))  # noqa: S704 - it has just been cleaned


def sanitize(html: str) -> str:
    """Return HTML with only the tags, attributes and addresses of the policy."""
    # A Cleaner is not thread-safe: each call makes its own.
    links = partial(LinkifyFilter, callbacks=[_only_safe_links], skip_tags={"pre", "code"})
    cleaner = Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True, filters=[links])
    return str(cleaner.clean(html))


def _only_safe_links(attributes: Attributes, new: bool = False) -> Any:
    """Keep a link only where its address has a known scheme and, for the web, a host of its own."""
    address = attributes.get((None, "href"), "")
    parts = urlsplit(address.strip())
    is_web = parts.scheme in ("http", "https") and bool(parts.netloc)
    is_mail = parts.scheme == "mailto" and "@" in parts.path
    if new or not (is_web or is_mail):
        return None
    attributes[(None, "rel")] = "nofollow noopener"
    return attributes
