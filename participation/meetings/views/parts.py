"""What the pages, mails and files of a meeting take from its other parts: agenda, documents, pages to go on to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate
from participation.kernel.permissions import Actor, can
from participation.meetings import mails, record_words, words
from participation.meetings.models import AgendaItem, Convocation, Meeting, MeetingState
from participation.meetings.services import agenda, documents


@dataclass(frozen=True)
class Door:
    """A page of one meeting, and in which states it is of use."""

    endpoint: str
    words: Any
    permission: str
    states: frozenset[MeetingState]


ALIVE = frozenset(MeetingState) - {MeetingState.CANCELLED}
AHEAD = frozenset({MeetingState.DRAFT, MeetingState.CONVENED})
UNDER_WAY = frozenset({MeetingState.HELD})
RECORDED = frozenset({MeetingState.HELD, MeetingState.CLOSED})
DOORS = (
    Door("meetings.agenda", _l("Agenda"), "meetings.prepare", ALIVE),
    Door("meetings.sheet_file", _l("Sign-in sheet (PDF)"), "meetings.attend", AHEAD),
    Door("meetings.attendance", _l("Attendance and quorum"), "meetings.attend", ALIVE - {MeetingState.DRAFT}),
    Door("meetings.room", _l("Code for phones"), "meetings.attend", UNDER_WAY),
    Door("meetings.close", _l("Close the meeting"), "meetings.attend", UNDER_WAY),
    Door("meetings.record_decisions", _l("Decisions"), "minutes.write", RECORDED),
    Door("meetings.record_actions", _l("Who does what by when"), "minutes.write", RECORDED),
    Door("meetings.minutes_edit", _l("Minutes"), "minutes.write", ALIVE - {MeetingState.DRAFT}),
    Door("meetings.staff_documents", _l("Files"), "meetings.prepare", ALIVE),
    Door("meetings.edit", _l("Change the day, the place or the help offered"), "meetings.prepare", AHEAD),
    Door("meetings.cancel", _l("Cancel the meeting"), "meetings.prepare", AHEAD),
)


def doors(meeting: Meeting) -> list[Door]:
    """Return the pages of a meeting that are of use to the person signed in, in the order of its life."""
    return [door for door in DOORS if meeting.state in door.states and can(door.permission)]


def papers_of(session: Session, meeting_id: int) -> list[mails.Paper]:
    """Return the documents that everybody may read."""
    return _papers(session, [meeting_id])[meeting_id]


def _papers(session: Session, meeting_ids: Sequence[int]) -> dict[int, list[mails.Paper]]:
    """Return the documents of several meetings in one query; of those taken off, the reason stands in their place."""
    found: dict[int, list[mails.Paper]] = {number: [] for number in meeting_ids}
    for each in documents.of_meetings(session, meeting_ids):
        place = {"meeting_id": each.meeting_id, "document_id": each.id, "file_name": each.file_name}
        why = each.removed_reason or ""
        found[each.meeting_id].append(
            mails.Paper(each.title, record_words.about(each), "meetings.document", dict(place), why)
        )
    return found


def tell(
    session: Session,
    actor: Actor,
    now: datetime,
    meeting: Meeting,
    kind: str,
    mandates: Sequence[Mandate] | None = None,
) -> Convocation:
    """Send members what a meeting is now."""
    items, papers = agenda.items_of(session, meeting.id), papers_of(session, meeting.id)
    papers = [paper for paper in papers if not paper.removed]
    return mails.tell(session, actor, now, meeting, kind, items, papers, mandates)


def told(session: Session, meeting: Meeting) -> dict[str, Any]:
    """Return what the page of a meeting and its entry in the feed say alike: facts, agenda, documents."""
    return told_of(session, [meeting])[meeting.id]


def told_of(session: Session, meetings: Sequence[Meeting]) -> dict[int, dict[str, Any]]:
    """Return the same of several meetings, by their number, in as many queries as for one."""
    numbers = [meeting.id for meeting in meetings]
    items: dict[int, list[AgendaItem]] = {number: [] for number in numbers}
    papers = _papers(session, numbers)
    query = sa.select(AgendaItem).where(AgendaItem.meeting_id.in_(numbers)).order_by(AgendaItem.position)
    for item in session.scalars(query):
        items[item.meeting_id or 0].append(item)
    return {
        meeting.id: {
            "facts": words.facts(meeting),
            "items": [(item, words.item(item)) for item in items[meeting.id]],
            "papers": papers[meeting.id],
        }
        for meeting in meetings
    }
