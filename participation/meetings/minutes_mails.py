"""The mail that brings the minutes to those who were present: the whole public text, in French, the authentic one."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from flask import current_app, render_template
from sqlalchemy.orm import Session

from participation.kernel import clock, mail
from participation.kernel.i18n import DEFAULT, speaking
from participation.kernel.i18n import gettext as _
from participation.meetings import mails, minutes_words
from participation.meetings.models import Minutes, MinutesRevision
from participation.meetings.services import actions, attendance
from participation.meetings.services.minutes import content as contents
from participation.meetings.services.minutes import reading

Lines = Callable[[contents.Content, Sequence[actions.ActionView], date], Sequence[Any]]


def circulated(session: Session, now: datetime, revision: MinutesRevision, lines: Lines) -> tuple[int, int]:
    """Queue a mail for each person present who has an address; return how many were queued, and how many have none.

    Args:
        lines: Words the actions as the page and the paper do.
    """
    minutes = session.get_one(Minutes, revision.meeting_id)
    meeting, content = minutes.meeting, contents.public_part(contents.parsed(revision.content))
    live = actions.of_meeting(session, meeting.id)
    posted = without = 0
    with speaking(DEFAULT):
        subject = _("Minutes to read: %(body)s, %(title)s", body=meeting.body.name, title=meeting.title)[:200]
        body = render_template(
            "mails/minutes_circulated.txt",
            meeting=meeting,
            until=minutes.corrections_until,
            decisions=[minutes_words.decision(each) for each in content["decisions"]],
            actions=[minutes_words.action(each) for each in lines(content, live, clock.day_of(now))],
            text=reading.as_text(content, minutes_words.confidential),
            link=mails.address("meetings.minutes_corrections", meeting_id=meeting.id),
            phone=current_app.extensions["settings"].contact.phone,
        )
    for mandate in attendance.present_mandates(session, meeting.id):
        person = mandate.person
        if not person.email:
            without += 1
            continue
        key = f"minutes_circulated:{meeting.id}:{mandate.id}"
        posted += mail.post(session, now, key, person.email, subject, mails.greeted(person.name, body))
    return posted, without
