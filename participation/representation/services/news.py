"""What came since an instant for the institution and the bodies of somebody: one query each kind, the latest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Body
from participation.councils.models import Council
from participation.kernel import clock
from participation.kernel.permissions import Actor
from participation.meetings.models import Meeting, MeetingState, Minutes, MinutesState
from participation.meetings.services.reading_desk import bodies_of
from participation.representation.models import (
    BodyMember,
    CouncilRequest,
    DelegateReport,
    InstitutionAccount,
    RequestState,
    RequestStep,
    SteeringBody,
)
from participation.representation.services import institutions, ledger
from participation.territory.models import Neighbourhood

MOST = 30
"""Of each kind: whoever was away for long finds the rest in the public lists."""
AnyRows = sa.Select[*tuple[Any, ...]]
ANSWERS = (RequestState.ACCEPTED, RequestState.PARTLY, RequestState.REFUSED, RequestState.DONE)


class NewsKind(StrEnum):
    """What came."""

    REQUEST = "request"
    """A council asks the institution, or a body that it leads."""
    ANSWER = "answer"
    """Somebody answered a council that the account follows."""
    MEETING = "meeting"
    CANCELLED = "cancelled"
    REPORT = "report"
    """A delegate told their council of a meeting of the body."""
    MINUTES = "minutes"


KINDS = {MeetingState.CONVENED: NewsKind.MEETING, MeetingState.CANCELLED: NewsKind.CANCELLED}


@dataclass(frozen=True)
class News:
    """One thing that came."""

    kind: NewsKind
    at: datetime
    key: int
    """Of the request, or of the meeting."""
    title: str
    place: str
    """The council or the body that it comes from."""
    is_fictitious: bool
    year: int = 0
    sequence: int = 0
    """With the year, the number of a request."""


@dataclass(frozen=True)
class Scope:
    """What concerns an account."""

    institution_ids: Sequence[int]
    steering_ids: Sequence[int]
    """Bodies in which its institution sits, as long as they are not dissolved."""
    council_body_ids: Sequence[int]
    """Bodies that it works for or sits in itself."""

    @property
    def body_ids(self) -> Collection[int]:
        """Every body that concerns the account."""
        return {*self.steering_ids, *self.council_body_ids}

    @property
    def read_ids(self) -> Sequence[int]:
        """Bodies whose minutes wait for the account; none means every one, as on the page of minutes."""
        return sorted(self.body_ids) if self.council_body_ids else ()


def scope(session: Session, actor: Actor, now: datetime) -> Scope:
    """Return what concerns an account, in three queries."""
    today = clock.day_of(now)
    own = institutions.ids_of(session, actor)
    sits = (
        sa.select(BodyMember.body_id)
        .join(SteeringBody, SteeringBody.body_id == BodyMember.body_id)
        .where(BodyMember.institution_id.in_(own))
        .where(sa.or_(SteeringBody.dissolved_on.is_(None), SteeringBody.dissolved_on > today))
    )
    steering = session.scalars(sits.distinct().order_by(BodyMember.body_id)).all() if own else []
    return Scope(own, steering, bodies_of(session, actor, today))


def since(session: Session, found: Scope, start: datetime, now: datetime) -> list[News]:
    """Return what came after an instant and until now, the latest first; minutes as well."""
    if not found.institution_ids and not found.body_ids:
        return _minutes(session, found, start, now)
    news = [
        *_requests(session, found, start, now),
        *_answers(session, found, start, now),
        *_meetings(session, found, start, now),
        *_reports(session, found, start, now),
        *_minutes(session, found, start, now),
    ]
    return sorted(news, key=lambda each: each.at, reverse=True)


def _requests(session: Session, found: Scope, start: datetime, now: datetime) -> list[News]:
    if not found.institution_ids:
        return []
    query: AnyRows = (
        sa.select(
            CouncilRequest.sent_at,
            CouncilRequest.id,
            CouncilRequest.title,
            Neighbourhood.name,
            CouncilRequest.is_fictitious,
            CouncilRequest.year,
            CouncilRequest.sequence,
        )
        .join(Council, CouncilRequest.council_id == Council.id)
        .join(Neighbourhood, Council.neighbourhood_id == Neighbourhood.id)
        .where(ledger.IS_SENT, ledger.is_for(found.institution_ids))
        .where(CouncilRequest.sent_at > start, CouncilRequest.sent_at <= now)
        .order_by(CouncilRequest.sent_at.desc(), CouncilRequest.id.desc())
    )
    return [News(NewsKind.REQUEST, *row) for row in session.execute(query.limit(MOST))]


def _answers(session: Session, found: Scope, start: datetime, now: datetime) -> list[News]:
    if not found.council_body_ids:
        return []
    # An answer that came on paper is of the letter's day, and news from the hour at which it was noted.
    came_at = sa.func.coalesce(RequestStep.noted_at, RequestStep.at)
    query: AnyRows = (
        sa.select(
            came_at,
            CouncilRequest.id,
            CouncilRequest.title,
            RequestStep.author,
            CouncilRequest.is_fictitious,
            CouncilRequest.year,
            CouncilRequest.sequence,
        )
        .join(CouncilRequest, RequestStep.request_id == CouncilRequest.id)
        .join(Council, CouncilRequest.council_id == Council.id)
        .where(Council.body_id.in_(found.council_body_ids), RequestStep.state.in_(ANSWERS))
        .where(came_at > start, came_at <= now)
        .order_by(came_at.desc(), RequestStep.id.desc())
    )
    if found.institution_ids:
        query = query.where(~_is_said_by(found.institution_ids))
    return [News(NewsKind.ANSWER, *row) for row in session.execute(query.limit(MOST))]


def _is_said_by(institution_ids: Sequence[int]) -> sa.ColumnElement[bool]:
    """Return the condition on steps that one of these institutions answers: it knows what it said."""
    own = sa.select(InstitutionAccount.account_id).where(InstitutionAccount.institution_id.in_(institution_ids))
    asked = sa.func.coalesce(CouncilRequest.institution_id, 0).in_(institution_ids)
    return sa.or_(asked, sa.func.coalesce(RequestStep.account_id, 0).in_(own))


def _meetings(session: Session, found: Scope, start: datetime, now: datetime) -> list[News]:
    """Return meetings to come that were convened or changed since, and those cancelled since."""
    # A meeting that was held is news by its report and its minutes alone.
    is_told = Meeting.state.in_(KINDS)
    query: AnyRows = (
        sa.select(Meeting.changed_at, Meeting.id, Meeting.title, Body.name, Meeting.is_fictitious, Meeting.state,
                  Meeting.convened_at)
        .join(Body, Meeting.body_id == Body.id)
        .where(Meeting.body_id.in_(found.body_ids), is_told, Meeting.starts_at > now)
        .where(Meeting.convened_at.is_not(None))
        .where(sa.func.coalesce(Meeting.cancelled_at, Meeting.convened_at) <= now)
        .where(sa.or_(Meeting.changed_at > start, Meeting.convened_at > start, Meeting.cancelled_at > start))
        .order_by(Meeting.starts_at, Meeting.id)
    )  # fmt: skip
    return [
        News(KINDS[row.state], max(row.changed_at, row.convened_at), *row[1:5])
        for row in session.execute(query.limit(MOST))
    ]


def _reports(session: Session, found: Scope, start: datetime, now: datetime) -> list[News]:
    query = (
        sa.select(DelegateReport.sent_at, Meeting.id, Meeting.title, Body.name, Meeting.is_fictitious)
        .join(Meeting, DelegateReport.meeting_id == Meeting.id)
        .join(Body, Meeting.body_id == Body.id)
        .join(Council, DelegateReport.council_id == Council.id)
        .where(sa.or_(Meeting.body_id.in_(found.steering_ids), Council.body_id.in_(found.council_body_ids)))
        .where(DelegateReport.sent_at > start, DelegateReport.sent_at <= now)
        .order_by(DelegateReport.sent_at.desc(), DelegateReport.id.desc())
    )
    return [News(NewsKind.REPORT, *row) for row in session.execute(query.limit(MOST))]


def _minutes(session: Session, found: Scope, start: datetime, now: datetime) -> list[News]:
    at = sa.func.coalesce(Minutes.rectified_at, Minutes.published_at)
    query: AnyRows = (
        sa.select(at.label("at"), Meeting.id, Meeting.title, Body.name, Meeting.is_fictitious)
        .join(Meeting, Minutes.meeting_id == Meeting.id)
        .join(Body, Meeting.body_id == Body.id)
        .where(Minutes.state == MinutesState.PUBLISHED, at > start, at <= now)
        .order_by(at.desc(), Meeting.id.desc())
    )
    if found.read_ids:
        query = query.where(Meeting.body_id.in_(found.read_ids))
    return [News(NewsKind.MINUTES, *row) for row in session.execute(query.limit(MOST))]
