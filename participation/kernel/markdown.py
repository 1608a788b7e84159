"""What people write in Markdown, read once: the same tokens become HTML, paper and plain text.

No HTML comes in. Headings are moved so that they follow the page's own without a jump, since people choose `#` for
its size. A picture is a file of the same meeting, named by its number: `![what it shows](piece:12)`.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from participation.kernel.text import unbroken

DEEPEST_HEADING = 4
PICTURE = re.compile(r"piece:([1-9][0-9]{0,8})")


def parser() -> MarkdownIt:
    """Return a parser of what people may write."""
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def tokens(source: str, first_heading: int | None = None) -> list[Token]:
    """Return the tokens of a text; its headings begin at `first_heading` when it is given."""
    found = parser().parse(source)
    for inline in found:
        for child in inline.children or ():
            if child.type == "text":
                child.content = unbroken(child.content)
    return found if first_heading is None else _levelled(found, first_heading)


def picture_number(address: str) -> int | None:
    """Return the number of the file that a picture's address names, None for any other address."""
    found = PICTURE.fullmatch(address)
    return int(found[1]) if found else None


def _levelled(found: list[Token], first: int) -> list[Token]:
    """Give each heading the level that follows from those above it."""
    above: list[int] = []
    for token in found:
        if token.type == "heading_open":
            typed = int(token.tag[1])
            while above and above[-1] >= typed:
                above.pop()
            token.tag = f"h{min(first + len(above), DEEPEST_HEADING)}"
            above.append(typed)
        elif token.type == "heading_close":
            token.tag = f"h{min(first + len(above) - 1, DEEPEST_HEADING)}"
    return found


def words(children: Sequence[Token]) -> str:
    """Return the words of a picture's alternative."""
    return "".join(" " if each.type in ("softbreak", "hardbreak") else each.content for each in children)
