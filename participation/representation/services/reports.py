"""What delegates owe their council: one report on each meeting of a steering body at which one of them sat.

Whoever sat owes it, the substitute where they replaced the holder; where a council has two seats, one report is enough.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from participation.bodies.history import PUBLISHED_NAME
from participation.bodies.models import Body, College, Gender, Mandate, Person, Seat
from participation.councils.models import Council
from participation.councils.services import is_assigned
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor, Role
from participation.meetings.models import Attendance, Meeting, MeetingState, MemberAccount, Presence
from participation.meetings.services import access
from participation.meetings.services.attendance import SAT
from participation.meetings.services.places import SITS
from participation.representation.models import DelegateReport, Designation, ReportSource, SteeringBody
from participation.representation.services import report_topics
from participation.territory.models import Neighbourhood

HAPPENED = (MeetingState.HELD, MeetingState.CLOSED)


@dataclass(frozen=True)
class Delegate:
    """Somebody who sat for a council."""

    mandate_id: int
    person_id: int
    seat: int
    """The seat's number."""
    name: str | None
    """For the team alone."""
    public_name: str | None
    gender: Gender | None
    college: College | None = None
    association: str | None = None

    @property
    def in_public(self) -> "Delegate":
        """The same without a name that may not be published."""
        return replace(self, name=self.public_name)


@dataclass(frozen=True)
class Duty:
    """The report on one meeting to one council, owed or sent."""

    meeting_id: int
    title: str
    """Of the meeting."""
    held_on: date
    body_id: int
    body: str
    council_id: int
    council: str
    """Name of the neighbourhood."""
    code: str
    due_on: date
    """Last day of the time that the body's rule leaves."""
    sent_at: datetime | None
    is_fictitious: bool
    delegates: tuple[Delegate, ...]

    def is_late(self, today: date) -> bool:
        """Tell whether the public page says « awaited »."""
        return self.sent_at is None and today > self.due_on


def _query(*conditions: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Meeting.id,
            Meeting.title,
            Meeting.starts_at,
            Body.id.label("body_id"),
            Body.name.label("body"),
            Council.id.label("council_id"),
            Neighbourhood.name.label("council"),
            Neighbourhood.code,
            sa.func.coalesce(Meeting.report_days, SteeringBody.report_days).label("report_days"),
            DelegateReport.sent_at,
            Meeting.is_fictitious,
            Mandate.id.label("mandate_id"),
            Mandate.person_id,
            Seat.number,
            Person.name,
            PUBLISHED_NAME.label("public_name"),
            Person.gender,
        )
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .join(SteeringBody, SteeringBody.body_id == Meeting.body_id)
        .join(Body, Body.id == Meeting.body_id)
        .join(Mandate, Mandate.id == SAT)
        .join(Seat, Seat.id == Mandate.seat_id)
        .join(Person, Person.id == Mandate.person_id)
        .join(Designation, Designation.mandate_id == Mandate.id)
        .join(Council, Council.id == Designation.council_id)
        .join(Neighbourhood, Neighbourhood.id == Council.neighbourhood_id)
        .outerjoin(
            DelegateReport,
            sa.and_(DelegateReport.meeting_id == Meeting.id, DelegateReport.council_id == Council.id),
        )
        .where(Meeting.state.in_(HAPPENED), Meeting.convened_at.is_not(None), Attendance.presence.in_(SITS))
        .where(*conditions)
        .order_by(Meeting.starts_at, Meeting.id, Neighbourhood.name, Seat.number)
    )


def duties(session: Session, *conditions: sa.ColumnElement[bool]) -> Sequence[Duty]:
    """Return the reports owed or sent under some conditions, the oldest meeting first, in one query."""
    groups: dict[tuple[int, int], list[Any]] = {}
    for row in session.execute(_query(*conditions)):
        groups.setdefault((row.id, row.council_id), []).append(row)
    return [_duty(rows) for rows in groups.values()]


def _duty(rows: Sequence[Any]) -> Duty:
    first = rows[0]
    held_on = clock.day_of(first.starts_at)
    return Duty(
        meeting_id=first.id,
        title=first.title,
        held_on=held_on,
        body_id=first.body_id,
        body=first.body,
        council_id=first.council_id,
        council=first.council,
        code=first.code,
        due_on=held_on + timedelta(days=first.report_days),
        sent_at=first.sent_at,
        is_fictitious=first.is_fictitious,
        delegates=tuple(Delegate(*row[-6:]) for row in rows),
    )


def _sat(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that a report is owed by the person to whom the account belongs."""
    note, mandate, named = aliased(Attendance), aliased(Mandate), aliased(Designation)
    seated = sa.case((note.presence == Presence.REPLACED, note.substitute_id), else_=note.mandate_id)
    return (
        sa.select(note.id)
        .join(mandate, mandate.id == seated)
        .join(named, named.mandate_id == mandate.id)
        .join(MemberAccount, MemberAccount.person_id == mandate.person_id)
        .where(note.meeting_id == Meeting.id, note.presence.in_(SITS), named.council_id == Council.id)
        .where(MemberAccount.account_id == actor.id)
        .exists()
    )


def owed(session: Session, account: Actor, now: datetime) -> Sequence[Duty]:
    """Return the reports that the member of an account owes, what is due first comes first."""
    found = duties(session, DelegateReport.id.is_(None), _sat(account), Meeting.starts_at <= now)
    return sorted(found, key=lambda duty: duty.due_on)


def sent_by(session: Session, account: Actor) -> Sequence[Duty]:
    """Return the reports that were sent on meetings at which the member of an account sat, the last one first."""
    return duties(session, DelegateReport.id.is_not(None), _sat(account))[::-1]


def awaited(session: Session, council_id: int, now: datetime) -> Sequence[Duty]:
    """Return the reports whose day has passed and that one council still waits for, the oldest first."""
    return _late(duties(session, DelegateReport.id.is_(None), Council.id == council_id), now)


def _late(found: Iterable[Duty], now: datetime) -> Sequence[Duty]:
    return [duty for duty in found if duty.is_late(clock.day_of(now))]


def of_councils(session: Session, council_ids: Iterable[int]) -> Sequence[Duty]:
    """Return the reports that some councils still wait for, late or not, what is due first comes first."""
    found = duties(session, DelegateReport.id.is_(None), Council.id.in_(list(council_ids)))
    return sorted(found, key=lambda duty: duty.due_on)


def of_meeting(session: Session, meeting_id: int) -> Sequence[Duty]:
    """Return the reports on a meeting, owed or sent, by council."""
    return duties(session, Meeting.id == meeting_id)


def of_body(session: Session, body_id: int, most: int) -> Sequence[Duty]:
    """Return the reports on the meetings of a body, owed or sent, the last meeting first, a number of them at most."""
    somebody_sat = sa.exists().where(Attendance.meeting_id == Meeting.id, Attendance.presence.in_(SITS))
    # Each meeting at which somebody sat is owed a report at least.
    last = (
        sa.select(Meeting.id)
        .where(Meeting.body_id == body_id, Meeting.state.in_(HAPPENED), Meeting.convened_at.is_not(None), somebody_sat)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(most)
    )
    found = duties(session, Meeting.id.in_(last))
    return sorted(found, key=lambda duty: duty.held_on, reverse=True)[:most]


def sent(session: Session, meeting_id: int) -> dict[int, DelegateReport]:
    """Return the reports sent on a meeting, by council."""
    query = sa.select(DelegateReport).where(DelegateReport.meeting_id == meeting_id)
    return {report.council_id: report for report in session.scalars(query)}


def find(session: Session, actor: Actor, meeting_id: int, council_id: int) -> Duty:
    """Return a report that the actor may write: as the member who sat, or as the council's team.

    Raises:
        MissingError: Nobody of this council sat at that meeting, or it belongs to others.
    """
    if max(meeting_id, council_id) >= access.BEYOND:
        raise MissingError
    is_member = actor.role is Role.MEMBER
    if not is_member and not is_assigned(session, actor, council_id):
        raise MissingError
    rights = [_sat(actor)] if is_member else []
    found = duties(session, Meeting.id == meeting_id, Council.id == council_id, *rights)
    if not found:
        raise MissingError
    return found[0]


def send(
    session: Session, actor: Actor, now: datetime, duty: Duty, text: str, mandate_id: int | None = None
) -> DelegateReport:
    """Send a report: it is public, and comes to the council's next agenda by itself.

    Args:
        duty: As `find` gave it to the same actor.
        mandate_id: Whose words they are, where the team writes them down and several sat.

    Raises:
        RefusedError: `report_sent` when somebody was faster; `no_delegate`.
    """
    meeting = session.scalars(sa.select(Meeting).where(Meeting.id == duty.meeting_id).with_for_update()).one()
    council = session.get_one(Council, duty.council_id)
    if duty.council_id in sent(session, duty.meeting_id):
        raise RefusedError("report_sent")
    is_member = actor.role is Role.MEMBER
    source = ReportSource.TYPED if is_member else ReportSource.DICTATED
    report = DelegateReport(
        meeting_id=meeting.id,
        council_id=council.id,
        mandate_id=_own(session, actor, duty) if is_member else _chosen(duty, mandate_id),
        text=text,
        source=source,
        sent_at=now,
        account_id=actor.id,
    )
    session.add(report)
    session.flush()
    report_topics.bring(session, actor, now, report, duty.body, council)
    digest = hashlib.sha256(text.encode()).hexdigest()
    payload = {"council": duty.council, "source": source.value, "sha256": digest}
    journal.append(session, now, "report.sent", access.subject(meeting), payload)
    return report


def _own(session: Session, actor: Actor, duty: Duty) -> int:
    person_id = session.scalar(sa.select(MemberAccount.person_id).where(MemberAccount.account_id == actor.id))
    return next(each.mandate_id for each in duty.delegates if each.person_id == person_id)


def _chosen(duty: Duty, mandate_id: int | None) -> int:
    known = [each.mandate_id for each in duty.delegates]
    if mandate_id is None and len(known) == 1:
        return known[0]
    if mandate_id not in known:
        raise RefusedError("no_delegate")
    return mandate_id
