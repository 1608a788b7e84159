"""Flagship actions as people go through them: lists, one action, the team's pages, judging from a phone."""

import re
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.indicators.models import ActionState, Assessment, FlagshipAction
from participation.indicators.services import action_writing, assessments
from participation.kernel.permissions import Role
from tests.indicators.action_cases import YEAR, ActionCase, judgement_of, make_action_case, plan_of
from tests.representation.request_cases import make_institution
from tests.support.factories import make_account, make_council, sign_in
from tests.support.pages import PageClient

TYPED = {
    "title": "Un forum des métiers", "text": "Des métiers se montrent.", "state": "underway", "reason": "", "contact": "",
    "source": "Comité fictif",
}  # fmt: skip
JUDGED = {"level": "2", "text": "Quarante personnes sont venues.", "evidence": "Feuille de présence."}


def text_of(response: Any) -> str:
    return " ".join(str(response.get_data(as_text=True)).replace("\u00a0", " ").split())


def seen_on(response: Any) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', response.get_data(as_text=True))
    assert found is not None
    return found[1]


@pytest.fixture
def case(session: Session, now: datetime) -> ActionCase:
    case = make_action_case(session, now)
    session.commit()
    return case


@pytest.fixture
def flagship_id(case: ActionCase) -> int:
    return case.action.id


def enter(client: PageClient, account: Account) -> None:
    sign_in(client, account)
    client.get("/travail")


def test_actions_says_how_far_and_filters(
    session: Session, now: datetime, client: PageClient, case: ActionCase
) -> None:
    partner = make_institution(session, "Association fictive")
    here = case.council.neighbourhood
    plan = plan_of(title="Ici seulement", neighbourhood_ids=(here.id,), institution_ids=(partner.id,))
    action_writing.create(session, case.facilitator, now, case.team.body_id, YEAR, plan)
    there = make_council(session, "ailleurs", name="Ailleurs").neighbourhood
    code, elsewhere = partner.code, there.code
    session.commit()
    every = text_of(client.get("/actions"))
    assert "Ici seulement" in every
    assert "Un forum des métiers" in every
    assert "données fictives" in every.casefold()
    assert "Ici seulement" not in text_of(client.get(f"/actions?quartier={elsewhere}"))
    assert "Un forum des métiers" not in text_of(client.get(f"/actions?partenaire={code}"))
    assert "Un forum des métiers" in text_of(client.get("/actions?orientation=1"))
    assert "Actions de 2026" in text_of(client.get("/actions?annee=1999"))
    for unknown in ("quartier=nulle-part", "partenaire=personne"):
        assert client.get(f"/actions?{unknown}").status_code == 404


def test_actions_says_what_will_stand_there(client: PageClient) -> None:
    assert "Elles seront ici" in text_of(client.get("/actions"))


def test_action_shows_both_judgements_the_scale_the_leads_and_how_to_join(
    session: Session, now: datetime, client: PageClient, case: ActionCase, flagship_id: int
) -> None:
    before = text_of(client.get(f"/actions/{flagship_id}"))
    assert before.count("Pas encore évaluée") == 2
    plan = plan_of(contact="Maison de quartier (fictive), 02 00 00 00 00", text="Une ligne.\n\nUne autre.")
    action_writing.change(session, case.facilitator, now, flagship_id, 1, plan)
    assessments.assess_as_team(session, case.official, now, flagship_id, judgement_of())
    council = judgement_of(level=1, text="Peu de gens l’ont su.", evidence="")
    assessments.assess_as_council(session, case.facilitator, now, flagship_id, case.council.id, council)
    session.commit()
    response = client.get(f"/actions/{flagship_id}")
    text = text_of(response)
    for words in (
        "2 sur 3 : Des effets", "1 sur 3 : Commencée", "Peu de gens l’ont su.", "Feuille de présence.",
        "Maison de l’emploi fictive et Région fictive", "02 00 00 00 00", "Sens de Des effets durables",
    ):  # fmt: skip
        assert words in text
    assert "Set-Cookie" not in response.headers
    assert client.get("/actions/999999").status_code == 404


def test_action_says_why_it_stopped(
    session: Session, now: datetime, client: PageClient, case: ActionCase, flagship_id: int
) -> None:
    stopped = plan_of(state=ActionState.STOPPED, reason="La salle a fermé.")
    action_writing.change(session, case.facilitator, now, flagship_id, 1, stopped)
    session.commit()
    for page in ("/actions", f"/actions/{flagship_id}"):
        assert "La salle a fermé." in text_of(client.get(page))


def test_create_flagship_then_its_steps(session: Session, client: PageClient, case: ActionCase) -> None:
    enter(client, case.facilitator)
    address = f"/travail/actions/nouvelle/{case.team.body_id}"
    session.rollback()
    assert f"{address}?annee={YEAR}" in client.get("/travail/actions").get_data(as_text=True)
    client.get(address)
    refused = client.post(address, TYPED | {"title": "", "year": "20"})
    assert "Écrivez l’année en quatre chiffres" in text_of(refused)
    client.get(address)
    made = client.post(address, TYPED | {"title": "Une autre", "year": str(YEAR)}, follow=True)
    assert "Une autre" in text_of(made)
    flagship = session.query(FlagshipAction).filter_by(title="Une autre").one()
    one = f"/travail/actions/{flagship.id}"
    session.rollback()
    client.get(f"{one}/etapes")
    client.post(f"{one}/etapes", {"text": "Trouver une salle", "due_on": "1/12/2026", "done_on": ""})
    client.get(f"{one}/etapes/1")
    assert "pas encore venu" in text_of(client.post(f"{one}/etapes/1", {"text": "Trouver", "done_on": "1/12/2026"}))
    client.get(f"{one}/etapes/1")
    client.post(f"{one}/etapes/1", {"text": "Trouver une salle", "due_on": "", "done_on": "20/11/2026"})
    assert "fait" in text_of(client.get(f"/actions/{flagship.id}"))
    session.rollback()
    client.get(one)
    assert "Aucune étape n’est écrite" in text_of(client.post(f"{one}/etapes/1/retirer", follow=True))


def test_a_fourth_action_is_refused_in_words(
    session: Session, now: datetime, client: PageClient, case: ActionCase
) -> None:
    for title in ("Deux", "Trois"):
        action_writing.create(session, case.facilitator, now, case.team.body_id, YEAR, plan_of(title=title))
    address = f"/travail/actions/nouvelle/{case.team.body_id}"
    enter(client, case.facilitator)
    client.get(address)
    refused = client.post(address, TYPED | {"title": "Quatre", "year": str(YEAR)})
    assert "trois actions de 2026" in text_of(refused)
    assert "nouvelle" not in client.get("/travail/actions").get_data(as_text=True).split("</header>")[1]


def test_edit_flagship_from_a_stale_page_keeps_the_words(
    session: Session, now: datetime, client: PageClient, case: ActionCase, flagship_id: int
) -> None:
    enter(client, case.facilitator)
    address = f"/travail/actions/{flagship_id}/modifier"
    seen = seen_on(client.get(address))
    action_writing.change(session, case.facilitator, now, flagship_id, 1, plan_of(title="Titre d’une collègue"))
    session.commit()
    refused = client.post(address, TYPED | {"title": "Mon titre", "seen": seen})
    assert "Mon titre" in text_of(refused)
    assert "a enregistré autre chose" in text_of(refused)
    assert session.get_one(FlagshipAction, flagship_id).title == "Titre d’une collègue"
    session.rollback()
    client.post(address, TYPED | {"title": "Mon titre", "seen": seen_on(refused)})
    session.expire_all()
    assert session.get_one(FlagshipAction, flagship_id).title == "Mon titre"


def test_a_stop_without_a_reason_is_refused_beside_the_field(
    session: Session, client: PageClient, case: ActionCase, flagship_id: int
) -> None:
    enter(client, case.facilitator)
    address = f"/travail/actions/{flagship_id}/modifier"
    seen = seen_on(client.get(address))
    refused = client.post(address, TYPED | {"state": "stopped", "seen": seen})
    assert "Écrivez pourquoi l’action s’est arrêtée" in text_of(refused)


def test_my_assessments_leads_a_lead_to_the_public_page(
    session: Session, client: PageClient, case: ActionCase, flagship_id: int
) -> None:
    enter(client, case.official)
    index = client.get("/mes-evaluations")
    assert f"/mes-evaluations/{flagship_id}" in index.get_data(as_text=True)
    client.get(f"/mes-evaluations/{flagship_id}")
    refused = client.post(f"/mes-evaluations/{flagship_id}", JUDGED | {"evidence": "", "seen": ""})
    assert "Écrivez ce qui le montre" in text_of(refused)
    client.get(f"/mes-evaluations/{flagship_id}")
    shown = client.post(f"/mes-evaluations/{flagship_id}", JUDGED | {"seen": ""}, follow=True)
    assert "2 sur 3 : Des effets" in text_of(shown)
    # The council's page is not theirs.
    assert client.get(f"/mes-evaluations/{flagship_id}/conseil/{case.council.id}").status_code == 404


def test_assess_for_council_beside_the_team(
    session: Session, client: PageClient, case: ActionCase, flagship_id: int
) -> None:
    secretary = make_account(session, Role.SECRETARY, councils=[case.council])
    address = f"/mes-evaluations/{flagship_id}/conseil/{case.council.id}"
    enter(client, secretary)
    assert address in client.get("/mes-evaluations").get_data(as_text=True)
    client.get(address)
    client.post(address, JUDGED | {"evidence": "", "seen": ""})
    assert session.query(Assessment).one().council_id == case.council.id
    session.rollback()
    assert client.get("/mes-evaluations?conseil=nulle-part").status_code == 404


def test_two_people_who_judge_at_once_both_see_what_is_recorded(
    session: Session, now: datetime, client: PageClient, case: ActionCase, flagship_id: int
) -> None:
    enter(client, case.official)
    address = f"/mes-evaluations/{flagship_id}"
    client.get(address)
    assessments.assess_as_team(session, case.facilitator, now, flagship_id, judgement_of(text="D’une collègue."))
    session.commit()
    refused = client.post(address, JUDGED | {"seen": ""})
    text = text_of(refused)
    assert "D’une collègue." in text
    assert JUDGED["text"] in text
    client.post(address, JUDGED | {"seen": seen_on(refused)})
    session.expire_all()
    assert session.query(Assessment).one().text == JUDGED["text"]


def test_assessment_scale_is_written_a_level_at_a_time(
    session: Session, client: PageClient, case: ActionCase
) -> None:
    enter(client, case.facilitator)
    client.get("/travail/actions/echelle")
    level = {"level": "4", "name": "Un modèle", "meaning": "D’autres la reprennent.", "source": "Comité fictif"}
    client.post("/travail/actions/echelle", level)
    assert "4. Un modèle" in text_of(client.get("/travail/actions/echelle"))
    make_council(session, "ailleurs", name="Ailleurs")
    session.commit()
    assert "Enregistrer" not in text_of(client.get("/travail/actions/echelle"))
    assert client.post("/travail/actions/echelle", level | {"level": "5"}).status_code == 404


def test_without_a_scale_nobody_can_judge_and_the_page_says_it(
    session: Session, client: PageClient, case: ActionCase, flagship_id: int
) -> None:
    session.execute(sa.text("DELETE FROM scale_level"))
    enter(client, case.official)
    assert "L’échelle n’est pas encore écrite" in text_of(client.get(f"/mes-evaluations/{flagship_id}"))
