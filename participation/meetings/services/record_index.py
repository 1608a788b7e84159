"""Public lists of decisions and actions: the newest first, read by key so that a long history costs nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from participation.bodies.models import Body
from participation.councils.models import Council
from participation.meetings.models import Action, AgendaItem, Decision, Meeting
from participation.meetings.services import actions, decisions
from participation.meetings.services.access import BEYOND
from participation.territory.models import Neighbourhood

SIZE = 20
T = TypeVar("T")


@dataclass(frozen=True)
class Part(Generic[T]):
    """Some rows of a list, and the key after which the next ones come."""

    rows: Sequence[T]
    next: int | None


@dataclass(frozen=True)
class Wanted:
    """What is looked for; nothing given, everything."""

    body_id: int | None = None
    year: int | None = None
    before: int | None = None
    """Key of the last row already seen."""


def public_decisions(session: Session, wanted: Wanted) -> Part[decisions.DecisionView]:
    """Return published decisions, the newest first, withdrawn ones too; those of confidential items are left out."""
    query = (
        sa.select(Decision)
        .where(decisions.IS_PUBLIC, ~_confidential(Decision.item_id), *_filters(Decision, wanted))
        .options(selectinload(Decision.votes), joinedload(Decision.item), joinedload(Decision.body))
        .order_by(Decision.id.desc())
        .limit(SIZE + 1)
    )
    found = session.scalars(query).all()
    return Part([decisions.view_of(each) for each in found[:SIZE]], found[SIZE - 1].id if len(found) > SIZE else None)


def public_actions(session: Session, wanted: Wanted, stage: str, today: date) -> Part[actions.ActionView]:
    """Return published actions, the newest first; those of confidential items are left out.

    Args:
        stage: `late`, `open` (late or not), `over`, or anything else for all.
    """
    query = (
        sa.select(Action)
        .where(actions.IS_PUBLIC, ~_confidential(Action.item_id), *_filters(Action, wanted))
        .where(*_stage(stage, today))
        .order_by(Action.id.desc())
        .limit(SIZE + 1)
    )
    found = actions.views(session, query)
    return Part(found[:SIZE], found[SIZE - 1].id if len(found) > SIZE else None)


def following(session: Session, decision_ids: Sequence[int]) -> dict[int, list[actions.ActionView]]:
    """Return the actions that follow from some published decisions, by decision."""
    found: dict[int, list[actions.ActionView]] = {}
    query = sa.select(Action).where(Action.decision_id.in_(decision_ids)).order_by(Action.id)
    for view in actions.views(session, query) if decision_ids else ():
        if view.decision_id is not None and not view.is_confidential:
            found.setdefault(view.decision_id, []).append(view)
    return found


@dataclass(frozen=True)
class Place:
    """The meeting that something comes from."""

    title: str
    body: str
    starts_at: datetime
    is_fictitious: bool


def places(session: Session, meeting_ids: Iterable[int]) -> dict[int, Place]:
    """Return some meetings by their number, in one query at most."""
    numbers = set(meeting_ids)
    query = (
        sa.select(Meeting.id, Meeting.title, Body.name, Meeting.starts_at, Meeting.is_fictitious)
        .join(Body, Meeting.body_id == Body.id)
        .where(Meeting.id.in_(numbers))
    )
    return {row[0]: Place(*row[1:]) for row in session.execute(query)} if numbers else {}


def offered_councils(session: Session) -> Sequence[tuple[str, str]]:
    """Return the councils that a filter offers: code and name of the neighbourhood, by name, 100 at most."""
    query = sa.select(Neighbourhood.code, Neighbourhood.name)
    query = query.join(Council, Council.neighbourhood_id == Neighbourhood.id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Neighbourhood.name).limit(100))]


def years(session: Session, body_id: int | None) -> range:
    """Return the years that a filter offers, from the first decision to the last: keys grow with the years."""
    query = sa.select(Decision.year).limit(1)
    query = query if body_id is None else query.where(Decision.body_id == body_id)
    first = session.scalar(query.order_by(Decision.id))
    last = session.scalar(query.order_by(Decision.id.desc()))
    return range(first, last + 1) if first is not None and last is not None else range(0)


def _filters(model: type[Decision] | type[Action], wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions = []
    if wanted.body_id is not None:
        conditions.append(model.body_id == wanted.body_id)
    if wanted.year is not None:
        conditions.append(model.year == wanted.year)
    if wanted.before is not None:
        conditions.append(model.id < min(wanted.before, BEYOND - 1))
    return conditions


def _stage(stage: str, today: date) -> list[sa.ColumnElement[bool]]:
    if stage == "late":
        return [Action.state.in_(actions.GOING_ON), Action.due_on < today]
    if stage == "open":
        return [Action.state.in_(actions.GOING_ON)]
    return [Action.state.not_in(actions.GOING_ON)] if stage == "over" else []


def _confidential(item_id: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    return sa.exists().where(AgendaItem.id == item_id, AgendaItem.is_confidential)


def asked_in(session: Session, meeting_ids: Sequence[int]) -> dict[int, list[decisions.DecisionView]]:
    """Return the decisions of some published minutes that ask somebody for something, by meeting, in two queries."""
    found: dict[int, list[decisions.DecisionView]] = {}
    stands = Decision.withdrawn_at.is_(None)
    asks = sa.and_(Decision.meeting_id.in_(meeting_ids), stands, Decision.addressee.is_not(None))
    for view in published_decisions(session, asks) if meeting_ids else ():
        found.setdefault(view.meeting_id, []).append(view)
    return found


def published_decisions(session: Session, which: sa.ColumnElement[bool]) -> Sequence[decisions.DecisionView]:
    """Return the published decisions that a condition names, the first noted first, in two queries."""
    query = (
        sa.select(Decision)
        .where(which, decisions.IS_PUBLIC, ~_confidential(Decision.item_id))
        .options(selectinload(Decision.votes), joinedload(Decision.item))
        .order_by(Decision.id)
    )
    return [decisions.view_of(each) for each in session.scalars(query)]
