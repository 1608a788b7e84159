"""Mails that remind somebody of what they are to do: once before its day, once when it has passed."""

from datetime import datetime

from flask import render_template
from sqlalchemy.orm import Session

from participation.kernel import jobs, mail
from participation.kernel.i18n import DEFAULT, speaking
from participation.kernel.i18n import gettext as _
from participation.meetings import mails
from participation.meetings.services import record_index, reminders
from participation.meetings.services.record_index import Place
from participation.meetings.services.reminders import LATE, Reminder


@jobs.due("actions_reminders")
def remind(session: Session, now: datetime) -> int:
    """Write each reminder that falls due and was not written before; return how many."""
    found = reminders.due(session, now)
    places = record_index.places(session, (each.view.meeting_id for each in found))
    return sum(_write(session, now, each, places[each.view.meeting_id]) for each in found)


def _write(session: Session, now: datetime, reminder: Reminder, place: Place) -> bool:
    view, is_late = reminder.view, reminder.moment == LATE
    with speaking(DEFAULT):
        late, soon = _("Late: action %(label)s", label=view.label), _("Soon: action %(label)s", label=view.label)
        body = render_template(
            "mails/action_reminder.txt",
            name=reminder.account.name,
            view=view,
            place=place,
            is_late=is_late,
            link=mails.address("meetings.follow_action", action_id=view.id),
        )
    return mail.post(session, now, reminder.key, reminder.account.email, late if is_late else soon, body)
