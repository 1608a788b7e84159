"""Reports of delegates in words: how far one is, who sat, what a service refuses."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from participation.bodies.words import display_name
from participation.kernel import clock
from participation.kernel.i18n import format_short_day
from participation.kernel.i18n import gettext as _
from participation.meetings.models import Meeting
from participation.meetings.services.notes import Note
from participation.representation.models import ReportSource
from participation.representation.services import reports
from participation.representation.services.reports import Duty

SHOWN = 12
"""On the page of a body; those of each meeting stand on its own page."""
SOURCES: dict[ReportSource, Any] = {
    ReportSource.TYPED: _l("Written by the delegate."),
    ReportSource.DICTATED: _l("Told by the delegate, written down by the team."),
}
REFUSALS: dict[str, Any] = {
    "agenda_full": _l("The next agenda is full. Take an item off it, then send this report again."),
    "no_delegate": _l("Choose the delegate who tells it."),
    "report_sent": _l("This report was sent already. Open the list again to read it."),
}


def state(duty: Duty, today: date) -> tuple[str, str]:
    """Return the tag of a report, and its kind."""
    if duty.sent_at is not None:
        return _("Report sent on %(day)s", day=format_short_day(clock.day_of(duty.sent_at))), "ok"
    day = format_short_day(duty.due_on)
    if duty.is_late(today):
        return _("Report awaited since %(day)s", day=day), "danger"
    return _("Report to come, by %(day)s", day=day), ""


def who(duty: Duty) -> str:
    """Return who sat, as everybody may know them."""
    return ", ".join(display_name(each.in_public) for each in duty.delegates)


def of_body(session: Session, body_id: int, today: date) -> list[tuple[Duty, tuple[str, str]]]:
    """Return the reports on the last meetings of a body, each with its tag."""
    return [(duty, state(duty, today)) for duty in reports.of_body(session, body_id, SHOWN)]


def notes(session: Session, meeting: Meeting) -> list[Note]:
    """Return what the page of a meeting says of the reports on it."""
    today = clock.today()
    return [
        Note(
            _l("Report to the council of %(name)s", name=duty.council),
            *state(duty, today),
            "representation.meeting_reports",
            {"meeting_id": duty.meeting_id, "_anchor": f"conseil-{duty.code}"},
        )
        for duty in reports.of_meeting(session, meeting.id)
    ]
