"""By when minutes are circulated, and by how many days they are late."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from participation.kernel import clock
from participation.meetings.models import Meeting, MeetingRuleKey, MeetingState, Minutes
from participation.meetings.services import rules


def due_on(session: Session, meeting: Meeting, minutes: Minutes | None) -> date | None:
    """Return the day kept with the minutes, else by the rule in force on the meeting's day; None without a rule."""
    if minutes is not None and minutes.due_on is not None:
        return minutes.due_on
    day = clock.day_of(meeting.ends_at)
    days = rules.days(rules.in_force(session, meeting.body_id, day), MeetingRuleKey.MINUTES)
    return None if days is None else day + timedelta(days=days)


def late_days(meeting: Meeting, minutes: Minutes | None, due: date | None, today: date) -> int:
    """Return by how many days they came, or are still to come, after their day; 0 when in time or without a rule."""
    is_awaited = meeting.state in (MeetingState.HELD, MeetingState.CLOSED)
    if due is None or not is_awaited:
        return 0
    circulated = minutes.circulated_at if minutes is not None else None
    return max(0, ((clock.day_of(circulated) if circulated else today) - due).days)


def corrections_end(session: Session, meeting: Meeting, now: datetime) -> datetime | None:
    """Return until when corrections can be proposed to minutes circulated now; None without a rule."""
    found = rules.in_force(session, meeting.body_id, clock.day_of(now))
    days = rules.days(found, MeetingRuleKey.CORRECTIONS)
    return None if days is None else now + timedelta(days=days)
