"""Sending the minutes to those who were present, so that they can propose corrections."""

from datetime import datetime

from sqlalchemy.orm import Session

from participation.journal import services as journal
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import MeetingState, Minutes, MinutesRevision, MinutesState, RevisionReason
from participation.meetings.services import access
from participation.meetings.services.minutes import content as contents
from participation.meetings.services.minutes import deadlines, revisions


def circulate(session: Session, actor: Actor, now: datetime, meeting_id: int) -> MinutesRevision:
    """Keep what is written as the revision that those present read; sent twice, it is one.

    Raises:
        MissingError: There is no such meeting, or not for this account.
        RefusedError: `state` (the meeting is not closed yet), `empty` (no text at all).
    """
    meeting = access.lock(session, actor, meeting_id, MeetingState.CLOSED)
    minutes = session.get(Minutes, meeting_id)
    if minutes is None or not any(contents.texts_of(contents.gather(session, meeting, minutes)).values()):
        raise RefusedError("empty")
    last = revisions.latest(session, meeting_id)
    if minutes.state is not MinutesState.DRAFT and last is not None:
        return last
    content = contents.gather(session, meeting, minutes)
    revision = revisions.keep(session, actor, now, meeting_id, content, RevisionReason.CIRCULATED)
    minutes.state, minutes.circulated_at = MinutesState.CIRCULATED, now
    minutes.corrections_until = deadlines.corrections_end(session, meeting, now)
    payload = {"revision": revision.number, "sha256": revision.sha256}
    journal.append(session, now, "minutes.circulated", access.subject(meeting), payload)
    session.flush()
    return revision
