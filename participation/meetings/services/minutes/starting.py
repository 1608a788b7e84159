"""The first row of a meeting's minutes, with the day by which they are due by the rule of the moment."""

from sqlalchemy.orm import Session

from participation.meetings.models import Meeting, Minutes, MinutesState
from participation.meetings.services.minutes import deadlines


def start(session: Session, meeting: Meeting) -> Minutes:
    """Return the minutes of a meeting that its caller has locked, begun at first need."""
    found = session.get(Minutes, meeting.id)
    if found is not None:
        return found
    minutes = Minutes(
        meeting_id=meeting.id,
        state=MinutesState.DRAFT,
        introduction="",
        summary="",
        disagreements="",
        version=0,
        due_on=deadlines.due_on(session, meeting, None),
    )
    session.add(minutes)
    session.flush()
    return minutes
