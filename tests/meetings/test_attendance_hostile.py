"""Hostile input at the addresses of a meeting under way: agenda, topics, attendance, the phone."""

import pytest
import sqlalchemy as sa

from participation.meetings.models import AgendaItem, AgendaState, Attendance, Meeting, MeetingState
from participation.meetings.services import backlog, comings
from tests.meetings.test_attendance_pages import CODE, Case
from tests.support.factories import sign_in
from tests.support.hostile import FIELD_VALUES, MARK, QUERY_VALUES

FIELDS = (
    "title", "kind", "minutes", "speaker", "text", "confidential_reason", "name", "contact", "website", "started", "by",
    "answer", "why", "quality", "who", "item", "code", "seat",
)  # fmt: skip


@pytest.fixture
def case(session, now):
    found = Case(session, now)
    found.topic = backlog.propose(session, now, found.body, backlog.Proposal("Des bancs", "")).id
    found.guest = comings.add_guest(session, found.account, now, found.meeting, "Dominique Fictive", "").id
    session.commit()
    return found


@pytest.fixture
def team(client, session, case, app):
    sign_in(client, session.merge(case.account))
    session.rollback()
    # Without their token every post would be refused alike.
    app.config["WTF_CSRF_ENABLED"] = False
    return client.flask


def is_safe(response) -> bool:
    text = response.get_data(as_text=True)
    return response.status_code < 500 and MARK not in text and "X-Forged" not in response.headers


@pytest.mark.parametrize("label", QUERY_VALUES)
def test_hostile_queries(team, case, label):
    value = QUERY_VALUES[label]
    pages = [
        case.phone, f"{case.phone}?code={CODE}&siege={value}", f"{case.base}/presences?ecrit={value}",
        f"/travail/reunions/assiduite/{case.body}?annee={value}", f"/q/{case.code}/sujets?page={value}&recu={value}",
        f"{case.phone}?code={value}",
    ]
    assert [page for page in pages if not is_safe(team.get(page))] == []


@pytest.mark.parametrize("label", FIELD_VALUES)
def test_hostile_fields(team, session, case, label):
    value = FIELD_VALUES[label]
    seats = {f"{kind}_{number}": value for kind in ("seat", "was", "outcome") for number in (case.seats[0], case.item, "x")}
    posts = [
        f"{case.base}/ordre-du-jour", f"{case.base}/ordre-du-jour/{case.item}", f"/travail/sujets/{case.body}/noter",
        f"/travail/sujets/{case.body}/{case.topic}", f"{case.base}/presences", f"{case.base}/presences/invites",
        f"{case.base}/presences/mouvements", f"{case.base}/cloturer", case.phone, f"/q/{case.code}/sujets/proposer",
    ]
    for valid in ({}, {"kind": "debate", "minutes": "5", "by": "resident", "answer": "refuse"}, {"code": CODE}):
        fields = dict.fromkeys(FIELDS, value) | seats | valid
        for path in posts:
            response = team.post(path, data=fields)
            if response.status_code == 303:
                assert is_safe(team.get(response.headers["Location"])), path
            assert is_safe(response), path
    assert session.scalar(sa.select(Meeting.state)) is MeetingState.HELD
    assert session.scalars(sa.select(Attendance.seat_id)).all() in ([None], [None, None])
    session.rollback()
    for page in (f"/reunions/{case.meeting}", f"/q/{case.code}/sujets", f"{case.base}/ordre-du-jour"):
        assert is_safe(team.get(page))


def test_what_no_form_asks_for_is_not_assigned(team, session, case):
    more = {"state": "planned", "meeting_id": str(case.meeting), "position": "9", "account_id": "1", "is_confidential": "1"}
    fields = {"title": "Des jeux", "text": "", "by": "resident", "name": "", "contact": ""}
    team.post(f"/travail/sujets/{case.body}/noter", data=fields | more)
    topic = session.scalars(sa.select(AgendaItem).where(AgendaItem.title == "Des jeux")).one()
    assert (topic.state, topic.meeting_id, topic.is_confidential) == (AgendaState.PROPOSED, None, False)
