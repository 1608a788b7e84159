"""Who may read minutes before they are public: whoever works for the body, and the members who were present."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.bodies.models import Mandate
from participation.kernel.errors import MissingError
from participation.kernel.permissions import Actor, Role
from participation.meetings.models import Attendance, Meeting, MemberAccount, Minutes, MinutesState
from participation.meetings.services import access, attendance, places


def find(session: Session, actor: Actor, meeting_id: int) -> Meeting:
    """Return a meeting for whoever works for its body, or sat in it.

    Raises:
        MissingError: There is none, or the account has no part in it.
    """
    if actor.role is not Role.MEMBER:
        return access.find(session, actor, meeting_id)
    found = access.published(session, meeting_id)
    if not mandates(session, actor, meeting_id):
        raise MissingError
    return found


def lock(session: Session, actor: Actor, meeting_id: int) -> Meeting:
    """Return the same meeting, read afresh and locked until the transaction ends."""
    find(session, actor, meeting_id)
    query = sa.select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def mandates(session: Session, actor: Actor, meeting_id: int) -> Sequence[Mandate]:
    """Return the mandates present at the meeting in whose name the account may speak: its own, or all for the team."""
    present = attendance.present_mandates(session, meeting_id)
    if actor.role is not Role.MEMBER:
        return present
    query = sa.select(MemberAccount.person_id).where(MemberAccount.account_id == actor.id)
    person = session.scalar(query)
    return [mandate for mandate in present if mandate.person_id == person]


def to_correct(session: Session, actor: Actor, now: datetime) -> Sequence[Minutes]:
    """Return circulated minutes that can still be corrected, of meetings at which the account's own member sat."""
    if actor.role is not Role.MEMBER:
        return []
    own = (
        sa.select(Attendance.meeting_id)
        .join(Mandate, Mandate.id == attendance.SAT)
        .join(MemberAccount, MemberAccount.person_id == Mandate.person_id)
        .where(MemberAccount.account_id == actor.id, Attendance.presence.in_(places.SITS))
    )
    is_open = sa.or_(Minutes.corrections_until.is_(None), Minutes.corrections_until >= now)
    query = sa.select(Minutes).where(Minutes.state == MinutesState.CIRCULATED, is_open, Minutes.meeting_id.in_(own))
    loaded = joinedload(Minutes.meeting).joinedload(Meeting.body)
    return session.scalars(query.options(loaded).order_by(Minutes.meeting_id)).all()
