"""A council's request: written as a draft, sent under its number, withdrawn, and what follows from its answer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils import services as councils
from participation.councils.models import Council
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.models import (
    Action,
    AgendaItem,
    Decision,
    Document,
    Meeting,
    MeetingState,
    Proposer,
)
from participation.meetings.services import backlog, documents
from participation.meetings.services.access import BEYOND
from participation.representation.models import Adoption, CouncilRequest, RequestKind, RequestState, SteeringBody
from participation.representation.services import answer_rules, answering, ledger
from participation.territory.models import Institution

SAT = (MeetingState.HELD, MeetingState.CLOSED)
LONGEST = 4000
LONGEST_TITLE = 120
"""So that a question with its council's name still fits the title of an agenda's topic."""


@dataclass(frozen=True)
class NewRequest:
    """What the team writes down for a council."""

    kind: RequestKind
    title: str
    text: str
    meeting_id: int
    adoption: Adoption
    body_id: int | None = None
    institution_id: int | None = None
    decision_id: int | None = None
    minority: str = ""
    about: str = ""
    document_id: int | None = None
    review_on: date | None = None


def create(session: Session, actor: Actor, now: datetime, council_id: int, new: NewRequest) -> CouncilRequest:
    """Write a draft; the same words of the same meeting to the same addressee are one.

    Raises:
        MissingError: There is no such council, or not for this account.
        RefusedError: As `_check`.
    """
    council = councils.assigned_council(session, actor, council_id)
    _check(session, now, council, new)
    # Of two posts at once the second waits here, then finds the draft of the first.
    session.execute(sa.select(Council.id).where(Council.id == council.id).with_for_update())
    same = sa.select(CouncilRequest).where(
        CouncilRequest.council_id == council.id,
        CouncilRequest.state == RequestState.DRAFT,
        *(getattr(CouncilRequest, name) == getattr(new, name) for name in SAME),
    )
    if (found := session.scalars(same.limit(1)).one_or_none()) is not None:
        return found
    request = CouncilRequest(
        council_id=council.id,
        answer_days=answer_rules.USUAL_DAYS,
        rule_source="",
        created_by_id=actor.id,
        created_at=now,
        is_fictitious=council.is_fictitious,
    )
    _write(request, new)
    session.add(request)
    session.flush()
    return request


def edit(session: Session, actor: Actor, now: datetime, request_id: int, seen: int, new: NewRequest) -> CouncilRequest:
    """Write a draft anew.

    Raises:
        MissingError: As `answering.for_team`.
        RefusedError: `state` (it is sent), `changed` (somebody saved after the page was shown), and those of `create`.
    """
    request = _locked(session, actor, request_id, RequestState.DRAFT)
    if request.version != seen:
        raise RefusedError("changed")
    _check(session, now, request.council, new)
    _write(request, new)
    request.version += 1
    session.flush()
    return request


def discard(session: Session, actor: Actor, request_id: int) -> int:
    """Throw a draft away; return its council.

    Raises:
        MissingError: As `answering.for_team`.
        RefusedError: `state`: it is sent.
    """
    request = _locked(session, actor, request_id, RequestState.DRAFT)
    council_id = request.council_id
    session.delete(request)
    session.flush()
    return council_id


def send(session: Session, actor: Actor, now: datetime, request_id: int) -> CouncilRequest:
    """Give a draft its number and its day, and make it public. A question to a body waits for its next agenda too.

    Raises:
        MissingError: As `answering.for_team`.
        RefusedError: `state` (it is sent), `dissolved`, `meeting` or `decision` (no longer there), `backlog_full`.
    """
    request = _locked(session, actor, request_id, RequestState.DRAFT)
    if request.body_id is not None:
        # Whoever dissolves the body holds its row: it is read afresh, and stays as it is until this is sent.
        asked = sa.select(SteeringBody).where(SteeringBody.body_id == request.body_id).with_for_update()
        session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    _check(session, now, request.council, _as_new(request))
    # Numbers are one series for all councils: whoever gives one out holds the first council's row.
    session.execute(sa.select(Council.id).order_by(Council.id).limit(1).with_for_update())
    today = clock.day_of(now)
    last = sa.select(sa.func.max(CouncilRequest.sequence)).where(CouncilRequest.year == today.year)
    rule = answer_rules.in_force(session, request.council_id, today)
    request.year, request.sequence = today.year, (session.scalar(last) or 0) + 1
    request.answer_days = rule.days if rule else answer_rules.USUAL_DAYS
    request.rule_source = rule.source if rule else ""
    request.sent_at, request.due_on = now, today + timedelta(days=request.answer_days)
    body = request.council.body.name
    answering.add_step(session, now, request, RequestState.SENT, body, "", account_id=actor.id)
    if request.kind is RequestKind.QUESTION and request.body_id is not None:
        request.item_id = _ask_body(session, actor, now, request).id
    payload = {
        "number": ledger.label(request.year, request.sequence),
        "kind": request.kind.value,
        "to": answering.addressee_name(request),
        "answer_by": request.due_on.isoformat(),
        "text_sha256": answering.text_digest(request.text),
    }
    journal.append(session, now, "request.sent", ledger.subject(request), payload)
    session.flush()
    return request


def _ask_body(session: Session, actor: Actor, now: datetime, request: CouncilRequest) -> AgendaItem:
    label = ledger.label(request.year or 0, request.sequence or 0)
    title = f"{label} · {request.title} ({request.council.body.name})"[:200]
    proposal = backlog.Proposal(title, request.text)
    return backlog.propose(session, now, request.body_id or 0, proposal, actor, Proposer.TEAM)


def withdraw(session: Session, actor: Actor, now: datetime, request_id: int, reason: str) -> CouncilRequest:
    """Take back what waits for an answer; the number stays, struck, with the council's reason.

    A question that waits for a body's agenda waits no more; one that stands on an agenda already stays there.

    Raises:
        MissingError: As `answering.for_team`.
        RefusedError: `state` (it is answered, or a draft), `text` (no reason), `long`.
    """
    request = _locked(session, actor, request_id)
    body = request.council.body.name
    answering.add_step(session, now, request, RequestState.WITHDRAWN, body, reason, account_id=actor.id)
    if request.item_id is not None:
        backlog.take_back(session, now, request.item_id, reason)
    payload = {
        "number": ledger.label(request.year or 0, request.sequence or 0),
        "text_sha256": answering.text_digest(reason),
    }
    journal.append(session, now, "request.withdrawn", ledger.subject(request), payload)
    return request


def follow(
    session: Session, actor: Actor, request_id: int, action_id: int | None, review_on: date | None
) -> CouncilRequest:
    """Link the action that follows from an answer, and say when the council looks at it again.

    Raises:
        MissingError: As `answering.for_team`.
        RefusedError: `draft`; `action`: it is not of this council.
    """
    request = _locked(session, actor, request_id)
    if request.state is RequestState.DRAFT:
        raise RefusedError("draft")
    if action_id is not None:
        action = session.get(Action, action_id) if 0 < action_id < BEYOND else None
        if action is None or action.body_id != request.council.body_id:
            raise RefusedError("action")
    request.action_id, request.review_on = action_id, review_on
    session.flush()
    return request


def _locked(session: Session, actor: Actor, request_id: int, *states: RequestState) -> CouncilRequest:
    request = answering.lock(session, answering.for_team(session, actor, request_id).id)
    if states and request.state not in states:
        raise RefusedError("state", state=request.state)
    return request


def _check(session: Session, now: datetime, council: Council, new: NewRequest) -> None:
    """Refuse a title, text, addressee, meeting, decision or document that cannot stand."""
    if not new.title or len(new.title) > LONGEST_TITLE:
        raise RefusedError("title")
    if not new.text:
        raise RefusedError("text")
    if len(new.text) > LONGEST or len(new.minority) > LONGEST:
        raise RefusedError("long", most=LONGEST)
    _check_addressee(session, clock.day_of(now), new)
    meeting = session.get(Meeting, new.meeting_id) if 0 < new.meeting_id < BEYOND else None
    if meeting is None or meeting.body_id != council.body_id or meeting.state not in SAT:
        raise RefusedError("meeting")
    if new.decision_id is not None:
        decision = session.get(Decision, new.decision_id)
        is_sound = decision is not None and decision.withdrawn_at is None and not decision.item.is_confidential
        if decision is None or decision.meeting_id != meeting.id or not is_sound:
            raise RefusedError("decision")
    if new.document_id is not None:
        known = sa.select(Document.id).join(Meeting, Document.meeting_id == Meeting.id)
        known = known.where(Document.id == new.document_id, Meeting.body_id == council.body_id, documents.IS_PUBLIC)
        if session.scalar(known) is None:
            raise RefusedError("document")


def _check_addressee(session: Session, today: date, new: NewRequest) -> None:
    if (new.body_id is None) == (new.institution_id is None):
        raise RefusedError("addressee")
    if new.institution_id is not None:
        if not 0 < new.institution_id < BEYOND or session.get(Institution, new.institution_id) is None:
            raise RefusedError("addressee")
        return
    body = session.get(SteeringBody, new.body_id) if 0 < (new.body_id or 0) < BEYOND else None
    if body is None:
        raise RefusedError("addressee")
    if body.dissolved_on is not None and body.dissolved_on <= today:
        raise RefusedError("dissolved", day=body.dissolved_on)


FIELDS = tuple(NewRequest.__dataclass_fields__)
SAME = ("kind", "title", "text", "meeting_id", "body_id", "institution_id")
"""What makes two drafts one."""


def _write(request: CouncilRequest, new: NewRequest) -> None:
    for name in FIELDS:
        setattr(request, name, getattr(new, name))


def _as_new(request: CouncilRequest) -> NewRequest:
    return NewRequest(**{name: getattr(request, name) for name in FIELDS})
