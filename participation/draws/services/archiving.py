"""The end of a draw: identities and salts are erased, what was published stays and still verifies (step
13)."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import Mandate
from participation.draws.models import (
    Answer,
    ArchivedTranscript,
    Departure,
    DepartureReason,
    Draw,
    DrawState,
    EntrySecret,
)
from participation.draws.services import access, files, seating, succession
from participation.draws.services.invitations import purging
from participation.draws.services.lists import purging as lists
from participation.kernel import erasing, jobs
from participation.kernel.clock import day_of
from participation.kernel.errors import RefusedError
from participation.volunteers.models import SignUp, SignUpState

ABANDONED_KEPT = timedelta(days=30)
"""How long the people of an abandoned draw can still ask for their receipt."""


def archive(session: Session, now: datetime, draw_id: int) -> None:
    """Erase what opens the list, once the last mandate of a draw has ended.

    Raises:
        RefusedError: `state`; `mandates_run`.
    """
    draw = access.relock(session, draw_id)
    if draw.state not in seating.AFTER_RESULT:
        raise RefusedError("state", state=draw.state)
    terms_over = _are_terms_over(session, now, draw)
    if not terms_over and (draw.state == DrawState.DRAWN or _has_open_ends(session, draw)):
        raise RefusedError("mandates_run")
    if draw.state == DrawState.DRAWN:
        seating.complete(session, now, draw)
    content = files.transcript_bytes(session, draw).decode("utf-8")
    session.add(ArchivedTranscript(draw_id=draw.id, content=content))
    session.flush()
    _erase(session, now, draw)
    draw.archived_at, draw.state = now, DrawState.ARCHIVED
    access.tell(session, now, draw, "draw.archived", {"seal": draw.seal})
    purging.purge(session, now, draw)


def _are_terms_over(session: Session, now: datetime, draw: Draw) -> bool:
    """Tell whether the terms are past of all whom a draw seated: a call still without an answer is over with them."""
    seated = sa.select(Mandate).join(Answer, Answer.mandate_id == Mandate.id).where(Answer.draw_id == draw.id)
    mandates = session.scalars(seated).all()
    return bool(mandates) and all(
        mandate.left_on is not None and mandate.ends_on < day_of(now) for mandate in mandates
    )


def _has_open_ends(session: Session, draw: Draw) -> bool:
    running = (
        sa.select(Answer.index)
        .join(Mandate, Mandate.id == Answer.mandate_id)
        .where(Answer.draw_id == draw.id, Mandate.left_on.is_(None))
    )
    if session.scalar(running.limit(1)) is not None:
        return True
    return any(held.index is not None and not held.is_seated for held in seating.holdings(session, draw))


def _erase(session: Session, now: datetime, draw: Draw) -> None:
    gone = session.execute(sa.delete(EntrySecret).where(EntrySecret.draw_id == draw.id))
    rows = int(gone.rowcount)  # type: ignore[attr-defined]
    if rows:
        lists.certify(session, now, draw, "openings", rows)
        erasing.ask(session, "entry_secret")


def erase_person(session: Session, sign_up_id: int) -> int:
    """Forget who a sign-up's sealed entries are; the leaves stay and still verify. Return how many
    entries."""
    erased = (
        sa.update(EntrySecret)
        .where(EntrySecret.sign_up_id == sign_up_id, EntrySecret.identity.is_not(None))
        .values(identity=None, identity_salt=None)
    )
    return int(session.execute(erased).rowcount)  # type: ignore[attr-defined]


@jobs.due("draws_to_archive")
def archive_ended(session: Session, now: datetime) -> int:
    """Archive the completed draws whose mandates have ended, and forget the people of draws long
    abandoned."""
    done = 0
    query = sa.select(Draw.id).where(Draw.state.in_(seating.AFTER_RESULT)).order_by(Draw.id)
    for draw_id in session.scalars(query).all():
        try:
            archive(session, now, draw_id)
            done += 1
        except RefusedError:
            continue
    old = sa.select(Draw).where(Draw.state == DrawState.ABANDONED, Draw.abandoned_at < now - ABANDONED_KEPT)
    for draw in session.scalars(old).all():
        _erase(session, now, draw)
    return done


@jobs.due("draws_erased_people")
def forget_erased(session: Session, now: datetime) -> int:
    """Follow the erasures of the register into the sealed lists; return how many entries were emptied."""
    query = (
        sa.select(EntrySecret.sign_up_id)
        .join(SignUp, SignUp.id == EntrySecret.sign_up_id)
        .where(SignUp.erased_at.is_not(None), EntrySecret.identity.is_not(None))
        .distinct()
    )
    return sum(erase_person(session, number) for number in session.scalars(query).all() if number is not None)


@jobs.due("draws_withdrawn")
def pass_over_withdrawn(session: Session, now: datetime) -> int:
    """Give on the seats of people who were called after they had withdrawn by themselves; return how many."""
    done = 0
    query = sa.select(Draw.id).where(Draw.state.in_(seating.AFTER_RESULT)).order_by(Draw.id)
    for draw_id in session.scalars(query).all():
        while _pass_over_one(session, now, draw_id):
            done += 1
    return done


def _pass_over_one(session: Session, now: datetime, draw_id: int) -> bool:
    draw = session.get_one(Draw, draw_id)
    for held in seating.holdings(session, draw):
        if held.index is None or held.is_seated or held.sign_up_id is None or held.departure is not None:
            continue
        sign_up = session.get_one(SignUp, held.sign_up_id)
        if sign_up.state == SignUpState.WITHDRAWN:
            draw = access.relock(session, draw_id)
            seating.lock_body(session, draw)
            reason = DepartureReason.DECLINED
            session.add(Departure(draw_id=draw.id, index=held.index, reason=reason, by_code=True, at=now))
            succession.process(session, None, now, draw)
            return True
    return False
