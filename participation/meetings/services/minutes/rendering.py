"""The texts of minutes as HTML: each through the one sanitiser, its tables named and free to scroll on a phone."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from participation.kernel import sanitize
from participation.meetings.models import Document, DocumentKind
from participation.meetings.services.minutes import content as contents
from participation.meetings.services.minutes.content import Content

HEADINGS = 3
"""The texts stand under headings of level two."""
OPENING = Markup(
    '<div class="region" role="region" aria-labelledby="{0}" tabindex="0">'
    '<table><caption id="{0}">Tableau {1}</caption>'
)
AddressOf = Callable[[Document], str]


def addresses(documents: list[Document], address_of: AddressOf) -> dict[int, str]:
    """Return where the pictures among some files are read from; those removed are not."""
    shown = [each for each in documents if each.kind is DocumentKind.PICTURE and each.removed_at is None]
    return {each.id: address_of(each) for each in shown}


def html_of(content: Content, pictures: Mapping[int, str]) -> dict[str, str]:
    """Return the HTML of the public texts, by key."""
    texts = contents.texts_of(contents.public_part(content))
    return {key: str(html(text, key, pictures)) for key, text in texts.items()}


def html(text: str, key: str, pictures: Mapping[int, str]) -> Markup:
    """Return the HTML of one text."""
    parts = sanitize.render(text, HEADINGS, pictures).split("<table>")
    # A « < » that somebody typed is escaped by now, even in an attribute: these are tables.
    whole = parts[0]
    for number, part in enumerate(parts[1:], start=1):
        name = f"tableau-{key}-{number}"
        whole += OPENING.format(name, number) + part.replace("</table>", Markup("</table></div>"), 1)
    return Markup(whole)  # noqa: S704 - cleaned above, around constants
