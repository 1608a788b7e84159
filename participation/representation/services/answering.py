"""Answers: which state may follow which, who may say so, and the step that keeps author, day and text."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.councils import services as councils
from participation.journal import services as journal
from participation.kernel import clock
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.meetings.services.access import BEYOND
from participation.representation.models import AnswerLink, CouncilRequest, RequestState, RequestStep
from participation.representation.services import institutions, ledger, links
from participation.representation.services.links import LinkState
from participation.territory.models import Institution

ANSWERS = (RequestState.ACCEPTED, RequestState.PARTLY, RequestState.REFUSED)
TRANSITIONS: Mapping[RequestState, tuple[RequestState, ...]] = {
    RequestState.DRAFT: (RequestState.SENT,),
    RequestState.SENT: (RequestState.RECEIVED, *ANSWERS, RequestState.WITHDRAWN),
    RequestState.RECEIVED: (*ANSWERS, RequestState.WITHDRAWN),
    RequestState.ACCEPTED: (RequestState.DONE,),
    RequestState.PARTLY: (RequestState.ACCEPTED, RequestState.DONE),
    RequestState.REFUSED: (RequestState.ACCEPTED, RequestState.PARTLY),
    RequestState.DONE: (),
    RequestState.WITHDRAWN: (),
}
"""State → the states that may follow it."""
WITHOUT_TEXT = (RequestState.SENT, RequestState.RECEIVED)
BY_ADDRESSEE = (RequestState.RECEIVED, *ANSWERS, RequestState.DONE)
LONGEST = 4000
LONGEST_AUTHOR = 200


@dataclass(frozen=True)
class Answer:
    """What an addressee says."""

    state: RequestState
    text: str
    function: str = ""
    """In which function somebody writes for the addressee; in public, may be empty."""
    seen: int | None = None
    """The version of the request that the page showed; None where no page did."""


def next_states(request: CouncilRequest) -> tuple[RequestState, ...]:
    """Return what the addressee may say now."""
    return tuple(state for state in TRANSITIONS[request.state] if state in BY_ADDRESSEE)


def addressee_name(request: CouncilRequest) -> str:
    """Return whom a request asks."""
    found = request.institution or request.body
    assert found is not None
    return found.name


def author_of(name: str, function: str) -> str:
    """Return for whom an answer is written, with the function of who writes it.

    Raises:
        RefusedError: `author`: both together are too long.
    """
    author = f"{name} ({function})" if function else name
    if len(author) > LONGEST_AUTHOR:
        raise RefusedError("author")
    return author


def add_step(
    session: Session, now: datetime, request: CouncilRequest, state: RequestState, author: str, text: str, **how: int
) -> RequestStep:
    """Bring a locked request to another state and keep who said so, when and in which words.

    Raises:
        RefusedError: `state` (this state cannot follow), `author`, `text`, `reasons` (a refusal without any), `long`.
    """
    if state not in TRANSITIONS[request.state]:
        raise RefusedError("state", state=request.state)
    if not author.strip():
        raise RefusedError("author")
    if not text.strip() and state not in WITHOUT_TEXT:
        raise RefusedError("reasons" if state is RequestState.REFUSED else "text")
    if len(text) > LONGEST:
        raise RefusedError("long", most=LONGEST)
    step = RequestStep(request_id=request.id, state=state, author=author, text=text, at=now, **how)
    session.add(step)
    request.state = state
    request.version += 1
    if state in ANSWERS and request.answered_at is None:
        request.answered_at = now
    if state not in ledger.WAITING:
        links.revoke_all(session, now, request.id)
    session.flush()
    session.expire(request, ["steps"])
    return step


def by_account(session: Session, actor: Actor, now: datetime, request_id: int, answer: Answer) -> RequestStep:
    """Take the answer of an official or a partner, for the institution they sign in for.

    Raises:
        MissingError: There is no such request, or it asks others.
        RefusedError: As `add_step`; `state` also where the request went on since the version seen; `not_theirs`: the
            council alone says so.
    """
    institution = institution_of(session, actor)
    request = lock(session, for_institution(session, institution.id, request_id).id)
    _require_seen(request, answer)
    author = author_of(institution.name, answer.function)
    return _answer(session, now, request, answer, author, account_id=actor.id)


def by_link(session: Session, now: datetime, secret: str, answer: Answer) -> RequestStep:
    """Take the answer that comes by a link, once.

    Raises:
        MissingError: No link has this secret.
        RefusedError: `link` with its `state`: used, expired, revoked, or answered another way; as `add_step`.
    """
    # The request first, then its link read afresh: of two posts at once one waits here, then finds the link used.
    request = lock(session, links.find(session, now, secret).request.id)
    found = links.find(session, now, secret)
    if found.state is not LinkState.OPEN:
        raise RefusedError("link", state=found.state)
    author = author_of(addressee_name(request), answer.function)
    found.link.used_at = now
    return _answer(session, now, found.request, answer, author, link_id=found.link.id)


def on_paper(session: Session, actor: Actor, now: datetime, request_id: int, answer: Answer, on: date) -> RequestStep:
    """Note an answer that came by letter or was said aloud, under the day on which it came.

    Raises:
        MissingError: There is no such request, or not for this account.
        RefusedError: As `by_account`; `on_to_come`, `on_before` (before the last step).
    """
    request = lock(session, for_team(session, actor, request_id).id)
    _require_seen(request, answer)
    if on > clock.day_of(now):
        raise RefusedError("on_to_come")
    last = max((step.at for step in request.steps), default=request.sent_at or now)
    if on < clock.day_of(last):
        raise RefusedError("on_before", day=clock.day_of(last))
    noon = datetime.combine(on, time(12), tzinfo=clock.PARIS)
    at = min(now, max(noon, last))
    author = author_of(addressee_name(request), answer.function)
    step = _answer(session, now, request, answer, author, at=at, account_id=actor.id)
    if at < now:
        step.noted_at = now
        session.flush()
    return step


def is_by_link(link: AnswerLink, request: CouncilRequest, state: str | None, text: str) -> bool:
    """Tell whether a link brought this very answer."""
    return any(step.link_id == link.id and (step.state, step.text) == (state, text) for step in request.steps)


def for_institution(session: Session, institution_id: int, request_id: int) -> CouncilRequest:
    """Return a request that an institution is asked, by itself or for a body that it answers for.

    Raises:
        MissingError: There is none, or it asks others.
    """
    query = (
        sa.select(CouncilRequest)
        .where(CouncilRequest.id == request_id, ledger.IS_SENT, ledger.is_for([institution_id]))
        .options(joinedload(CouncilRequest.institution), joinedload(CouncilRequest.body))
    )
    found = session.scalars(query).one_or_none() if request_id < BEYOND else None
    if found is None:
        raise MissingError
    return found


def institution_of(session: Session, actor: Actor) -> Institution:
    """Return the institution for which an account signs in.

    Raises:
        MissingError: The account is tied to none.
    """
    found = institutions.of_account(session, actor)
    if found is None:
        raise MissingError
    return found


def for_team(session: Session, actor: Actor, request_id: int) -> CouncilRequest:
    """Return a request of a council that the account works for.

    Raises:
        MissingError: There is none, or it is of another council.
    """
    found = session.get(CouncilRequest, request_id) if request_id < BEYOND else None
    if found is None:
        raise MissingError
    councils.assigned_council(session, actor, found.council_id)
    return found


def _require_seen(request: CouncilRequest, answer: Answer) -> None:
    """Refuse what answers another version than the locked one: its page did not show what was said since."""
    if answer.seen not in (None, request.version):
        raise RefusedError("state", state=request.state)


def text_digest(text: str) -> str:
    """Return what the journal keeps of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def lock(session: Session, request_id: int) -> CouncilRequest:
    """Return a request read afresh and locked until the transaction ends."""
    query = sa.select(CouncilRequest).where(CouncilRequest.id == request_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _answer(
    session: Session,
    now: datetime,
    request: CouncilRequest,
    answer: Answer,
    author: str,
    at: datetime | None = None,
    **how: int,
) -> RequestStep:
    if answer.state not in BY_ADDRESSEE:
        raise RefusedError("not_theirs")
    step = add_step(session, at or now, request, answer.state, author, answer.text, **how)
    payload = {
        "number": ledger.label(request.year or 0, request.sequence or 0),
        "state": answer.state.value,
        "text_sha256": text_digest(answer.text),
    }
    kind = "request.received" if answer.state is RequestState.RECEIVED else "request.answered"
    journal.append(session, now, kind, ledger.subject(request), payload)
    return step
