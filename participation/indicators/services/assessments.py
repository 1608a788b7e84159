"""How a project team judges its own actions on the agreed scale, and how councils judge them; never added up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.bodies.models import Body
from participation.councils import services as councils
from participation.councils.models import Council, CouncilAssignment
from participation.indicators.models import Assessment, FlagshipAction, ScaleLevel
from participation.indicators.services import actions, partners
from participation.journal import services as journal
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor, Role
from participation.representation.models import BodyMember, MemberRole, SteeringBody
from participation.representation.services import access, institutions
from participation.territory.models import Institution

LONGEST = 2000
LEVELS = range(6)
"""Levels that a scale may have."""
TEAMS_OF_COUNCILS = frozenset({Role.FACILITATOR, Role.SECRETARY})
"""Who writes down what a council says."""


@dataclass(frozen=True)
class Judgement:
    """What somebody says of an action; texts are clean already."""

    level: int
    text: str
    evidence: str
    seen: str
    """Mark of the assessment that the page showed (`mark`); empty where it showed none."""


@dataclass(frozen=True)
class Unassessed:
    """An action that its team has not assessed, and who leads the team."""

    action: FlagshipAction
    leads: tuple[Institution, ...]


@dataclass(frozen=True)
class Duty:
    """An assessment that an account may write: the team's own where there is no council."""

    action: FlagshipAction
    council: Council | None
    written: Assessment | None


def scale(session: Session) -> Sequence[ScaleLevel]:
    """Return the levels of the agreed scale, the lowest first."""
    return session.scalars(sa.select(ScaleLevel).order_by(ScaleLevel.level)).all()


def of_actions(session: Session, flagship_ids: Iterable[int]) -> Mapping[int, list[Assessment]]:
    """Return the assessments of these actions: the team's own first, then the councils' by name."""
    query = (
        sa.select(Assessment)
        .outerjoin(Council, Council.id == Assessment.council_id)
        .outerjoin(Body, Body.id == Council.body_id)
        .where(Assessment.action_id.in_(set(flagship_ids)))
        .options(joinedload(Assessment.council).joinedload(Council.body))
        .order_by(Assessment.council_id.is_not(None), Body.name, Assessment.id)
    )
    found: dict[int, list[Assessment]] = {}
    for assessment in session.scalars(query):
        found.setdefault(assessment.action_id, []).append(assessment)
    return found


def unfilled(session: Session, year: int) -> Sequence[Unassessed]:
    """Return the actions of a year that their own team has not assessed, with who leads the team."""
    of_year = actions.of_year(session, year)
    told = set(
        session.scalars(
            sa.select(Assessment.action_id)
            .join(FlagshipAction, FlagshipAction.id == Assessment.action_id)
            .where(FlagshipAction.year == year, Assessment.council_id.is_(None))
        )
    )
    leads = actions.leads(session, {action.body_id for action in of_year})
    return [
        Unassessed(action, tuple(leads.get(action.body_id, ()))) for action in of_year if action.id not in told
    ]


def mark(assessment: Assessment | None) -> str:
    """Return what tells one state of an assessment from another; empty for none."""
    return "" if assessment is None else assessment.at.isoformat()


def own(session: Session, flagship_id: int, council_id: int | None) -> Assessment | None:
    """Return the assessment of a team, or of a council."""
    query = sa.select(Assessment).where(
        Assessment.action_id == flagship_id, Assessment.council_id.is_not_distinct_from(council_id)
    )
    return session.scalars(query).one_or_none()


def for_team(session: Session, actor: Actor, flagship_id: int) -> FlagshipAction:
    """Return an action that the account may assess for its team: of a lead, or of whoever writes the team's actions.

    Raises:
        MissingError: There is none, or not for this account.
    """
    found = actions.find(session, flagship_id)
    if not session.scalar(sa.select(_speaks_for_team(session, actor)).where(SteeringBody.body_id == found.body_id)):
        raise MissingError
    return found


def _speaks_for_team(session: Session, actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `SteeringBody` that the account speaks for the team."""
    led = sa.select(BodyMember.body_id).where(
        BodyMember.role == MemberRole.LEAD, BodyMember.institution_id.in_(institutions.ids_of(session, actor))
    )
    return sa.or_(access.changes(actor), SteeringBody.body_id.in_(led))


def for_council(
    session: Session, actor: Actor, flagship_id: int, council_id: int
) -> tuple[FlagshipAction, Council]:
    """Return an action and the council that assesses it, where the account writes for that council.

    Raises:
        MissingError: There is none, not for this account, or the action is not in the council's neighbourhood.
    """
    found = actions.find(session, flagship_id)
    if actor.role not in TEAMS_OF_COUNCILS:
        raise MissingError
    council = councils.assigned_council(session, actor, council_id)
    if not concerns(found, council):
        raise MissingError
    return found, council


def concerns(action: FlagshipAction, council: Council) -> bool:
    """Tell whether an action takes place in a council's neighbourhood."""
    places = {place.id for place in action.neighbourhoods}
    return not places or council.neighbourhood_id in places


def assess_as_team(
    session: Session, actor: Actor, now: datetime, flagship_id: int, said: Judgement
) -> Assessment:
    """Keep how a project team judges its own action, with what shows it.

    Raises:
        MissingError: As `for_team`.
        RefusedError: `level`, `text`, `evidence`, `long` (`most`), `changed`.
    """
    action = for_team(session, actor, flagship_id)
    if not said.evidence:
        raise RefusedError("evidence")
    return _keep(session, actor, now, action, None, said)


def assess_as_council(
    session: Session, actor: Actor, now: datetime, flagship_id: int, council_id: int, said: Judgement
) -> Assessment:
    """Keep how a council judges an action.

    Raises:
        MissingError: As `for_council`.
        RefusedError: `level`, `text`, `long` (`most`), `changed`.
    """
    action, council = for_council(session, actor, flagship_id, council_id)
    return _keep(session, actor, now, action, council, said)


def _keep(
    session: Session, actor: Actor, now: datetime, action: FlagshipAction, council: Council | None, said: Judgement
) -> Assessment:
    # Of two people who write at once, the second waits here and then finds what the first wrote.
    session.execute(sa.select(FlagshipAction.id).where(FlagshipAction.id == action.id).with_for_update())
    council_id = council.id if council else None
    written = own(session, action.id, council_id)
    if written is not None:
        session.refresh(written)
        if (written.level, written.text, written.evidence) == (said.level, said.text, said.evidence):
            return written
    if mark(written) != said.seen:
        raise RefusedError("changed")
    _check(session, said)
    if written is None:
        written = Assessment(action_id=action.id, council_id=council_id)
        session.add(written)
    written.is_fictitious = council.is_fictitious if council else action.is_fictitious
    written.level, written.text, written.evidence = said.level, said.text, said.evidence
    written.at, written.by_id = now, actor.id
    session.flush()
    told = {"title": action.title, "year": action.year, "level": said.level}
    kind = "flagship.assessed" if council is None else "flagship.assessed_by_council"
    by = {"council": council.body.name} if council else {}
    journal.append(session, now, kind, f"flagship:{action.id}", told | by)
    return written


def _check(session: Session, said: Judgement) -> None:
    if said.level not in LEVELS or session.get(ScaleLevel, said.level) is None:
        raise RefusedError("level")
    if not said.text:
        raise RefusedError("text")
    if max(len(said.text), len(said.evidence)) > LONGEST:
        raise RefusedError("long", most=LONGEST)


def mine(session: Session, actor: Actor, year: int, council: Council | None) -> list[Duty]:
    """Return what an account may assess of a year: for the teams it speaks for, then for one of its councils."""
    of_year = actions.of_year(session, year)
    teams = set(session.scalars(sa.select(SteeringBody.body_id).where(_speaks_for_team(session, actor))))
    written = {
        (each.action_id, each.council_id): each
        for found in of_actions(session, [action.id for action in of_year]).values()
        for each in found
    }
    duties = [Duty(action, None, written.get((action.id, None))) for action in of_year if action.body_id in teams]
    if council is not None:
        near = [action for action in of_year if concerns(action, council)]
        duties += [Duty(action, council, written.get((action.id, council.id))) for action in near]
    return duties


def my_councils(session: Session, actor: Actor) -> Sequence[Council]:
    """Return the councils for which an account writes assessments, by name."""
    return councils.assigned_councils(session, actor) if actor.role in TEAMS_OF_COUNCILS else ()


def may_set_scale(session: Session, actor: Actor) -> bool:
    """Tell whether the account speaks for the whole contract: an administrator, or the team of all councils."""
    if actor.role is Role.ADMINISTRATOR:
        return True
    assigned = sa.select(CouncilAssignment.council_id).where(CouncilAssignment.account_id == actor.id)
    others = session.scalar(sa.select(Council.id).where(Council.id.not_in(assigned)).limit(1))
    return actor.role is Role.FACILITATOR and others is None


def set_level(session: Session, actor: Actor, level: int, name: str, meaning: str, source: str) -> ScaleLevel:
    """Write one level of the scale that the steering committee agreed on.

    Raises:
        MissingError: The account does not speak for the whole contract.
        RefusedError: `scale_level`: no such level; `used`: somebody judged by it, its words stay.
    """
    if not may_set_scale(session, actor):
        raise MissingError
    if level not in LEVELS:
        raise RefusedError("scale_level")
    found = session.get(ScaleLevel, level)
    is_used = session.scalar(sa.select(Assessment.id).where(Assessment.level == level).limit(1)) is not None
    said = (name, meaning, source)
    if found is not None and is_used and (found.name, found.meaning, found.source) != said:
        raise RefusedError("used")
    if found is None:
        found = ScaleLevel(level=level)
        session.add(found)
    found.name, found.meaning, found.source = said
    found.is_fictitious = partners.is_invented(session, actor)
    session.flush()
    return found
