"""A project team that two institutions lead, its actions, the agreed scale. All of it is fictitious."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.councils.models import Council
from participation.indicators.models import ActionState, FlagshipAction, ScaleLevel
from participation.indicators.services import action_writing
from participation.indicators.services.action_writing import ActionPlan
from participation.indicators.services.assessments import Judgement
from participation.kernel.permissions import Role
from participation.representation.models import SteeringBody, SteeringKind
from participation.territory.models import Institution, Orientation
from tests.representation.request_cases import make_institution, make_official, make_steering_body
from tests.support.factories import make_account, make_contract, make_council

YEAR = 2026
LEVELS = ((0, "Pas commencée"), (1, "Commencée"), (2, "Des effets"), (3, "Des effets durables"))


@dataclass
class ActionCase:
    """A council, its team, the lead of a project team with its official, and one action."""

    council: Council
    facilitator: Account
    team: SteeringBody
    lead: Institution
    official: Account
    action: FlagshipAction


def make_orientation(session: Session, number: int = 1) -> Orientation:
    """Return an orientation of the contract."""
    made = Orientation(
        contract_id=make_contract(session).id, number=number, name=f"Orientation {number}", aim="But", source="Fictitious"
    )
    session.add(made)
    session.flush()
    return made


def make_scale(session: Session) -> None:
    """Write the levels of a scale."""
    session.add_all(
        ScaleLevel(level=level, name=name, meaning=f"Sens de {name}", source="Comité fictif", is_fictitious=True)
        for level, name in LEVELS
    )
    session.flush()


def plan_of(**values: Any) -> ActionPlan:
    """Return what a team says of an action."""
    usual: dict[str, Any] = {
        "title": "Un forum des métiers", "text": "Des métiers se montrent dans le quartier.",
        "state": ActionState.UNDERWAY, "source": "Comité de pilotage fictif",
    }  # fmt: skip
    return ActionPlan(**(usual | values))


def judgement_of(**values: Any) -> Judgement:
    """Return what somebody says of an action that nobody judged before."""
    usual: dict[str, Any] = {
        "level": 2, "text": "Quarante personnes sont venues.", "evidence": "Feuille de présence.", "seen": "",
    }  # fmt: skip
    return Judgement(**(usual | values))


def make_action_case(session: Session, now: datetime, code: str = "chemin-vert") -> ActionCase:
    """Return a team with one action of the year, that two institutions lead, and a scale."""
    council = make_council(session, code, name=code)
    facilitator = make_account(session, councils=[council])
    lead, other = make_institution(session, "Maison de l’emploi fictive"), make_institution(session, "Région fictive")
    orientation = make_orientation(session)
    team = make_steering_body(
        session, lead, other, kind=SteeringKind.PROJECT_TEAM, orientation_id=orientation.id, created_on=date(2025, 3, 3)
    )
    action = action_writing.create(session, facilitator, now, team.body_id, YEAR, plan_of())
    make_scale(session)
    official = make_official(session, lead, Role.PARTNER)
    return ActionCase(council, facilitator, team, lead, official, action)
