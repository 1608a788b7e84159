"""The ledger: what councils asked or said, and what was answered, as everybody may read it. A draft is not in it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Body
from participation.councils.models import Council
from participation.kernel import clock
from participation.meetings.services.access import BEYOND
from participation.representation.models import BodyMember, CouncilRequest, MemberRole, RequestKind, RequestState
from participation.territory.models import Institution, Neighbourhood

SIZE = 20
WAITING = (RequestState.SENT, RequestState.RECEIVED)
"""States in which an answer is owed."""
KEY = re.compile(r"(\d{4})-(\d{2,6})")
"""A number as it is said."""
LEADING = (MemberRole.CHAIR, MemberRole.LEAD)
STAGES = ("late", "waiting", "answered", "withdrawn")
IS_SENT = CouncilRequest.sent_at.is_not(None)
IS_OPEN = CouncilRequest.state.in_(WAITING)
LAST_FIRST = (CouncilRequest.year.desc(), CouncilRequest.sequence.desc())


@dataclass(frozen=True)
class RequestRow:
    """One request as lists show it."""

    id: int
    year: int
    sequence: int
    council_id: int
    council: str
    """The neighbourhood of the council."""
    code: str
    """The neighbourhood's code in addresses."""
    kind: RequestKind
    title: str
    addressee: str
    state: RequestState
    sent_at: datetime
    due_on: date
    answered_at: datetime | None
    answer_days: int
    is_fictitious: bool

    @property
    def label(self) -> str:
        """Its number as it is said: « 2026-04 »."""
        return label(self.year, self.sequence)

    @property
    def days_taken(self) -> int | None:
        """Days from the sending to the answer [days]; None while there is none."""
        return days_taken(self.sent_at, self.answered_at)

    @property
    def days_late(self) -> int:
        """Days by which the answer came too late [days]; 0 for one in time, and while there is none."""
        return days_late(self.due_on, self.answered_at)

    def is_overdue(self, today: date) -> bool:
        """Tell whether the day of the answer has passed without one."""
        return self.state in WAITING and self.due_on < today

    def days_left(self, today: date) -> int:
        """Return how many days are left to answer [days]; below zero, how many too late."""
        return (self.due_on - today).days


@dataclass(frozen=True)
class Part:
    """Some rows of the ledger, and the key after which the next ones come."""

    rows: Sequence[RequestRow]
    next: str | None


@dataclass(frozen=True)
class Wanted:
    """What is looked for in the ledger; nothing given, everything."""

    council_id: int | None = None
    stage: str = ""
    """One of `STAGES`; anything else is all."""
    before: tuple[int, int] | None = None
    """Year and number of the last row already seen."""


def label(year: int, sequence: int) -> str:
    """Return a number as it is said: « 2026-04 »."""
    return f"{year}-{sequence:02d}"


def days_taken(sent_at: datetime | None, answered_at: datetime | None) -> int | None:
    """Return the days from the sending to the answer [days]; None while there is none."""
    if sent_at is None or answered_at is None:
        return None
    return (clock.day_of(answered_at) - clock.day_of(sent_at)).days


def days_late(due_on: date | None, answered_at: datetime | None) -> int:
    """Return by how many days an answer came after its day [days]; 0 for one in time, and while there is none."""
    if due_on is None or answered_at is None:
        return 0
    return max(0, (clock.day_of(answered_at) - due_on).days)


def subject(request: CouncilRequest) -> str:
    """Return the request's name in the journal."""
    return f"request:{label(request.year or 0, request.sequence or 0)}"


def listed(session: Session, wanted: Wanted, today: date) -> Part:
    """Return a part of the ledger, the last sent first, in one query."""
    conditions = [*_stage(wanted.stage, today)]
    if wanted.council_id is not None:
        conditions.append(CouncilRequest.council_id == wanted.council_id)
    if wanted.before is not None:
        year, sequence = (min(number, BEYOND - 1) for number in wanted.before)
        same_year = sa.and_(CouncilRequest.year == year, CouncilRequest.sequence < sequence)
        conditions.append(sa.or_(CouncilRequest.year < year, same_year))
    query = _rows(*conditions).order_by(*LAST_FIRST).limit(SIZE + 1)
    found = [_row(row) for row in session.execute(query)]
    return Part(found[:SIZE], found[SIZE - 1].label if len(found) > SIZE else None)


def _stage(stage: str, today: date) -> list[sa.ColumnElement[bool]]:
    if stage == "late":
        return [IS_OPEN, CouncilRequest.due_on < today]
    if stage == "waiting":
        return [IS_OPEN]
    if stage == "answered":
        return [CouncilRequest.answered_at.is_not(None)]
    return [CouncilRequest.state == RequestState.WITHDRAWN] if stage == "withdrawn" else []


def owed_by(session: Session, institution_ids: Collection[int], now: datetime) -> Sequence[RequestRow]:
    """Return what some institutions owe an answer to, the most urgent first, in one query.

    An institution answers for itself, and for bodies as `answers_for_body` says.
    """
    if not institution_ids:
        return []
    query = _rows(IS_OPEN, is_for(institution_ids)).order_by(CouncilRequest.due_on, CouncilRequest.id)
    return [_row(row) for row in session.execute(query)]


def is_for(institution_ids: Collection[int]) -> sa.ColumnElement[bool]:
    """Return the condition on requests that one of these institutions is asked."""
    led = sa.select(BodyMember.body_id).where(BodyMember.institution_id.in_(institution_ids), answers_for_body())
    return sa.or_(CouncilRequest.institution_id.in_(institution_ids), CouncilRequest.body_id.in_(led))


def answers_for_body() -> sa.ColumnElement[bool]:
    """Return the condition on members of a body that they answer for it.

    Those who chair or lead it; where no document says who does, every member but the pool of partners.
    """
    other = sa.orm.aliased(BodyMember)
    is_led = sa.exists().where(other.body_id == BodyMember.body_id, other.role.in_(LEADING))
    return sa.or_(BodyMember.role.in_(LEADING), sa.and_(BodyMember.role == MemberRole.MEMBER, ~is_led))


def of_year(session: Session, council_id: int, year: int) -> Sequence[RequestRow]:
    """Return what a council sent in a year, by number."""
    query = _rows(CouncilRequest.council_id == council_id, CouncilRequest.year == year)
    return [_row(row) for row in session.execute(query.order_by(CouncilRequest.sequence))]


def of_body(session: Session, body_id: int) -> Sequence[RequestRow]:
    """Return what was last asked of a body, the last first, `SIZE` at most, in one query."""
    query = _rows(CouncilRequest.body_id == body_id).order_by(*LAST_FIRST).limit(SIZE)
    return [_row(row) for row in session.execute(query)]


def by_labels(session: Session, labels: Collection[str]) -> Sequence[RequestRow]:
    """Return the requests that some numbers name, in one query; what is no number names none."""
    keys = [(int(found[1]), int(found[2])) for text in labels if text.isascii() and (found := KEY.fullmatch(text))]
    same = [sa.and_(CouncilRequest.year == year, CouncilRequest.sequence == sequence) for year, sequence in keys]
    return [_row(row) for row in session.execute(_rows(sa.or_(*same)))] if same else []


@dataclass(frozen=True)
class Counts:
    """How the whole ledger, or that of a council, stands."""

    sent: int
    waiting: int
    overdue: int
    answered: int
    answered_late: int
    """Of those answered, how many after their day."""


def counts(session: Session, council_id: int | None, today: date) -> Counts:
    """Return the figures of the ledger in two queries."""
    own = [IS_SENT] if council_id is None else [IS_SENT, CouncilRequest.council_id == council_id]
    late = sa.and_(IS_OPEN, CouncilRequest.due_on < today)
    query = sa.select(
        sa.func.count(),
        sa.func.count(sa.case((IS_OPEN, 1))),
        sa.func.count(sa.case((late, 1))),
        sa.func.count(CouncilRequest.answered_at),
    )
    # Days are those of Caen, which databases do not know alike: those answered on their last day or later are read.
    is_near = sa.func.date(CouncilRequest.answered_at) >= CouncilRequest.due_on
    near = session.execute(sa.select(CouncilRequest.due_on, CouncilRequest.answered_at).where(*own, is_near))
    answered_late = sum(days_late(due_on, answered_at) > 0 for due_on, answered_at in near)
    return Counts(*session.execute(query.where(*own)).one(), answered_late)


def _rows(*conditions: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            CouncilRequest.id,
            CouncilRequest.year,
            CouncilRequest.sequence,
            CouncilRequest.council_id,
            Neighbourhood.name,
            Neighbourhood.code,
            CouncilRequest.kind,
            CouncilRequest.title,
            sa.func.coalesce(Institution.name, Body.name),
            CouncilRequest.state,
            CouncilRequest.sent_at,
            CouncilRequest.due_on,
            CouncilRequest.answered_at,
            CouncilRequest.answer_days,
            CouncilRequest.is_fictitious,
        )
        .join(Council, CouncilRequest.council_id == Council.id)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .outerjoin(Institution, CouncilRequest.institution_id == Institution.id)
        .outerjoin(Body, CouncilRequest.body_id == Body.id)
        .where(IS_SENT, *conditions)
    )


def _row(row: sa.Row[*tuple[Any, ...]]) -> RequestRow:
    return RequestRow(*row)
