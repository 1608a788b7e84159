"""Writing minutes: one text an item, saved as often as one likes; a text that changed meanwhile is never overwritten.

A form says which text it showed, by its mark. What two people wrote at once comes back as a conflict that holds both.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingState,
    Minutes,
    MinutesSection,
    MinutesSignature,
    MinutesState,
    RevisionReason,
)
from participation.meetings.services import access, agenda
from participation.meetings.services.minutes import content as contents
from participation.meetings.services.minutes import deadlines, revisions, starting
from participation.meetings.services.minutes.content import PARTS, SUMMARY

LONGEST = 20_000
"""Characters of one text."""
WRITABLE = (MeetingState.CONVENED, MeetingState.HELD, MeetingState.CLOSED)
OPEN = (MinutesState.DRAFT, MinutesState.CIRCULATED)


@dataclass(frozen=True)
class TextView:
    """One text as it stands."""

    key: str
    text: str
    item: AgendaItem | None
    """None for the texts that belong to no item."""

    @property
    def mark(self) -> str:
        """What a form carries to say which text it showed."""
        return mark_of(self.text)


@dataclass(frozen=True)
class Draft:
    """Minutes as they are being written."""

    meeting: Meeting
    minutes: Minutes | None
    """None before the first save."""
    state: MinutesState
    texts: tuple[TextView, ...]
    due_on: date | None
    open_keys: frozenset[str]
    """The texts that can still change."""
    saved_at: datetime | None
    """When a text of an item was saved last."""


@dataclass(frozen=True)
class Typed:
    """What somebody typed, and the mark of what they had before them."""

    text: str
    mark: str


@dataclass(frozen=True)
class Conflict:
    """Two texts of which none is lost."""

    key: str
    mine: str
    theirs: str


def mark_of(text: str) -> str:
    """Return the mark of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def draft(session: Session, actor: Actor, meeting_id: int) -> Draft:
    """Return what is written so far, in a constant number of queries.

    Raises:
        MissingError: There is no such meeting, not for this account, or it is not convened yet.
    """
    meeting = access.find(session, actor, meeting_id)
    if meeting.state not in WRITABLE:
        raise MissingError
    return _draft(session, meeting)


def _draft(session: Session, meeting: Meeting) -> Draft:
    minutes = session.get(Minutes, meeting.id)
    query = sa.select(MinutesSection).where(MinutesSection.meeting_id == meeting.id)
    rows = session.scalars(query).all()
    sections = {section.item_id: section.text for section in rows}
    saved_at = max((section.saved_at for section in rows), default=None)
    items = [
        TextView(contents.item_key(item.id), sections.get(item.id, ""), item)
        for item in agenda.items_of(session, meeting.id)
    ]
    intro, summary, disagreements = (TextView(part, getattr(minutes, part) if minutes else "", None) for part in PARTS)
    texts = (intro, *items, disagreements, summary)
    state = minutes.state if minutes else MinutesState.DRAFT
    keys = open_keys(session, meeting.id, state, {text.key for text in texts})
    return Draft(meeting, minutes, state, texts, deadlines.due_on(session, meeting, minutes), keys, saved_at)


def open_keys(session: Session, meeting_id: int, state: MinutesState, keys: set[str]) -> frozenset[str]:
    """Return the texts that can change: all until approval, then the summary alone until somebody has signed."""
    if state in OPEN:
        return frozenset(keys)
    if state is not MinutesState.APPROVED:
        return frozenset()
    query = sa.select(MinutesSignature.account_id).where(MinutesSignature.meeting_id == meeting_id).limit(1)
    return frozenset() if session.scalar(query) else frozenset({SUMMARY})


def save(
    session: Session,
    actor: Actor,
    now: datetime,
    meeting_id: int,
    typed: Mapping[str, Typed],
    is_kept: bool = False,
) -> tuple[Draft, tuple[Conflict, ...]]:
    """Save texts; return what stands now, and the conflicts, of which nothing was saved.

    Args:
        is_kept: Whether circulated minutes get a revision of it; what is saved while somebody types gets none.

    Raises:
        MissingError: There is no such meeting, or not for this account.
        RefusedError: `state`, `sealed` (a text that can no longer change), `long` (`key`, `most`).
    """
    meeting = access.lock(session, actor, meeting_id, *WRITABLE)
    before = _draft(session, meeting)
    changed = _checked(before, typed)
    conflicts = tuple(
        Conflict(text.key, typed[text.key].text, text.text) for text in changed if typed[text.key].mark != text.mark
    )
    kept = [text for text in changed if text.key not in {each.key for each in conflicts}]
    if kept:
        minutes = before.minutes or starting.start(session, meeting)
        for text in kept:
            _write(session, actor, now, minutes, text, typed[text.key].text)
        session.flush()
        if is_kept:
            _keep_correction(session, actor, now, meeting, minutes)
    return _draft(session, meeting), conflicts


def _checked(before: Draft, typed: Mapping[str, Typed]) -> list[TextView]:
    """Return the texts that the typed ones would change."""
    changed = [text for text in before.texts if text.key in typed and typed[text.key].text != text.text]
    for text in changed:
        if text.key not in before.open_keys:
            raise RefusedError("sealed", key=text.key)
        if len(typed[text.key].text) > LONGEST:
            raise RefusedError("long", key=text.key, most=LONGEST)
    return changed


def _write(session: Session, actor: Actor, now: datetime, minutes: Minutes, view: TextView, text: str) -> None:
    if view.item is None:
        setattr(minutes, view.key, text)
        minutes.version += 1
        return
    section = session.get(MinutesSection, view.item.id)
    if section is None:
        section = MinutesSection(item_id=view.item.id, meeting_id=minutes.meeting_id, version=0)
        session.add(section)
    section.text, section.saved_at, section.saved_by_id = text, now, actor.id
    section.version += 1


def _keep_correction(session: Session, actor: Actor, now: datetime, meeting: Meeting, minutes: Minutes) -> None:
    """Nothing changes in silence once the minutes have been read: each text saved by hand is a revision."""
    if minutes.state is MinutesState.CIRCULATED:
        content = contents.gather(session, meeting, minutes)
        revisions.keep_if_new(session, actor, now, meeting.id, content, RevisionReason.CORRECTED)
