"""Pages of bodies: the matrix and one body for everybody; what the team sets up, composes, designates and ends."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.bodies.models import Body, Mandate, Seat
from participation.meetings.models import Meeting, MeetingState, Presence
from participation.representation import reference
from participation.representation.models import BodyMember, ProtocolStep, SeatSharing, SteeringBody, SteeringKind
from participation.representation.services import bodies, protocol
from participation.territory import services as territory
from participation.territory.models import Institution
from tests.meetings.cases import plan_of as meeting_plan
from tests.representation.body_cases import BodyCase, designate, make_body_case, make_team, plan_of
from tests.representation.report_cases import hold, note
from tests.support.factories import make_account, sign_in
from tests.support.pages import PageClient

EMPTY = "La loi donne un siège aux conseils dans chaque instance. Ce siège est vide."
MET = datetime.fromisoformat("2026-11-10T18:00:00+01:00")


def signed_in(session: Session, client: PageClient, now: datetime, **values: object) -> BodyCase:
    """Return a body and its council, whose facilitator has signed in."""
    case = make_body_case(session, now, **values)
    session.expire_on_commit = False
    session.commit()
    sign_in(client, case.account)
    return case


def said(**values: object) -> dict[str, object]:
    """Return the fields of a body as the form sends them."""
    usual: dict[str, object] = {
        "name": "Équipe projet (fictive)", "kind": "project_team", "purpose": "", "orientation": "0",
        "source": "Charte (fictive)", "created_on": "3/3/2025", "sharing": "each", "neighbourhood": "0", "seats": "1",
        "voice": "consultative", "report_days": "15", "rules_source": "",
    }  # fmt: skip
    return usual | values


def send(client: PageClient, address: str, fields: dict[str, object]) -> TestResponse:
    """Open a form, send it, and return where it leads."""
    assert client.get(address).status_code == 200
    return client.post(address, fields, follow=True)


def test_bodies_shows_an_empty_seat_with_the_law_and_a_held_one_with_its_presence(
    session: Session, client: PageClient, now: datetime
) -> None:
    case = make_body_case(session, now)
    make_team(session, "gueriniere")
    mandate = designate(session, case, now)
    meeting = hold(session, case.body_id, case.account, MET)
    note(session, meeting, mandate, Presence.ABSENT)
    session.commit()
    page = client.get("/instances")
    assert "1\u00a0siège pourvu" in page.text
    assert "Personne n’a siégé à la dernière réunion" in page.text
    assert "Présence\u00a0: 0\u00a0réunion sur 1" in page.text
    assert "Set-Cookie" not in page.headers
    # The second council's seat opens with the next round: until then the cell says so.
    assert page.text.count(EMPTY) == 1


def test_bodies_without_any_says_so(client: PageClient) -> None:
    assert "Aucune instance ou aucun conseil n’est encore enregistré." in client.get("/instances").text


def test_body_names_only_whoever_agreed_and_says_what_no_document_says(
    session: Session, client: PageClient, now: datetime
) -> None:
    case = make_body_case(session, now, purpose="", kind=SteeringKind.PROJECT_TEAM)
    designate(session, case, now)
    designate(session, case, now, who=1, role=Mandate.role.type.python_type("substitute"))
    protocol.add_step(session, case.account, case.body_id, "Préparer avec les habitants.", True, "Protocole (fictif)")
    hold(session, case.body_id, case.account, MET)
    session.commit()
    page = client.get(f"/instances/{case.body_id}").text
    assert "Amina Fictive, siège\u00a01" in page
    assert "Roland Fictif" not in page
    assert "Ce qu’elle décide\u00a0: non renseigné par les documents connus." in page
    assert "Elles ne sont pas renseignées par les documents connus." in page
    assert "Ce sont des réglages de ce site" in page
    assert "Préparer avec les habitants." in page
    assert "Elles votent" not in page
    assert client.get("/instances/999999").status_code == 404


def test_body_that_ended_keeps_its_page(session: Session, client: PageClient, now: datetime) -> None:
    case = make_body_case(session, now)
    designate(session, case, now)
    bodies.dissolve(session, case.account, now, case.body_id, now.date())
    session.commit()
    page = client.get(f"/instances/{case.body_id}").text
    assert "A pris fin le" in page
    assert "Qui a siégé avant" in page
    assert "Instances qui ont pris fin" in client.get("/instances").text


def test_staff_bodies_lists_what_one_works_for(session: Session, client: PageClient, now: datetime) -> None:
    signed_in(session, client, now)
    assert "Comité de pilotage (fictif)" in client.get("/travail/instances").text


def test_create_body_opens_its_seats_and_a_name_is_taken_once(session: Session, client: PageClient, now: datetime) -> None:
    signed_in(session, client, now)
    page = send(client, "/travail/instances/nouvelle", said())
    assert "/sieges/1" in page.text
    made = session.scalars(sa.select(SteeringBody).where(SteeringBody.kind == SteeringKind.PROJECT_TEAM)).one()
    assert session.scalar(sa.select(sa.func.count()).where(Seat.body_id == made.body_id)) == 1
    session.rollback()
    again = send(client, "/travail/instances/nouvelle", said())
    assert "Une autre instance porte ce nom." in again.text
    wrong = send(client, "/travail/instances/nouvelle", said(name="", seats="0", created_on="hier")).text
    assert "Écrivez le nom de l’instance." in wrong
    assert "Écrivez un nombre de 1 à 60, en chiffres." in wrong


def test_edit_body_and_manage_body_show_the_change(session: Session, client: PageClient, now: datetime) -> None:
    case = signed_in(session, client, now)
    address = f"/travail/instances/{case.body_id}"
    assert "Comité de pilotage (fictif)" in client.get(f"{address}/modifier").text
    page = send(client, f"{address}/modifier", said(name="Nouveau nom", kind="political"))
    assert "Nouveau nom" in page.text
    refused = send(client, f"{address}/modifier", said(name="Nouveau nom", sharing="turn"))
    assert "Des sièges sont déjà ouverts selon cette règle." in refused.text


def test_compose_body_and_remove_member(session: Session, client: PageClient, now: datetime) -> None:
    case = make_body_case(session, now)
    session.expire_on_commit = False
    only = Institution(code="fictive", name="Institution fictive", role="", is_signatory=True, source="")
    session.add(only)
    session.flush()
    number = str(only.id)
    session.commit()
    sign_in(client, case.account)
    address = f"/travail/instances/{case.body_id}/institutions"
    page = send(client, address, {"institution": number, "role": "lead", "voice": "unsaid"})
    assert "Seules les équipes projet ont des chefs de file." in page.text
    send(client, address, {"institution": number, "role": "chair", "voice": "deliberative"})
    assert "Institution fictive" in client.get(f"/instances/{case.body_id}").text
    member_id = session.scalars(sa.select(BodyMember.id)).one()
    session.rollback()
    client.post(f"{address}/{member_id}/retirer", {}, follow=True)
    assert session.scalar(sa.select(sa.func.count()).select_from(BodyMember)) == 0


def test_add_step_and_mark_step(session: Session, client: PageClient, now: datetime) -> None:
    case = signed_in(session, client, now)
    address = f"/travail/instances/{case.body_id}/etapes"
    send(client, address, {"text": "Préparer.", "is_condition": "condition", "source": "Protocole"})
    assert "Choisissez une condition ou une étape." in send(client, address, {"text": "Encore."}).text
    later = send(client, f"{address}/1", {"done_on": "1/1/2027"})
    assert "Ce jour n’est pas encore venu." in later.text
    send(client, f"{address}/1", {"done_on": "3/11/2026"})
    assert session.scalars(sa.select(ProtocolStep.done_on)).one().isoformat() == "2026-11-03"


def test_dissolve_body_refuses_while_a_meeting_is_ahead(session: Session, client: PageClient, now: datetime) -> None:
    case = signed_in(session, client, now)
    meeting = hold(session, case.body_id, case.account, MET, state=MeetingState.DRAFT, closed_at=None)
    session.commit()
    address = f"/travail/instances/{case.body_id}/dissoudre"
    assert "Annulez-les ou clôturez-les." in send(client, address, {"on": "24/11/2026"}).text
    session.delete(session.get_one(Meeting, meeting.id))
    session.commit()
    assert "A pris fin le" in send(client, address, {"on": "24/11/2026"}).text


def test_designate_delegate_leave_delegate_and_the_seat_s_history(
    session: Session, client: PageClient, now: datetime
) -> None:
    case = signed_in(session, client, now)
    address = f"/travail/instances/{case.body_id}/sieges/1"
    assert "Personne pour l’instant" in client.get(address).text or "existe depuis" in client.get(address).text
    person, meeting = str(case.people[0].id), str(case.meeting.id)
    fields = {
        "person": person, "role": "substitute", "starts_on": "3/11/2026", "ends_on": "2/11/2028", "mode": "vote",
        "meeting": meeting, "decision": "0", "draw": "0", "act": "", "act_on": "",
    }  # fmt: skip
    designating = f"{address}/designer/{case.council.id}"
    assert "Ce siège n’a pas de titulaire." in send(client, designating, fields).text
    backwards = fields | {"role": "full", "ends_on": "2/11/2020"}
    assert "Le dernier jour" in send(client, designating, backwards).text
    assert "Amina Fictive" in send(client, designating, fields | {"role": "full"}).text
    mandate = str(session.scalars(sa.select(Mandate.id).join(Mandate.seat).where(Seat.body_id == case.body_id)).one())
    session.rollback()
    early = {"mandate": mandate, "reason": "resigned", "left_on": "1/11/2026"}
    assert "Le mandat commence" in send(client, f"{address}/depart", early).text
    page = send(client, f"{address}/depart", early | {"left_on": "20/11/2026"})
    assert "à son départ" in page.text
    assert client.get(f"{address}/depart").status_code == 404


def test_choose_turn_then_designate(session: Session, client: PageClient, now: datetime) -> None:
    case = signed_in(session, client, now, sharing=SeatSharing.TURN)
    address = f"/travail/instances/{case.body_id}/sieges/1"
    assert "Choisissez un conseil." in send(client, f"{address}/tour", {"council": ""}).text
    page = send(client, f"{address}/tour", {"council": str(case.council.id)})
    assert "Qui est désigné" in page.text


def test_close_delegate_seat_refuses_a_seat_that_is_due(session: Session, client: PageClient, now: datetime) -> None:
    case = signed_in(session, client, now, seats=2)
    address = f"/travail/instances/{case.body_id}/sieges/2/fermer"
    assert "Réduisez d’abord ce nombre." in send(client, address, {"closed_on": "24/11/2026"}).text
    case.body.seats = 1
    session.commit()
    send(client, address, {"closed_on": "24/11/2026"})
    closed = sa.select(Seat.closed_on).where(Seat.body_id == case.body_id, Seat.number == 2)
    assert session.scalars(closed).one() == now.date()


def test_delegate_seat_of_another_team_is_missing(
    session: Session, client: PageClient, new_client: Callable[[], PageClient], now: datetime
) -> None:
    case = signed_in(session, client, now)
    _council, other, *_rest = make_team(session, "gueriniere")
    session.commit()
    theirs = new_client()
    sign_in(theirs, other)
    assert theirs.get(f"/travail/instances/{case.body_id}/sieges/1").status_code == 404
    assert theirs.get(f"/travail/instances/{case.body_id}/sieges/1/designer/{case.council.id}").status_code == 404
    assert client.get(f"/travail/instances/{case.body_id}/sieges/9").status_code == 404


def test_a_body_s_meeting_is_planned_and_read_like_a_council_s(
    session: Session, client: PageClient, now: datetime
) -> None:
    case = signed_in(session, client, now)
    designate(session, case, now)
    session.commit()
    plan = meeting_plan()
    fields = {
        "title": plan.title, "day": "10/12/2026", "starts": "18:30", "ends": "20:30", "place": plan.place,
        "address": plan.address, "access": plan.access, "rhythm": "once",
    }  # fmt: skip
    client.get(f"/travail/reunions/nouvelle/{case.body_id}")
    send(client, f"/travail/reunions/nouvelle/{case.body_id}", fields)
    meeting = hold(session, case.body_id, case.account, MET)
    session.commit()
    for page in ("", "/presences", "/ordre-du-jour", "/compte-rendu", "/decisions", "/actions", "/pieces"):
        client.get(f"/travail/reunions/{meeting.id}{page}")
    for page in (f"regles/{case.body_id}", f"assiduite/{case.body_id}"):
        client.get(f"/travail/reunions/{page}")
    client.get(f"/travail/sujets/{case.body_id}")
    for page in (f"/reunions/{meeting.id}", f"/reunions/{meeting.id}/compte-rendu", "/reunions"):
        assert "Comité de pilotage (fictif)" in client.get(page).text


def test_published_bodies_are_loaded_once_and_what_a_team_changed_stays(app: Flask, session: Session, now: datetime) -> None:
    assert app.blueprints["representation"]
    territory.load_reference(session)
    names = session.scalars(sa.select(Body.name).join(SteeringBody, SteeringBody.body_id == Body.id)).all()
    assert set(names) == {fact.name for fact in reference.BODIES}
    committee = session.scalars(sa.select(SteeringBody).where(SteeringBody.kind == SteeringKind.POLITICAL)).one()
    committee.purpose, committee.rules_source = "Texte changé.", "Charte (fictive)"
    session.flush()
    assert territory.load_reference(session) == 0
    assert committee.purpose == "Texte changé."
    assert {member.institution.code for member in bodies.members(session, committee.body_id)} == set(
        reference.POLITICAL.members
    )
    renewal = session.scalars(sa.select(SteeringBody).where(SteeringBody.kind == SteeringKind.RENEWAL)).one()
    assert [step.done_on for step in protocol.steps_of(session, renewal.body_id)] == [None] * len(reference.STEPS)


@pytest.mark.parametrize("role", ["witness", "official", "member"])
def test_whoever_runs_no_council_does_not_run_bodies(session: Session, client: PageClient, now: datetime, role: str) -> None:
    case = make_body_case(session, now)
    account = make_account(session, role, [case.council])
    session.commit()
    sign_in(client, account)
    assert client.get("/travail/instances").status_code == 403
    assert plan_of().seats == 1
