"""The year of a council: what it did, what it was answered and who came, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel import clock
from participation.kernel.errors import MissingError
from participation.meetings.models import (
    Action,
    ActionState,
    AgendaItem,
    Decision,
    Meeting,
    MeetingState,
    Minutes,
    MinutesState,
)
from participation.meetings.services import actions, decisions, record_index
from participation.meetings.services.actions import ActionView
from participation.meetings.services.decisions import DecisionView
from participation.meetings.services.standing import IS_PUBLIC
from participation.representation.models import CouncilRequest, Referral
from participation.representation.services import ledger, referrals, year_attendance
from participation.representation.services.ledger import RequestRow
from participation.representation.services.year_attendance import YearAttendance

FIRST = 2014
"""The law that set up citizen councils is of that year: no council has an earlier one."""


@dataclass(frozen=True)
class MeetingYear:
    """A public meeting of the council."""

    meeting: Meeting
    is_told: bool
    """Its minutes are published."""


@dataclass(frozen=True)
class CouncilYear:
    """What happened in a year, as everybody may know it on a day."""

    year: int
    today: date
    """The day on which it is told."""
    meetings: Sequence[MeetingYear]
    """By day, cancelled ones too."""
    decisions: Sequence[DecisionView]
    """Published, by number, withdrawn ones too; confidential ones are only counted."""
    confidential: int
    actions: Sequence[ActionView]
    """Noted in that year and published, by number."""
    requests: Sequence[RequestRow]
    """Sent in that year, by number."""
    referrals: Sequence[Referral]
    """Sent to the prefect in that year, the first one first."""
    attendance: YearAttendance

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is told of that year."""
        own = (self.meetings, self.decisions, self.confidential, self.actions, self.requests, self.referrals)
        return not any(own) and not any(each.meetings for each in self.attendance.delegates)

    @property
    def held(self) -> int:
        """Meetings that took place and were closed."""
        return sum(each.meeting.state is MeetingState.CLOSED for each in self.meetings)

    @property
    def standing(self) -> Sequence[DecisionView]:
        """Decisions that were not withdrawn."""
        return [each for each in self.decisions if each.withdrawn_at is None]

    @property
    def done(self) -> int:
        """Actions that are done."""
        return sum(each.state is ActionState.DONE for each in self.actions)

    @property
    def late(self) -> Sequence[ActionView]:
        """Actions whose day has passed."""
        return [each for each in self.actions if each.is_late(self.today)]

    @property
    def answered(self) -> Sequence[RequestRow]:
        """Requests that were accepted, accepted in part or refused."""
        return [each for each in self.requests if each.answered_at is not None]

    @property
    def answered_late(self) -> int:
        """Requests whose answer came after its day."""
        return sum(each.days_late > 0 for each in self.requests)

    @property
    def waiting(self) -> int:
        """Requests to which an answer is owed, overdue ones too."""
        return sum(each.state in ledger.WAITING for each in self.requests)

    @property
    def overdue(self) -> int:
        """Requests whose day has passed without an answer."""
        return sum(each.is_overdue(self.today) for each in self.requests)

    @property
    def median_days(self) -> float | None:
        """Median of the days from the sending to the answer [days]; None without any answer."""
        taken = [each.days_taken for each in self.requests if each.days_taken is not None]
        return median(taken) if taken else None


def gather(session: Session, council_id: int, body_id: int, year: int, today: date) -> CouncilYear:
    """Return the year of a council.

    Args:
        body_id: The council's body.

    Raises:
        MissingError: The year is before the law, or has not begun.
    """
    if not FIRST <= year <= today.year:
        raise MissingError
    bodies = year_attendance.bodies_of(session, council_id, year)
    meetings = _meetings(session, [body_id, *(each[0] for each in bodies)], year)
    of_year = sa.and_(Decision.body_id == body_id, Decision.year == year)
    noted = sa.select(Action).where(Action.body_id == body_id, Action.year == year, actions.IS_PUBLIC)
    return CouncilYear(
        year,
        today,
        [each for each in meetings if each.meeting.body_id == body_id],
        record_index.published_decisions(session, of_year),
        _confidential(session, of_year),
        [each for each in actions.views(session, noted.order_by(Action.number)) if not each.is_confidential],
        ledger.of_year(session, council_id, year),
        [each for each in reversed(referrals.sent(session, council_id)) if each.steps[0].done_on.year == year],
        year_attendance.attendance(session, council_id, body_id, bodies, [each.meeting for each in meetings]),
    )


def _meetings(session: Session, body_ids: Sequence[int], year: int) -> Sequence[MeetingYear]:
    # A day more on each side, since years begin at midnight in Caen; then by the day of the residents.
    around = Meeting.starts_at.between(datetime(year - 1, 12, 31, tzinfo=UTC), datetime(year + 1, 1, 1, 23, tzinfo=UTC))
    query = (
        sa.select(Meeting, Minutes.state)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Meeting.body_id.in_(body_ids), IS_PUBLIC, around)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [
        MeetingYear(row[0], row[1] is MinutesState.PUBLISHED)
        for row in session.execute(query)
        if clock.day_of(row[0].starts_at).year == year
    ]


def _confidential(session: Session, which: sa.ColumnElement[bool]) -> int:
    query = (
        sa.select(sa.func.count())
        .select_from(Decision)
        .join(AgendaItem, Decision.item_id == AgendaItem.id)
        .where(which, decisions.IS_PUBLIC, AgendaItem.is_confidential)
    )
    return session.scalar(query) or 0


def last(session: Session, council_id: int, body_id: int, today: date) -> int:
    """Return the last year, this one at most, of which something is told; this one where there is nothing yet."""
    met = sa.select(sa.func.max(Meeting.starts_at)).where(
        Meeting.body_id == body_id, IS_PUBLIC, Meeting.starts_at < _end_of(today.year)
    )
    at = session.scalar(met)
    asked = session.scalar(sa.select(sa.func.max(CouncilRequest.year)).where(CouncilRequest.council_id == council_id))
    found = [clock.day_of(at).year if at else 0, asked or 0]
    return max(found) if FIRST <= max(found) <= today.year else today.year


def first(session: Session, council_id: int, body_id: int, today: date) -> int:
    """Return the first year of which something is told; this one where there is nothing yet."""
    at = session.scalar(sa.select(sa.func.min(Meeting.starts_at)).where(Meeting.body_id == body_id, IS_PUBLIC))
    asked = session.scalar(sa.select(sa.func.min(CouncilRequest.year)).where(CouncilRequest.council_id == council_id))
    found = [clock.day_of(at).year if at else today.year, asked or today.year, today.year]
    return max(FIRST, min(found))


def _end_of(year: int) -> datetime:
    return datetime(year + 1, 1, 1, tzinfo=clock.PARIS).astimezone(UTC)
