"""Who is convened, and the act that makes a draft public."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from participation.bodies.models import Mandate, Seat
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import AgendaItem, Meeting, MeetingState
from participation.meetings.services import access, meetings, search


def members(session: Session, meeting: Meeting) -> Sequence[Mandate]:
    """Return the mandates, full and substitute, that hold a seat on the day of a meeting, by seat."""
    day = clock.day_of(meeting.starts_at)
    query = (
        sa.select(Mandate)
        .join(Mandate.seat)
        .where(
            Seat.body_id == meeting.body_id,
            Mandate.left_on.is_(None),
            Mandate.starts_on <= day,
            Mandate.ends_on >= day,
        )
        .options(contains_eager(Mandate.seat), joinedload(Mandate.person), joinedload(Mandate.association))
        .order_by(Seat.number, Mandate.role)
    )
    return session.scalars(query).all()


def convene(session: Session, actor: Actor, now: datetime, meeting_id: int) -> Meeting:
    """Make a draft public. The sending is the caller's next act, in the same transaction.

    Raises:
        MissingError: As `access.find`.
        RefusedError: `state`; `past` when its hour has come; `no_agenda` without any item; `nobody` when no seat is
            held on that day.
    """
    meeting = access.lock(session, actor, meeting_id, MeetingState.DRAFT)
    if meeting.starts_at <= now:
        raise RefusedError("past")
    if session.scalar(sa.select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id).limit(1)) is None:
        raise RefusedError("no_agenda")
    if not members(session, meeting):
        raise RefusedError("nobody")
    meeting.state, meeting.convened_at, meeting.changed_at = MeetingState.CONVENED, now, now
    meeting.notice_days, meeting.late_days = meetings.notice(session, meeting, now)
    # Every act writes what can be found before the journal: two at once then wait for each other in one order.
    search.index_meeting(session, meeting.id)
    journal.append(
        session,
        now,
        "meeting.convened",
        access.subject(meeting),
        {
            "starts_at": clock.stamp(meeting.starts_at),
            "place": meeting.place,
            "notice_days": meeting.notice_days,
            "late_days": meeting.late_days,
        },
    )
    return meeting
