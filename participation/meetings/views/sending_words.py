"""Sendings in the words of the team's pages and files; names stand here and nowhere else of a sending."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from participation.bodies.models import Mandate, MandateRole
from participation.kernel.i18n import NBSP, format_instant, format_short_day
from participation.kernel.i18n import gettext as _
from participation.meetings.models import Channel, Convocation
from participation.meetings.services.sending import Line

CHANNELS: dict[Channel, Any] = {
    Channel.EMAIL: _l("E-mail"),
    Channel.LETTER: _l("Letter"),
    Channel.PHONE: _l("Telephone call"),
}


def name(mandate: Mandate) -> str:
    """Return who it is, for the team."""
    called = mandate.person.name or _("data erased")
    if mandate.role is MandateRole.SUBSTITUTE:
        called = _("%(name)s (substitute)", name=called)
    if mandate.association is not None:
        called = _("%(name)s, for %(association)s", name=called, association=mandate.association.name)
    return called


def status(line: Line) -> tuple[str, str]:
    """Return what became of one line, and its tag's kind."""
    if line.sent_at is not None:
        return _("Left on %(when)s", when=format_instant(line.sent_at)), "ok"
    if line.dispatch.done_on is not None:
        day = format_short_day(line.dispatch.done_on)
        if line.dispatch.channel is Channel.LETTER:
            return _("Posted on %(day)s", day=day), "ok"
        return _("Called on %(day)s", day=day), "ok"
    if line.error:
        return _("Did not leave yet: it is tried again"), "danger"
    if line.dispatch.channel is Channel.EMAIL:
        return _("In the queue"), ""
    return _("To do"), "warn"


def row(line: Line) -> dict[str, Any]:
    """Return one line as pages show it."""
    person = line.mandate.person
    words, kind = status(line)
    return {
        "id": line.dispatch.id,
        "seat": line.mandate.seat.number,
        "name": name(line.mandate),
        "phone": (person.phone or "").replace(" ", NBSP),
        "address": person.postal_address or "",
        "channel": str(CHANNELS[line.dispatch.channel]),
        "is_mail": line.dispatch.channel is Channel.EMAIL,
        "status": words,
        "kind": kind,
        "note": line.dispatch.note or "",
    }


def sending(made: Convocation, lines: Sequence[Line]) -> dict[str, Any]:
    """Return a sending with its lines and how many wait."""
    own = [line for line in lines if line.dispatch.convocation_id == made.id]
    letters = [line for line in own if line.dispatch.channel is Channel.LETTER]
    return {
        "number": made.number,
        "subject": made.subject,
        "paragraphs": [part.split("\n") for part in made.body.strip().split("\n\n")],
        "at": made.sent_at,
        "rows": [row(line) for line in own],
        "letters": len(letters),
        "unposted": sum(not line.is_done for line in letters),
        "calls": sum(bool(line.mandate.person.phone) for line in own),
    }


def header() -> list[str]:
    """Return the first line of the file."""
    return [
        _("Sending"), _("Sent"), _("Subject"), _("Seat"), _("Name"), _("Way"), _("Phone"), _("E-mail"), _("Address"),
        _("State"), _("What came of it"),
    ]  # fmt: skip


def cells(line: Line) -> list[object]:
    """Return one line of the file."""
    words, made, person = row(line), line.dispatch.convocation, line.mandate.person
    return [
        made.number, made.sent_at.isoformat(timespec="seconds"), made.subject, words["seat"], words["name"],
        words["channel"], words["phone"], person.email or "", words["address"], words["status"], words["note"],
    ]  # fmt: skip
