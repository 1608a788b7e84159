"""Meetings as iCalendar (RFC 5545): the same bytes at each rendering until something changes.

A meeting keeps its UID for ever; its SEQUENCE, DTSTAMP and LAST-MODIFIED come from its row. Hours are those of the
wall clock in Paris, with the rule of summer time beside them, so that a phone abroad or in another season is right.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from participation.kernel.clock import PARIS
from participation.meetings.models import Meeting, MeetingState

PRODUCT = "-//Participation//Conseils citoyens//FR"
ZONE = "Europe/Paris"
OFTEN = timedelta(hours=12)
"""How often a phone is asked to look again."""


@dataclass(frozen=True)
class Words:
    """What stands in a person's calendar, in the reader's language."""

    summary: str
    description: str
    url: str


def render(entries: Iterable[tuple[Meeting, Words]], name: str = "") -> bytes:
    """Return a calendar file of some meetings; `name` is that of a feed."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", ZONE)
        calendar.add("refresh-interval", OFTEN, {"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT12H")
    calendar.add_component(_zone())
    for meeting, words in entries:
        calendar.add_component(_event(meeting, words))
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, words: Words) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    changed = meeting.changed_at.replace(microsecond=0)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", meeting.starts_at.astimezone(PARIS).replace(microsecond=0))
    event.add("dtend", meeting.ends_at.astimezone(PARIS).replace(microsecond=0))
    event.add("summary", words.summary)
    event.add("location", ", ".join(part for part in (meeting.place, meeting.address) if part))
    event.add("description", words.description)
    event.add("url", words.url)
    event.add("status", "CANCELLED" if meeting.state is MeetingState.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if meeting.state is MeetingState.CANCELLED else "OPAQUE")
    return event


def _zone() -> Timezone:
    """Return the rule of the European Union: the last Sundays of March and October at 1:00 UTC, since 1996.

    Source: directive 2000/84/EC.
    """
    zone = Timezone()
    zone.add("tzid", ZONE)
    for part, month, before, after, name in (
        (TimezoneDaylight(), 3, 1, 2, "CEST"),
        (TimezoneStandard(), 10, 2, 1, "CET"),
    ):
        part.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, 2 if month == 3 else 3))  # noqa: DTZ001 - as the norm asks
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone
