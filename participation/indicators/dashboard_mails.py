"""Mails that remind institutions of what they still owe to the dashboard of a year."""

from collections.abc import Iterable
from datetime import datetime

from flask import render_template
from sqlalchemy.orm import Session

from participation.indicators import dashboard_words
from participation.indicators.models import DashboardYear
from participation.indicators.services import reminders
from participation.indicators.services.filling import Owed
from participation.indicators.services.reminders import Reminder
from participation.kernel import jobs, mail
from participation.kernel.i18n import DEFAULT, speaking
from participation.kernel.i18n import gettext as _
from participation.meetings import mails

MOST_LINES = 12
"""Of what is missing, in one mail."""


@jobs.due("dashboard_reminders")
def remind(session: Session, now: datetime) -> int:
    """Write each reminder that falls due and was not written before; return how many."""
    return _write_new(session, now, reminders.due(session, now))


def ask(session: Session, now: datetime, found: DashboardYear) -> int:
    """Write to everybody who owes something of a year, since the team asks now; return how many mails were written."""
    return _write_new(session, now, reminders.asked(session, now, found))


def _write_new(session: Session, now: datetime, found: Iterable[Reminder]) -> int:
    by_key = {each.key: each for each in found}
    told = mail.known(session, list(by_key))
    return sum(_write(session, now, each) for key, each in by_key.items() if key not in told)


def _write(session: Session, now: datetime, reminder: Reminder) -> bool:
    kinds = {debt.kind for debt in reminder.debts}
    with speaking(DEFAULT):
        subject = _("Dashboard of %(year)s: what is awaited from you", year=str(reminder.year))
        body = render_template(
            "mails/dashboard_reminder.txt",
            reminder=reminder,
            lines=[dashboard_words.debt(debt) for debt in reminder.debts[:MOST_LINES]],
            more=max(0, len(reminder.debts) - MOST_LINES),
            doors=_doors(reminder, kinds),
            page=mails.address("indicators.dashboard", year=reminder.year),
        )
    return mail.post(session, now, reminder.key, reminder.recipient, subject, body)


def _doors(reminder: Reminder, kinds: set[Owed]) -> list[str]:
    """Return where an account fills what it owes; other things are sent to the team."""
    if reminder.account_id is None:
        return []
    doors = {Owed.COMMITMENT: "indicators.my_commitments", Owed.ASSESSMENT: "indicators.my_assessments"}
    return [mails.address(endpoint) for kind, endpoint in doors.items() if kind in kinds]
