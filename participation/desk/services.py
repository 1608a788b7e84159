"""What needs whom, now: gathered from the slices, sorted by limit. Top layer: it may know them all."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.councils.models import Council, CouncilAssignment
from participation.councils.services import assigned_council, assigned_councils
from participation.draws.models import Draw, DrawState
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.jobs import Job
from participation.kernel.permissions import Actor, Role, is_allowed
from participation.territory.models import Neighbourhood
from participation.volunteers.services import open_doubles

DRAW_PAGE = "draws.manage"


class TaskKind(StrEnum):
    """What is to be done; the views word it."""

    DOUBLES = "doubles"
    ANNOUNCE = "announce"
    CLOSE = "close"
    SEAL = "seal"
    WAIT_CLAIMS = "wait_claims"
    WAIT_CHANCE = "wait_chance"
    DRAW = "draw"
    SEAT = "seat"


class Urgency(StrEnum):
    """When it is to be done."""

    NOW = "now"
    LATER = "later"
    """Somebody's turn comes at `due`."""


@dataclass(frozen=True)
class Task:
    """One thing that waits."""

    kind: TaskKind
    council: str
    endpoint: str
    args: dict[str, Any] = field(default_factory=dict)
    due: datetime | None = None
    urgency: Urgency = Urgency.NOW
    count: int = 0


def tasks(session: Session, actor: Actor, now: datetime) -> list[Task]:
    """Return what waits for an account: what is due first, then the nearest limit."""
    found = [*_draws(session, actor, now), *_doubles(session, actor)]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(found, key=lambda task: (task.urgency is not Urgency.NOW, task.due or far, task.council))


def _draws(session: Session, actor: Actor, now: datetime) -> list[Task]:
    if not is_allowed(actor.role, "draws.follow"):
        return []
    mine = sa.select(CouncilAssignment.council_id).where(CouncilAssignment.account_id == actor.id)
    query = (
        sa.select(Draw.id, Draw.state, Draw.entropy_for, Draw.claims_end_at, Neighbourhood.name)
        .join(Council, Draw.council_id == Council.id)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .where(Draw.state.in_(_STEPS), Draw.council_id.in_(mine))
    )
    return [
        _draw_task(state, name, number, entropy_for, claims_end_at, now)
        for number, state, entropy_for, claims_end_at, name in session.execute(query)
    ]


_STEPS = {
    DrawState.DRAFT: TaskKind.ANNOUNCE,
    DrawState.ANNOUNCED: TaskKind.CLOSE,
    DrawState.CLOSED: TaskKind.SEAL,
    DrawState.SEALED: TaskKind.DRAW,
    DrawState.DRAWN: TaskKind.SEAT,
}


def _draw_task(
    state: DrawState,
    council: str,
    number: int,
    entropy_for: datetime,
    claims_end: datetime | None,
    now: datetime,
) -> Task:
    kind, due, urgency = _STEPS[state], entropy_for, Urgency.NOW
    if state is DrawState.CLOSED and claims_end is not None and claims_end > now:
        kind, due, urgency = TaskKind.WAIT_CLAIMS, claims_end, Urgency.LATER
    if state is DrawState.SEALED and entropy_for > now:
        kind, urgency = TaskKind.WAIT_CHANCE, Urgency.LATER
    return Task(
        kind, council, DRAW_PAGE, {"draw_id": number}, None if kind is TaskKind.SEAT else due, urgency
    )


def _doubles(session: Session, actor: Actor) -> list[Task]:
    if not is_allowed(actor.role, "sign_ups.review") or actor.role is Role.ADMINISTRATOR:
        return []
    found = []
    for council in assigned_councils(session, actor):
        count = open_doubles(session, council.id)
        if count:
            name, args = council.neighbourhood.name, {"council_id": council.id}
            found.append(Task(TaskKind.DOUBLES, name, "volunteers.doubles", args, count=count))
    return found


def job(session: Session, actor: Actor, job_id: int) -> Job:
    """Return a piece of long work of one's own, or anybody's for an administrator.

    Raises:
        MissingError: There is none, or it is somebody else's.
    """
    found = session.get(Job, job_id) if job_id < 2**31 else None
    if found is None or (actor.role is not Role.ADMINISTRATOR and found.account_id != actor.id):
        raise MissingError
    return found


def councils_of(session: Session, account: Account) -> list[tuple[int, str]]:
    """Return the councils that an account works for: identifier and neighbourhood, by name."""
    query = (
        sa.select(Council.id, Neighbourhood.name)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .join(CouncilAssignment, CouncilAssignment.council_id == Council.id)
        .where(CouncilAssignment.account_id == account.id)
        .order_by(Neighbourhood.name)
    )
    return [(number, name) for number, name in session.execute(query)]


def other_councils(session: Session, account: Account) -> list[tuple[int, str]]:
    """Return the councils that an account could be given, by name."""
    taken = sa.select(CouncilAssignment.council_id).where(CouncilAssignment.account_id == account.id)
    query = (
        sa.select(Council.id, Neighbourhood.name)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .where(Council.id.not_in(taken))
        .order_by(Neighbourhood.name)
    )
    return [(number, name) for number, name in session.execute(query)]


def assign(session: Session, actor: Actor, account: Account, council_id: int) -> None:
    """Let an account work for a council; twice is once.

    Raises:
        MissingError: There is no such council.
        RefusedError: `works_everywhere` for an administrator.
    """
    council = assigned_council(session, actor, council_id)
    if account.role is Role.ADMINISTRATOR:
        raise RefusedError("works_everywhere")
    if session.get(CouncilAssignment, (account.id, council.id)) is None:
        session.add(CouncilAssignment(account_id=account.id, council_id=council.id))
        session.flush()


def unassign(session: Session, account: Account, council_id: int) -> None:
    """End an account's work for a council."""
    session.execute(
        sa.delete(CouncilAssignment).where(
            CouncilAssignment.account_id == account.id, CouncilAssignment.council_id == council_id
        )
    )
