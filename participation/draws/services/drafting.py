"""Preparing a draw: which seats, by which rule, where and when the chance takes place."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.bodies.models import College, Mandate, MandateRole, Origin, Seat
from participation.councils import services as councils
from participation.councils.models import Council
from participation.draws.models import Draw, DrawSeat, DrawState
from participation.draws.services import access, awaited
from participation.draws.services.categories import BY_GENDER, Category
from participation.draws.services.lists import lasting
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.sortition.canonical import canonical, parse
from participation.sortition.contributions import FACES, MIN_DICE

LEAST_CLAIMS_DAYS = 7
MOST_DICE = 100
UNDER_WAY = (DrawState.ANNOUNCED, DrawState.CLOSED, DrawState.SEALED, DrawState.DRAWN)
Quotas = Mapping[str, Mapping[str, Sequence[int]]]


@dataclass(frozen=True)
class Draft:
    """What a facilitator decides before the announcement."""

    title: str
    seat_ids: Sequence[int]
    place: str
    entropy_for: datetime
    has_words: bool = True
    dice: int = MIN_DICE
    sides: int = 6
    quotas: Quotas | None = None
    """Category → value → (minimum, maximum), seats; None for a draw without quotas."""
    claims_days: int = LEAST_CLAIMS_DAYS
    is_rehearsal: bool = False
    category: Category = BY_GENDER
    """What the quotas count by."""
    one_per_household: bool = False
    takes_sign_ups: bool = True
    """Whether the people who signed up are in the draw; without, imported lists alone make it."""


def fillable_seats(session: Session, council: Council, draft: Draw | None = None) -> Sequence[Seat]:
    """Return the residents' seats that a draw may fill: vacant, not designated, in no other draw under
    way, and not kept for somebody whom a completed draw calls."""
    held = sa.select(Mandate.seat_id).where(Mandate.left_on.is_(None), Mandate.role == MandateRole.FULL)
    taken = (
        sa.select(DrawSeat.seat_id)
        .join(Draw, Draw.id == DrawSeat.draw_id)
        .where(Draw.state.in_(UNDER_WAY), Draw.is_rehearsal.is_(False))
    )
    if draft is not None:
        taken = taken.where(Draw.id != draft.id)
    query = sa.select(Seat).where(
        Seat.body_id == council.body_id,
        Seat.college == College.RESIDENTS,
        Seat.origin.in_((Origin.DRAWN, Origin.VOLUNTEER)),
        Seat.closed_on.is_(None),
        Seat.id.not_in(held),
        Seat.id.not_in(taken),
        Seat.id.not_in(awaited.seats_of_completed(session, council.id)),
    )
    return session.scalars(query.order_by(Seat.number)).all()


def create_draft(session: Session, actor: Actor, now: datetime, council_id: int, draft: Draft) -> Draw:
    """Write down a draw that is not announced yet.

    Raises:
        RefusedError: As `_check`.
    """
    council = councils.assigned_council(session, actor, council_id)
    access.lock_council(session, council.id)
    last = session.scalar(sa.select(sa.func.max(Draw.sequence)).where(Draw.council_id == council.id)) or 0
    draw = Draw(uuid=str(uuid.uuid4()), council_id=council.id, sequence=last + 1, state=DrawState.DRAFT)
    _fill(session, now, council, draw, draft)
    session.add(draw)
    session.flush()
    _write_seats(session, draw, draft.seat_ids)
    return draw


def update_draft(session: Session, actor: Actor, now: datetime, draw_id: int, draft: Draft) -> Draw:
    """Change a draw that is not announced yet.

    Raises:
        RefusedError: `state`, or as `_check` and `lasting.check_hour`.
    """
    draw = access.lock(session, actor, draw_id, DrawState.DRAFT)
    lasting.check_hour(session, draw.id, draft.entropy_for)
    _fill(session, now, draw.council, draw, draft)
    session.flush()
    _write_seats(session, draw, draft.seat_ids)
    return draw


def _write_seats(session: Session, draw: Draw, seat_ids: Sequence[int]) -> None:
    session.execute(sa.delete(DrawSeat).where(DrawSeat.draw_id == draw.id))
    session.execute(sa.insert(DrawSeat), [{"draw_id": draw.id, "seat_id": seat} for seat in seat_ids])
    session.expire(draw, ["draw_seats"])


def _fill(session: Session, now: datetime, council: Council, draw: Draw, draft: Draft) -> None:
    _check(session, now, council, draw, draft)
    draw.title, draw.place, draw.entropy_for = draft.title, draft.place, draft.entropy_for
    draw.claims_days, draw.is_rehearsal, draw.method = draft.claims_days, draft.is_rehearsal, "ranked"
    draw.seats = len(draft.seat_ids)
    draw.quotas = printed_quotas(draft.quotas or {})
    draw.category = draft.category.printed() if draft.quotas else None
    draw.one_per_household = draft.one_per_household
    # A rehearsal never holds somebody who signed up.
    draw.takes_sign_ups = draft.takes_sign_ups and not draft.is_rehearsal
    dice = {"source": "dice", "dice": draft.dice, "sides": draft.sides}
    draw.plan = printed([{"source": "words"}, dice] if draft.has_words else [dice])
    draw.previous_draw_id = _previous(session, council, draw, draft.seat_ids)


def _check(session: Session, now: datetime, council: Council, draw: Draw, draft: Draft) -> None:
    """Refuse a draft that could not be announced.

    Raises:
        RefusedError: `no_seats`, `seats` (one cannot be drawn for), `volunteers_seats` (of a draw without sign-ups),
            `entropy_past`, `claims_days`, `dice`,
            and those
            of `check_quotas`.
    """
    if not draft.seat_ids:
        raise RefusedError("no_seats")
    fillable = {seat.id for seat in fillable_seats(session, council, draw if draw.id else None)}
    if not set(draft.seat_ids) <= fillable or len(set(draft.seat_ids)) != len(draft.seat_ids):
        raise RefusedError("seats")
    if not draft.takes_sign_ups and not draft.is_rehearsal and _have_volunteers_seat(session, draft.seat_ids):
        raise RefusedError("volunteers_seats")
    if draft.entropy_for <= now or draft.entropy_for.microsecond:
        raise RefusedError("entropy_past")
    least = 0 if council.is_fictitious else LEAST_CLAIMS_DAYS
    if draft.claims_days < least:
        raise RefusedError("claims_days", least=least)
    if draft.sides not in FACES or not MIN_DICE <= draft.dice <= MOST_DICE:
        raise RefusedError("dice", least=MIN_DICE, most=MOST_DICE)
    check_quotas(draft.quotas or {}, len(draft.seat_ids), draft.category)


def _have_volunteers_seat(session: Session, seat_ids: Sequence[int]) -> bool:
    query = sa.select(Seat.id).where(Seat.id.in_(seat_ids), Seat.origin == Origin.VOLUNTEER)
    return session.scalar(query.limit(1)) is not None


def check_quotas(quotas: Quotas, seats: int, category: Category = BY_GENDER) -> None:
    """Refuse quotas that no panel can satisfy, whoever signs up.

    Raises:
        RefusedError: `quota_values`, `quota_bounds` (value, minimum, maximum), `quota_least` (minimums ask
            for more
            seats than there are) or `quota_most` (maximums leave seats empty).
    """
    if not quotas:
        return
    codes = [value.code for value in category.values]
    if list(quotas) != [category.code] or set(quotas[category.code]) != set(codes):
        raise RefusedError("quota_values")
    bounds = quotas[category.code]
    for value in category.values:
        minimum, maximum = bounds[value.code]
        if not 0 <= minimum <= maximum <= seats:
            raise RefusedError(
                "quota_bounds",
                value=value.code,
                label=value.label,
                minimum=minimum,
                maximum=maximum,
                seats=seats,
            )
    least, most = (sum(bounds[value][side] for value in codes) for side in (0, 1))
    if least > seats:
        raise RefusedError("quota_least", least=least, seats=seats)
    if most < seats:
        raise RefusedError("quota_most", most=most, seats=seats)


def _previous(session: Session, council: Council, draw: Draw, seat_ids: Sequence[int]) -> int | None:
    """Return the latest earlier draw announced for one of the same seats, abandoned ones included."""
    query = (
        sa.select(Draw.id)
        .join(DrawSeat, DrawSeat.draw_id == Draw.id)
        .where(Draw.council_id == council.id, DrawSeat.seat_id.in_(seat_ids), Draw.announced_at.is_not(None))
        .order_by(Draw.sequence.desc())
        .limit(1)
    )
    return session.scalar(query if draw.id is None else query.where(Draw.id != draw.id))


def printed_quotas(quotas: Quotas) -> str:
    """Return quotas as the database keeps them."""
    return printed(
        {
            category: {value: list(pair) for value, pair in values.items()}
            for category, values in quotas.items()
        }
    )


def printed(value: object) -> str:
    """Return canonical JSON as the database keeps it."""
    return canonical(value).decode("utf-8")


def read(text: str) -> Any:
    """Return what canonical JSON of the database says."""
    return parse(text.encode("utf-8"))
