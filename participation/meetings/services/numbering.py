"""Numbers of decisions and actions: without gaps within a body and a year, in the order in which they were noted."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Body
from participation.kernel import clock
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import Action, AgendaItem, Decision, Meeting, MeetingState, Minutes, MinutesState
from participation.meetings.services import access

OPEN_STATES = (MeetingState.HELD, MeetingState.CLOSED)
STILL_WRITTEN = (MinutesState.DRAFT, MinutesState.CIRCULATED)


def label(year: int, number: int) -> str:
    """Return a number as it is said: « 2026-04 »."""
    return f"{year}-{number:02d}"


def open_to_notes(session: Session, actor: Actor, meeting_id: int) -> Meeting:
    """Return the meeting, locked, while what it decided can still be noted.

    Raises:
        MissingError: There is none, or it belongs to others.
        RefusedError: `state`: it has not begun, or was cancelled. `sealed`: its minutes are approved.
    """
    meeting = access.lock(session, actor, meeting_id, *OPEN_STATES)
    minutes = session.get(Minutes, meeting_id, populate_existing=True)
    if minutes is not None and minutes.state not in STILL_WRITTEN:
        raise RefusedError("sealed")
    return meeting


def is_open(session: Session, meeting: Meeting) -> bool:
    """Tell whether what a meeting decided can still be noted."""
    minutes = session.get(Minutes, meeting.id)
    return meeting.state in OPEN_STATES and (minutes is None or minutes.state in STILL_WRITTEN)


def item_of(session: Session, meeting: Meeting, item_id: int) -> AgendaItem:
    """Return an item of the meeting's agenda.

    Raises:
        RefusedError: `item`: the item is not on this agenda.
    """
    item = session.get(AgendaItem, item_id) if 0 < item_id < access.BEYOND else None
    if item is None or item.meeting_id != meeting.id:
        raise RefusedError("item")
    return item


def next_number(session: Session, model: type[Decision] | type[Action], meeting: Meeting) -> tuple[int, int]:
    """Return the year and the next free number; the body stays locked until the transaction ends."""
    session.execute(sa.select(Body.id).where(Body.id == meeting.body_id).with_for_update())
    year = clock.day_of(meeting.starts_at).year
    query = sa.select(sa.func.max(model.number)).where(model.body_id == meeting.body_id, model.year == year)
    return year, (session.scalar(query) or 0) + 1
