"""Opening a meeting and closing it. Closing settles each item; what stays open goes to the next agenda by itself."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.journal import services as journal
from participation.kernel.clock import day_of
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import Meeting, MeetingState, Outcome
from participation.meetings.services import access, agenda, attendance, presence_codes
from participation.meetings.services.minutes import starting


def open_meeting(session: Session, actor: Actor, now: datetime, meeting_id: int) -> Meeting:
    """Begin a meeting, on its day: from now on people can sign in with the room's code.

    Raises:
        MissingError: As `access.find`.
        RefusedError: `state`, or `too_early` (`day`).
    """
    meeting = access.lock(session, actor, meeting_id, MeetingState.CONVENED)
    day = day_of(meeting.starts_at)
    if day_of(now) < day:
        raise RefusedError("too_early", day=day)
    meeting.state, meeting.opened_at = MeetingState.HELD, now
    meeting.room_code = presence_codes.new_room_code()
    session.flush()
    return meeting


def close_meeting(
    session: Session, actor: Actor, now: datetime, meeting_id: int, outcomes: Mapping[int, Outcome]
) -> Meeting:
    """End a meeting: attendance and the outcome of each item stand, and what stayed open goes on.

    Args:
        outcomes: Item → what the meeting made of it.

    Raises:
        MissingError: As `access.find`.
        RefusedError: `state`, or `outcome_missing` (`position`).
    """
    meeting = access.lock(session, actor, meeting_id, MeetingState.HELD)
    items = agenda.items_of(session, meeting.id)
    for item in items:
        if item.id not in outcomes:
            raise RefusedError("outcome_missing", position=item.position, item=item.id)
        item.outcome = outcomes[item.id]
    meeting.state, meeting.closed_at, meeting.room_code = MeetingState.CLOSED, now, None
    session.flush()
    # From now on its minutes are awaited: their day is kept, so that lists can tell who is late.
    starting.start(session, meeting)
    hand_on(session, actor, now, meeting)
    _record(session, now, meeting, sum(outcome is Outcome.OPEN for outcome in outcomes.values()))
    return meeting


def hand_on(session: Session, actor: Actor, now: datetime, meeting: Meeting) -> Meeting | None:
    """Give the next meeting's agenda what a closed or cancelled one leaves; None while there is no next one.

    The next one that is created takes it then.
    """
    query = (
        sa.select(Meeting)
        .where(Meeting.body_id == meeting.body_id, Meeting.starts_at > meeting.starts_at)
        .where(Meeting.state.in_((MeetingState.DRAFT, MeetingState.CONVENED)))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(1)
        .with_for_update()
    )
    following = session.scalars(query).one_or_none()
    if following is not None:
        agenda.fill(session, actor, now, following)
    return following


def _record(session: Session, now: datetime, meeting: Meeting, left_open: int) -> None:
    """Write the closing into the journal: numbers only."""
    counted = attendance.summary(session, meeting).everybody
    facts = {"present": counted.present, "seated": counted.seated, "left_open": left_open}
    journal.append(session, now, "meeting.closed", access.subject(meeting), facts)
