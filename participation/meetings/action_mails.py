"""Mails that remind somebody of what they are to do: one a day at most, which holds all that falls due."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from flask import render_template
from sqlalchemy.orm import Session

from participation.kernel import clock, jobs, mail
from participation.kernel.i18n import DEFAULT, speaking
from participation.kernel.i18n import gettext as _
from participation.meetings import mails
from participation.meetings.services import record_index, reminders
from participation.meetings.services.record_index import Place
from participation.meetings.services.reminders import LATE, Reminder


@jobs.due("actions_reminders")
def remind(session: Session, now: datetime) -> int:
    """Write to each account what falls due and was not told before; return how many mails.

    Whoever has had the mail of the day is told the rest on the next one.
    """
    found = reminders.due(session, now)
    told = mail.known(session, [name for each in found for name in (each.key, _key(each, now))])
    new = [each for each in found if each.key not in told and _key(each, now) not in told]
    places = record_index.places(session, (each.view.meeting_id for each in new))
    people = groupby(sorted(new, key=lambda each: each.account.id), lambda each: each.account.id)
    return sum(_write(session, now, list(each), places) for _account, each in people)


def _key(reminder: Reminder, now: datetime) -> str:
    return f"actions:{reminder.account.id}:{clock.day_of(now).isoformat()}"


def _write(session: Session, now: datetime, found: Sequence[Reminder], places: Mapping[int, Place]) -> bool:
    first = found[0]
    with speaking(DEFAULT):
        lines = [
            {
                "view": each.view,
                "is_late": each.moment == LATE,
                "place": places[each.view.meeting_id],
                "link": mails.address("meetings.follow_action", action_id=each.view.id),
            }
            for each in found
        ]
        subject = _subject(found)
        body = render_template("mails/action_reminder.txt", name=first.account.name, lines=lines)
    mail.told(session, now, [each.key for each in found], subject)
    return mail.post(session, now, _key(first, now), first.account.email, subject, body)


def _subject(found: Sequence[Reminder]) -> str:
    if len(found) > 1:
        return _("%(num)s actions wait for you", num=len(found))
    label = found[0].view.label
    if found[0].moment == LATE:
        return _("Late: action %(label)s", label=label)
    return _("Soon: action %(label)s", label=label)
