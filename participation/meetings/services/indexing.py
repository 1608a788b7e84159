"""What can be found: the public texts of a meeting, and nothing else. Drafts and confidential items never enter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel import clock, prose, stems
from participation.meetings.models import (
    AgendaItem,
    Meeting,
    Minutes,
    MinutesRevision,
    MinutesState,
    RevisionReason,
    SearchText,
)
from participation.meetings.services import actions, decisions
from participation.meetings.services.minutes import content as contents

DAY = 2**20
"""Keys kept for each day."""
LOCK = 0x73656172
"""Key of the PostgreSQL advisory lock under which keys are given out."""
LONGEST_TITLE = 200
ANCHORS = {contents.INTRODUCTION: "introduction", contents.SUMMARY: "resume", contents.DISAGREEMENTS: "desaccords"}
"""Where the texts of no item stand on the page of the minutes."""
PUBLIC_REASONS = (RevisionReason.PUBLISHED, RevisionReason.RECTIFIED)


@dataclass(frozen=True)
class Entry:
    """One text that can be found."""

    kind: str
    reference: str
    """The meeting's number, and after a `#` the place on the page of its minutes."""
    title: str
    text: str


def index_meeting(session: Session, meeting_id: int) -> int:
    """Write anew what can be found of a meeting, as the public may read it at this moment; return how many texts."""
    meeting = session.get_one(Meeting, meeting_id)
    session.flush()
    entries = list(_entries(session, meeting)) if meeting.convened_at is not None else []
    _forget(session, meeting_id)
    if entries:
        first = _next_key(session, clock.day_of(meeting.starts_at))
        write(session, [_row(meeting, first + n, each) for n, each in enumerate(entries)])
    return len(entries)


def write(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write texts and their words; on PostgreSQL a trigger writes the words."""
    session.execute(sa.insert(SearchText), rows)
    if session.get_bind().dialect.name == "sqlite":
        words = sa.text("INSERT INTO search_index (rowid, stems) VALUES (:id, :stems)")
        session.execute(words, [{"id": row["id"], "stems": row["stems"]} for row in rows])


def _forget(session: Session, meeting_id: int) -> None:
    """Take a meeting's texts and their words out."""
    if session.get_bind().dialect.name == "sqlite":
        words = sa.text(
            "INSERT INTO search_index (search_index, rowid, stems) "
            "SELECT 'delete', id, stems FROM search_text WHERE meeting_id = :meeting"
        )
        session.execute(words, {"meeting": meeting_id})
    session.execute(sa.delete(SearchText).where(SearchText.meeting_id == meeting_id))


def _row(meeting: Meeting, key: int, entry: Entry) -> dict[str, Any]:
    return {
        "id": key,
        "kind": entry.kind,
        "reference": entry.reference,
        "body_id": meeting.body_id,
        "meeting_id": meeting.id,
        "title": entry.title[:LONGEST_TITLE],
        "text": entry.text,
        "stems": stems.stems(f"{entry.title}\n{entry.text}"),
    }


def _next_key(session: Session, day: date) -> int:
    """Return the first free key of a day; whoever asks next waits until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    start = day.toordinal() * DAY
    query = sa.select(sa.func.max(SearchText.id)).where(SearchText.id.between(start, start + DAY - 1))
    return (session.scalar(query) or start) + 1


def _entries(session: Session, meeting: Meeting) -> Iterator[Entry]:
    """Yield what can be found, the agenda first: the minutes, said last, get the highest keys of the day."""
    yield from _agenda(session, meeting)
    minutes = session.get(Minutes, meeting.id)
    if minutes is None or minutes.state is not MinutesState.PUBLISHED:
        return
    yield from _actions(session, meeting)
    yield from _decisions(session, meeting)
    yield from _minutes(session, meeting)


def _agenda(session: Session, meeting: Meeting) -> Iterator[Entry]:
    query = sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
    items = [item for item in session.scalars(query) if not item.is_confidential]
    text = "\n".join(part for item in items for part in (item.title, item.text) if part)
    if text:
        yield Entry("agenda", str(meeting.id), meeting.title, text)


def _actions(session: Session, meeting: Meeting) -> Iterator[Entry]:
    for view in actions.of_meeting(session, meeting.id):
        if not view.is_confidential:
            text = "\n".join(filter(None, (view.text, view.who)))
            yield Entry("action", f"{meeting.id}#action-{view.label}", view.label, text)


def _decisions(session: Session, meeting: Meeting) -> Iterator[Entry]:
    for view in decisions.of_meeting(session, meeting.id):
        if not view.is_confidential and view.withdrawn_at is None:
            text = "\n".join(filter(None, (view.text, view.addressee, view.minority)))
            yield Entry("decision", f"{meeting.id}#decision-{view.label}", view.label, text)


def _minutes(session: Session, meeting: Meeting) -> Iterator[Entry]:
    query = (
        sa.select(MinutesRevision.content)
        .where(MinutesRevision.meeting_id == meeting.id, MinutesRevision.reason.in_(PUBLIC_REASONS))
        .order_by(MinutesRevision.number.desc())
        .limit(1)
    )
    kept = session.scalar(query)
    if kept is None:
        return
    content = contents.public_part(contents.parsed(kept))
    titles = {item["key"]: item["title"] for item in content["items"]}
    places = ANCHORS | {item["key"]: f"point-{item['position']}" for item in content["items"]}
    for key, text in reversed(list(contents.texts_of(content).items())):
        words = prose.plain(text)
        if words:
            yield Entry("minutes", f"{meeting.id}#{places[key]}", titles.get(key, meeting.title), words)
