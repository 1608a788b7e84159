"""Meetings where people look for them: home, neighbourhood, council, desk, journal, feed of what was published."""

import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from defusedxml.ElementTree import fromstring
from sqlalchemy.orm import Session

from participation.kernel.permissions import Role
from participation.meetings.models import MeetingState
from participation.meetings.services import meetings, search
from tests.meetings.cases import STARTS, MeetingCase, convene, make_draft, make_meeting_case, set_notice
from tests.meetings.minutes_cases import SUMMARY, make_minutes_case
from tests.support.factories import make_account, sign_in
from tests.support.pages import PageClient

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def case(session: Session) -> MeetingCase:
    return make_meeting_case(session)


def main_of(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    found = BeautifulSoup(response.get_data(as_text=True), "html.parser").select_one("main")
    assert found is not None
    return " ".join(found.get_text(" ", strip=True).replace("\u00a0", " ").split())


@pytest.mark.parametrize("path", ["/", "/q/chemin-vert", "/q/chemin-vert/conseil"])
def test_a_next_meeting_shows_until_it_begins_and_a_draft_never(
    client: PageClient, session: Session, case: MeetingCase, now: datetime, clock: Any, path: str
) -> None:
    make_draft(session, case, now, title="Brouillon", starts_at=STARTS - timedelta(days=2))
    number = convene(session, case, now).id
    session.commit()
    link = f'href="/reunions/{number}"'
    assert link in client.get(path).get_data(as_text=True)
    assert "Brouillon" not in main_of(client, path)
    clock.move_to(STARTS)
    page = client.get(path).get_data(as_text=True)
    # The council's page keeps what was: as something done or under way, not to come.
    assert (link in page) == path.endswith("conseil")


def test_the_council_page_says_how_far_each_meeting_is(
    client: PageClient, session: Session, case: MeetingCase, now: datetime, clock: Any
) -> None:
    convene(session, case, now, title="Réunion du soir")
    session.commit()
    said = "Réunion : Réunion du soir ({})"
    for at, words in ((now, "à venir"), (STARTS, "en cours"), (STARTS + timedelta(hours=3), "fait")):
        clock.move_to(at)
        assert said.format(words) in main_of(client, "/q/chemin-vert/conseil")


def test_a_cancelled_meeting_leaves_home_and_stays_in_the_list(
    client: PageClient, session: Session, case: MeetingCase, now: datetime
) -> None:
    meeting = convene(session, case, now, title="Réunion du soir")
    meetings.cancel(session, case.facilitator, now, meeting.id, "Intempéries")
    session.commit()
    for path in ("/", "/q/chemin-vert", "/q/chemin-vert/conseil"):
        assert "Réunion du soir" not in client.get(path).get_data(as_text=True)
    assert "Réunion du soir" in main_of(client, "/reunions")


def tasks(client: PageClient) -> dict[str, str]:
    """Return the tasks of the desk, by what is to be done, each with its tag."""
    page = BeautifulSoup(client.get("/travail").get_data(as_text=True), "html.parser")
    found = {}
    for line in page.select("main .tasks li"):
        link, tag = line.select_one("a"), line.select_one(".tag")
        assert link is not None
        found[link.get_text().replace("\u00a0", " ").split(" – ")[0]] = tag.get_text() if tag else ""
    return found


def test_the_desk_follows_a_meeting_from_draft_to_minutes(
    client: PageClient, session: Session, case: MeetingCase, now: datetime, clock: Any
) -> None:
    set_notice(session, case, now, 10)
    meeting = make_draft(session, case, now)
    number, actor = meeting.id, case.facilitator
    sign_in(client, actor)
    # Sixteen days are left, ten are asked for: three days before that it becomes a task of the day.
    assert tasks(client) == {"Convoquer la réunion": ""}
    clock.move_to(STARTS - timedelta(days=12))
    sign_in(client, actor)
    assert tasks(client) == {"Convoquer la réunion": "À faire"}
    clock.move_to(STARTS - timedelta(days=5))
    sign_in(client, actor)
    assert tasks(client) == {"Convoquer la réunion": "En retard"}
    for state, expected in (
        (MeetingState.CONVENED, {"Tenir la réunion": ""}),
        (MeetingState.HELD, {"Clore la réunion": "À faire", "Mener le compte rendu jusqu’au bout": "À faire"}),
        (MeetingState.CLOSED, {"Mener le compte rendu jusqu’au bout": "À faire"}),
    ):
        meeting = meetings.last_of(session, case.body_id)  # type: ignore[assignment]
        meeting.state, meeting.convened_at = state, now
        session.commit()
        assert tasks(client) == expected
    assert number == meeting.id


def test_the_desk_of_others_stays_empty(client: PageClient, session: Session, case: MeetingCase, now: datetime) -> None:
    make_draft(session, case, now)
    for role in (Role.FACILITATOR, Role.MEMBER, Role.OFFICIAL, Role.WITNESS):
        sign_in(client, make_account(session, role))
        assert tasks(client) == {}


def test_the_journal_names_a_meeting_and_leads_to_it(
    client: PageClient, session: Session, case: MeetingCase, now: datetime
) -> None:
    set_notice(session, case, now)
    meeting = convene(session, case, now)
    number = meeting.id
    meetings.cancel(session, case.facilitator, now, number, "Intempéries")
    session.commit()
    page = client.get("/journal").get_data(as_text=True)
    assert f'href="/reunions/{number}"' in page
    words = main_of(client, "/journal")
    for text in (
        "Une réunion est convoquée", "Une réunion est annulée : Intempéries", "Une règle des réunions est fixée.",
        "Réunion « Réunion du conseil » du jeudi 10 décembre 2026",
    ):  # fmt: skip
        assert text in words, text


def test_an_agenda_can_be_found_once_the_meeting_is_convened(
    session: Session, case: MeetingCase, now: datetime
) -> None:
    make_draft(session, case, now)
    assert search.search(session, "square").total == 0
    meeting = convene(session, case, now, starts_at=STARTS + timedelta(days=1))
    assert [hit.meeting_id for hit in search.search(session, "les squares").hits] == [meeting.id]


def test_published_minutes_are_an_entry_of_the_feed_with_the_text_of_the_page(
    client: PageClient, session: Session
) -> None:
    case = make_minutes_case(session)
    case.circulate(session)
    session.commit()
    assert len(entries(client)) == 1
    session.rollback()
    other = make_minutes_case(session, "gueriniere")
    other.publish(session)
    number = other.meeting_id
    session.commit()
    found = [entry for entry in entries(client, "gueriniere") if (entry.findtext(f"{ATOM}title") or "").startswith("Compte rendu")]
    (entry,) = found
    content = entry.findtext(f"{ATOM}content") or ""
    page = client.get(f"/reunions/{number}/compte-rendu").get_data(as_text=True)
    for text in (SUMMARY, "<strong>Trois bancs</strong> sont demandés.", "un banc à l’ombre", "Refaire le square."):
        assert text in content, text
        assert text in page, text
    # What is confidential is said to be so in its place, and its text is nowhere.
    assert "La vie privée d’une famille." in content
    assert "madame X" not in content
    first = entry.findtext(f"{ATOM}id")
    assert [each.findtext(f"{ATOM}id") for each in entries(client, "gueriniere")].count(first) == 1


def entries(client: PageClient, code: str = "chemin-vert") -> list[ET.Element]:
    response = client.get(f"/q/{code}/reunions.atom")
    assert response.status_code == 200
    found: list[ET.Element] = fromstring(response.get_data()).findall(f"{ATOM}entry")
    return found
