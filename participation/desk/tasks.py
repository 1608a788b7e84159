"""What needs whom: gathered from the slices, sorted by limit. Top layer: it may know them all."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils.models import Council
from participation.councils.services import assigned_councils
from participation.draws.models import Act, Draw, DrawState
from participation.draws.services import access, awaited, direct, overview
from participation.indicators.services import analysis, filling
from participation.indicators.services.filling import Owed
from participation.kernel.clock import PARIS, day_of
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor, Role, is_allowed
from participation.meetings.models import Meeting, MeetingRuleKey, MeetingState, MinutesState
from participation.meetings.services import access as meeting_access
from participation.meetings.services import own_actions, reading, reading_desk, record_index, rules
from participation.meetings.services.minutes.members import to_correct
from participation.representation.services import institutions, ledger, referrals, reports, standing
from participation.representation.services.standing import Standing
from participation.volunteers.models import SignUpKind
from participation.volunteers.services.doubles import open_pairs

SOON = timedelta(days=3)
"""How long before the last day to close a list the task becomes one of today."""
FILLED_AT = {Owed.COMMITMENT: "indicators.my_commitments", Owed.ASSESSMENT: "indicators.my_assessments"}
"""Where an institution fills what it owes; other things are sent to the team."""
READERS = frozenset({Role.OFFICIAL, Role.PARTNER, Role.MEMBER})
"""Whom councils ask: the team wrote the minutes itself."""


class TaskKind(StrEnum):
    """What is to be done, beside the acts of two people."""

    CHANCE = "chance"
    ANSWERS = "answers"
    ENVELOPE = "envelope"
    DOUBLES = "doubles"
    VOLUNTEERS = "volunteers"
    CONVENE = "convene"
    HOLD = "hold"
    CLOSE = "close"
    MINUTES = "minutes"
    ACTION = "action"
    """One's own, or that of the member one is."""
    READ = "read"
    """Published minutes that ask somebody for something."""
    CORRECT = "correct"
    """Circulated minutes, by whoever was present."""
    ANSWER = "answer"
    """A request of a council to the institution that one signs in for."""
    DORMANT = "dormant"
    """No meeting for four months, and none convened."""
    RENEWAL = "renewal"
    """Terms that end within six months."""
    QUORUM = "quorum"
    """Two meetings in a row without it."""
    OVERDUE = "overdue"
    """Answers that somebody owes to the council."""
    VACANT = "vacant"
    """Seats of the council in steering bodies."""
    REPORT = "report"
    """What a delegate owes their council after a meeting of a steering body."""
    AWAITED = "awaited"
    """The same, late, for the council's team."""
    REFERRAL = "referral"
    """A step of a referral to the prefect."""
    FILL = "fill"
    """What an institution still owes to the dashboard of a year."""
    DASHBOARD = "dashboard"
    """The same of everybody, for whoever keeps the dashboard."""


class Turn(StrEnum):
    """Whose turn it is."""

    MINE = "mine"
    OTHERS = "others"
    """Somebody else must do their part first."""
    LATER = "later"
    """Nobody can or need do it before its day."""


@dataclass(frozen=True)
class Task:
    """One thing that waits."""

    kind: TaskKind | Act
    council: str
    endpoint: str
    args: dict[str, Any] = field(default_factory=dict)
    due: datetime | None = None
    turn: Turn = Turn.MINE
    count: int = 0
    first: str | None = None
    """Name of the person who has done their half."""
    refusal: RefusedError | None = None
    """What stands in the way."""
    is_late: bool = False
    """Whether its limit has passed."""
    what: str = ""
    """The action itself."""


def tasks(session: Session, actor: Actor, now: datetime) -> list[Task]:
    """Return what waits in the councils of an account: what has the nearest limit first."""
    found = [
        *_of_oneself(session, actor, now),
        *_of_draws(session, actor, now),
        *_of_councils(session, actor),
        *_of_meetings(session, actor, now),
        *_of_requests(session, actor, now),
        *_of_standings(session, actor, now),
        *_of_reports(session, actor, now),
        *_of_referrals(session, actor),
        *_of_dashboards(session, actor, now),
    ]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(found, key=lambda task: (task.due or far, task.council))


def _of_oneself(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """Return one's own actions, the corrections one can still propose, and what councils ask in unread minutes."""
    today = day_of(now)
    found = own_actions.own(session, actor)
    places = record_index.places(session, {view.meeting_id for view in found}) if found else {}
    for view in found:
        due, place, args = _end_of(view.due_on), places[view.meeting_id].body, {"action_id": view.id}
        late, what = view.is_late(today), f"{view.label} {view.text}"
        yield Task(TaskKind.ACTION, place, "meetings.follow_action", args, due, is_late=late, what=what)
    for minutes in to_correct(session, actor, now):
        meeting, args = minutes.meeting, {"meeting_id": minutes.meeting_id}
        yield Task(TaskKind.CORRECT, meeting.body.name, "meetings.minutes_corrections", args, minutes.corrections_until)
    if actor.role in READERS:
        unread = reading_desk.unread(session, actor, now, reading_desk.bodies_of(session, actor, today))
        asked = record_index.asked_in(session, [each.meeting_id for each in unread])
        bodies = Counter(each.body for each in unread if each.meeting_id in asked)
        for body, count in bodies.items():
            yield Task(TaskKind.READ, body, "meetings.reading_list", count=count)


def _of_draws(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    if not is_allowed(actor.role, "draws.approve"):
        return
    over = (DrawState.COMPLETED, DrawState.ARCHIVED, DrawState.ABANDONED)
    waiting = sa.or_(Draw.state.not_in(over), awaited.CALLS_SOMEBODY)
    for draw in session.scalars(access.visible(session, actor).where(waiting)):
        council, args = draw.council.neighbourhood.name, {"draw_id": draw.id}
        if overview.can_see_secret(session, actor, draw):
            yield Task(TaskKind.ENVELOPE, council, "draws.envelope", args)
        steps = (
            overview.next_step(session, actor, now, draw),
            overview.abandoning(session, actor, now, draw),
        )
        for step in filter(None, steps):
            due, turn = _limit(draw, now)
            if step.is_mine:
                turn = Turn.OTHERS
            elif step.first is not None:
                turn = Turn.MINE
            yield Task(
                step.act, council, "draws.manage", args, due, turn, first=step.first, refusal=step.refusal
            )
        if draw.state is DrawState.SEALED:
            turn = Turn.MINE if now >= draw.session_at else Turn.LATER
            yield Task(TaskKind.CHANCE, council, "draws.ceremony", args, draw.session_at, turn)
        if draw.state in (DrawState.DRAWN, DrawState.COMPLETED) and is_allowed(actor.role, "draws.answer"):
            yield Task(TaskKind.ANSWERS, council, "draws.answers_page", args)


def _limit(draw: Draw, now: datetime) -> tuple[datetime, Turn]:
    """Return by when the next act is due, and whether it is for today."""
    if draw.state is DrawState.ANNOUNCED:
        last = draw.entropy_for - timedelta(days=draw.claims_days)
        return last, Turn.MINE if now >= last - SOON else Turn.LATER
    if draw.state is DrawState.CLOSED and draw.claims_end_at is not None and draw.claims_end_at > now:
        return draw.claims_end_at, Turn.LATER
    return draw.entropy_for, Turn.MINE


def _of_councils(session: Session, actor: Actor) -> Iterator[Task]:
    reviews, approves = (is_allowed(actor.role, name) for name in ("sign_ups.review", "draws.approve"))
    if not reviews and not approves:
        return
    for council in assigned_councils(session, actor):
        name, args = council.neighbourhood.name, {"council_id": council.id}
        pairs = open_pairs(session, council.id, SignUpKind.RESIDENT) if reviews else []
        mine = [pair for pair in pairs if pair.said_by(actor.id) is None]
        for turn, count in ((Turn.MINE, len(mine)), (Turn.OTHERS, len(pairs) - len(mine))):
            if count:
                yield Task(TaskKind.DOUBLES, name, "volunteers.doubles", args, turn=turn, count=count)
        proposed = direct.pending(session, council) if approves else []
        if proposed:
            turn = Turn.OTHERS if proposed[0].proposed_by_id == actor.id else Turn.MINE
            yield Task(TaskKind.VOLUNTEERS, name, "draws.volunteers", args, turn=turn, count=len(proposed))


def _of_meetings(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    if not is_allowed(actor.role, "meetings.prepare"):
        return
    bodies = [body.id for body in meeting_access.bodies(session, actor)]
    notice = rules.days_of(session, bodies, MeetingRuleKey.NOTICE, day_of(now))
    for row in reading.at_work(session, now, bodies):
        yield from _of_meeting(row.meeting, row.minutes, now, notice.get(row.meeting.body_id, 0))


def _of_requests(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """Return the answers that an official or a partner owes."""
    for row in ledger.owed_by(session, institutions.ids_of(session, actor), now):
        args, what, late = {"request_id": row.id}, f"{row.label} {row.title}", row.is_overdue(day_of(now))
        due = _end_of(row.due_on)
        yield Task(TaskKind.ANSWER, row.council, "representation.official_answer", args, due, is_late=late, what=what)


def _of_standings(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """Return what a council lacks that no other task says: minutes have tasks of their own."""
    if not is_allowed(actor.role, "meetings.prepare"):
        return
    councils = assigned_councils(session, actor)
    known = standing.standings(session, [council.id for council in councils], now)
    work = reading.at_work(session, now, [council.body_id for council in councils])
    planned = {row.meeting.body_id for row in work if row.meeting.starts_at >= now}
    for council in councils:
        yield from _of_standing(council, known[council.id], council.body_id in planned)


def _of_standing(council: Council, found: Standing, is_planned: bool) -> Iterator[Task]:
    name, own, body = council.neighbourhood.name, {"council_id": council.id}, {"body_id": council.body_id}
    # A meeting that is being prepared has a task of its own.
    if found.is_dormant and not is_planned:
        yield Task(TaskKind.DORMANT, name, "meetings.create", body, is_late=True)
    if found.ending:
        yield Task(TaskKind.RENEWAL, name, "councils.work", own, _end_of(found.ends_on), count=found.ending)
    if found.lacks_quorum:
        yield Task(TaskKind.QUORUM, name, "meetings.rates", body)
    if found.overdue:
        yield Task(TaskKind.OVERDUE, name, "representation.staff_requests", {}, is_late=True, count=found.overdue)
    if found.vacant and found.seated:
        yield Task(TaskKind.VACANT, name, "representation.staff_bodies", {}, count=found.vacant)


def _of_reports(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """Return the reports that a member owes; for a team, those of its delegates that are late."""
    if not is_allowed(actor.role, "reports.write"):
        return
    today, is_own = day_of(now), actor.role is Role.MEMBER
    councils = [] if is_own else [council.id for council in assigned_councils(session, actor)]
    for duty in reports.owed(session, actor, now) if is_own else reports.of_councils(session, councils):
        late, args = duty.is_late(today), {"meeting_id": duty.meeting_id, "council_id": duty.council_id}
        if is_own or late:
            kind, place = (TaskKind.REPORT, duty.body) if is_own else (TaskKind.AWAITED, duty.council)
            due = _end_of(duty.due_on)
            yield Task(kind, place, "representation.write_report", args, due, is_late=late, what=duty.body)


def _of_referrals(session: Session, actor: Actor) -> Iterator[Task]:
    """Return the referrals whose next step is the council's own, and those that wait for somebody else."""
    if not is_allowed(actor.role, "referrals.write"):
        return
    councils = [council.id for council in assigned_councils(session, actor)]
    for each in referrals.unfinished(session, councils):
        name, args = each.council.neighbourhood.name, {"council_id": each.council_id, "referral_id": each.id}
        turn = Turn.MINE if referrals.awaited(each) in referrals.BY_COUNCIL else Turn.OTHERS
        yield Task(TaskKind.REFERRAL, name, "representation.staff_referral", args, turn=turn, what=each.title)


def _of_dashboards(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """Return what an institution owes to the years being filled; for who keeps the dashboard, what everybody owes."""
    today, own = day_of(now), institutions.ids_of(session, actor)
    is_keeper = analysis.keeps(session, actor)
    if not own and not is_keeper:
        return
    for found in analysis.being_filled(session, now):
        state, year, args = filling.of_year(session, found.year), str(found.year), {"year": found.year}
        due, late, missing = _end_of(found.due_on), today > found.due_on, len(state.debts)
        if is_keeper and missing:
            endpoint = "indicators.staff_dashboard"
            yield Task(TaskKind.DASHBOARD, year, endpoint, args, due, count=missing, is_late=late)
        for debts in filter(None, map(state.of_institution, own)):
            door = next((at for kind, at in FILLED_AT.items() if kind in {debt.kind for debt in debts}), "")
            at, where = (door, {}) if door else ("indicators.dashboard", args)
            yield Task(TaskKind.FILL, year, at, where, due, count=len(debts), is_late=late)


def _of_meeting(meeting: Meeting, minutes: reading.MinutesMark, now: datetime, notice: int) -> Iterator[Task]:
    place, args, begins = meeting.body.name, {"meeting_id": meeting.id}, meeting.starts_at
    if meeting.state is MeetingState.DRAFT:
        due = begins - timedelta(days=notice)
        turn = Turn.MINE if now >= due - SOON else Turn.LATER
        yield Task(TaskKind.CONVENE, place, "meetings.manage", args, due, turn, is_late=day_of(now) > day_of(due))
    elif meeting.state is MeetingState.CONVENED:
        turn = Turn.MINE if day_of(now) >= day_of(begins) else Turn.LATER
        yield Task(TaskKind.HOLD, place, "meetings.attendance", args, begins, turn)
    elif meeting.state is MeetingState.HELD:
        yield Task(TaskKind.CLOSE, place, "meetings.close", args)
    if meeting.state in (MeetingState.HELD, MeetingState.CLOSED):
        yield _of_minutes(minutes, place, args)


def _of_minutes(minutes: reading.MinutesMark, place: str, args: dict[str, Any]) -> Task:
    """Return the writing of minutes with the day by which they go round; then what follows with the next meeting."""
    if minutes.state not in (None, MinutesState.DRAFT):
        turn = Turn.MINE if minutes.state is MinutesState.APPROVED else Turn.LATER
        return Task(TaskKind.MINUTES, place, "meetings.minutes_edit", args, turn=turn)
    at = _end_of(minutes.due_on)
    return Task(TaskKind.MINUTES, place, "meetings.minutes_edit", args, at, is_late=minutes.is_late)


def _end_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time(23, 59), PARIS) if day else None
