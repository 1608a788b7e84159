"""A sending as letters: the very text that mails carry, in French, cut into paragraphs and lists for the page."""

import re
from collections.abc import Sequence
from typing import Any

from flask import current_app

from participation.bodies.models import Person
from participation.config import Settings
from participation.draws.views import papers
from participation.kernel import clock
from participation.kernel.i18n import DEFAULT, format_day, speaking
from participation.kernel.i18n import gettext as _
from participation.meetings import mails
from participation.meetings.models import Convocation, Meeting

MASK = 3
NUMBERED = re.compile(r"\d+\. ")


def content(meeting: Meeting, made: Convocation, people: Sequence[Person]) -> dict[str, Any]:
    """Return what the template prints."""
    settings: Settings = current_app.extensions["settings"]
    contact = settings.contact
    url = mails.address("meetings.show", meeting_id=meeting.id)
    with speaking(DEFAULT):
        sender = (meeting.body.name, settings.publisher, contact.place, contact.phone, contact.email)
        return {
            "title": made.subject,
            "author": _("Citizen councils of Caen la mer"),
            "fiction": _("Fictitious data: the people and the places named here do not exist.")
            if meeting.is_fictitious
            else "",
            "sender": [line for line in sender if line],
            "date": format_day(clock.day_of(made.sent_at)),
            "subject": made.subject,
            "blocks": blocks(made.body),
            "qr": papers.qr_svg(url, MASK),
            "qr_words": _("QR code of the address %(url)s", url=url),
            "qr_caption": _("The page of the meeting, on your phone"),
            "signature": _("The team of %(body)s", body=meeting.body.name),
            "letters": [
                {"address": _address(person), "greeting": mails.greeted(person.name, "").strip()} for person in people
            ],
        }


def _address(person: Person) -> list[str]:
    lines = [person.name or "", *(person.postal_address or _("by hand")).split(", ")]
    return [line for line in lines if line]


def blocks(body: str) -> list[dict[str, Any]]:
    """Return a plain text as blocks: `text` (lines) or `list` (title, items, ordered)."""
    found: list[dict[str, Any]] = []
    for part in body.strip().split("\n\n"):
        title, *rest = part.split("\n")
        if rest and all(line.startswith(("- ", "  ")) or NUMBERED.match(line) for line in rest):
            found.append({"kind": "list", "title": title, "ordered": rest[0][0].isdigit(), "items": _items(rest)})
        else:
            found.append({"kind": "text", "lines": part.split("\n")})
    return found


def _items(lines: Sequence[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if line.startswith("  "):
            items[-1] += " " + line.strip()
        else:
            items.append(NUMBERED.sub("", line, count=1) if line[0].isdigit() else line[2:])
    return items
