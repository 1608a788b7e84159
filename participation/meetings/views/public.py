"""Meetings as everybody reads them: the list, one meeting."""

from itertools import groupby
from typing import Any

from flask import render_template, request, url_for

from participation.councils import services as councils
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError
from participation.kernel.forms import clean
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import public
from participation.meetings import words
from participation.meetings.models import Meeting, MeetingState, MinutesState
from participation.meetings.services import access, notes, reading, rules
from participation.meetings.services.reading import Row
from participation.meetings.services.standing import Standing
from participation.meetings.views import parts
from participation.meetings.views.base import blueprint


@blueprint.get("/reunions")
@public
def index() -> str:
    """The next meetings first, then those that are over, by year."""
    now, code = clock.now(), clean(request.args.get("quartier")) or None
    council = councils.council_row(db.session, code) if code else None
    body_id = council.body_id if council else None
    before = _number(request.args.get("avant"))
    ahead = reading.coming(db.session, now, body_id) if before is None else []
    rows, has_more = reading.past(db.session, now, body_id, before)
    # A meeting closed before its hour is over: it stands with the others that are.
    rows = [row for row in reversed(ahead) if row.standing is Standing.PAST] + rows
    notice = rules.days_asked(db.session, council.body_id, clock.today()) if council else None
    return render_template(
        "meetings/index.html",
        council=council,
        under_way=[_line(row) for row in ahead if row.standing is Standing.NOW],
        coming=[_line(row) for row in ahead if row.standing is Standing.NEXT],
        cancelled=[_line(row) for row in ahead if row.standing is Standing.CANCELLED],
        years=[
            (year, [_line(row) for row in group])
            for year, group in groupby(rows, lambda row: row.meeting.starts_at.astimezone(clock.PARIS).year)
        ],
        is_first=before is None,
        notice_days=notice,
        first_url=url_for("meetings.index", quartier=code),
        next_url=url_for("meetings.index", quartier=code, avant=rows[-1].meeting.id) if has_more else "",
        fictitious=any(row.meeting.is_fictitious for row in [*ahead, *rows]),
    )


def _number(text: str | None) -> int | None:
    """Return the meeting from which a list goes on; what names none is a missing page."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise MissingError
    return int(text)


def _line(row: Row) -> dict[str, Any]:
    meeting = row.meeting
    return {
        "id": meeting.id,
        "title": meeting.title,
        "body": meeting.body.name,
        "at": meeting.starts_at,
        "when": words.when(meeting),
        "where": words.where(meeting),
        "tag": words.tag(meeting, row.minutes, clock.now()),
        "reason": meeting.cancel_reason or "",
    }


@blueprint.get("/reunions/<int:meeting_id>")
@public
def show(meeting_id: int) -> str:
    """One meeting: when, where, how to come in, what it talks about, what was said."""
    meeting = access.published(db.session, meeting_id)
    now = clock.now()
    mark = reading.minutes_mark(db.session, meeting, now)
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        council=access.council_of(db.session, meeting.body_id),
        shown_tag=words.tag(meeting, mark, now),
        convened=words.notice(meeting),
        notice_source=_source(meeting),
        is_cancelled=meeting.state is MeetingState.CANCELLED,
        is_ahead=meeting.state is MeetingState.CONVENED and meeting.starts_at > now,
        is_held=meeting.state is MeetingState.HELD,
        minutes_words=_minutes_words(meeting, mark),
        notes=notes.notes_of(db.session, meeting),
        fictitious=meeting.is_fictitious,
        **parts.told(db.session, meeting),
    )


def _minutes_words(meeting: Meeting, mark: reading.MinutesMark) -> str:
    """Return what the link to the minutes says; empty while there is nothing to say of them."""
    if meeting.state not in (MeetingState.HELD, MeetingState.CLOSED):
        return ""
    return _("Read the minutes") if mark.state is MinutesState.PUBLISHED else _("Where the minutes are")


def _source(meeting: Meeting) -> str:
    """Return the document that asks for the notice counted when the meeting was convened."""
    if meeting.convened_at is None or meeting.notice_days is None:
        return ""
    return rules.notice_source(db.session, meeting.body_id, clock.day_of(meeting.convened_at))
