"""Those called in the words of the team's pages and of its file for spreadsheets."""

from collections.abc import Sequence
from typing import Any

from participation.draws.invitation_forms import OUTCOMES, ROUTES
from participation.draws.models import Attempt, Route
from participation.draws.services.invitations.sheet import Line
from participation.kernel.i18n import format_short_day, ngettext
from participation.kernel.i18n import gettext as _


def row(line: Line) -> dict[str, Any]:
    """Return somebody called as a line of a page. They have an invitation."""
    assert line.invitation is not None
    return {
        "number": line.held.seat.number,
        "index": line.index,
        "rank": line.held.rank,
        "name": line.person.name if line.person else _("data erased"),
        "phone": (line.person.phone or "").replace(" ", "\u00a0") if line.person else "",
        "email": (line.person.email or "") if line.person else "",
        "address": ", ".join(line.person.address) if line.person else "",
        "route": str(ROUTES[line.invitation.route]),
        "is_letter": line.invitation.route is Route.LETTER,
        "is_email": line.invitation.route is Route.EMAIL,
        "answer_by": line.invitation.answer_by,
        "attempts": [_attempt(each) for each in line.attempts],
        "days_tried": ngettext("Tried on %(num)s day", "Tried on %(num)s days", line.days_tried),
        "status": status(line),
        "is_awaited": line.is_awaited,
        "is_told": line.is_told,
        "told_until": line.held.departure.contest_until if line.is_told and line.held.departure else None,
    }


def _attempt(made: Attempt) -> str:
    return _(
        "%(day)s, %(route)s: %(outcome)s",
        day=format_short_day(made.on),
        route=ROUTES[made.route],
        outcome=OUTCOMES[made.outcome],
    )


def status(line: Line) -> tuple[str, str]:
    """Return where somebody's answer stands, for a tag."""
    if line.held.is_seated:
        return _("Has the seat"), "ok"
    if line.is_told:
        return _("Told, can contest"), "warn"
    if line.held.departure is not None:
        return _("A second person must confirm"), "warn"
    if line.held.is_accepted:
        return _("Has accepted"), "ok"
    return _("The answer is awaited"), ""


def summary(lines: Sequence[Line]) -> list[str]:
    """Return how many people are reached by which way, in sentences."""
    routes = [line.invitation.route for line in lines if line.invitation is not None]
    letters, mails, calls = (routes.count(route) for route in (Route.LETTER, Route.EMAIL, Route.PHONE))
    counted = (
        (letters, ngettext("%(num)s letter.", "%(num)s letters.", letters)),
        (mails, ngettext("%(num)s e-mail, sent by itself.", "%(num)s e-mails, sent by themselves.", mails)),
        (calls, ngettext("%(num)s person to call.", "%(num)s people to call.", calls)),
    )
    return [sentence for count, sentence in counted if count]


def header() -> list[str]:
    """Return the first line of the file."""
    return [
        _("Seat"),
        _("Number"),
        _("Name"),
        _("Phone"),
        _("E-mail"),
        _("Address"),
        _("Way"),
        _("Last day"),
        _("Days tried"),
        _("Attempts"),
    ]


def cells(line: Line) -> list[object]:
    """Return somebody called as a line of the file."""
    words = row(line)
    assert line.invitation is not None
    return [
        words["number"],
        words["index"],
        words["name"],
        words["phone"],
        words["email"],
        words["address"],
        words["route"],
        line.invitation.answer_by.isoformat(),
        line.days_tried,
        " | ".join(words["attempts"]),
    ]


def needs(line: Line) -> dict[str, Any]:
    """Return what somebody who accepted asked for."""
    said = line.invitation
    asked = []
    if said is not None:
        asked = [
            text
            for wanted, text in (
                (said.needs_childcare, _("Childcare")),
                (said.needs_access, _("Step-free access")),
                (said.needs_interpreter, _("Interpreter: %(language)s", language=said.interpreter_language or "?")),
            )
            if wanted
        ]
    person = line.person
    return {
        "number": line.held.seat.number,
        "name": person.name if person else _("data erased"),
        "asked": asked,
        "phone": ((said.phone if said else None) or (person.phone if person else None) or "").replace(" ", "\u00a0"),
        "email": (said.email if said else None) or (person.email if person else None) or "",
    }
