"""The contract on one page: each orientation with its team and actions, and who does what where, in three orders."""

from datetime import datetime
from itertools import chain
from typing import Any

import pytest
from sqlalchemy.orm import Session

from participation.indicators.services import action_writing, contract
from participation.indicators.services.contract import By
from participation.kernel.permissions import Role
from participation.representation.models import SteeringKind
from tests.indicators.action_cases import YEAR, ActionCase, make_action_case, make_orientation, plan_of
from tests.indicators.partner_cases import make_commitment, make_partner
from tests.representation.request_cases import make_institution, make_steering_body
from tests.support.factories import make_account, make_contract_and_neighbourhood, make_council
from tests.support.pages import PageClient


def text_of(response: Any) -> str:
    return " ".join(str(response.get_data(as_text=True)).replace("\u00a0", " ").split())


@pytest.fixture
def case(session: Session, now: datetime) -> ActionCase:
    """A team with an action for all, one here, and a partner that promises something in both places."""
    case = make_action_case(session, now)
    administrator = make_account(session, Role.ADMINISTRATOR)
    here = case.council.neighbourhood
    plan = plan_of(title="Ici seulement", neighbourhood_ids=(here.id,), institution_ids=(case.lead.id,))
    action_writing.create(session, administrator, now, case.team.body_id, YEAR, plan)
    partner = make_institution(session, "Association fictive")
    make_partner(session, partner)
    make_commitment(session, partner, "Ouvrir trois ateliers.", unit="ateliers")
    session.commit()
    return case


def groups(session: Session, by: By) -> dict[str, list[str]]:
    found = contract.who_does_what(session, YEAR, contract.teams(session, YEAR), by)
    return {group.name: [deed.title for deed in group.deeds] for group in found}


def test_what_is_for_all_neighbourhoods_comes_first_then_each_by_name(session: Session, case: ActionCase) -> None:
    assert groups(session, By.NEIGHBOURHOOD) == {
        "": ["Un forum des métiers", "Ouvrir trois ateliers."], "chemin-vert": ["Ici seulement"],
    }  # fmt: skip


def test_orientations_come_in_their_order_and_nothing_is_left_out(
    session: Session, now: datetime, case: ActionCase
) -> None:
    second = make_orientation(session, 2)
    other = make_steering_body(session, kind=SteeringKind.PROJECT_TEAM, orientation_id=second.id)
    action_writing.create(session, case.facilitator, now, other.body_id, YEAR, plan_of(title="Autre équipe"))
    found = groups(session, By.ORIENTATION)
    assert list(found)[:2] == ["Orientation 1", "Orientation 2"]
    assert found["Orientation 2"] == ["Autre équipe"]
    by_place = groups(session, By.NEIGHBOURHOOD)
    assert sorted(chain(*found.values())) == sorted(chain(*by_place.values()))


def test_an_action_stands_under_each_partner_and_each_lead_once(session: Session, case: ActionCase) -> None:
    found = groups(session, By.PARTNER)
    assert found["Maison de l’emploi fictive"] == ["Un forum des métiers", "Ici seulement"]
    assert found["Région fictive"] == ["Un forum des métiers", "Ici seulement"]
    assert found["Association fictive"] == ["Ouvrir trois ateliers."]


def test_a_team_says_how_many_leads_are_not_stated(session: Session, case: ActionCase) -> None:
    nobody = make_steering_body(session, kind=SteeringKind.PROJECT_TEAM)
    found = {team.body_id: team for team in contract.teams(session, YEAR)}
    assert [lead.name for lead in found[case.team.body_id].leads] == ["Maison de l’emploi fictive", "Région fictive"]
    assert (found[case.team.body_id].leads_missing, found[nobody.body_id].leads_missing) == (0, 2)


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/contrat", "Tous les quartiers du contrat (2)"), ("/contrat?par=orientation", "Orientation 1 (2)"),
        ("/contrat?par=partenaire", "Association fictive (1)"), ("/contrat?par=autre", "Tous les quartiers du contrat (2)"),
    ],
)  # fmt: skip
def test_contract_shows_who_does_what_where(client: PageClient, case: ActionCase, address: str, heading: str) -> None:
    text = text_of(client.get(address))
    assert heading in text
    assert "Chefs de file : Maison de l’emploi fictive et Région fictive." in text
    assert "Ouvrir trois ateliers." in text


@pytest.mark.usefixtures("case")
def test_contract_and_actions_ask_as_many_questions_with_many_neighbourhoods(
    session: Session, client: PageClient, count_queries: list[str]
) -> None:
    def asked() -> list[int]:
        numbers = []
        for page in ("/contrat", "/contrat?par=partenaire", "/actions", "/actions/1"):
            count_queries.clear()
            assert client.get(page).status_code == 200
            numbers.append(len(count_queries))
        return numbers

    asked()
    before = asked()
    for number in range(40):
        make_contract_and_neighbourhood(session, f"fictif-{number}", f"Fictif {number}")
    make_council(session, "ailleurs", name="Ailleurs")
    session.commit()
    assert asked() == before
