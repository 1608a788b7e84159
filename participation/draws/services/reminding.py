"""What the team of a council is reminded of, once each: nothing here goes to residents.

A reminder's key names its cause: a new date or a new call is a new reminder, and the same one is never sent twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.bodies.models import Mandate, MandateRole, Seat
from participation.councils.models import Council, CouncilAssignment
from participation.councils.services.composition import SOON_DAYS
from participation.draws.models import Draw, DrawState, ListState, PoolList, Substitution
from participation.draws.services import awaited, seating
from participation.kernel.clock import day_of
from participation.kernel.mail import Mail
from participation.kernel.permissions import Role

TEAM = (Role.FACILITATOR, Role.WITNESS)
COMING = (DrawState.ANNOUNCED, DrawState.CLOSED, DrawState.SEALED)
UNSEALED = (DrawState.DRAFT, DrawState.ANNOUNCED, DrawState.CLOSED)
UNDRAWN = (*UNSEALED, DrawState.SEALED)
LEAD = timedelta(days=2)
"""More than enough to hold the day before, whatever the hour."""
LIST_LEAD = timedelta(days=7)
"""Time to hold the draw, or to ask for the list again."""


class ReminderKind(StrEnum):
    """What comes."""

    CLAIMS = "claims"
    """Tomorrow people can no longer check the list."""
    CHANCE = "chance"
    """Tomorrow the dice are thrown."""
    ANSWERS = "answers"
    """People called days ago have not answered."""
    LIST_GOES = "list_goes"
    """In a few days a list is erased whose draw is not over."""
    LIST_GONE = "list_gone"
    """A list was erased before its draw was sealed."""
    TERMS = "terms"
    """Mandates end within six months."""


@dataclass(frozen=True)
class Reminder:
    """One thing that the team of one council is told."""

    kind: ReminderKind
    council_id: int
    key: str
    """At most 100 characters."""
    draw: Draw | None = None
    at: datetime | None = None
    """When it comes; for answers, since when they are awaited."""
    term: Mandate | None = None
    """The first of the mandates that end that day."""
    count: int = 0
    found: PoolList | None = None


def due(session: Session, now: datetime, answer_days: int) -> list[Reminder]:
    """Return what is to be told now, by council: their locks are then taken in one order.

    Args:
        answer_days: After how many days without an answer the team is told, days.
    """
    found = [*_coming(session, now), *_answers(session, now, timedelta(days=answer_days))]
    found += [*_lists(session, now), *_terms(session, now)]
    return sorted(found, key=lambda reminder: (reminder.council_id, reminder.key))


def team_to_tell(session: Session, reminder: Reminder) -> Sequence[Account]:
    """Return who works for the council as facilitator or witness and was not told yet."""
    key = sa.literal(prefix(reminder)).concat(sa.cast(Account.id, sa.String))
    query = (
        sa.select(Account)
        .join(CouncilAssignment, CouncilAssignment.account_id == Account.id)
        .where(CouncilAssignment.council_id == reminder.council_id, Account.role.in_(TEAM))
        .where(Account.disabled_at.is_(None), Account.password_hash.is_not(None))
        .where(~sa.select(Mail.id).where(Mail.key == key).exists())
    )
    return session.scalars(query.order_by(Account.id)).all()


def prefix(reminder: Reminder) -> str:
    """Return what the keys of a reminder's messages begin with; the account's number follows."""
    return f"reminder:{reminder.kind.value}:{reminder.key}:"


def _coming(session: Session, now: datetime) -> Iterator[Reminder]:
    tomorrow = day_of(now) + timedelta(days=1)
    near = sa.or_(
        Draw.session_at.between(now, now + LEAD),
        sa.and_(Draw.state == DrawState.CLOSED, Draw.claims_end_at.between(now, now + LEAD)),
    )
    for draw in session.scalars(sa.select(Draw).where(Draw.state.in_(COMING), near)):
        ends_at = draw.claims_end_at if draw.state == DrawState.CLOSED else None
        if ends_at is not None and now < ends_at and day_of(ends_at) <= tomorrow:
            yield _of(ReminderKind.CLAIMS, draw, ends_at)
        if now < draw.session_at and day_of(draw.session_at) <= tomorrow:
            yield _of(ReminderKind.CHANCE, draw, draw.session_at)


def _of(kind: ReminderKind, draw: Draw, at: datetime, count: int = 0) -> Reminder:
    return Reminder(kind, draw.council_id, f"{draw.uuid}:{int(at.timestamp())}", draw, at, count=count)


def _answers(session: Session, now: datetime, patience: timedelta) -> Iterator[Reminder]:
    last = sa.select(sa.func.max(Substitution.at)).where(Substitution.draw_id == Draw.id).scalar_subquery()
    waiting = sa.or_(Draw.state == DrawState.DRAWN, awaited.CALLS_SOMEBODY)
    for draw, substituted_at in session.execute(sa.select(Draw, last).where(waiting)):
        # A new call gives its own time to answer.
        since = max(filter(None, (draw.drawn_at, substituted_at)))
        if now - since < patience:
            continue
        silent = [held for held in seating.holdings(session, draw) if held.index is not None]
        silent = [held for held in silent if not held.is_accepted and held.departure is None]
        if silent:
            yield _of(ReminderKind.ANSWERS, draw, since, len(silent))


def _lists(session: Session, now: datetime) -> Iterator[Reminder]:
    """Give the lists that go within a week while their draw still needs them, and those that just went."""
    today = day_of(now)
    query = sa.select(Draw, PoolList).join(PoolList, PoolList.draw_id == Draw.id).order_by(PoolList.id)
    goes = query.where(Draw.state.in_(UNDRAWN), PoolList.state == ListState.IMPORTED, PoolList.purge_on > today)
    for draw, found in session.execute(goes.where(PoolList.purge_on <= today + LIST_LEAD)):
        yield _of_list(ReminderKind.LIST_GOES, draw, found)
    gone = query.where(PoolList.state == ListState.PURGED, PoolList.ended_at >= now - LEAD)
    for draw, found in session.execute(gone.where(Draw.state.in_(UNSEALED))):
        yield _of_list(ReminderKind.LIST_GONE, draw, found)


def _of_list(kind: ReminderKind, draw: Draw, found: PoolList) -> Reminder:
    key = f"{draw.uuid}:{found.id}:{found.purge_on}"
    return Reminder(kind, draw.council_id, key, draw, count=found.rows_kept, found=found)


def _terms(session: Session, now: datetime) -> Iterator[Reminder]:
    today = day_of(now)
    query = (
        sa.select(Council.id, sa.func.min(Mandate.id), sa.func.count())
        .join(Seat, Seat.body_id == Council.body_id)
        .join(Mandate, Mandate.seat_id == Seat.id)
        .where(Mandate.left_on.is_(None), Mandate.role == MandateRole.FULL, Mandate.starts_on <= today)
        .where(Mandate.ends_on.between(today, today + timedelta(days=SOON_DAYS)))
        .group_by(Council.id, Mandate.ends_on)
    )
    for council_id, mandate_id, count in session.execute(query).all():
        first = session.get_one(Mandate, mandate_id)
        yield Reminder(ReminderKind.TERMS, council_id, f"{council_id}:{first.ends_on}", term=first, count=count)
