"""Preparing meetings, changing and cancelling them; which one is next, which are past.

Call order: `create` → `convoking.convene` → (`change`, `cancel`) → the acts of the day itself. What calendars show
has a sequence that grows with each change of a meeting that is already public.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate, Person, Seat
from participation.councils.models import Council
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import Meeting, MeetingRuleKey, MeetingState
from participation.meetings.services import access, agenda, closing, rules, search
from participation.meetings.services.standing import IS_PUBLIC, is_next

LISTED = 50
TOLD = frozenset({"title", "starts_at", "ends_at", "place", "address"})
"""What members are told anew when it changes."""


@dataclass(frozen=True)
class Plan:
    """What the team says of a meeting; texts are clean already."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    address: str
    access: str
    childcare: str = ""
    language_help: str = ""
    is_open: bool = True


def create(
    session: Session,
    actor: Actor,
    now: datetime,
    body_id: int,
    plan: Plan,
    series_id: int | None = None,
    fills: bool = True,
) -> Meeting:
    """Add a draft: nobody outside the team knows it before it is convened.

    Args:
        fills: Whether what waits for an agenda comes onto this one.

    Raises:
        MissingError: The body does not exist, or not for this account.
        RefusedError: `hours` when it ends before it begins; `past` when it would begin before now; `body_dissolved`.
    """
    body = access.body(session, actor, body_id)
    _check(plan, now)
    access.require_alive(session, body.id)
    meeting = Meeting(
        body_id=body.id,
        series_id=series_id,
        uid=str(uuid.uuid4()),
        changed_at=now,
        created_at=now,
        created_by_id=actor.id,
        is_fictitious=is_fictitious(session, body.id),
    )
    _fill(meeting, plan)
    session.add(meeting)
    session.flush()
    if fills:
        agenda.fill(session, actor, now, meeting)
    return meeting


def is_fictitious(session: Session, body_id: int) -> bool:
    """Tell whether a body belongs to a council with demonstration people, or such people sit in it."""
    query = sa.select(Council.is_fictitious).where(Council.body_id == body_id)
    people = sa.select(Person.id).join(Mandate, Mandate.person_id == Person.id).join(Mandate.seat)
    people = people.where(Seat.body_id == body_id, Person.is_fictitious).limit(1)
    return bool(session.scalar(query)) or session.scalar(people) is not None


def change(session: Session, actor: Actor, now: datetime, meeting_id: int, plan: Plan) -> bool:
    """Change a draft, or a convened meeting that has not begun; tell whether its members must be told.

    A new day of a convened meeting is a new notice: lateness is counted again, from today.

    Raises:
        MissingError: As `access.find`.
        RefusedError: `state`, `begun`, `hours`, `past`.
    """
    meeting = access.lock(session, actor, meeting_id, MeetingState.DRAFT, MeetingState.CONVENED)
    if meeting.state is MeetingState.CONVENED and meeting.starts_at <= now:
        raise RefusedError("begun")
    _check(plan, now)
    day = clock.day_of(meeting.starts_at)
    changed = [name for name, value in vars(plan).items() if getattr(meeting, name) != value]
    _fill(meeting, plan)
    if changed:
        meeting.changed_at = now
    told = [name for name in changed if name in TOLD]
    if meeting.state is MeetingState.DRAFT or not told:
        # The way in and the help offered stand in the calendar's notes: they change without a new sending.
        return False
    meeting.sequence += 1
    if clock.day_of(meeting.starts_at) != day:
        # Told today, and so convened today: a lateness beside the first convocation's day would not add up.
        meeting.notice_days, meeting.late_days = notice(session, meeting, now)
        meeting.convened_at = now
    search.index_meeting(session, meeting.id)
    journal.append(
        session,
        now,
        "meeting.changed",
        access.subject(meeting),
        {
            "starts_at": clock.stamp(meeting.starts_at),
            "place": meeting.place,
            "what": ",".join(told),
            "sequence": meeting.sequence,
        },
    )
    return True


def cancel(session: Session, actor: Actor, now: datetime, meeting_id: int, reason: str) -> bool:
    """Cancel a meeting that has not been held; tell whether its members must be told. Its items go on to the next one.

    Raises:
        MissingError: As `access.find`.
        RefusedError: `state`.
    """
    meeting = access.lock(session, actor, meeting_id, MeetingState.DRAFT, MeetingState.CONVENED)
    was_public = meeting.state is MeetingState.CONVENED
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = MeetingState.CANCELLED, now, reason
    meeting.changed_at = now
    if was_public:
        meeting.sequence += 1
        search.index_meeting(session, meeting.id)
        journal.append(session, now, "meeting.cancelled", access.subject(meeting), {"reason": reason})
    session.flush()
    closing.hand_on(session, actor, now, meeting)
    return was_public


def notice(session: Session, meeting: Meeting, now: datetime) -> tuple[int | None, int | None]:
    """Return the days of notice that the rule of the day asks for and by how many a sending now is late; 0: in time."""
    today = clock.day_of(now)
    asked = rules.days(rules.in_force(session, meeting.body_id, today), MeetingRuleKey.NOTICE)
    left = (clock.day_of(meeting.starts_at) - today).days
    return asked, None if asked is None else max(0, asked - left)


def next_of(session: Session, body_id: int, now: datetime) -> Meeting | None:
    """Return the next convened meeting of a body that has not begun."""
    query = sa.select(Meeting).where(Meeting.body_id == body_id, is_next(now))
    return session.scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(1)).one_or_none()


def last_of(session: Session, body_id: int) -> Meeting | None:
    """Return the meeting of a body that was planned last, whatever became of it."""
    query = sa.select(Meeting).where(Meeting.body_id == body_id).order_by(Meeting.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def past_of(session: Session, body_id: int, now: datetime, limit: int = LISTED) -> Sequence[Meeting]:
    """Return the last meetings of a body that are over and were not cancelled, latest first."""
    over = sa.or_(Meeting.ends_at <= now, Meeting.state == MeetingState.CLOSED)
    query = sa.select(Meeting).where(
        Meeting.body_id == body_id, IS_PUBLIC, over, Meeting.state != MeetingState.CANCELLED
    )
    return session.scalars(query.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(limit)).all()


def _check(plan: Plan, now: datetime) -> None:
    if plan.ends_at <= plan.starts_at:
        raise RefusedError("hours")
    if plan.starts_at <= now:
        raise RefusedError("past")


def _fill(meeting: Meeting, plan: Plan) -> None:
    for name, value in vars(plan).items():
        setattr(meeting, name, value)
