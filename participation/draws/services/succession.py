"""Who takes the seat of somebody who leaves: a rule, told in the journal at once (protocol step 10)."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies import services as bodies
from participation.bodies.models import EndReason, Mandate
from participation.draws.models import Answer, Departure, DepartureReason, Draw, Entry, Substitution
from participation.draws.services import access, sealed_list
from participation.draws.services.seating import complete_if_done, substitutions_of
from participation.kernel.clock import day_of, stamp
from participation.kernel.permissions import Actor
from participation.sortition import draw as drawing

ENDS = {DepartureReason.LEFT: EndReason.RESIGNED, DepartureReason.INELIGIBLE: EndReason.REPLACED}


def process(session: Session, actor: Actor | None, now: datetime, draw: Draw) -> None:
    """Give the seats of all who left to whoever the rule names, the best rank first (step 10)."""
    session.flush()
    waiting = _waiting(session, now, draw)
    for departure in waiting:
        _end_mandate(session, actor, now, departure)
    pool = sealed_list.load(session, draw)
    outcome = sealed_list.outcome_of(session, draw, pool, sealed_list.contributions_of(session, draw))
    parameters = sealed_list.parameters_of(draw)
    for departure in waiting:
        done = substitutions_of(session, draw)
        called = {*outcome.selected, *(each.replaced_by for each in done if each.replaced_by is not None)}
        seated = called - {each.left_index for each in done}
        heir = drawing.replacement(outcome, parameters, pool, seated, called, departure.index)
        at = max([now.replace(microsecond=0), draw.entropy_for, *(each.at for each in done)])
        row = Substitution(
            draw_id=draw.id,
            sequence=len(done) + 1,
            left_index=departure.index,
            reason=departure.reason,
            at=at,
            replaced_by=heir,
        )
        session.add(row)
        access.tell(session, now, draw, "draw.substituted", substitution_facts(row))
    complete_if_done(session, now, draw)


def substitution_facts(row: Substitution) -> dict[str, object]:
    """Return a substitution as the journal tells it and the transcript lists it."""
    return {
        "sequence": row.sequence,
        "left": row.left_index,
        "reason": row.reason.value,
        "at": stamp(row.at),
        "replaced_by": row.replaced_by,
    }


def _waiting(session: Session, now: datetime, draw: Draw) -> Sequence[Departure]:
    """Return the departures that count, can be contested no more and whose seat was not given on, the best rank
    first."""
    given = sa.select(Substitution.left_index).where(Substitution.draw_id == draw.id)
    query = (
        sa.select(Departure)
        .join(Entry, (Entry.draw_id == Departure.draw_id) & (Entry.index == Departure.index))
        .where(Departure.draw_id == draw.id, Departure.index.not_in(given))
        .where(Departure.by_code | Departure.confirmed_by_id.is_not(None))
        .where(Departure.contest_until.is_(None) | (Departure.contest_until <= now))
        .order_by(Entry.rank)
    )
    return session.scalars(query).all()


def _end_mandate(session: Session, actor: Actor | None, now: datetime, departure: Departure) -> None:
    """End the mandate of somebody who sits and leaves, unless that was done already."""
    answer = session.get(Answer, (departure.draw_id, departure.index))
    if answer is None or answer.mandate_id is None or actor is None:
        return
    mandate = session.get_one(Mandate, answer.mandate_id)
    if mandate.left_on is None:
        left_on = max(day_of(now), mandate.starts_on)
        bodies.leave_seat(session, actor, now, mandate, ENDS[departure.reason], left_on)
