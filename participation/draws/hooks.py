"""What draws tell the earlier slices, which know no draw: registered once, when the application is made."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.councils import services as councils
from participation.councils.services import Milestone as CouncilMilestone
from participation.councils.services import NextStep
from participation.draws.models import Candidate, Draw, DrawSeat, DrawState
from participation.draws.services import awaited, candidates, inclusion, leaving, members, seating
from participation.kernel.clock import day_of
from participation.kernel.db import one_of
from participation.kernel.i18n import lazy_gettext as _l
from participation.volunteers import services as volunteers
from participation.volunteers.models import SignUp
from participation.volunteers.services import Lock, Milestone, MilestoneKind, Outcome, OutcomeKind

COMING = (DrawState.ANNOUNCED, DrawState.CLOSED, DrawState.SEALED)
KNOWN = (*COMING, DrawState.DRAWN, DrawState.COMPLETED)


# What the council's page asks is built once: it is read far more often than anything else here.
SEATS_AHEAD = (
    sa.select(DrawSeat.seat_id, Draw.id, Draw.state, Draw.session_at)
    .join(Draw, Draw.id == DrawSeat.draw_id)
    .where(Draw.council_id == sa.bindparam("council_id"))
    .where(sa.or_(one_of(Draw.state, (*COMING, DrawState.DRAWN)), awaited.CALLS_SOMEBODY))
    .where(Draw.is_rehearsal.is_(False))
)
COUNCIL_DRAWS = (
    sa.select(Draw.id, Draw.title, Draw.drawn_at, Draw.session_at.label("session_at"))
    .where(Draw.council_id == sa.bindparam("council_id"))
    .where(Draw.announced_at.is_not(None), Draw.is_rehearsal.is_(False), Draw.state != DrawState.ABANDONED)
    .order_by(Draw.entropy_for)
)


def seats_ahead(session: Session, council_id: int) -> dict[int, NextStep]:
    """Return what the draws of a council will do about its seats where they are vacant."""
    rows = session.connection().execute(SEATS_AHEAD, {"council_id": council_id}).all()
    completed = {number for _seat, number, state, _at in rows if state == DrawState.COMPLETED}
    draws = [session.get_one(Draw, number) for number in completed]
    awaiting = {draw.id: awaited.seats_awaiting(session, draw) for draw in draws}
    return {
        seat_id: _seat_step(number, state, at)
        for seat_id, number, state, at in rows
        if number not in completed or seat_id in awaiting[number]
    }


def _seat_step(draw_id: int, state: DrawState, at: Any) -> NextStep:
    if state in (DrawState.DRAWN, DrawState.COMPLETED):
        words, on = _l("Somebody was drawn for this seat. They have not taken it yet."), None
    else:
        words, on = _l("This seat will be drawn by lot in public."), day_of(at)
    return NextStep(words, on, "draws.show", {"draw_id": draw_id})


def council_steps(session: Session, council_id: int) -> list[CouncilMilestone]:
    """Return the draws of a council as steps of its life."""
    rows = session.connection().execute(COUNCIL_DRAWS, {"council_id": council_id})
    return [_council_step(row) for row in rows]


def _council_step(draw: Any) -> CouncilMilestone:
    arguments = {"draw_id": draw.id}
    if draw.drawn_at is not None:
        words, on = _l("Draw by lot: %(title)s"), day_of(draw.drawn_at)
        return CouncilMilestone("done", words, on, "draws.show", arguments, draw.title)
    words, on = _l("Draw by lot in public: %(title)s"), day_of(draw.session_at)
    return CouncilMilestone("next", words, on, "draws.show", arguments, draw.title)


def lock_of(session: Session, sign_up: SignUp) -> Lock | None:
    """Return the closed list of the sign-up's council, until its result."""
    query = (
        sa.select(Draw.closed_at, Draw.state)
        .where(Draw.council_id == sign_up.council_id)
        .where(Draw.state.in_((DrawState.CLOSED, DrawState.SEALED)), Draw.is_rehearsal.is_(False))
    )
    row = session.execute(query).first()
    if row is None or row.closed_at is None:
        return None
    return Lock(row.closed_at, row.state == DrawState.SEALED)


def outcome_of(session: Session, sign_up: SignUp) -> Outcome | None:
    """Return where a sign-up stands in the latest draw whose list held it."""
    query = (
        sa.select(Draw)
        .join(Candidate, Candidate.draw_id == Draw.id)
        .where(Candidate.sign_up_id == sign_up.id, Draw.state.in_(KNOWN), Draw.is_rehearsal.is_(False))
        .order_by(Draw.sequence.desc())
        .limit(1)
    )
    draw = session.scalars(query).one_or_none()
    if draw is None:
        return None
    if draw.state == DrawState.CLOSED:
        return Outcome(OutcomeKind.LISTED, draw.id)
    entry = candidates.entry_of(session, draw.id, sign_up.id)
    if entry is None:
        return None
    if draw.state == DrawState.SEALED:
        return Outcome(OutcomeKind.SEALED, draw.id)
    for held in seating.holdings(session, draw):
        if held.index == entry.index:
            kind = OutcomeKind.SEATED if held.is_seated else OutcomeKind.SELECTED
            return Outcome(kind, draw.id, entry.rank)
    place = inclusion.waiting_place(session, draw.id, entry.rank)
    return Outcome(OutcomeKind.WAITING, draw.id, entry.rank, place)


def dates_of(session: Session, council_id: int) -> list[Milestone]:
    """Return what comes after a sign-up, dated by the draw that is announced."""
    query = sa.select(Draw).where(
        Draw.council_id == council_id, Draw.state.in_(COMING), Draw.is_rehearsal.is_(False)
    )
    draw = session.scalars(query.order_by(Draw.entropy_for).limit(1)).one_or_none()
    if draw is None:
        return []
    return [
        Milestone(MilestoneKind.CLOSING, draw.closed_at),
        Milestone(MilestoneKind.CHANCE, draw.session_at, draw.session_place),
        Milestone(MilestoneKind.RESULT),
    ]


def register() -> None:
    """Tell the earlier slices; twice is once."""
    pairs: tuple[tuple[list[Any], Callable[..., Mapping[int, NextStep] | object]], ...] = (
        (councils.next_steps, seats_ahead),
        (councils.milestones, council_steps),
        (volunteers.locks, lock_of),
        (volunteers.outcomes, outcome_of),
        (volunteers.milestones, dates_of),
        (volunteers.callings, leaving.calling_of),
        (volunteers.followers, members.follow),
        (volunteers.leavers, leaving.leave),
    )
    for listeners, function in pairs:
        if function not in listeners:
            listeners.append(function)


register()
