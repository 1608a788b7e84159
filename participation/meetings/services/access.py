"""Finding a meeting under the rights of who asks; writing acts lock its row first, so that two at once take turns."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.bodies.models import Body, BodyKind
from participation.councils import services as councils
from participation.councils.models import Council
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor, Role
from participation.meetings.models import Meeting, MeetingState

bodies_elsewhere: list[Callable[[Actor], sa.Select[int]]] = []
"""What later slices add: the bodies without a council that an account works for."""
alive_elsewhere: list[Callable[[Session, int], None]] = []
"""What later slices refuse: a new meeting of a body that ended. They lock it, so that it cannot end meanwhile."""
BEYOND = 2**31
"""No row has this number: asking PostgreSQL for it would be an error, and a meeting that is not there is not there."""


def subject(meeting: Meeting) -> str:
    """Return the meeting's name in the journal."""
    return f"meeting:{meeting.uid}"


def works_for(session: Session, actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Body` that the account works for it; administrators work for all."""
    if actor.role is Role.ADMINISTRATOR:
        return sa.true()
    mine = [council.body_id for council in councils.assigned_councils(session, actor)]
    return sa.or_(Body.id.in_(mine), *(Body.id.in_(found(actor)) for found in bodies_elsewhere))


def bodies(session: Session, actor: Actor) -> Sequence[Body]:
    """Return the bodies that the account works for, by name."""
    return session.scalars(sa.select(Body).where(works_for(session, actor)).order_by(Body.name)).all()


def body(session: Session, actor: Actor, body_id: int) -> Body:
    """Return a body that the account works for.

    Raises:
        MissingError: There is none, or not for this account.
    """
    query = sa.select(Body).where(Body.id == body_id, works_for(session, actor))
    found = session.scalars(query).one_or_none() if body_id < BEYOND else None
    if found is None:
        raise MissingError
    return found


def require_alive(session: Session, body_id: int) -> None:
    """Refuse a body that meets no more.

    Raises:
        RefusedError: `body_dissolved` (`on`).
    """
    for check in alive_elsewhere:
        check(session, body_id)


def find(session: Session, actor: Actor, meeting_id: int) -> Meeting:
    """Return a meeting of a body the actor works for.

    Raises:
        MissingError: There is none, or it belongs to others.
    """
    options = [joinedload(Meeting.body)]
    meeting = session.get(Meeting, meeting_id, options=options) if meeting_id < BEYOND else None
    if meeting is None:
        raise MissingError
    body(session, actor, meeting.body_id)
    return meeting


def lock(session: Session, actor: Actor, meeting_id: int, *states: MeetingState) -> Meeting:
    """Return the meeting, read afresh and locked until the transaction ends.

    Raises:
        MissingError: As `find`.
        RefusedError: `state`: the meeting is in none of the states given.
    """
    find(session, actor, meeting_id)
    query = sa.select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    meeting = session.scalars(query.execution_options(populate_existing=True)).one()
    if states and meeting.state not in states:
        raise RefusedError("state", state=meeting.state)
    return meeting


def published(session: Session, meeting_id: int) -> Meeting:
    """Return a meeting that the public knows: convened at least once, or cancelled afterwards.

    Raises:
        MissingError: There is none, or it is still a draft.
    """
    options = [joinedload(Meeting.body)]
    meeting = session.get(Meeting, meeting_id, options=options) if meeting_id < BEYOND else None
    if meeting is None or meeting.convened_at is None:
        raise MissingError
    return meeting


def council_of(session: Session, body_id: int) -> Council | None:
    """Return the council whose body it is; None for other bodies."""
    query = sa.select(Council).where(Council.body_id == body_id).options(joinedload(Council.neighbourhood))
    return session.scalars(query).one_or_none()


def is_council(found: Body) -> bool:
    """Tell whether a body is a council: its public pages stand under its neighbourhood."""
    return found.kind is BodyKind.COUNCIL
