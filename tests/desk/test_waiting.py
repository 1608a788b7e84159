"""The desk of members and officials: what waits for them comes first, and it never says « nothing » when it does."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.permissions import Role
from participation.meetings.models import Meeting, MeetingRule, MeetingRuleKey, MeetingState
from participation.meetings.services import actions
from participation.meetings.services.actions import NewAction
from tests.conftest import NOW
from tests.meetings.makers import make_meeting
from tests.meetings.minutes_cases import make_minutes_case
from tests.representation.desk_cases import days_ago, make_desk_case
from tests.representation.year_cases import give_seat, meet
from tests.support.factories import make_account, sign_in
from tests.support.pages import PageClient

NOTHING = "Rien à faire aujourd’hui"


def desk(client: PageClient) -> str:
    return client.get("/travail").get_data(as_text=True).split("<main")[1].split("</main>")[0].split("<h2")[0]


def test_index_puts_first_what_waits_for_an_official(session: Session, client: PageClient) -> None:
    case = make_minutes_case(session)
    official = make_account(session, Role.OFFICIAL, [case.council])
    new = NewAction(case.items[0].id, "Ouvrir la porte.", account_id=official.id)
    actions.record(session, case.facilitator, NOW, case.meeting_id, new)
    case.publish(session)
    session.commit()
    sign_in(client, official)
    page = desk(client)
    assert NOTHING not in page
    assert "Ouvrir la porte." in page
    assert "Lire 1 compte rendu qui demande quelque chose" in page
    assert "/elu/comptes-rendus" in page


def test_index_leads_a_member_to_the_corrections_of_a_meeting_they_sat_in(session: Session, client: PageClient) -> None:
    case = make_minutes_case(session)
    stranger = make_account(session, Role.MEMBER)
    case.circulate(session)
    session.commit()
    sign_in(client, case.member)
    page = desk(client)
    assert f"/travail/reunions/{case.meeting_id}/corrections" in page
    assert "Écrire au maire." in page
    assert NOTHING not in page
    session.rollback()
    sign_in(client, stranger)
    assert NOTHING in desk(client)


def test_index_tells_an_official_what_they_must_answer_and_by_when(session: Session, client: PageClient) -> None:
    case = make_desk_case(session)
    late = case.ask(session, days_ago(40), date(2026, 11, 20), 2).id
    sign_in(client, case.official)
    page = desk(client).replace("\u00a0", " ")
    assert f"/elu/demandes/{late}" in page
    assert "Répondre à une demande : 2026-02 Demande fictive 2" in page
    assert "En retard" in page
    assert 'href="/elu"' in client.get("/travail").get_data(as_text=True)


def test_index_tells_the_team_what_makes_a_council_sleep_or_lack(session: Session, client: PageClient) -> None:
    case = make_desk_case(session)
    year, body_id = case.year, case.year.council.body_id
    for meeting in session.scalars(sa.select(Meeting).where(Meeting.body_id == body_id)):
        meeting.starts_at -= timedelta(days=300)
        meeting.ends_at -= timedelta(days=300)
    case.ask(session, days_ago(40), date(2026, 11, 20), 2)
    give_seat(session, year, case.body)
    year.mandates[0].ends_on = date(2027, 3, 1)
    sign_in(client, year.account)
    page = desk(client).replace("\u00a0", " ")
    for words in (
        "Convoquer une réunion : il n’y en a pas eu depuis quatre mois",
        "Relancer 1 réponse en retard",
        "Pourvoir 1 siège vide dans une instance",
        "Préparer le renouvellement : 1 mandat finit",
    ):
        assert words in page, words
    assert f"/travail/reunions/nouvelle/{body_id}" in page
    assert 'href="/travail/demandes"' in page
    assert "/demandes?" not in page
    session.rollback()
    meet(session, year, days_ago(1))
    session.commit()
    assert "Convoquer une réunion" not in desk(client)


def test_index_does_not_ask_to_call_a_meeting_that_is_called(session: Session, client: PageClient) -> None:
    case = make_desk_case(session)
    case.meeting.starts_at -= timedelta(days=300)
    case.meeting.ends_at -= timedelta(days=300)
    make_meeting(session, case.year.council, case.year.account, starts_at=days_ago(-9), state=MeetingState.CONVENED)
    sign_in(client, case.year.account)
    assert "Convoquer une réunion" not in desk(client)


def test_index_names_two_meetings_without_quorum(session: Session, client: PageClient) -> None:
    case = make_desk_case(session)
    rule = {"source": "Règlement fictif", "source_on": date(2025, 1, 1), "starts_on": date(2025, 1, 1)}
    body_id = case.year.council.body_id
    session.add(MeetingRule(body_id=body_id, key=MeetingRuleKey.QUORUM, value="0.5", **rule))
    meet(session, case.year, days_ago(5))
    sign_in(client, case.year.account)
    page = desk(client).replace("\u00a0", " ")
    assert "Deux réunions sans quorum : voir qui ne vient plus" in page
    assert f"/travail/reunions/assiduite/{body_id}" in page
