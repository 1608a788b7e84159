"""The agenda of a meeting: its items in order, their hours, and what comes to it by itself.

`fill` puts on an agenda what earlier meetings left open and the approval of minutes that nobody approved yet. It is
called when a meeting is created, closed or cancelled, and adds nothing twice. What a later draft already holds comes to
the earlier meeting; what a convened one holds stays there, for its members were sent that agenda.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from babel.dates import format_date
from sqlalchemy.orm import Session, aliased, contains_eager

from participation.kernel.clock import day_of
from participation.kernel.errors import RefusedError
from participation.kernel.i18n import DEFAULT
from participation.kernel.permissions import Actor
from participation.meetings.models import (
    AgendaItem,
    AgendaState,
    Document,
    ItemKind,
    Meeting,
    MeetingState,
    Minutes,
    MinutesState,
    Outcome,
    Proposer,
)

OPEN_STATES = (MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.HELD)
"""An agenda can still change while the meeting is not over."""
APPROVAL_MINUTES = 5
LONGEST_AGENDA = 60
TITLE = "Approbation du compte rendu du {day}"
"""French is the authentic text, whatever language the person reads who caused it."""
bringers: list[Callable[[Session, Meeting], Sequence[AgendaItem]]] = []
"""Each gives topics that later slices bring to the next agenda: of the same body, on no agenda yet."""


@dataclass(frozen=True)
class Slot:
    """An item and its planned hours."""

    item: AgendaItem
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Timetable:
    """An agenda with its hours."""

    slots: tuple[Slot, ...]
    minutes: int
    """All items together [minutes]."""
    ends_at: datetime
    """When the last item ends, if the meeting begins in time."""
    overrun: int
    """By how much that is later than the meeting's own end; 0 when it fits [minutes]."""


def items_of(session: Session, meeting_id: int) -> Sequence[AgendaItem]:
    """Return the items of a meeting in order."""
    query = sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position)
    return session.scalars(query).all()


def timetable(meeting: Meeting, items: Sequence[AgendaItem]) -> Timetable:
    """Return when each item begins and ends, and by how much the whole is too long."""
    slots, at = [], meeting.starts_at
    for item in items:
        after = at + timedelta(minutes=item.minutes)
        slots.append(Slot(item, at, after))
        at = after
    total = sum(item.minutes for item in items)
    late = max(timedelta(0), at - meeting.ends_at)
    return Timetable(tuple(slots), total, at, late // timedelta(minutes=1))


def append(session: Session, meeting: Meeting, item: AgendaItem) -> None:
    """Put an item at the end of a locked meeting's agenda.

    Raises:
        RefusedError: `agenda_full`.
    """
    query = sa.select(sa.func.max(AgendaItem.position), sa.func.count())
    last, count = session.execute(query.where(AgendaItem.meeting_id == meeting.id)).one()
    if count >= LONGEST_AGENDA:
        raise RefusedError("agenda_full", most=LONGEST_AGENDA)
    item.meeting_id, item.position = meeting.id, (last or 0) + 1
    item.state = AgendaState.PLANNED
    session.add(item)


def arrange(session: Session, items: Sequence[AgendaItem]) -> None:
    """Number items 1, 2, 3… in the order given. No two share a place meanwhile: the old places are left first."""
    for at, item in enumerate(items, start=1):
        item.position = -at
    session.flush()
    for at, item in enumerate(items, start=1):
        item.position = at
    session.flush()


def fill(session: Session, actor: Actor, now: datetime, meeting: Meeting) -> int:
    """Put on a meeting's agenda what comes by itself, minutes to approve first; return how many items came.

    Whoever calls it holds the meeting's row, or has just made it. Asked twice, it adds nothing the second time.
    """
    moved = list(_held_later(session, meeting, MeetingState.DRAFT, free=True))
    approvals = [_approval(now, actor, meeting, earlier) for earlier in _unapproved(session, meeting)]
    carried = [_carried(now, actor, meeting, left) for left in _left_open(session, meeting)]
    brought = [item for bring in bringers for item in bring(session, meeting)]
    new = approvals + carried + moved + brought
    if not new:
        return 0
    before = list(items_of(session, meeting.id))
    emptied = {item.meeting_id for item in moved if item.meeting_id is not None}
    for at, item in enumerate(new, start=len(before) + 1):
        item.meeting_id, item.position, item.state = meeting.id, at, AgendaState.PLANNED
    session.add_all(new)
    session.flush()
    first = [item for item in [*new, *before] if item.kind is ItemKind.APPROVAL]
    rest = [item for item in [*new, *before] if item.kind is not ItemKind.APPROVAL]
    arrange(session, first + rest)
    for later in sorted(emptied):
        arrange(session, items_of(session, later))
    return len(new)


def held_later(session: Session, meeting: Meeting) -> Sequence[AgendaItem]:
    """Return what would have come here but stays on a later agenda that people were already sent, meetings loaded."""
    return _held_later(session, meeting, MeetingState.CONVENED, free=False)


def _held_later(session: Session, meeting: Meeting, state: MeetingState, free: bool) -> Sequence[AgendaItem]:
    """Return what came by itself onto later agendas, from meetings before this one; `free`: no file hangs on it."""
    source, left = aliased(Meeting), aliased(AgendaItem)
    came_from = sa.func.coalesce(
        sa.select(left.meeting_id).where(left.id == AgendaItem.carried_from_id).scalar_subquery(),
        AgendaItem.approves_meeting_id,
    )
    has_file = sa.exists().where(Document.item_id == AgendaItem.id)
    query = (
        sa.select(AgendaItem)
        .join(AgendaItem.meeting)
        .join(source, source.id == came_from)
        .where(AgendaItem.body_id == meeting.body_id, Meeting.id != meeting.id, Meeting.state == state)
        .where(Meeting.starts_at > meeting.starts_at, source.starts_at < meeting.starts_at)
        .options(contains_eager(AgendaItem.meeting))
        .order_by(Meeting.starts_at, AgendaItem.position)
    )
    return session.scalars(query.where(~has_file) if free else query).all()


def _unapproved(session: Session, meeting: Meeting) -> Sequence[Meeting]:
    """Return the body's earlier meetings that are over, whose minutes nobody approved and no agenda holds."""
    here = aliased(Meeting)
    pending = (
        sa.select(AgendaItem.id)
        .join(here, AgendaItem.meeting_id == here.id)
        .where(
            AgendaItem.approves_meeting_id == Meeting.id,
            sa.or_(
                here.state.in_(OPEN_STATES),
                # Done, or left open and about to come back as all that stayed open does.
                sa.and_(
                    here.state == MeetingState.CLOSED,
                    sa.or_(AgendaItem.outcome == Outcome.DONE, ~_is_carried()),
                ),
            ),
        )
    )
    approved = sa.select(Minutes.meeting_id).where(
        Minutes.meeting_id == Meeting.id, Minutes.state.in_((MinutesState.APPROVED, MinutesState.PUBLISHED))
    )
    query = (
        sa.select(Meeting)
        .where(Meeting.body_id == meeting.body_id, Meeting.id != meeting.id)
        .where(Meeting.state == MeetingState.CLOSED, Meeting.starts_at < meeting.starts_at)
        .where(~pending.exists(), ~approved.exists())
        .order_by(Meeting.starts_at)
    )
    return session.scalars(query).all()


def _is_carried() -> sa.ColumnElement[bool]:
    later = aliased(AgendaItem)
    return sa.select(later.id).where(later.carried_from_id == AgendaItem.id).exists()


def _left_open(session: Session, meeting: Meeting) -> Sequence[AgendaItem]:
    """Return what waits to come back: items left open by closed meetings, or of meetings that were cancelled."""
    is_open = sa.and_(Meeting.state == MeetingState.CLOSED, AgendaItem.outcome == Outcome.OPEN)
    # The approval of minutes is asked anew after a cancellation: it need not be carried.
    is_lost = sa.and_(Meeting.state == MeetingState.CANCELLED, AgendaItem.kind != ItemKind.APPROVAL)
    query = (
        sa.select(AgendaItem)
        .join(Meeting, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.body_id == meeting.body_id, Meeting.id != meeting.id, sa.or_(is_open, is_lost))
        .where(Meeting.starts_at < meeting.starts_at, ~_is_carried())
        .order_by(Meeting.starts_at, AgendaItem.position)
    )
    return session.scalars(query).all()


def _approval(now: datetime, actor: Actor, meeting: Meeting, earlier: Meeting) -> AgendaItem:
    return AgendaItem(
        body_id=meeting.body_id,
        meeting_id=meeting.id,
        kind=ItemKind.APPROVAL,
        title=TITLE.format(day=format_date(day_of(earlier.starts_at), "d MMMM y", DEFAULT)),
        text="",
        minutes=APPROVAL_MINUTES,
        state=AgendaState.PLANNED,
        approves_meeting_id=earlier.id,
        proposed_by=Proposer.TEAM,
        account_id=actor.id,
        proposed_at=now,
    )


def _carried(now: datetime, actor: Actor, meeting: Meeting, left: AgendaItem) -> AgendaItem:
    return AgendaItem(
        body_id=meeting.body_id,
        meeting_id=meeting.id,
        kind=left.kind,
        title=left.title,
        text=left.text,
        minutes=left.minutes,
        speaker=left.speaker,
        state=AgendaState.PLANNED,
        carried_from_id=left.id,
        approves_meeting_id=left.approves_meeting_id,
        is_confidential=left.is_confidential,
        confidential_reason=left.confidential_reason,
        proposed_by=left.proposed_by,
        account_id=actor.id,
        proposed_at=now,
    )
