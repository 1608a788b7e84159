"""What the code of an invitation opens: where its holder stands, their yes or no, what they need, what they contest.

Nothing here tells an unknown code from a replaced one, nor either from one whose day is over.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Departure, DepartureReason, Draw, Entry, Invitation
from participation.draws.services import access
from participation.draws.services.answers import AnswerKind, take_own_word
from participation.draws.services.invitations import contests
from participation.draws.services.invitations.codes import NOBODY, code_sha256, parse
from participation.draws.services.seating import AFTER_RESULT, Holding, holding_of, lock_body
from participation.kernel.clock import day_of
from participation.kernel.errors import MissingError, RefusedError


class Stage(StrEnum):
    """Where the holder of a code stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    SEATED = "seated"
    DECLINED = "declined"
    TOLD = "told"
    """Others recorded that they leave; they can contest it."""
    LEFT = "left"
    """Others recorded that they leave, and it can no longer be contested."""


@dataclass(frozen=True)
class Standing:
    """What a code opens."""

    draw: Draw
    invitation: Invitation
    stage: Stage
    seat: int | None
    """Number of the seat they are called for."""
    may_change: bool
    """Whether the answer can still be another one."""
    departure: Departure | None = None
    has_sign_up: bool = False


@dataclass(frozen=True)
class Needs:
    """What somebody who accepts asks for, and agrees to."""

    childcare: bool
    access: bool
    interpreter: bool
    language: str | None
    email: str | None = None
    phone: str | None = None
    consent_text: str | None = None
    """The sentence on publishing the name, as it was shown and agreed to."""


def standing(session: Session, now: datetime, text: str) -> Standing:
    """Return what a code opens now.

    Raises:
        MissingError: Nothing: it is unknown or replaced, or its day is over without an answer.
    """
    digest = code_sha256(parse(text) or NOBODY)
    invitation = session.scalars(sa.select(Invitation).where(Invitation.code_sha256 == digest)).one_or_none()
    if invitation is None:
        # The same road as for a code whose day is over, so that time does not tell which it was.
        any_other = session.scalars(sa.select(Invitation).order_by(Invitation.id).limit(1)).one_or_none()
        if any_other is not None:
            _held(session, session.get_one(Draw, any_other.draw_id), any_other)
        raise MissingError
    draw = session.get_one(Draw, invitation.draw_id)
    held = _held(session, draw, invitation)
    if held is None:
        return _gone(session, draw, invitation)
    return _called(now, draw, invitation, held)


def opens(session: Session, now: datetime, text: str) -> bool:
    """Tell whether a code opens anything now."""
    try:
        standing(session, now, text)
    except MissingError:
        return False
    return True


def _held(session: Session, draw: Draw, invitation: Invitation) -> Holding | None:
    return holding_of(session, draw, invitation.index) if draw.state in AFTER_RESULT else None


def _gone(session: Session, draw: Draw, invitation: Invitation) -> Standing:
    """Return what became of somebody whose seat went on: their own no, or what others recorded."""
    departure = session.get(Departure, (draw.id, invitation.index))
    if departure is None:
        raise MissingError
    is_own = departure.by_code and departure.reason == DepartureReason.DECLINED
    return Standing(draw, invitation, Stage.DECLINED if is_own else Stage.LEFT, None, may_change=False)


def _called(now: datetime, draw: Draw, invitation: Invitation, held: Holding) -> Standing:
    in_time = day_of(now) <= invitation.answer_by
    if held.is_seated:
        stage, may_change = Stage.SEATED, False
    elif held.is_leaving:
        stage, may_change = Stage.TOLD, True
    elif held.is_accepted:
        stage, may_change = Stage.ACCEPTED, in_time
    elif in_time:
        stage, may_change = Stage.ASKED, True
    else:
        raise MissingError
    return Standing(
        draw,
        invitation,
        stage,
        held.seat.number,
        may_change,
        held.departure if held.is_leaving else None,
        held.sign_up_id is not None,
    )


def answer(session: Session, now: datetime, text: str, kind: AnswerKind) -> None:
    """Take the yes or no of whoever holds a code; the same answer twice is one.

    Raises:
        MissingError: As `standing`.
        RefusedError: `answer_over`: it can no longer be changed; those of `answers.take_own_word`.
    """
    found = _locked(session, now, text)
    if found.stage is Stage.DECLINED and kind is AnswerKind.DECLINED:
        return
    if not found.may_change:
        raise RefusedError("answer_over")
    held = holding_of(session, found.draw, found.invitation.index)
    assert held is not None
    take_own_word(session, now, found.draw, held, kind)


def contest(session: Session, now: datetime, text: str) -> None:
    """Take back what others recorded of whoever holds a code: they are asked again. Twice is once.

    Raises:
        MissingError: As `standing`.
        RefusedError: `nothing_to_contest`.
    """
    found = _locked(session, now, text)
    if found.stage is Stage.ASKED:
        return
    if found.departure is None:
        raise RefusedError("nothing_to_contest")
    contests.take_back(session, now, found.draw, found.departure)


def say_needs(session: Session, now: datetime, text: str, needs: Needs) -> None:
    """Keep what somebody who accepted asks for.

    Raises:
        MissingError: As `standing`.
        RefusedError: `not_accepted`.
    """
    found = _locked(session, now, text)
    if found.stage is not Stage.ACCEPTED:
        raise RefusedError("not_accepted")
    row = found.invitation
    row.needs_childcare, row.needs_access = needs.childcare, needs.access
    row.needs_interpreter = needs.interpreter
    row.interpreter_language = needs.language if needs.interpreter else None
    row.email, row.phone = needs.email, needs.phone
    if needs.consent_text != row.consent_text or not row.publishes_name:
        row.consented_at = now if needs.consent_text else None
    row.publishes_name, row.consent_text = needs.consent_text is not None, needs.consent_text
    session.flush()


def _locked(session: Session, now: datetime, text: str) -> Standing:
    """Return what a code opens, read again under the draw's lock: two at once take turns."""
    draw_id = standing(session, now, text).draw.id
    draw = access.relock(session, draw_id)
    lock_body(session, draw)
    session.expire_all()
    return standing(session, now, text)


def rank_of(session: Session, found: Standing) -> int | None:
    """Return the rank that the chance gave to whoever holds a code."""
    return session.get_one(Entry, (found.draw.id, found.invitation.index)).rank


def last_day(found: Standing) -> date:
    """Return until when the question stands: to answer, or to contest."""
    if found.departure is not None and found.departure.contest_until is not None:
        return day_of(found.departure.contest_until)
    return found.invitation.answer_by
