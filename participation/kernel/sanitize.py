"""Markdown to safe HTML: the only place that calls a sanitiser.

Three walls: the Markdown parser lets no HTML in, bleach keeps a short list of tags, and `_only_safe_links` then drops
every address that is not plainly http, https or mailto (bleach lets some through). bleach 6.4.0 is its last
release; nh3 can take its one place here, which a test proves.

Pictures come after the walls: while the text is cleaned, a word drawn by lot stands in the place of each.
"""

import secrets
from collections.abc import Mapping, MutableMapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown_it.token import Token
from markupsafe import Markup, escape

from participation.kernel import markdown

TAGS = frozenset(
    {"p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "a"}
    | {"table", "thead", "tbody", "tr", "th", "td", "hr", "code", "pre"}
)
ATTRIBUTES = {"a": ["href", "title"], "th": ["scope"], "ol": ["start"]}
PROTOCOLS = frozenset({"http", "https", "mailto"})

Attributes = MutableMapping[tuple[str | None, str], str]
Pictures = Mapping[int, str]
"""Number of a file → the address it is read from."""


def render(source: str, first_heading: int | None = None, pictures: Pictures | None = None) -> Markup:
    """Return the HTML of a Markdown text, safe to show.

    Args:
        source: What somebody typed.
        first_heading: Level that the text's first headings get; by default they stay as typed.
        pictures: The files that the text may show. Any other picture leaves its words alone in its place.
    """
    parser = markdown.parser()
    known, mark, shown = pictures or {}, f"p{secrets.token_hex(16)}n", list[Markup]()

    def place(_self: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
        shown.append(_picture(tokens[at], known))
        return f"{mark}{len(shown) - 1}x"

    parser.add_render_rule("image", place)
    cleaned = sanitize(parser.renderer.render(markdown.tokens(source, first_heading), parser.options, {}))
    for number, picture in enumerate(shown):
        cleaned = cleaned.replace(f"{mark}{number}x", picture)
    return Markup(cleaned)  # noqa: S704 - it has just been cleaned


def _picture(token: Token, known: Pictures) -> Markup:
    """Return a picture with its alternative, or its words where the file is not one of those that may be shown."""
    words = markdown.words(token.children or ())
    number = markdown.picture_number(str(token.attrs.get("src", "")))
    if number is None or number not in known or not words.strip():
        return escape(words)
    return Markup('<img src="{}" alt="{}">').format(known[number], words)


def sanitize(html: str) -> str:
    """Return HTML with only the tags, attributes and addresses of the policy."""
    # A Cleaner is not thread-safe: each call makes its own.
    links = partial(LinkifyFilter, callbacks=[_only_safe_links], skip_tags={"pre", "code"})
    cleaner = Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True, filters=[links])
    return str(cleaner.clean(html))


def is_safe(address: str) -> bool:
    """Tell whether an address has a known scheme and, for the web, a host of its own."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    is_web = parts.scheme in ("http", "https") and bool(parts.netloc)
    return is_web or (parts.scheme == "mailto" and "@" in parts.path)


def _only_safe_links(attributes: Attributes, new: bool = False) -> Any:
    """Keep a link only where its address is safe."""
    if new or not is_safe(attributes.get((None, "href"), "")):
        return None
    attributes[(None, "rel")] = "nofollow noopener"
    return attributes
