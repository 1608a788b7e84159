"""Who does an action is said the same way everywhere: an account by its function, never by a name that is not theirs."""

from flask import Flask
from sqlalchemy.orm import Session

from participation.kernel.permissions import Role
from participation.meetings import minutes_words, record_words
from participation.meetings.services import actions
from participation.meetings.services.actions import NewAction
from participation.meetings.services.minutes import content
from participation.meetings.views import minutes_parts
from tests.conftest import NOW
from tests.meetings.minutes_cases import make_minutes_case
from tests.support.factories import make_account
from tests.support.pages import PageClient

TEAM = "L’équipe du conseil"
FUNCTIONS = {
    Role.OFFICIAL: "L’élue ou l’élu",
    Role.WITNESS: "Le témoin des tirages",
    Role.PARTNER: "Le partenaire",
    Role.MEMBER: "Un membre du conseil",
    Role.SECRETARY: TEAM,
    Role.FACILITATOR: TEAM,
    Role.ADMINISTRATOR: TEAM,
}


def test_every_role_has_its_words_and_only_the_team_is_the_team(app: Flask) -> None:
    with app.test_request_context():
        told = {role: minutes_words.doer(None, None, None, role) for role in Role}
    assert told == FUNCTIONS


def test_minutes_and_decisions_say_that_the_elected_official_does_it(session: Session, client: PageClient) -> None:
    case = make_minutes_case(session)
    official = make_account(session, Role.OFFICIAL, [case.council], name="Élue Fictive")
    new = NewAction(case.items[0].id, "Ouvrir la porte du square.", account_id=official.id)
    actions.record(session, case.facilitator, NOW, case.meeting_id, new)
    case.publish(session)
    session.commit()
    for address in (f"/reunions/{case.meeting_id}/compte-rendu", "/decisions?voir=actions"):
        html = client.get(address).get_data(as_text=True)
        assert "L’élue ou l’élu" in html
        assert TEAM not in html
        assert "Élue Fictive" not in html
        session.rollback()
    feed = client.get("/q/chemin-vert/reunions.atom").get_data(as_text=True)
    assert "L’élue ou l’élu" in feed
    assert "Élue Fictive" not in feed


def test_live_and_published_actions_say_the_same(app: Flask, session: Session) -> None:
    case = make_minutes_case(session)
    partner = make_account(session, Role.PARTNER, [case.council])
    new = NewAction(case.items[0].id, "Prêter une salle.", account_id=partner.id)
    actions.record(session, case.facilitator, NOW, case.meeting_id, new)
    live = actions.of_meeting(session, case.meeting_id)
    published = [content._action(view) for view in live]
    with app.test_request_context():
        now = [record_words.doer(view) for view in live]
        assert [minutes_parts.published_doer(each, view) for each, view in zip(published, live, strict=True)] == now
        # Once nothing is known of an action any more, its published function still says who.
        assert minutes_parts.published_doer(published[-1]) == "Le partenaire"
