"""What a project team writes of its flagship actions: three a year, their steps, how far they are.

Call order: `create` → `add_step` … → `change`, `change_step` … as the year goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import ActionState, ActionStep, FlagshipAction
from participation.indicators.services import actions, partners
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.representation.models import SteeringBody, SteeringKind
from participation.representation.services import access
from participation.territory.models import Contract, Institution, Neighbourhood

MOST_STEPS = 12


@dataclass(frozen=True)
class ActionPlan:
    """What the team says of an action; texts are clean already."""

    title: str
    text: str
    state: ActionState
    source: str
    reason: str = ""
    contact: str = ""
    neighbourhood_ids: tuple[int, ...] = ()
    """Empty: all neighbourhoods."""
    institution_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class StepPlan:
    """What the team says of a step."""

    text: str
    due_on: date | None = None
    done_on: date | None = None


def create(
    session: Session, actor: Actor, now: datetime, body_id: int, year: int, plan: ActionPlan
) -> FlagshipAction:
    """Write down one of the three actions of a team in a year; the same title sent twice is one.

    Raises:
        MissingError: As `team_to_change`.
        RefusedError: `body_dissolved`; `year` (`first`, `last`); `three`: the team has three that year; `reason`.
    """
    team = team_to_change(session, actor, body_id)
    access.require_alive(session, body_id)
    _check_year(session, now, year)
    _check(plan)
    of_year = sa.select(FlagshipAction).where(FlagshipAction.body_id == team.body_id, FlagshipAction.year == year)
    present = session.scalars(of_year).all()
    same = next((action for action in present if action.title == plan.title), None)
    if same is not None:
        return same
    free = [number for number in range(1, actions.EACH_YEAR + 1) if number not in {each.number for each in present}]
    if not free:
        raise RefusedError("three", year=year)
    is_fictitious = partners.is_invented(session, actor)
    made = FlagshipAction(body_id=team.body_id, year=year, number=free[0], is_fictitious=is_fictitious)
    _write(session, made, plan)
    session.add(made)
    session.flush()
    _record(session, now, made, "created")
    return made


def change(
    session: Session, actor: Actor, now: datetime, flagship_id: int, seen: int, plan: ActionPlan
) -> FlagshipAction:
    """Write an action anew; its team, year and number stay.

    Raises:
        MissingError: As `to_change`.
        RefusedError: `changed`: somebody saved after the page was shown; `reason`.
    """
    found = lock(session, actor, flagship_id)
    if found.version != seen:
        raise RefusedError("changed")
    _check(plan)
    before = found.state
    _write(session, found, plan)
    found.version += 1
    session.flush()
    if found.state is not before:
        _record(session, now, found, found.state.value)
    return found


def team_to_change(session: Session, actor: Actor, body_id: int) -> SteeringBody:
    """Return a project team whose actions the account may write.

    Raises:
        MissingError: There is none, or not for this account.
    """
    found = access.mine_to_change(session, actor, body_id)
    if found.kind is not SteeringKind.PROJECT_TEAM:
        raise MissingError
    return found


def to_change(session: Session, actor: Actor, flagship_id: int) -> FlagshipAction:
    """Return an action that the account may write.

    Raises:
        MissingError: There is none, or its team is not for this account.
    """
    found = actions.find(session, flagship_id)
    team_to_change(session, actor, found.body_id)
    return found


def lock(session: Session, actor: Actor, flagship_id: int) -> FlagshipAction:
    """Return an action that the account may write, read afresh and locked until the transaction ends.

    Raises:
        MissingError: As `to_change`.
    """
    to_change(session, actor, flagship_id)
    query = sa.select(FlagshipAction).where(FlagshipAction.id == flagship_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _check_year(session: Session, now: datetime, year: int) -> None:
    first = session.scalar(sa.select(sa.func.min(Contract.first_year)))
    last = clock.day_of(now).year + 1
    if not (first or last) <= year <= last:
        raise RefusedError("year", first=first or last, last=last)


def _check(plan: ActionPlan) -> None:
    if plan.state is ActionState.STOPPED and not plan.reason:
        raise RefusedError("reason")


def _write(session: Session, action: FlagshipAction, plan: ActionPlan) -> None:
    action.title, action.text, action.state, action.source = plan.title, plan.text, plan.state, plan.source
    action.reason = plan.reason if plan.state is ActionState.STOPPED else ""
    action.contact = plan.contact or None
    places = sa.select(Neighbourhood).where(Neighbourhood.id.in_(plan.neighbourhood_ids))
    taking_part = sa.select(Institution).where(Institution.id.in_(plan.institution_ids))
    with session.no_autoflush:
        action.neighbourhoods = list(session.scalars(places.order_by(Neighbourhood.name_key)))
        action.partners = list(session.scalars(taking_part.order_by(Institution.name)))


def _record(session: Session, now: datetime, action: FlagshipAction, act: str) -> None:
    told = {"title": action.title, "year": action.year}
    journal.append(session, now, f"flagship.{act}", f"flagship:{action.id}", told)


def add_step(session: Session, actor: Actor, now: datetime, flagship_id: int, plan: StepPlan) -> ActionStep:
    """Add a step after those that are there; the same words sent twice are one.

    Raises:
        MissingError: As `to_change`.
        RefusedError: `steps` (`most`); `step_to_come`: it would be done on a day to come.
    """
    found = lock(session, actor, flagship_id)
    _check_step(now, plan)
    same = next((step for step in found.steps if step.text == plan.text), None)
    if same is not None:
        return same
    if len(found.steps) >= MOST_STEPS:
        raise RefusedError("steps", most=MOST_STEPS)
    position = max((step.position for step in found.steps), default=0) + 1
    made = ActionStep(action_id=found.id, position=position, **vars(plan))
    found.steps.append(made)
    session.flush()
    return made


def step_of(action: FlagshipAction, position: int) -> ActionStep:
    """Return a step by its place.

    Raises:
        MissingError: There is no such step.
    """
    for step in action.steps:
        if step.position == position:
            return step
    raise MissingError


def change_step(
    session: Session, actor: Actor, now: datetime, flagship_id: int, position: int, plan: StepPlan
) -> ActionStep:
    """Write a step anew: its words, its day, the day on which it was done.

    Raises:
        MissingError: As `to_change`, or there is no such step.
        RefusedError: `step_to_come`.
    """
    step = step_of(lock(session, actor, flagship_id), position)
    _check_step(now, plan)
    step.text, step.due_on, step.done_on = plan.text, plan.due_on, plan.done_on
    session.flush()
    return step


def remove_step(session: Session, actor: Actor, flagship_id: int, position: int) -> None:
    """Take a step off.

    Raises:
        MissingError: As `to_change`, or there is no such step.
    """
    found = lock(session, actor, flagship_id)
    found.steps.remove(step_of(found, position))
    session.flush()


def _check_step(now: datetime, plan: StepPlan) -> None:
    if plan.done_on is not None and plan.done_on > clock.day_of(now):
        raise RefusedError("step_to_come")


def offered_partners(session: Session) -> Sequence[tuple[int, str]]:
    """Return the institutions that may take part in an action, by name."""
    found = sorted(session.scalars(sa.select(Institution)), key=actions.by_name)
    return [(each.id, each.name) for each in found]


def offered_neighbourhoods(session: Session) -> Sequence[tuple[int, str]]:
    """Return the neighbourhoods an action may be in, by name."""
    query = sa.select(Neighbourhood.id, Neighbourhood.name).order_by(Neighbourhood.name_key, Neighbourhood.id)
    return [(number, name) for number, name in session.execute(query)]
