"""Makers of meetings in the state a test of decisions, documents or search needs. All of it is fictitious."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.councils.models import Council
from participation.meetings.models import (
    AgendaItem,
    AgendaState,
    ItemKind,
    Meeting,
    MeetingState,
    Minutes,
    MinutesState,
    Proposer,
)

STARTS = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
_numbers = count(1)


def make_meeting(session: Session, council: Council, account: Account, **values: Any) -> Meeting:
    """Return a meeting that is held, in the evening of the 20th of November unless told otherwise."""
    values.setdefault("starts_at", STARTS)
    values.setdefault("ends_at", values["starts_at"] + timedelta(hours=2))
    values.setdefault("state", MeetingState.HELD)
    values.setdefault("convened_at", values["starts_at"] - timedelta(days=20))
    values.setdefault("title", "Réunion ordinaire")
    meeting = Meeting(
        body_id=council.body_id,
        place="Maison de quartier fictive",
        address="1 place Fictive",
        access="Entrée de plain-pied",
        childcare="",
        language_help="",
        uid=f"made-{next(_numbers)}@example.org",
        changed_at=values["starts_at"] - timedelta(days=20),
        created_by_id=account.id,
        created_at=values["starts_at"] - timedelta(days=30),
        is_fictitious=True,
        **values,
    )
    session.add(meeting)
    session.flush()
    return meeting


def make_item(session: Session, meeting: Meeting, title: str = "Le square", **values: Any) -> AgendaItem:
    """Return the next item of a meeting's agenda."""
    values.setdefault("position", next(_numbers))
    values.setdefault("kind", ItemKind.DECISION)
    values.setdefault("text", "")
    item = AgendaItem(
        body_id=meeting.body_id,
        meeting_id=meeting.id,
        title=title,
        minutes=20,
        state=AgendaState.PLANNED,
        proposed_by=Proposer.TEAM,
        proposed_at=meeting.created_at,
        **values,
    )
    session.add(item)
    session.flush()
    return item


def make_minutes(session: Session, meeting: Meeting, state: MinutesState = MinutesState.DRAFT, **values: Any) -> Minutes:
    """Return the meeting's minutes; published ones are sealed with a digest of nothing."""
    if state is MinutesState.PUBLISHED:
        values.setdefault("published_at", meeting.ends_at + timedelta(days=1))
        values.setdefault("sealed_sha256", "0" * 64)
    for name in ("introduction", "summary", "disagreements"):
        values.setdefault(name, "")
    minutes = Minutes(meeting_id=meeting.id, state=state, **values)
    session.add(minutes)
    session.flush()
    return minutes
