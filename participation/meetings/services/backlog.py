"""What waits for a meeting: anybody proposes, the team answers, and the answer is public.

A topic is shown once the team has answered; until then only its number and day are, so that nobody can use the
page to write about other people. Name and contact are for the team alone, and go a year after the answer.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.kernel import erasing, jobs
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.pagination import Page, paginate
from participation.kernel.permissions import Actor, Role
from participation.meetings.models import AgendaItem, AgendaState, ItemKind, Meeting, MeetingState, Proposer
from participation.meetings.services import access, agenda, indexing

USUAL_MINUTES = 15
KEPT_DAYS = 365
"""How long after the answer a name and a contact stay."""
LONGEST_QUEUE = 500
"""Topics that wait for an answer; beyond it a robot is at work."""
LONGEST_REFUSAL = 200
ANSWERED = (AgendaState.KEPT, AgendaState.PLANNED, AgendaState.REFUSED)


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes; name and contact may be empty."""

    title: str
    text: str
    name: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Topic:
    """An answered topic, as the public page shows it."""

    id: int
    title: str
    text: str
    state: AgendaState
    proposed_by: Proposer
    proposed_at: datetime
    answered_at: datetime
    refusal: str | None
    meeting_id: int | None
    """The meeting that talks or talked about it, once it is convened."""
    meets_at: datetime | None


@dataclass(frozen=True)
class Queue:
    """What the team has not answered yet."""

    count: int
    since: datetime | None
    """When the oldest was proposed."""


def propose(
    session: Session,
    now: datetime,
    body_id: int,
    proposal: Proposal,
    actor: Actor | None = None,
    brought_by: Proposer | None = None,
) -> AgendaItem:
    """Add a topic to a body's backlog; the same words sent twice before an answer are one topic.

    Args:
        actor: Whoever is signed in; None for residents.
        brought_by: Whose topic it is when the team writes it down for somebody who called.

    Raises:
        RefusedError: `backlog_full`.
    """
    waiting = sa.select(AgendaItem).where(
        AgendaItem.body_id == body_id, AgendaItem.state == AgendaState.PROPOSED
    )
    same = waiting.where(AgendaItem.title == proposal.title, AgendaItem.text == proposal.text).limit(1)
    if (found := session.scalars(same).one_or_none()) is not None:
        return found
    if (session.scalar(sa.select(sa.func.count()).select_from(waiting.subquery())) or 0) >= LONGEST_QUEUE:
        raise RefusedError("backlog_full")
    item = AgendaItem(
        body_id=body_id,
        kind=ItemKind.DEBATE,
        title=proposal.title,
        text=proposal.text,
        minutes=USUAL_MINUTES,
        state=AgendaState.PROPOSED,
        proposed_by=brought_by or _proposer(actor),
        proposer_name=proposal.name or None,
        proposer_contact=proposal.contact or None,
        account_id=actor.id if actor else None,
        proposed_at=now,
    )
    session.add(item)
    session.flush()
    return item


def _proposer(actor: Actor | None) -> Proposer:
    if actor is None:
        return Proposer.RESIDENT
    return Proposer.MEMBER if actor.role is Role.MEMBER else Proposer.TEAM


def queue(session: Session, body_id: int) -> Queue:
    """Return how many topics wait for an answer, and since when."""
    query = sa.select(sa.func.count(), sa.func.min(AgendaItem.proposed_at)).where(
        AgendaItem.body_id == body_id, AgendaItem.state == AgendaState.PROPOSED
    )
    count, since = session.execute(query).one()
    return Queue(count, since)


def answered(session: Session, body_id: int, page: int) -> Page[Topic]:
    """Return the topics that residents and members proposed and the team answered, last answered first."""
    is_public = Meeting.convened_at.is_not(None)
    query = (
        sa.select(
            AgendaItem.id,
            AgendaItem.title,
            AgendaItem.text,
            AgendaItem.state,
            AgendaItem.proposed_by,
            AgendaItem.proposed_at,
            AgendaItem.answered_at,
            AgendaItem.refusal,
            sa.case((is_public, Meeting.id)).label("meeting_id"),
            sa.case((is_public, Meeting.starts_at)).label("meets_at"),
        )
        .outerjoin(Meeting, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.body_id == body_id, AgendaItem.state.in_(ANSWERED))
        .where(AgendaItem.answered_at.is_not(None), AgendaItem.is_confidential.is_(False))
        .order_by(AgendaItem.answered_at.desc(), AgendaItem.id.desc())
    )
    found = paginate(session, query, page)
    return Page([Topic(*row) for row in found.rows], found.number, found.total)


def of_team(session: Session, actor: Actor, body_id: int) -> Sequence[AgendaItem]:
    """Return what waits in the backlog: not answered first, then kept, oldest first.

    Raises:
        MissingError: The actor does not work for the body.
    """
    access.body(session, actor, body_id)
    query = (
        sa.select(AgendaItem)
        .where(AgendaItem.body_id == body_id)
        .where(AgendaItem.state.in_((AgendaState.PROPOSED, AgendaState.KEPT)))
        .order_by(sa.case((AgendaItem.state == AgendaState.PROPOSED, 0), else_=1), AgendaItem.id)
        .options(joinedload(AgendaItem.body))
    )
    return session.scalars(query).all()


def find_topic(session: Session, actor: Actor, item_id: int) -> AgendaItem:
    """Return an item of a backlog that the actor may answer, kept ones included.

    Raises:
        MissingError: There is none, it is on an agenda already, or it belongs to others.
    """
    item = session.get(AgendaItem, item_id) if item_id < access.BEYOND else None
    if item is None or item.state not in (AgendaState.PROPOSED, AgendaState.KEPT):
        raise MissingError
    access.body(session, actor, item.body_id)
    return item


def agendas(session: Session, body_id: int) -> Sequence[Meeting]:
    """Return the meetings whose agenda can take a topic, the next first."""
    query = (
        sa.select(Meeting)
        .where(Meeting.body_id == body_id)
        .where(Meeting.state.in_((MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.HELD)))
        .order_by(Meeting.starts_at)
    )
    return session.scalars(query).all()


def keep(session: Session, actor: Actor, now: datetime, item_id: int, title: str, text: str) -> None:
    """Keep a topic for a later meeting, worded as the team gives it.

    Raises:
        MissingError: As `find_topic`.
    """
    item = _locked(session, actor, item_id)
    _answer(item, now, title, text)
    item.state = AgendaState.KEPT
    session.flush()


def refuse(session: Session, actor: Actor, now: datetime, item_id: int, title: str, text: str, why: str) -> None:
    """Refuse a topic with a reason in public.

    Raises:
        MissingError: As `find_topic`.
        RefusedError: `no_reason`.
    """
    if not why.strip():
        raise RefusedError("no_reason")
    item = _locked(session, actor, item_id)
    _answer(item, now, title, text)
    item.state, item.refusal = AgendaState.REFUSED, why
    session.flush()


def take_back(session: Session, now: datetime, item_id: int, why: str) -> None:
    """Close a topic that whoever proposed it takes back; one that was refused or is on an agenda stays as it is."""
    query = sa.select(AgendaItem).where(AgendaItem.id == item_id).with_for_update()
    item = session.scalars(query.execution_options(populate_existing=True)).one()
    if item.state in (AgendaState.PROPOSED, AgendaState.KEPT):
        item.answered_at = item.answered_at or now
        item.state, item.refusal = AgendaState.REFUSED, textwrap.shorten(why, LONGEST_REFUSAL, placeholder=" …")
        session.flush()


def plan(
    session: Session, actor: Actor, now: datetime, item_id: int, title: str, text: str, meeting_id: int
) -> None:
    """Put a topic at the end of a meeting's agenda.

    Raises:
        MissingError: As `find_topic`, or the meeting is not one of the same body.
        RefusedError: `state` when the meeting is over, or `agenda_full`.
    """
    # The meeting is locked before the topic, as by everybody else.
    meeting = access.lock(session, actor, meeting_id, *agenda.OPEN_STATES)
    item = _locked(session, actor, item_id)
    if item.body_id != meeting.body_id:
        raise MissingError
    _answer(item, now, title, text)
    agenda.append(session, meeting, item)
    indexing.index_meeting(session, meeting.id)
    session.flush()


def _locked(session: Session, actor: Actor, item_id: int) -> AgendaItem:
    item = find_topic(session, actor, item_id)
    query = sa.select(AgendaItem).where(AgendaItem.id == item.id).with_for_update()
    session.scalars(query.execution_options(populate_existing=True)).one()
    return find_topic(session, actor, item_id)


def _answer(item: AgendaItem, now: datetime, title: str, text: str) -> None:
    item.title, item.text = title, text
    item.answered_at = item.answered_at or now


@jobs.due("agenda_contacts")
def forget_contacts(session: Session, now: datetime) -> int:
    """Empty the name and the contact of whoever was answered a year ago; return how many."""
    known = sa.or_(AgendaItem.proposer_name.is_not(None), AgendaItem.proposer_contact.is_not(None))
    statement = (
        sa.update(AgendaItem)
        .where(known, AgendaItem.answered_at < now - timedelta(days=KEPT_DAYS))
        .values(proposer_name=None, proposer_contact=None)
        .execution_options(synchronize_session=False)
    )
    count = int(session.execute(statement).rowcount)  # type: ignore[attr-defined]
    if count:
        erasing.ask(session, AgendaItem.__tablename__)
    return count
