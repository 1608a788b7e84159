"""Approval by a later meeting of the same body, under the item of its agenda that is about it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.journal import services as journal
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import (
    AgendaItem,
    ItemKind,
    Meeting,
    MeetingState,
    Minutes,
    MinutesRevision,
    MinutesState,
    Outcome,
    RevisionReason,
)
from participation.meetings.services import access
from participation.meetings.services.minutes import content as contents
from participation.meetings.services.minutes import corrections, revisions


def meetings_that_can(session: Session, meeting_id: int) -> Sequence[Meeting]:
    """Return the meetings that have begun, have these minutes on their agenda and did not leave them open."""
    query = (
        sa.select(Meeting)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(
            AgendaItem.kind == ItemKind.APPROVAL,
            AgendaItem.approves_meeting_id == meeting_id,
            sa.or_(AgendaItem.outcome.is_(None), AgendaItem.outcome == Outcome.DONE),
            Meeting.state.in_([MeetingState.HELD, MeetingState.CLOSED]),
        )
        .order_by(Meeting.starts_at.desc())
    )
    return session.scalars(query).all()


def approve(session: Session, actor: Actor, now: datetime, meeting_id: int, approved_in_id: int) -> MinutesRevision:
    """Keep the minutes as a later meeting approved them: from now on their text is sealed.

    Raises:
        MissingError: There is no such meeting, or not for this account.
        RefusedError: `state` (not circulated), `undecided` (`count` corrections wait), `meeting` (the other one has not
            begun, or does not have these minutes on its agenda).
    """
    meeting = access.lock(session, actor, meeting_id)
    minutes = session.get(Minutes, meeting_id)
    if minutes is None or minutes.state is not MinutesState.CIRCULATED:
        raise RefusedError("state", state=minutes.state if minutes else MinutesState.DRAFT)
    waiting = corrections.undecided(session, meeting_id)
    if waiting:
        raise RefusedError("undecided", count=waiting)
    if approved_in_id not in {each.id for each in meetings_that_can(session, meeting_id)}:
        raise RefusedError("meeting")
    content = contents.gather(session, meeting, minutes)
    revision = revisions.keep(session, actor, now, meeting_id, content, RevisionReason.APPROVED)
    minutes.state, minutes.approved_at, minutes.approved_in_id = MinutesState.APPROVED, now, approved_in_id
    payload = {"revision": revision.number, "sha256": revision.sha256}
    journal.append(session, now, "minutes.approved", access.subject(meeting), payload)
    session.flush()
    return revision
