"""Answers of those called (protocol step 13): by their own code, or from signed paper by two people.

Who accepts waits for `seating.seat_accepted`. Who leaves by their own word is replaced at once, by
`succession.process`; somebody whom others recorded as leaving is told first, and can contest it.
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Answer, Departure, DepartureReason, Draw, Eligibility
from participation.draws.services import access
from participation.draws.services.invitations import attempts, contests
from participation.draws.services.seating import AFTER_RESULT, Holding, holdings, lock_body
from participation.draws.services.succession import process
from participation.kernel.errors import MissingError, RefusedError
from participation.kernel.permissions import Actor
from participation.volunteers.models import SignUp


class AnswerKind(StrEnum):
    """What is recorded of somebody called."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
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
    if held is None:
        raise MissingError
    take_own_word(session, now, draw, held, kind)


def take_own_word(session: Session, now: datetime, draw: Draw, held: Holding, kind: AnswerKind) -> None:
    """Take what somebody called says for themselves. The draw and its body are locked.

    Raises:
        MissingError: Nobody is called.
        RefusedError: `answer_kind`, `already_seated`.
    """
    if held.index is None:
        raise MissingError
    if kind not in (AnswerKind.ACCEPTED, AnswerKind.DECLINED):
        raise RefusedError("answer_kind")
    if held.is_seated:
        raise RefusedError("already_seated")
    # The person's own word counts more than what others have recorded for them, but on whether they may sit:
    # the team checks that again.
    accepts, is_barred = kind is AnswerKind.ACCEPTED, _is_barred(held)
    if held.is_leaving and held.departure is not None and accepts and not is_barred:
        contests.take_back(session, now, draw, held.departure)
    else:
        _forget(session, held, keeps_departure=accepts and is_barred)
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
            `not_seated`, `already_told` (until); for `no_answer` those of `attempts.check_no_answer`.
    """
    draw = access.lock(session, actor, draw_id, *AFTER_RESULT)
    lock_body(session, draw)
    held = next((each for each in holdings(session, draw) if each.index == index), None)
    if held is None:
        raise MissingError
    _check_kind(held, kind)
    if held.is_leaving and held.departure is not None:
        raise RefusedError("already_told", until=held.departure.contest_until)
    if kind is AnswerKind.NO_ANSWER:
        attempts.check_no_answer(session, now, draw, index)
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
    waiting.contest_until = contests.contest_until(now, draw, waiting)
    process(session, actor, now, draw)
    return True


def _check_kind(held: Holding, kind: AnswerKind) -> None:
    if kind is AnswerKind.LEFT and not held.is_seated:
        raise RefusedError("not_seated")
    if kind in (AnswerKind.ACCEPTED, AnswerKind.DECLINED, AnswerKind.NO_ANSWER) and held.is_seated:
        raise RefusedError("already_seated")
    if kind is AnswerKind.NO_ANSWER and held.is_accepted:
        raise RefusedError("already_answered")


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
    """Take back what one person recorded and nobody confirmed yet, or what the person contests by word of mouth.

    Raises:
        MissingError: There is nothing of the kind.
    """
    draw = access.lock(session, actor, draw_id, *AFTER_RESULT)
    held = next((each for each in holdings(session, draw) if each.index == index), None)
    if held is None:
        raise MissingError
    if held.is_leaving and held.departure is not None:
        contests.take_back(session, now, draw, held.departure)
        return
    if _is_barred(held):
        session.execute(sa.delete(Eligibility).where(Eligibility.draw_id == draw.id, Eligibility.index == index))
    if not _forget(session, held):
        raise MissingError


def _is_barred(held: Holding) -> bool:
    """Tell whether the team recorded that the person may not sit."""
    return held.departure is not None and held.departure.reason == DepartureReason.INELIGIBLE


def _forget(session: Session, held: Holding, *, keeps_departure: bool = False) -> bool:
    """Drop what others recorded and did not come to its end."""
    pending = [] if held.departure is None or keeps_departure else [held.departure]
    if held.answer is not None and not held.is_accepted:
        pending.append(held.answer)  # type: ignore[arg-type]
    for row in pending:
        session.delete(row)
    session.flush()
    return bool(pending)


def _check_state(draw: Draw) -> None:
    if draw.state not in AFTER_RESULT:
        raise RefusedError("state", state=draw.state)
