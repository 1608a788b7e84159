"""Where a meeting stands in time, for those who read: next, under way, over, cancelled.

A meeting is next only while it is convened and its hour has not come: one that is past or closed never is, whatever
else its row says.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from participation.meetings.models import Meeting, MeetingState


class Standing(StrEnum):
    """What somebody who reads a list of meetings needs to know first."""

    NEXT = "next"
    NOW = "now"
    PAST = "past"
    CANCELLED = "cancelled"


IS_PUBLIC = Meeting.convened_at.is_not(None)
"""The public knows a meeting once it was convened, even if it was cancelled later."""


def standing(meeting: Meeting, now: datetime) -> Standing:
    """Return where a meeting stands at an instant."""
    if meeting.state is MeetingState.CANCELLED:
        return Standing.CANCELLED
    if meeting.state is MeetingState.CLOSED or meeting.ends_at <= now:
        return Standing.PAST
    if meeting.state is MeetingState.HELD or meeting.starts_at <= now:
        return Standing.NOW
    return Standing.NEXT


def is_next(now: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    """Return the condition that a meeting is convened and still to come."""
    return sa.and_(Meeting.state == MeetingState.CONVENED, Meeting.starts_at > now)
