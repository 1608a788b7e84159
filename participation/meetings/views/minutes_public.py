"""The minutes for everybody: what was decided, who does what by when, then the text; and the same as a paper."""

from datetime import date, datetime
from typing import Any

from flask import Response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from participation.kernel import clock
from participation.kernel.db import db
from participation.kernel.errors import MissingError
from participation.kernel.permissions import public
from participation.meetings import acronyms, minutes_words
from participation.meetings.models import Meeting, Minutes, MinutesRevision, RevisionReason
from participation.meetings.services import access, actions, documents, meetings
from participation.meetings.services.minutes import corrections, deadlines, publishing, reading
from participation.meetings.views import minutes_paper, minutes_parts
from participation.meetings.views.base import blueprint

UNWRITTEN = ("draft", "convened", "cancelled")


@blueprint.get("/reunions/<int:meeting_id>/compte-rendu")
@public
def minutes(meeting_id: int) -> str:
    """The minutes, or where they stand until they are published."""
    meeting, now = access.published(db.session, meeting_id), clock.now()
    if meeting.state.value in UNWRITTEN:
        raise MissingError
    found = reading.public_content(db.session, meeting_id)
    if found is None:
        return _awaited(meeting, now)
    return render_template("meetings/minutes.html", **_facts(db.session, meeting, found, now))


@blueprint.get("/reunions/<int:meeting_id>/compte-rendu.pdf")
@public
def minutes_file(meeting_id: int) -> BaseResponse:
    """The same words as a paper."""
    meeting = access.published(db.session, meeting_id)
    found = reading.public_content(db.session, meeting_id)
    if found is None:
        raise MissingError
    content = minutes_paper.make(db.session, meeting, found)
    response = Response(content, mimetype="application/pdf")
    name = f"compte-rendu-{clock.day_of(meeting.starts_at).isoformat()}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.set_etag(minutes_paper.digest_of(content))
    return response.make_conditional(request)


def _awaited(meeting: Meeting, now: datetime) -> str:
    row = db.session.get(Minutes, meeting.id)
    due = deadlines.due_on(db.session, meeting, row)
    late = deadlines.late_days(meeting, row, due, clock.day_of(now))
    return render_template(
        "meetings/minutes_awaited.html",
        meeting=meeting,
        due=due,
        late=minutes_words.lateness(late, row is not None and row.circulated_at is not None),
        steps=_steps(row, due, late),
        takes_corrections=corrections.is_open(row, now),
        fictitious=meeting.is_fictitious,
    )


def _facts(session: Session, meeting: Meeting, found: reading.PublicMinutes, now: datetime) -> dict[str, Any]:
    row, seen = found.minutes, set[str]()
    html = {key: acronyms.explained(text, seen) for key, text in found.html.items()}
    due = deadlines.due_on(session, meeting, row)
    late = deadlines.late_days(meeting, row, due, clock.day_of(now))
    answered = corrections.of_meeting(session, meeting.id)
    revisions = reading.public_revisions(session, meeting.id)
    return {
        "meeting": meeting,
        "found": found,
        "content": found.content,
        "html": html,
        "actions": minutes_parts.action_lines(
            found.content, actions.of_meeting(session, meeting.id), clock.day_of(now)
        ),
        "votes": minutes_words.votes,
        "attendance": minutes_words.attendance(found.content["attendance"]),
        "next": meetings.next_of(session, meeting.body_id, now),
        "corrections": [(each, minutes_words.member(each.mandate, in_public=True)) for each in answered],
        "withheld": corrections.withheld(answered, found.content),
        "correction_words": minutes_words.CORRECTIONS,
        "documents": documents.of_meeting(session, meeting.id, public_only=True),
        "signatures": publishing.signatures(session, meeting.id),
        "rectifications": _rectifications(revisions),
        "withheld_changes": minutes_parts.withheld_changes(revisions),
        "steps": _steps(row, due, late),
        "late": minutes_words.lateness(late, True),
        "fictitious": meeting.is_fictitious,
    }


def _rectifications(revisions: Any) -> list[MinutesRevision]:
    return [each for each in revisions if each.reason is RevisionReason.RECTIFIED]


def _steps(row: Minutes | None, due: date | None, late: int) -> list[dict[str, Any]]:
    """Return the steps of the minutes with their dates, for the timeline."""
    at = {
        "circulated": row.circulated_at if row else None,
        "approved": row.approved_at if row else None,
        "published": row.published_at if row else None,
    }
    steps: list[dict[str, Any]] = []
    is_waiting = True
    for name, instant in at.items():
        step: dict[str, Any] = {"what": minutes_words.STEPS[name]}
        if instant is not None:
            step |= {"state": "done", "at": instant}
        else:
            step["state"] = ("late" if late else "now") if is_waiting else "next"
            if name == "circulated" and due is not None:
                step["on"] = due
            is_waiting = False
        steps.append(step)
    return steps
