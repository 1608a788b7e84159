"""Actions: who does what by when, and each dated step since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.accounts.models import Account
from participation.bodies.models import Mandate, Seat
from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor, Role, is_allowed
from participation.meetings.models import (
    Action,
    ActionState,
    Decision,
    FollowUp,
    Meeting,
    MemberAccount,
    Minutes,
    MinutesState,
)
from participation.meetings.services import access, doers, numbering

GOING_ON = (ActionState.OPEN, ActionState.STARTED)
IS_PUBLIC = sa.exists().where(Minutes.meeting_id == Action.meeting_id, Minutes.state == MinutesState.PUBLISHED)
"""An action is public with the minutes that tell it."""


@dataclass(frozen=True)
class NewAction:
    """What somebody notes. Exactly one of member, account and institution says who does it."""

    item_id: int
    text: str
    person_id: int | None = None
    account_id: int | None = None
    who: str = ""
    due_on: date | None = None
    decision_id: int | None = None


@dataclass(frozen=True)
class StepView:
    """A dated step of an action."""

    state: ActionState
    note: str | None
    noted_at: datetime


@dataclass(frozen=True)
class ActionView:
    """One action, as pages and minutes show it."""

    id: int
    label: str
    """« 2026-04 »."""
    body_id: int
    meeting_id: int
    item_id: int
    decision_id: int | None
    text: str
    who: str | None
    """An institution or somebody outside."""
    holder: doers.Holder | None
    """A member, to be worded by `bodies.words.display_name`."""
    role: Role | None
    """Of the team's account that does it; its name stays inside."""
    due_on: date | None
    state: ActionState
    created_at: datetime
    steps: tuple[StepView, ...]
    is_confidential: bool

    def is_late(self, today: date) -> bool:
        """Tell whether its day has passed and it is not over."""
        return self.state in GOING_ON and self.due_on is not None and self.due_on < today


def of_meeting(session: Session, meeting_id: int) -> Sequence[ActionView]:
    """Return the actions of a meeting by number, in a constant number of queries."""
    return views(session, sa.select(Action).where(Action.meeting_id == meeting_id).order_by(Action.year, Action.number))


def of_meetings(session: Session, meeting_ids: Sequence[int]) -> dict[int, list[ActionView]]:
    """Return the actions of several meetings by number, by meeting, in a constant number of queries."""
    found: dict[int, list[ActionView]] = {number: [] for number in meeting_ids}
    query = sa.select(Action).where(Action.meeting_id.in_(meeting_ids)).order_by(Action.year, Action.number)
    for view in views(session, query) if meeting_ids else ():
        found[view.meeting_id].append(view)
    return found


def views(session: Session, query: sa.Select[Action]) -> Sequence[ActionView]:
    """Return the actions of a query as they are shown, in at most four queries."""
    options = (selectinload(Action.follow_ups), joinedload(Action.item))
    found = session.scalars(query.options(*options)).all()
    persons = [action.person_id for action in found if action.person_id is not None]
    holders = doers.holders(session, (action.body_id for action in found), persons)
    roles = _roles(session, {action.account_id for action in found if action.account_id is not None})
    return [
        _view(action, holders.get((action.body_id, action.person_id or 0)), roles.get(action.account_id or 0))
        for action in found
    ]


def _roles(session: Session, accounts: set[int]) -> dict[int, Role]:
    if not accounts:
        return {}
    query = sa.select(Account.id, Account.role).where(Account.id.in_(accounts))
    return {row[0]: row[1] for row in session.execute(query)}


def _view(action: Action, holder: doers.Holder | None, role: Role | None) -> ActionView:
    return ActionView(
        id=action.id,
        label=numbering.label(action.year, action.number),
        body_id=action.body_id,
        meeting_id=action.meeting_id,
        item_id=action.item_id,
        decision_id=action.decision_id,
        text=action.text,
        who=action.who,
        holder=holder,
        role=role,
        due_on=action.due_on,
        state=action.state,
        created_at=action.created_at,
        steps=tuple(StepView(step.state, step.note, step.noted_at) for step in action.follow_ups),
        is_confidential=action.item.is_confidential,
    )


def record(session: Session, actor: Actor, now: datetime, meeting_id: int, new: NewAction) -> Action:
    """Note an action of a meeting that has begun, until its minutes are approved; the same words twice are one.

    Raises:
        MissingError: There is no such meeting, or not for this account.
        RefusedError: `state`, `sealed`, `item`, `text`, `who` (nobody, or several), `person` (no member of the
            body), `account` (none), `decision` (not of this meeting), `due` (before the meeting).
    """
    meeting = numbering.open_to_notes(session, actor, meeting_id)
    item = numbering.item_of(session, meeting, new.item_id)
    _check(session, meeting, new)
    same = (Action.text == new.text, Action.person_id == new.person_id, Action.account_id == new.account_id)
    query = sa.select(Action).where(Action.item_id == item.id, *same, Action.who == (new.who or None))
    if (noted := session.scalars(query.limit(1)).first()) is not None:
        return noted
    year, number = numbering.next_number(session, Action, meeting)
    action = Action(
        body_id=meeting.body_id,
        meeting_id=meeting.id,
        item_id=item.id,
        decision_id=new.decision_id,
        year=year,
        number=number,
        text=new.text,
        person_id=new.person_id,
        account_id=new.account_id,
        who=new.who or None,
        due_on=new.due_on,
        created_at=now,
    )
    session.add(action)
    session.flush()
    return action


def _check(session: Session, meeting: Meeting, new: NewAction) -> None:
    if not new.text:
        raise RefusedError("text")
    if [bool(new.person_id), bool(new.account_id), bool(new.who)].count(True) != 1:
        raise RefusedError("who")
    if new.person_id is not None and not _sat(session, meeting.body_id, new.person_id):
        raise RefusedError("person")
    if new.account_id is not None and session.get(Account, new.account_id) is None:
        raise RefusedError("account")
    if new.decision_id is not None:
        decision = session.get(Decision, new.decision_id)
        if decision is None or decision.meeting_id != meeting.id:
            raise RefusedError("decision")
    if new.due_on is not None and new.due_on < clock.day_of(meeting.starts_at):
        raise RefusedError("due")


def _sat(session: Session, body_id: int, person_id: int) -> bool:
    query = sa.select(Mandate.id).join(Seat, Mandate.seat_id == Seat.id)
    return session.scalars(query.where(Seat.body_id == body_id, Mandate.person_id == person_id)).first() is not None


def follow_up(
    session: Session, actor: Actor, now: datetime, action_id: int, state: ActionState, note: str
) -> FollowUp:
    """Note a step of an action: its doer may, and whoever works for the council. Steps are never erased.

    Raises:
        MissingError: There is no such action, or it is not for this account.
        RefusedError: `note`: an action is dropped with a public reason. `same`: nothing new is said.
    """
    action = own(session, actor, action_id, is_locked=True)
    if state is ActionState.DROPPED and not note:
        raise RefusedError("note")
    if state is action.state and not note:
        raise RefusedError("same")
    action.state = state
    step = FollowUp(action_id=action.id, state=state, note=note or None, account_id=actor.id, noted_at=now)
    session.add(step)
    session.flush()
    return step


def own(session: Session, actor: Actor, action_id: int, is_locked: bool = False) -> Action:
    """Return an action that the account does or whose council it works for.

    Raises:
        MissingError: There is none, or it is not for this account.
    """
    query = sa.select(Action).where(Action.id == action_id, is_mine(session, actor))
    if is_locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(query).one_or_none() if 0 < action_id < access.BEYOND else None
    if found is None:
        raise MissingError
    return found


def is_done_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that an action is the account's own, by itself or as the member it belongs to."""
    person = sa.select(MemberAccount.person_id).where(MemberAccount.account_id == actor.id)
    return sa.or_(Action.account_id == actor.id, Action.person_id.in_(person))


def is_mine(session: Session, actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that an action is the account's own, or of a council that it works for."""
    bodies = [body.id for body in access.bodies(session, actor)] if is_allowed(actor.role, "meetings.read") else []
    return sa.or_(is_done_by(actor), Action.body_id.in_(bodies))
