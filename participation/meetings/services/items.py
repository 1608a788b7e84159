"""What the team does with the items of an agenda: add, change, move, take off."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import AgendaItem, AgendaState, ItemKind, Meeting, MeetingState, Proposer
from participation.meetings.services import access, indexing
from participation.meetings.services.agenda import OPEN_STATES, append, arrange, items_of

LONGEST_TITLE = 200


@dataclass(frozen=True)
class ItemText:
    """What an item says, as its form gives it."""

    kind: ItemKind
    title: str
    text: str
    minutes: int
    speaker: str | None = None
    confidential_reason: str | None = None
    """In public; the item is confidential when there is one."""


def find_item(session: Session, meeting: Meeting, item_id: int) -> AgendaItem:
    """Return an item of a meeting.

    Raises:
        MissingError: The meeting has no such item.
    """
    query = sa.select(AgendaItem).where(AgendaItem.id == item_id, AgendaItem.meeting_id == meeting.id)
    item = session.scalars(query).one_or_none() if item_id < access.BEYOND else None
    if item is None:
        raise MissingError
    return item


def add_item(session: Session, actor: Actor, now: datetime, meeting_id: int, text: ItemText) -> AgendaItem:
    """Put a new item at the end of an agenda.

    Raises:
        MissingError: As `access.find`.
        RefusedError: `state`, or `agenda_full`.
    """
    meeting = access.lock(session, actor, meeting_id, *OPEN_STATES)
    item = AgendaItem(
        body_id=meeting.body_id,
        state=AgendaState.PLANNED,
        proposed_by=Proposer.TEAM,
        account_id=actor.id,
        proposed_at=now,
    )
    _write(item, text)
    append(session, meeting, item)
    indexing.index_meeting(session, meeting_id)
    return item


def change_item(session: Session, actor: Actor, meeting_id: int, item_id: int, text: ItemText) -> None:
    """Change what an item says. The kind of an approval stays: it belongs to the minutes it approves.

    Raises:
        MissingError: As `access.find`, or the meeting has no such item.
        RefusedError: `state`.
    """
    meeting = access.lock(session, actor, meeting_id, *OPEN_STATES)
    item = find_item(session, meeting, item_id)
    approves = item.approves_meeting_id
    _write(item, text)
    if approves is not None:
        item.kind = ItemKind.APPROVAL
    # What has become confidential is found no more.
    indexing.index_meeting(session, meeting_id)


def move_item(session: Session, actor: Actor, meeting_id: int, item_id: int, up: bool) -> None:
    """Let an item change place with the one before or after it; at the ends nothing happens.

    Raises:
        MissingError: As `access.find`, or the meeting has no such item.
        RefusedError: `state`.
    """
    meeting = access.lock(session, actor, meeting_id, *OPEN_STATES)
    items = list(items_of(session, meeting.id))
    at = items.index(find_item(session, meeting, item_id))
    other = at - 1 if up else at + 1
    if 0 <= other < len(items):
        items[at], items[other] = items[other], items[at]
        arrange(session, items)


def remove_item(session: Session, actor: Actor, meeting_id: int, item_id: int) -> None:
    """Take an item off an agenda before the meeting is held.

    What a resident or a member proposed goes back to the backlog; what an earlier meeting left open waits again.

    Raises:
        MissingError: As `access.find`, or the meeting has no such item.
        RefusedError: `state`, or `item_has_document`: files of the item would lose their place.
    """
    meeting = access.lock(session, actor, meeting_id, MeetingState.DRAFT, MeetingState.CONVENED)
    items = list(items_of(session, meeting.id))
    item = find_item(session, meeting, item_id)
    items.remove(item)
    if item.proposed_by is Proposer.TEAM or item.carried_from_id is not None:
        try:
            with session.begin_nested():
                session.delete(item)
        except sa.exc.IntegrityError as error:
            raise RefusedError("item_has_document") from error
    else:
        item.meeting_id = item.position = None
        item.state = AgendaState.KEPT
    arrange(session, items)
    indexing.index_meeting(session, meeting_id)


def _write(item: AgendaItem, text: ItemText) -> None:
    item.kind, item.title, item.text, item.minutes = text.kind, text.title, text.text, text.minutes
    item.speaker = text.speaker
    item.is_confidential = text.confidential_reason is not None
    item.confidential_reason = text.confidential_reason
