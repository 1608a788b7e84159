"""Steering bodies: set up, who is in them, the steps of a renewal project, dissolved.

Call order: `create` → `seats.open_missing` → `compose`, `add_step` … → `dissolve`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.bodies.models import Body, BodyKind, EndReason, Mandate, Seat
from participation.bodies.services import end_with
from participation.councils.services import assigned_councils
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import Meeting, MeetingState
from participation.meetings.services.access import BEYOND
from participation.representation.models import (
    BodyMember,
    CouncilRequest,
    MemberRole,
    SeatSharing,
    SteeringBody,
    SteeringKind,
    Voice,
)
from participation.representation.services import access, seats
from participation.representation.services.ledger import IS_OPEN
from participation.territory.models import Institution, Orientation

KINDS = tuple(SteeringKind)
"""Their order in lists: political first."""
LEADS = 2
"""Of a project team."""


@dataclass(frozen=True)
class BodyPlan:
    """What the team says of a body; texts are clean already."""

    name: str
    kind: SteeringKind
    purpose: str
    sharing: SeatSharing
    seats: int
    voice: Voice
    asks_pair: bool
    report_days: int
    source: str
    rules_source: str | None
    created_on: date
    orientation_id: int | None = None
    neighbourhood_id: int | None = None


def in_order() -> sa.ColumnElement[int]:
    """Return the order of kinds in lists."""
    ranks = {kind: rank for rank, kind in enumerate(KINDS)}
    return sa.case(ranks, value=SteeringBody.kind)


def listed(session: Session, body_ids: Sequence[int] | None = None) -> Sequence[SteeringBody]:
    """Return the bodies that exist, all or some of them, the political committee first, with their names."""
    exists = SteeringBody.dissolved_on.is_(None)
    return _listed(session, exists if body_ids is None else sa.and_(exists, SteeringBody.body_id.in_(body_ids)))


def former(session: Session) -> Sequence[SteeringBody]:
    """Return the bodies that were dissolved: what was said there stays to be read."""
    return _listed(session, SteeringBody.dissolved_on.is_not(None))


def managed(session: Session, actor: Actor) -> Sequence[SteeringBody]:
    """Return the bodies that the account works for, dissolved ones last."""
    mine = access.works_for(actor)
    return [
        *_listed(session, sa.and_(mine, SteeringBody.dissolved_on.is_(None))),
        *_listed(session, sa.and_(mine, SteeringBody.dissolved_on.is_not(None))),
    ]


def _listed(session: Session, condition: sa.ColumnElement[bool]) -> Sequence[SteeringBody]:
    query = (
        sa.select(SteeringBody)
        .join(SteeringBody.body)
        .where(condition)
        .options(joinedload(SteeringBody.body), joinedload(SteeringBody.neighbourhood))
        .order_by(in_order(), Body.name, Body.id)
    )
    return session.scalars(query).all()


def orientations(session: Session) -> Sequence[Orientation]:
    """Return the orientations of the contract, which project teams carry."""
    return session.scalars(sa.select(Orientation).order_by(Orientation.number)).all()


def neighbourhoods(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return the neighbourhoods of the councils that the account works for: number and name."""
    return [(str(each.neighbourhood_id), each.neighbourhood.name) for each in assigned_councils(session, actor)]


def create(session: Session, actor: Actor, now: datetime, plan: BodyPlan) -> SteeringBody:
    """Set up a body. Its seats are opened apart.

    Raises:
        MissingError: It would be of a neighbourhood whose council the account does not work for.
        RefusedError: `name_taken`; `neighbourhood_needed`, `neighbourhood_idle`; `day_to_come`; `whole_contract`: it
            would be of every council, and the account works for some.
    """
    _check(session, plan, clock.day_of(now))
    body = Body(kind=BodyKind.STEERING, name=plan.name)
    session.add(body)
    session.flush()
    told = {name: value for name, value in vars(plan).items() if name != "name"}
    made = SteeringBody(body_id=body.id, body=body, **told)
    session.add(made)
    session.flush()
    access.mine(session, actor, body.id)
    if not access.may_change(session, actor, body.id):
        raise RefusedError("whole_contract")
    seats.lock_bodies(session)
    _record(session, now, "steering.created", body.id, body=plan.name)
    return made


def change(session: Session, actor: Actor, now: datetime, body_id: int, plan: BodyPlan) -> SteeringBody:
    """Change what is said of a body; how its seats are shared stays, since seats stand on it.

    Raises:
        MissingError: As `access.mine_to_change`.
        RefusedError: `body_dissolved`; those of `create`; `sharing_stays`; `created_after_seats` (`opened_on`).
    """
    found = access.lock_to_change(session, actor, body_id)
    _check(session, plan, clock.day_of(now), body_id)
    if (plan.sharing, plan.neighbourhood_id) != (found.sharing, found.neighbourhood_id):
        raise RefusedError("sharing_stays")
    opened = session.scalar(sa.select(sa.func.min(Seat.opened_on)).where(Seat.body_id == body_id))
    if opened is not None and plan.created_on > opened:
        raise RefusedError("created_after_seats", opened_on=opened)
    if plan.report_days != found.report_days:
        _keep_report_days(session, now, found)
    found.body.name = plan.name
    for name, value in vars(plan).items():
        if name != "name":
            setattr(found, name, value)
    session.flush()
    seats.lock_bodies(session)
    _record(session, now, "steering.changed", body_id, body=plan.name)
    return found


def _keep_report_days(session: Session, now: datetime, found: SteeringBody) -> None:
    """Keep the days for a report with the meetings that have begun: another rule holds for those to come."""
    session.execute(
        sa.update(Meeting)
        .where(Meeting.body_id == found.body_id, Meeting.starts_at <= now, Meeting.report_days.is_(None))
        .values(report_days=found.report_days)
    )


def _check(session: Session, plan: BodyPlan, today: date, body_id: int | None = None) -> None:
    same = sa.select(Body.id).where(Body.kind == BodyKind.STEERING, Body.name == plan.name, Body.id != (body_id or 0))
    if session.scalar(same.limit(1)) is not None:
        raise RefusedError("name_taken")
    is_of_one = plan.sharing is SeatSharing.ONE
    if is_of_one and plan.neighbourhood_id is None:
        raise RefusedError("neighbourhood_needed")
    if not is_of_one and plan.neighbourhood_id is not None:
        raise RefusedError("neighbourhood_idle")
    if plan.created_on > today:
        raise RefusedError("day_to_come")


def dissolve(session: Session, actor: Actor, now: datetime, body_id: int, on: date) -> None:
    """Dissolve a body that owes nothing any more: mandates end and seats close that day, what was said there stays.

    Raises:
        MissingError: As `access.mine_to_change`.
        RefusedError: `body_dissolved`; `open_requests` (`count`); `meetings_ahead` (`count`); `day_to_come`;
            `dissolved_early` (`since`).
    """
    found = access.lock_to_change(session, actor, body_id)
    _require_idle(session, body_id)
    places = session.scalars(sa.select(Seat).where(Seat.body_id == body_id, Seat.closed_on.is_(None))).all()
    # Whoever seats or ends somebody locks the body: read under the same lock.
    session.execute(sa.select(Body.id).where(Body.id == body_id).with_for_update())
    query = sa.select(Mandate).join(Mandate.seat).where(Seat.body_id == body_id)
    mandates = session.scalars(query.execution_options(populate_existing=True)).all()
    today = clock.day_of(now)
    begun = [mandate for mandate in mandates if mandate.starts_on <= today]
    days = [mandate.left_on or mandate.starts_on for mandate in begun]
    since = max([found.created_on, *(seat.opened_on for seat in places), *days])
    if on > today:
        raise RefusedError("day_to_come")
    if on < since:
        raise RefusedError("dissolved_early", since=since)
    for mandate in mandates:
        if mandate.left_on is None:
            end_with(session, now, mandate, EndReason.TERM, min(on, mandate.ends_on))
    for seat in places:
        seat.closed_on = on
    found.dissolved_on = on
    session.flush()
    _record(session, now, "steering.dissolved", body_id, body=found.body.name)


def _require_idle(session: Session, body_id: int) -> None:
    ahead = (MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.HELD)
    waiting = {
        "open_requests": sa.select(CouncilRequest.id).where(CouncilRequest.body_id == body_id, IS_OPEN),
        "meetings_ahead": sa.select(Meeting.id).where(Meeting.body_id == body_id, Meeting.state.in_(ahead)),
    }
    for code, query in waiting.items():
        if count := session.scalar(sa.select(sa.func.count()).select_from(query.subquery())):
            raise RefusedError(code, count=count)


def members(session: Session, body_id: int) -> Sequence[BodyMember]:
    """Return the institutions of a body: who chairs, who leads, members, partners."""
    ranks = {role: rank for rank, role in enumerate(MemberRole)}
    query = (
        sa.select(BodyMember)
        .join(BodyMember.institution)
        .where(BodyMember.body_id == body_id)
        .options(joinedload(BodyMember.institution))
        .order_by(sa.case(ranks, value=BodyMember.role), Institution.name)
    )
    return session.scalars(query).all()


def outside(session: Session, body_id: int) -> Sequence[Institution]:
    """Return the institutions that are not in a body yet, by name."""
    inside = sa.select(BodyMember.institution_id).where(BodyMember.body_id == body_id)
    return session.scalars(sa.select(Institution).where(Institution.id.not_in(inside)).order_by(Institution.name)).all()


def compose(
    session: Session,
    actor: Actor,
    now: datetime,
    body_id: int,
    institution_id: int,
    role: MemberRole,
    voice: Voice | None,
) -> BodyMember:
    """Put an institution into a body.

    Raises:
        MissingError: As `access.mine_to_change`, or there is no such institution.
        RefusedError: `body_dissolved`; `already_member`; `not_a_team`: only project teams are led; `leads` (`most`).
    """
    found = access.lock_to_change(session, actor, body_id)
    institution = session.get(Institution, institution_id) if institution_id < BEYOND else None
    if institution is None:
        raise MissingError
    present = members(session, body_id)
    if any(member.institution_id == institution_id for member in present):
        raise RefusedError("already_member")
    if role is MemberRole.LEAD and found.kind is not SteeringKind.PROJECT_TEAM:
        raise RefusedError("not_a_team")
    if role is MemberRole.LEAD and sum(member.role is MemberRole.LEAD for member in present) >= LEADS:
        raise RefusedError("leads", most=LEADS)
    made = BodyMember(body_id=body_id, institution_id=institution_id, role=role, voice=voice)
    session.add(made)
    session.flush()
    told = {"body": found.body.name, "institution": institution.name, "role": role.value}
    _record(session, now, "steering.member_added", body_id, **told)
    return made


def remove_member(session: Session, actor: Actor, now: datetime, body_id: int, member_id: int) -> None:
    """Take an institution out of a body.

    Raises:
        MissingError: As `access.mine_to_change`, or it is not in this body.
        RefusedError: `body_dissolved`; `last_to_answer`: nobody else would answer the requests that wait.
    """
    found = access.lock_to_change(session, actor, body_id)
    member = session.get(BodyMember, member_id) if member_id < BEYOND else None
    if member is None or member.body_id != body_id:
        raise MissingError
    _require_answerer(session, body_id, member)
    told = {"body": found.body.name, "institution": member.institution.name}
    session.delete(member)
    session.flush()
    _record(session, now, "steering.member_removed", body_id, **told)


def _require_answerer(session: Session, body_id: int, leaving: BodyMember) -> None:
    """Refuse to take off the last institution that answers for a body while requests wait; partners answer none."""
    others = [member for member in members(session, body_id) if member.id != leaving.id]
    if leaving.role is MemberRole.POOL or any(member.role is not MemberRole.POOL for member in others):
        return
    waiting = sa.select(CouncilRequest.id).where(CouncilRequest.body_id == body_id, IS_OPEN).limit(1)
    if session.scalar(waiting) is not None:
        raise RefusedError("last_to_answer")


def _record(session: Session, now: datetime, kind: str, body_id: int, **more: str) -> None:
    journal.append(session, now, kind, f"body:{body_id}", dict(more))
