"""Meetings in calendars and feeds: what a phone, Thunderbird and a reader of news make of them."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from icalendar import Calendar, Component
from sqlalchemy.orm import Session

from participation.kernel.clock import PARIS
from participation.meetings.models import Meeting
from participation.meetings.services import meetings
from tests.meetings.cases import STARTS, MeetingCase, convene, make_draft, make_meeting_case, plan_of
from tests.support.pages import PageClient

ATOM = "{http://www.w3.org/2005/Atom}"
SUMMER = datetime.fromisoformat("2027-03-28T18:30:00+02:00")
"""The evening of the day on which the clocks change."""


class Store:
    """What a calendar program keeps: one entry for each UID, replaced by a later SEQUENCE, then a later DTSTAMP.

    Source: RFC 5546, section 2.1.5.
    """

    def __init__(self) -> None:
        self.entries: dict[str, Component] = {}

    def take(self, content: bytes) -> None:
        """Import a file."""
        for event in Calendar.from_ical(content).walk("VEVENT"):
            kept = self.entries.get(str(event["UID"]))
            if kept is None or self._order(event) >= self._order(kept):
                self.entries[str(event["UID"])] = event

    @staticmethod
    def _order(event: Component) -> tuple[int, datetime]:
        return int(event["SEQUENCE"]), event.decoded("DTSTAMP")

    @property
    def shown(self) -> list[str]:
        """Return the titles of what takes place."""
        return [str(event["SUMMARY"]) for event in self.entries.values() if event["STATUS"] != "CANCELLED"]


@pytest.fixture
def case(session: Session) -> MeetingCase:
    return make_meeting_case(session)


def fetch(client: PageClient, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in response.headers
    return response.get_data()


def event_of(content: bytes) -> Any:
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def test_the_calendar_of_a_meeting_is_the_same_at_each_rendering(
    client: PageClient, session: Session, case: MeetingCase, now: datetime, clock: Any
) -> None:
    meeting = convene(session, case, now)
    uid, path = meeting.uid, f"/reunions/{meeting.id}/reunion.ics"
    session.commit()
    first = fetch(client, path)
    clock.shift(timedelta(days=3))
    assert fetch(client, path) == first
    event = event_of(first)
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (uid, 0, "CONFIRMED")
    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == now
    assert event.decoded("DTSTART") == STARTS
    assert "Maison de quartier" in event["LOCATION"]
    assert str(event["URL"]).endswith(f"/reunions/{meeting.id}")
    # Every line ends as the norm asks, and none is longer than 75 bytes.
    assert first.count(b"\n") == first.count(b"\r\n")
    assert max(len(line) for line in first.split(b"\r\n")) <= 75


def test_imported_twice_it_stays_one_entry_and_a_change_moves_it(
    client: PageClient, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = convene(session, case, now)
    one, feed, actor = f"/reunions/{meeting.id}/reunion.ics", "/q/chemin-vert/reunions.ics", case.facilitator
    session.commit()
    store = Store()
    for path in (one, one, feed):
        store.take(fetch(client, path))
    assert len(store.entries) == 1
    meetings.change(session, actor, now + timedelta(hours=1), meeting.id, plan_of(STARTS + timedelta(days=1)))
    session.commit()
    old = fetch(client, one)
    store.take(old)
    (entry,) = store.entries.values()
    assert (len(store.entries), entry["SEQUENCE"]) == (1, 1)
    assert entry.decoded("DTSTART") == STARTS + timedelta(days=1)
    meetings.cancel(session, actor, now + timedelta(hours=2), meeting.id, "Intempéries")
    session.commit()
    store.take(fetch(client, feed))
    store.take(old)
    (entry,) = store.entries.values()
    assert (entry["SEQUENCE"], entry["STATUS"], store.shown) == (2, "CANCELLED", [])
    assert "Intempéries" in entry["DESCRIPTION"]
    # Whoever asks for the one meeting learns it too: it does not vanish.
    assert event_of(fetch(client, one))["STATUS"] == "CANCELLED"


def test_two_meetings_are_two_entries(client: PageClient, session: Session, case: MeetingCase, now: datetime) -> None:
    for number in range(3):
        convene(session, case, now, starts_at=STARTS + timedelta(days=number))
    make_draft(session, case, now)
    session.commit()
    store = Store()
    store.take(fetch(client, "/q/chemin-vert/reunions.ics"))
    assert len(store.entries) == 3


@pytest.mark.parametrize("starts_at", [STARTS, SUMMER, SUMMER - timedelta(days=1), SUMMER + timedelta(days=210)])
def test_hours_are_right_on_both_sides_of_summer_time(
    client: PageClient, session: Session, case: MeetingCase, now: datetime, starts_at: datetime
) -> None:
    meeting = convene(session, case, now, starts_at=starts_at)
    path = f"/reunions/{meeting.id}/reunion.ics"
    session.commit()
    content = fetch(client, path)
    event, calendar = event_of(content), Calendar.from_ical(content)
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert event.decoded("DTSTART").replace(tzinfo=None) == starts_at.astimezone(PARIS).replace(tzinfo=None)
    # A program that knows no zones finds the rule in the file itself: it must give the same instant.
    (zone,) = calendar.walk("VTIMEZONE")
    told = event.decoded("DTSTART").replace(tzinfo=None)
    assert told.replace(tzinfo=zone.to_tz()).astimezone(UTC) == starts_at.astimezone(UTC)


def test_a_council_without_meetings_has_a_calendar_and_a_feed(client: PageClient, session: Session, case: MeetingCase) -> None:
    session.commit()
    assert b"VEVENT" not in fetch(client, "/q/chemin-vert/reunions.ics")
    feed = fromstring(client.get("/q/chemin-vert/reunions.atom").get_data())
    assert feed.findall(f"{ATOM}entry") == []
    assert client.get("/q/nulle-part/reunions.ics").status_code == 404
    assert client.get("/q/nulle-part/reunions.atom").status_code == 404


def test_who_has_the_file_already_is_told_so(
    client: PageClient, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = convene(session, case, now)
    paths = (f"/reunions/{meeting.id}/reunion.ics", "/q/chemin-vert/reunions.ics", "/q/chemin-vert/reunions.atom")
    session.commit()
    for path in paths:
        tag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.get_data()) == (304, b"")


def entries_of(client: PageClient) -> list[ET.Element]:
    response = client.get("/q/chemin-vert/reunions.atom")
    assert response.mimetype == "application/atom+xml"
    feed = fromstring(response.get_data())
    assert check_atom(feed) == []
    return feed.findall(f"{ATOM}entry")


def check_atom(feed: ET.Element) -> list[str]:
    """Return what RFC 4287 misses in a feed."""
    problems = []
    for node in [feed, *feed.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            found = node.findall(f"{ATOM}{name}")
            if len(found) != 1 or not (found[0].text or "").strip():
                problems.append(f"{node.tag}: {len(found)} {name}")
        updated = node.findtext(f"{ATOM}updated") or ""
        try:
            datetime.strptime(updated, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            problems.append(f"updated {updated!r}")
        if not [link for link in node.findall(f"{ATOM}link") if link.get("rel") == "alternate"]:
            problems.append(f"{node.tag}: no alternate")
        if not (node.findtext(f"{ATOM}id") or "").startswith(("urn:", "http")):
            problems.append("id is no IRI")
    if len({node.findtext(f"{ATOM}id") for node in feed.iter(f"{ATOM}entry")}) != len(feed.findall(f"{ATOM}entry")):
        problems.append("two entries share an id")
    if not [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]:
        problems.append("no self")
    if feed.find(f"{ATOM}author") is None and any(e.find(f"{ATOM}author") is None for e in feed.findall(f"{ATOM}entry")):
        problems.append("no author")
    return problems


def test_the_check_of_feeds_finds_what_is_wrong() -> None:
    broken = fromstring('<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><entry><id>urn:a</id></entry><entry><id>urn:a</id></entry></feed>')
    found = check_atom(broken)
    assert {"no self", "no author", "two entries share an id", "id is no IRI"} <= set(found)


def test_the_feed_says_what_the_page_says_under_an_identifier_that_stays(
    client: PageClient, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = convene(session, case, now, title="Réunion <b>du</b> conseil")
    actor = case.facilitator
    session.commit()
    (entry,) = entries_of(client)
    first = entry.findtext(f"{ATOM}id")
    content = entry.findtext(f"{ATOM}content") or ""
    page = client.get(f"/reunions/{meeting.id}").get_data(as_text=True)
    for text in ("Maison de quartier (fictive), 1 rue Fictive, 14000 Caen", "Le square", "Quels bancs, quels jeux", "Garde d’enfants"):
        assert text in content, text
        assert text in page, text
    assert "<b>" not in content
    session.rollback()
    meetings.cancel(session, actor, now + timedelta(hours=1), meeting.id, "Intempéries")
    session.commit()
    (entry,) = entries_of(client)
    assert entry.findtext(f"{ATOM}id") == first
    assert entry.findtext(f"{ATOM}updated") == "2026-11-24T10:00:00Z"
    assert "Intempéries" in (entry.findtext(f"{ATOM}content") or "")


def test_a_draft_is_in_no_calendar_and_no_feed(
    client: PageClient, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting: Meeting = make_draft(session, case, now)
    session.commit()
    assert client.get(f"/reunions/{meeting.id}/reunion.ics").status_code == 404
    assert client.get(f"/reunions/{meeting.id}").status_code == 404
    assert entries_of(client) == []


def test_calendars_and_feeds_ask_as_many_questions_for_many_meetings(
    client: PageClient, session: Session, case: MeetingCase, now: datetime, count_queries: list[str]
) -> None:
    paths = ("/q/chemin-vert/reunions.ics", "/q/chemin-vert/reunions.atom", "/reunions", "/reunions?quartier=chemin-vert")
    convene(session, case, now)
    counts = []
    for _round in range(2):
        session.commit()
        found = {}
        for path in paths:
            client.get(path)
            count_queries.clear()
            assert client.get(path).status_code == 200
            found[path] = len(count_queries)
        counts.append(found)
        session.rollback()
        for number in range(6):
            convene(session, case, now, starts_at=STARTS + timedelta(days=number + 1))
    assert counts[0] == counts[1]
    assert min(counts[0].values()) > 0
