"""Mails that remind delegates of the report they owe: once before its last day, once on it."""

from datetime import datetime

from flask import render_template
from sqlalchemy.orm import Session

from participation.kernel import jobs, mail
from participation.kernel.i18n import DEFAULT, speaking
from participation.kernel.i18n import gettext as _
from participation.meetings import mails
from participation.representation.services import report_reminders
from participation.representation.services.report_reminders import DUE, Reminder


@jobs.due("reports_reminders")
def remind(session: Session, now: datetime) -> int:
    """Write each reminder that falls due and was not written before; return how many."""
    found = report_reminders.due(session, now)
    told = mail.known(session, [each.key for each in found])
    return sum(_write(session, now, each) for each in found if each.key not in told)


def _write(session: Session, now: datetime, reminder: Reminder) -> bool:
    duty, is_due = reminder.duty, reminder.moment == DUE
    with speaking(DEFAULT):
        about = {"body": duty.body[:100]}
        due, soon = _("Your report is awaited: %(body)s", **about), _("Your report, soon: %(body)s", **about)
        body = render_template(
            "mails/report_reminder.txt",
            reminder=reminder,
            duty=duty,
            is_due=is_due,
            link=mails.address(
                "representation.write_report", meeting_id=duty.meeting_id, council_id=duty.council_id
            ),
        )
    return mail.post(session, now, reminder.key, reminder.recipient, due if is_due else soon, body)
