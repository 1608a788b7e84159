"""Decisions: noted during the meeting or after it, numbered for ever, read in one query a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.bodies.models import BodyKind, College, Seat
from participation.journal import services as journal
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import Attendance, Decision, Meeting, Minutes, MinutesState, Presence, VoteCount
from participation.meetings.services import access, numbering

ALL = "all"
"""The one line of votes of a body without colleges."""


@dataclass(frozen=True)
class Votes:
    """Votes of one college, or of everybody."""

    votes_for: int = 0
    votes_against: int = 0
    abstentions: int = 0

    @property
    def total(self) -> int:
        """How many people took part."""
        return self.votes_for + self.votes_against + self.abstentions


@dataclass(frozen=True)
class NewDecision:
    """What somebody notes; without votes it was agreed by all."""

    item_id: int
    text: str
    addressee: str = ""
    votes: Mapping[str, Votes] | None = None
    minority: str = ""


@dataclass(frozen=True)
class DecisionView:
    """One decision, as pages and minutes show it."""

    id: int
    label: str
    """« 2026-04 »."""
    body_id: int
    meeting_id: int
    item_id: int
    text: str
    addressee: str | None
    is_consensus: bool
    votes: Mapping[str, Votes]
    """College (or `all`) → its votes; empty where everybody agreed."""
    minority: str | None
    decided_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    is_confidential: bool
    """Its agenda item is: the public learns the number alone."""
    confidential_reason: str | None


def lines_of(kind: BodyKind) -> tuple[str, ...]:
    """Return the lines of votes that a body of that kind counts."""
    return tuple(college.value for college in College) if kind is BodyKind.COUNCIL else (ALL,)


IS_PUBLIC = sa.exists().where(Minutes.meeting_id == Decision.meeting_id, Minutes.state == MinutesState.PUBLISHED)
"""A decision is public with the minutes that tell it."""


def of_meeting(session: Session, meeting_id: int) -> Sequence[DecisionView]:
    """Return the decisions of a meeting by number, withdrawn ones too, in two queries."""
    query = (
        sa.select(Decision)
        .where(Decision.meeting_id == meeting_id)
        .options(selectinload(Decision.votes), joinedload(Decision.item))
        .order_by(Decision.year, Decision.number)
    )
    return [view_of(decision) for decision in session.scalars(query)]


def view_of(decision: Decision) -> DecisionView:
    """Return a decision as it is shown; its votes and its item are loaded."""
    return DecisionView(
        id=decision.id,
        label=numbering.label(decision.year, decision.number),
        body_id=decision.body_id,
        meeting_id=decision.meeting_id,
        item_id=decision.item_id,
        text=decision.text,
        addressee=decision.addressee,
        is_consensus=decision.is_consensus,
        votes={v.college: Votes(v.votes_for, v.votes_against, v.abstentions) for v in decision.votes},
        minority=decision.minority,
        decided_at=decision.decided_at,
        withdrawn_at=decision.withdrawn_at,
        withdrawn_reason=decision.withdrawn_reason,
        is_confidential=decision.item.is_confidential,
        confidential_reason=decision.item.confidential_reason,
    )


def record(session: Session, actor: Actor, now: datetime, meeting_id: int, new: NewDecision) -> Decision:
    """Note a decision of a meeting that has begun, until its minutes are approved; the same words twice are one.

    Raises:
        MissingError: There is no such meeting, or not for this account.
        RefusedError: `state`, `sealed`, `item`, `text`, `votes` (none counted), `college` (votes of a college that
            the body does not have), `too_many` (more votes than people who can have voted: `college`, `most`),
            `minority` (everybody agreed, yet some did not).
    """
    meeting = numbering.open_to_notes(session, actor, meeting_id)
    item = numbering.item_of(session, meeting, new.item_id)
    _check(session, meeting, new)
    same = sa.select(Decision).where(Decision.item_id == item.id, Decision.text == new.text)
    if (noted := session.scalars(same.where(Decision.withdrawn_at.is_(None)).limit(1)).first()) is not None:
        return noted
    year, number = numbering.next_number(session, Decision, meeting)
    decision = Decision(
        body_id=meeting.body_id,
        meeting_id=meeting.id,
        item_id=item.id,
        year=year,
        number=number,
        text=new.text,
        addressee=new.addressee or None,
        is_consensus=not new.votes,
        minority=new.minority or None,
        decided_at=now,
    )
    session.add(decision)
    session.flush()
    session.add_all(
        VoteCount(
            decision_id=decision.id,
            college=college,
            votes_for=votes.votes_for,
            votes_against=votes.votes_against,
            abstentions=votes.abstentions,
        )
        for college, votes in (new.votes or {}).items()
    )
    session.flush()
    return decision


def withdraw(session: Session, actor: Actor, now: datetime, decision_id: int, reason: str) -> Decision:
    """Strike a decision that was noted by mistake; its number stays its own, its reason is public.

    Raises:
        MissingError: There is no such decision, or not for this account.
        RefusedError: `reason` (none given), `withdrawn` (it already is).
    """
    found = session.get(Decision, decision_id) if 0 < decision_id < access.BEYOND else None
    if found is None:
        raise MissingError
    meeting = access.lock(session, actor, found.meeting_id)
    session.refresh(found)
    if not reason:
        raise RefusedError("reason")
    if found.withdrawn_at is not None:
        raise RefusedError("withdrawn")
    found.withdrawn_at, found.withdrawn_reason = now, reason
    payload = {"number": numbering.label(found.year, found.number)}
    journal.append(session, now, "decision.withdrawn", access.subject(meeting), payload)
    session.flush()
    return found


def _check(session: Session, meeting: Meeting, new: NewDecision) -> None:
    if not new.text:
        raise RefusedError("text")
    if new.votes is None:
        if new.minority:
            raise RefusedError("minority")
        return
    if not any(votes.total for votes in new.votes.values()):
        raise RefusedError("votes")
    for college, votes in new.votes.items():
        if college not in lines_of(meeting.body.kind):
            raise RefusedError("college", college=college)
        most = _voters(session, meeting, college)
        if votes.total > most:
            raise RefusedError("too_many", college=college, most=most)


def _voters(session: Session, meeting: Meeting, college: str) -> int:
    """Return how many people can have voted: the seats noted as taken, or while none is, those not noted as away."""
    in_college = sa.true() if college == ALL else Seat.college == College(college)
    noted = sa.exists().where(Attendance.meeting_id == meeting.id, Attendance.seat_id == Seat.id)
    sits = noted.where(Attendance.presence.in_([Presence.PRESENT, Presence.REPLACED]))
    away = noted.where(Attendance.presence.in_([Presence.ABSENT, Presence.EXCUSED]))
    was_noted = sa.exists().where(
        Attendance.meeting_id == meeting.id, Attendance.presence.in_([Presence.PRESENT, Presence.REPLACED])
    )
    can_vote = sits if session.scalar(sa.select(was_noted)) else ~away
    query = sa.select(sa.func.count()).select_from(Seat).where(Seat.body_id == meeting.body_id, in_college, can_vote)
    return session.scalar(query) or 0
