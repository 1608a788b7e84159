"""The desk of members and officials: what waits for them comes first, and it never says « nothing » when it does."""

from sqlalchemy.orm import Session

from participation.kernel.permissions import Role
from participation.meetings.services import actions
from participation.meetings.services.actions import NewAction
from tests.conftest import NOW
from tests.meetings.minutes_cases import make_minutes_case
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
