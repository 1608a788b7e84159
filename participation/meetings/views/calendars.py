"""Meetings for calendars and for readers of feeds."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, current_app, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.config import Settings
from participation.councils import services as councils
from participation.councils.services import CouncilRow
from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.headers import as_download
from participation.kernel.i18n import current_locale
from participation.kernel.i18n import gettext as _
from participation.kernel.permissions import public
from participation.meetings import minutes_words, words
from participation.meetings.models import Meeting, MeetingState
from participation.meetings.services import access, actions, calendars, feeds, reading
from participation.meetings.services.actions import ActionView
from participation.meetings.services.calendars import Words
from participation.meetings.services.feeds import Entry, Feed
from participation.meetings.services.minutes import reading as minutes
from participation.meetings.services.minutes.reading import PublicMinutes
from participation.meetings.views import minutes_parts, parts
from participation.meetings.views.base import blueprint

IN_CALENDAR, IN_FEED = 100, 30
"""The latest meetings that a council's calendar and its feed hold."""
ENTRIES = uuid.UUID("8f0e3c56-6a0b-4c55-9d0e-2c1f6f9f4f7a")
"""The space of the entries of feeds: an identifier follows from the meeting's own and never changes."""


@blueprint.get("/reunions/<int:meeting_id>/reunion.ics")
@public
def calendar(meeting_id: int) -> BaseResponse:
    """One meeting for a calendar; a cancelled one takes itself off."""
    meeting = access.published(db.session, meeting_id)
    content = calendars.render([(meeting, _words(meeting))])
    return _file(content, "text/calendar", f"reunion-{meeting.id}.ics")


@blueprint.get("/q/<code>/reunions.ics")
@public
def council_calendar(code: str) -> BaseResponse:
    """Every meeting of a council, for a calendar that looks again by itself."""
    council = councils.council_row(db.session, code)
    found = reading.feed(db.session, council.body_id, IN_CALENDAR)
    content = calendars.render([(meeting, _words(meeting)) for meeting in found], council.body_name)
    return _file(content, "text/calendar", f"reunions-{council.code}.ics")


def _words(meeting: Meeting) -> Words:
    summary = _("%(title)s (%(body)s)", title=meeting.title, body=meeting.body.name)
    lines = [_("%(name)s: %(text)s", name=name, text=text) for name, text in words.facts(meeting)[2:]]
    url = _outside("meetings.show", meeting_id=meeting.id)
    if meeting.state is MeetingState.CANCELLED:
        summary = _("Cancelled: %(what)s", what=summary)
        lines = [_("Why: %(reason)s", reason=meeting.cancel_reason)]
    return Words(summary, "\n".join([*lines, url]), url)


def _outside(endpoint: str, **values: Any) -> str:
    """Return a page's address in the reader's language, from the settings and never from a request's Host."""
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url + url_for(endpoint, **values)


def _file(content: bytes, kind: str, name: str = "") -> BaseResponse:
    response = Response(content, content_type=f"{kind}; charset=utf-8")
    if name:
        as_download(response, name)
    response.set_etag(hashlib.sha256(content).hexdigest())
    return response.make_conditional(request)


@blueprint.get("/q/<code>/reunions.atom")
@public
def council_feed(code: str) -> BaseResponse:
    """What a council announces and publishes, for readers of feeds."""
    council = councils.council_row(db.session, code)
    found = reading.feed(db.session, council.body_id, IN_FEED)
    told = parts.told_of(db.session, found)
    published = minutes.public_contents(db.session, [meeting.id for meeting in found])
    entries = [_entry(meeting, told[meeting.id]) for meeting in found]
    live = actions.of_meetings(db.session, list(published))
    entries += [_minutes_entry(each, published[each.id], live[each.id]) for each in found if each.id in published]
    content = feeds.render(_feed(council, entries))
    return _file(content, "application/atom+xml")


def _feed(council: CouncilRow, entries: list[Entry]) -> Feed:
    settings: Settings = current_app.extensions["settings"]
    url = _outside("meetings.council_feed", code=council.code)
    return Feed(
        id=url,
        title=_("Meetings: %(name)s", name=council.body_name),
        author=settings.publisher or council.body_name,
        language=current_locale(),
        base=settings.public_url + "/",
        url=url,
        page=_outside("meetings.index", quartier=council.code),
        entries=entries,
    )


def _entry(meeting: Meeting, told: Mapping[str, Any]) -> Entry:
    assert meeting.convened_at is not None
    title = _("%(title)s, %(when)s", title=meeting.title, when=words.when(meeting))
    if meeting.state is MeetingState.CANCELLED:
        title = _("Cancelled: %(what)s", what=title)
    return Entry(
        id=f"urn:uuid:{uuid.uuid5(ENTRIES, meeting.uid)}",
        title=title,
        published=meeting.convened_at,
        updated=meeting.changed_at,
        url=_outside("meetings.show", meeting_id=meeting.id),
        html=render_template("meetings/feed_entry.html", meeting=meeting, **told),
    )


def _minutes_entry(meeting: Meeting, found: PublicMinutes, live: Sequence[ActionView]) -> Entry:
    """Return published minutes as an entry of their own: what was decided first, then the text of the page."""
    assert found.minutes.published_at is not None
    lines = minutes_parts.action_lines(found.content, live, clock.day_of(clock.now()))
    return Entry(
        id=f"urn:uuid:{uuid.uuid5(ENTRIES, meeting.uid + ' minutes')}",
        title=_("Minutes: %(title)s, %(when)s", title=meeting.title, when=words.when(meeting)),
        published=found.minutes.published_at,
        updated=found.revision.made_at,
        url=_outside("meetings.minutes", meeting_id=meeting.id),
        html=render_template(
            "meetings/feed_minutes.html",
            content=found.content,
            html=found.html,
            decisions=[minutes_words.decision(each) for each in found.content["decisions"]],
            actions=[minutes_words.action(each) for each in lines],
        ),
    )
