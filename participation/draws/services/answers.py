"""Answers of those called (protocol step 13): by their own code, or from signed paper by two people.

Who accepts waits for `seating.seat_accepted`; who leaves is replaced at once, by `succession.process`.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from participation.draws.models import Answer, Departure, DepartureReason, Draw
from participation.draws.services import access
from participation.draws.services.seating import AFTER_RESULT, Holding, holdings, lock_body
from participation.draws.services.succession import process
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.volunteers.models import SignUp


class AnswerKind(StrEnum):
    """What is recorded of somebody called. `no_answer` waits for letters and their dated attempts."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    INELIGIBLE = "ineligible"
    LEFT = "left"


def answer_by_code(session: Session, now: datetime, sign_up: SignUp, draw_id: int, kind: AnswerKind) -> None:
    """Take the answer of somebody called, who showed their own code and birth year.

    Raises:
        MissingError: The draw does not call this person now.
        RefusedError: `state`, `answer_kind` (only yes and no are theirs to say here), `already_seated`.
    """
    draw = access.relock(session, draw_id)
    lock_body(session, draw)
    _check_state(draw)
    held = next((each for each in holdings(session, draw) if each.sign_up_id == sign_up.id), None)
    if held is None or held.index is None:
        raise MissingError
    if kind not in (AnswerKind.ACCEPTED, AnswerKind.DECLINED):
        raise RefusedError("answer_kind")
    if held.is_seated:
        raise RefusedError("already_seated")
    # The person's own word counts more than what one person has recorded for them.
    _forget(session, held)
    if kind is AnswerKind.ACCEPTED:
        if held.answer is None or not held.is_accepted:
            session.add(Answer(draw_id=draw.id, index=held.index, by_code=True, at=now))
            session.flush()
        return
    session.add(
        Departure(draw_id=draw.id, index=held.index, reason=DepartureReason.DECLINED, by_code=True, at=now)
    )
    process(session, None, now, draw)


def answer_on_paper(
    session: Session, actor: Actor, now: datetime, draw_id: int, index: int, kind: AnswerKind
) -> bool:
    """Record what a signed paper says of somebody called; the second person's same record makes it count.

    Raises:
        MissingError: The draw does not call this entry now.
        RefusedError: `state`, `same_person`, `answers_differ`, `already_answered`, `already_seated`,
            `not_seated`.
    """
    draw = access.lock(session, actor, draw_id, *AFTER_RESULT)
    lock_body(session, draw)
    held = next((each for each in holdings(session, draw) if each.index == index), None)
    if held is None:
        raise MissingError
    _check_kind(held, kind)
    if kind is AnswerKind.ACCEPTED:
        return _accept_on_paper(session, actor, now, draw, held)
    waiting, reason = held.departure, DepartureReason(kind.value)
    if held.answer is not None and not held.is_accepted:
        raise RefusedError("answers_differ")
    if waiting is None:
        session.add(
            Departure(
                draw_id=draw.id, index=index, reason=reason, by_code=False, recorded_by_id=actor.id, at=now
            )
        )
        session.flush()
        return False
    if waiting.reason != reason:
        raise RefusedError("answers_differ")
    if waiting.recorded_by_id == actor.id:
        raise RefusedError("same_person")
    waiting.confirmed_by_id, waiting.at = actor.id, now
    process(session, actor, now, draw)
    return True


def _check_kind(held: Holding, kind: AnswerKind) -> None:
    if kind is AnswerKind.LEFT and not held.is_seated:
        raise RefusedError("not_seated")
    if kind in (AnswerKind.ACCEPTED, AnswerKind.DECLINED) and held.is_seated:
        raise RefusedError("already_seated")


def _accept_on_paper(session: Session, actor: Actor, now: datetime, draw: Draw, held: Holding) -> bool:
    if held.departure is not None:
        raise RefusedError("answers_differ")
    if held.is_accepted:
        raise RefusedError("already_answered")
    if held.answer is None:
        session.add(Answer(draw_id=draw.id, index=held.index, by_code=False, recorded_by_id=actor.id, at=now))
        session.flush()
        return False
    if held.answer.recorded_by_id == actor.id:
        raise RefusedError("same_person")
    held.answer.confirmed_by_id, held.answer.at = actor.id, now
    session.flush()
    return True


def cancel_record(session: Session, actor: Actor, now: datetime, draw_id: int, index: int) -> None:
    """Take back what one person recorded and nobody confirmed yet.

    Raises:
        MissingError: There is nothing of the kind.
    """
    draw = access.lock(session, actor, draw_id, *AFTER_RESULT)
    held = next((each for each in holdings(session, draw) if each.index == index), None)
    if held is None or not _forget(session, held):
        raise MissingError


def _forget(session: Session, held: Holding) -> bool:
    """Drop what one person recorded and nobody confirmed."""
    pending = [] if held.departure is None else [held.departure]
    if held.answer is not None and not held.is_accepted:
        pending.append(held.answer)  # type: ignore[arg-type]
    for row in pending:
        session.delete(row)
    session.flush()
    return bool(pending)


def _check_state(draw: Draw) -> None:
    if draw.state not in AFTER_RESULT:
        raise RefusedError("state", state=draw.state)
