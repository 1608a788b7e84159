"""Highlights in words: what is honoured, where, and what a refusal asks to mend."""

from typing import Any

from flask_babel import lazy_gettext as _l

from participation.indicators.models import Highlight, HighlightKind
from participation.kernel.i18n import gettext as _

KINDS: dict[HighlightKind, Any] = {
    HighlightKind.INITIATIVE: _l("An initiative of residents or associations"),
    HighlightKind.EVENT: _l("An event"),
    HighlightKind.SITE: _l("A building site"),
}
SHORT_KINDS: dict[HighlightKind, Any] = {
    HighlightKind.INITIATIVE: _l("Initiative"),
    HighlightKind.EVENT: _l("Event"),
    HighlightKind.SITE: _l("Building site"),
}
REFUSALS: dict[str, tuple[str, Any]] = {
    "bomb": ("file", _l("This picture would become huge when opened. Save it anew, smaller, then send it again.")),
    "changed": ("", _l("Somebody saved this page after you opened it. Read it again, then write your changes.")),
    "consent_on": ("consent_on", _l("Write a day that has come: people agree before their picture is shown.")),
    "damaged": ("file", _l("This file is damaged or cut short. Open it, save it anew, then send it again.")),
    "empty": ("file", _l("Choose a picture first.")),
    "full": ("", _l("Three highlights of this year are there already. Change one of them, or take one off.")),
    "large": ("file", _l("This picture has more than %(most)s MB. Save it smaller, then send it again.")),
    "neighbourhood": ("neighbourhood", _l("Choose a neighbourhood of the list.")),
    "published": ("", _l("It is public. Take it off the public pages first.")),
    "type": ("file", _l("Send a picture: JPEG, PNG or WebP.")),
}
"""Code → the field it stands beside, empty for the whole form, and its sentence."""


def place(highlight: Highlight) -> str:
    """Return the neighbourhood, then the place."""
    where = highlight.neighbourhood.name if highlight.neighbourhood else _("Several neighbourhoods")
    return f"{where} · {highlight.place}" if highlight.place else where


def summary(highlight: Highlight, most: int = 160) -> str:
    """Return the beginning of the story, up to a whole word."""
    first = highlight.story.split("\n", 1)[0].strip()
    if len(first) <= most:
        return first
    return first[:most].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
