"""A sign-up that a draw calls, and what leaving the register does to the seat."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import Draw, EntrySecret
from participation.draws.services import answers, members, seating
from participation.draws.services.answers import AnswerKind
from participation.draws.services.seating import Holding
from participation.kernel.errors import RefusedError
from participation.volunteers.models import SignUp
from participation.volunteers.services import Calling


def calling_of(session: Session, sign_up: SignUp) -> Calling | None:
    """Return the seat that the person has, else the one that a draw calls them for."""
    number = members.running_seat(session, sign_up)
    if number is not None:
        return Calling(number, is_seated=True)
    for draw in _draws_of(session, sign_up):
        held = _held(session, draw, sign_up)
        if held is not None:
            return Calling(held.seat.number, is_seated=False)
    return None


def leave(session: Session, now: datetime, sign_up: SignUp) -> None:
    """Decline the seats that draws call the person for.

    Raises:
        RefusedError: `seated`; those of `answers.answer_by_code`.
    """
    if members.running_seat(session, sign_up) is not None:
        raise RefusedError("seated")
    for draw in _draws_of(session, sign_up):
        if _held(session, draw, sign_up) is None:
            continue
        try:
            answers.answer_by_code(session, now, sign_up, draw.id, AnswerKind.DECLINED)
        except RefusedError as refusal:
            # Seated between the reading above and the draw's lock.
            raise RefusedError("seated") if refusal.code == "already_seated" else refusal from None


def _draws_of(session: Session, sign_up: SignUp) -> Sequence[Draw]:
    query = (
        sa.select(Draw)
        .join(EntrySecret, EntrySecret.draw_id == Draw.id)
        .where(EntrySecret.sign_up_id == sign_up.id, Draw.state.in_(seating.AFTER_RESULT))
        .order_by(Draw.id)
    )
    return session.scalars(query).all()


def _held(session: Session, draw: Draw, sign_up: SignUp) -> Holding | None:
    """Return the seat the draw calls a person for and that they have not taken."""
    found = (held for held in seating.holdings(session, draw) if held.sign_up_id == sign_up.id)
    return next((held for held in found if not held.is_seated), None)
