"""Requests as their own page, the team's list and the form read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.bodies.models import Body
from participation.councils import services as councils
from participation.councils.models import Council
from participation.kernel.errors import MissingError
from participation.kernel.permissions import Actor
from participation.meetings.models import (
    Action,
    ActionState,
    AgendaItem,
    AgendaState,
    Decision,
    Document,
    Meeting,
    Minutes,
    MinutesState,
)
from participation.meetings.services import actions, documents, record_index
from participation.meetings.services.access import BEYOND
from participation.meetings.services.actions import ActionView
from participation.meetings.services.decisions import DecisionView
from participation.meetings.services.standing import IS_PUBLIC
from participation.representation.models import CouncilRequest, RequestState, SteeringBody
from participation.representation.services import ledger
from participation.representation.services.requests import SAT
from participation.territory.models import Institution

MOST = 100
"""Requests of a list, and meetings, decisions, papers and actions that a form offers: the last ones."""


def of_team(session: Session, actor: Actor) -> Sequence[CouncilRequest]:
    """Return what the councils of an account prepare or wait for: drafts, then what is due first; closed ones last."""
    mine = [council.id for council in councils.assigned_councils(session, actor)]
    waits = CouncilRequest.state.in_(ledger.WAITING)
    order = sa.case((CouncilRequest.state == RequestState.DRAFT, 0), (waits, 1), else_=2)
    query = (
        sa.select(CouncilRequest)
        .where(CouncilRequest.council_id.in_(mine))
        .options(joinedload(CouncilRequest.council).joinedload(Council.neighbourhood))
        .options(joinedload(CouncilRequest.institution), joinedload(CouncilRequest.body))
        .order_by(order, CouncilRequest.due_on, CouncilRequest.id.desc())
        .limit(MOST)
    )
    return session.scalars(query).all()


def shown(session: Session, year: int, sequence: int) -> CouncilRequest:
    """Return a request of the ledger by its number, with all that its page shows.

    Raises:
        MissingError: No request has this number.
    """
    query = (
        sa.select(CouncilRequest)
        .where(CouncilRequest.year == year, CouncilRequest.sequence == sequence)
        .options(joinedload(CouncilRequest.council).joinedload(Council.neighbourhood))
        .options(joinedload(CouncilRequest.council).joinedload(Council.body))
        .options(joinedload(CouncilRequest.institution), joinedload(CouncilRequest.body))
        .options(joinedload(CouncilRequest.item))
        .options(joinedload(CouncilRequest.meeting), selectinload(CouncilRequest.steps))
    )
    found = session.scalars(query).one_or_none() if max(year, sequence) < BEYOND else None
    if found is None:
        raise MissingError
    return found


@dataclass(frozen=True)
class Beside:
    """What a request comes from and leads to, as far as it is public."""

    has_minutes: bool
    """Whether the minutes of the meeting that adopted it are published."""
    decision: DecisionView | None
    action: ActionView | None
    paper: Document | None
    meets_at: datetime | None
    """When the body talks, or talked, about a question."""
    meets_id: int | None
    is_queued: bool
    """Whether a question waits for the body's next agenda, or stands on one that nobody may read yet."""


def beside(session: Session, request: CouncilRequest) -> Beside:
    """Return what stands around a request on its page, in a constant number of queries."""
    minutes = session.get(Minutes, request.meeting_id)
    decided = record_index.published_decisions(session, Decision.id == request.decision_id)
    follows = sa.select(Action).join(Action.item).where(Action.id == request.action_id)
    found = actions.views(session, follows.where(actions.IS_PUBLIC, AgendaItem.is_confidential.is_(False)))
    paper = sa.select(Document).where(Document.id == request.document_id, documents.IS_PUBLIC)
    planned = sa.select(Meeting).join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
    meeting = session.scalars(planned.where(AgendaItem.id == request.item_id, IS_PUBLIC)).one_or_none()
    return Beside(
        has_minutes=minutes is not None and minutes.state is MinutesState.PUBLISHED,
        decision=decided[0] if decided else None,
        action=found[0] if found else None,
        paper=session.scalars(paper.where(Document.removed_at.is_(None))).one_or_none(),
        meets_at=meeting.starts_at if meeting else None,
        meets_id=meeting.id if meeting else None,
        is_queued=request.item is not None and request.item.state is not AgendaState.REFUSED,
    )


@dataclass(frozen=True)
class Offered:
    """What the form of a request lets the team choose from."""

    bodies: Sequence[tuple[int, str]]
    institutions: Sequence[tuple[int, str]]
    meetings: Sequence[Meeting]
    decisions: Sequence[Decision]
    documents: Sequence[Document]


def offered(session: Session, council: Council, today: date) -> Offered:
    """Return the addressees there are, and the last meetings of a council with their decisions and papers."""
    steering = sa.select(Body.id, Body.name).join(SteeringBody, SteeringBody.body_id == Body.id)
    alive = sa.or_(SteeringBody.dissolved_on.is_(None), SteeringBody.dissolved_on > today)
    asked = sa.select(Institution.id, Institution.name).order_by(Institution.name)
    sat = sa.select(Meeting).where(Meeting.body_id == council.body_id, Meeting.state.in_(SAT))
    meetings = session.scalars(sat.order_by(Meeting.starts_at.desc()).limit(MOST)).all()
    keys = [meeting.id for meeting in meetings]
    decided = (
        sa.select(Decision)
        .join(Decision.item)
        .where(Decision.meeting_id.in_(keys), Decision.withdrawn_at.is_(None), AgendaItem.is_confidential.is_(False))
        .order_by(Decision.year.desc(), Decision.number.desc())
        .limit(MOST)
    )
    papers = sa.select(Document).where(
        Document.meeting_id.in_(keys), documents.IS_PUBLIC, Document.removed_at.is_(None)
    )
    return Offered(
        [(row[0], row[1]) for row in session.execute(steering.where(alive).order_by(Body.name))],
        [(row[0], row[1]) for row in session.execute(asked)],
        meetings,
        session.scalars(decided).all(),
        session.scalars(papers.order_by(Document.id.desc()).limit(MOST)).all(),
    )


def actions_of(session: Session, council: Council) -> Sequence[Action]:
    """Return the actions that an answer may lead to, the last first."""
    query = sa.select(Action).where(Action.body_id == council.body_id, Action.state != ActionState.DROPPED)
    return session.scalars(query.order_by(Action.id.desc()).limit(MOST)).all()
