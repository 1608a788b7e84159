"""What the platform itself has recorded of a draw, gathered for its minutes. Roles, never the names of accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.draws.models import (
    Act,
    Approval,
    Draw,
    DrawSecret,
    DrawState,
    Entry,
    Postponement,
    Reading,
    SecretShowing,
    Selection,
    TranscriptCheck,
)
from participation.draws.services import access, minutes
from participation.draws.services.drafting import read
from participation.journal import services as journal
from participation.journal.models import JournalEntry
from participation.kernel.errors import MissingError
from participation.kernel.permissions import Role

DONE = (DrawState.DRAWN, DrawState.COMPLETED, DrawState.ARCHIVED)
RESULT = "draw.drawn"


@dataclass(frozen=True)
class Agreed:
    """One person's agreement to an act, by role."""

    act: Act
    role: Role
    at: datetime


@dataclass(frozen=True)
class Typed:
    """One reading of the public chance, as it was typed."""

    item: int
    attempt: int
    role: Role
    value: str
    at: datetime


@dataclass(frozen=True)
class Recorded:
    """A draw that has its result, as its minutes tell it."""

    draw: Draw
    seats: tuple[int, ...]
    parameters: Mapping[str, Any]
    agreed: tuple[Agreed, ...]
    shown: tuple[tuple[Role, datetime], ...]
    """Who saw the secret for an envelope, and when."""
    postponed: tuple[Postponement, ...]
    typed: tuple[Typed, ...]
    secret: str
    selected: tuple[tuple[int, int], ...]
    """(number, rank), in the order chosen."""
    lines: tuple[minutes.Written, ...]
    check: TranscriptCheck | None
    act: JournalEntry
    """The journal's entry that holds the result."""


def of(session: Session, draw: Draw) -> Recorded:
    """Return what is recorded of a draw.

    Raises:
        MissingError: It has no result.
    """
    if draw.state not in DONE or draw.parameters is None:
        raise MissingError
    return Recorded(
        draw=draw,
        seats=tuple(seat.number for seat in access.seats_of(session, draw)),
        parameters=read(draw.parameters),
        agreed=tuple(Agreed(*row) for row in session.execute(_agreed(draw))),
        shown=tuple((role, at) for role, at in session.execute(_shown(draw))),
        postponed=tuple(session.scalars(_postponed(draw))),
        typed=tuple(Typed(*row) for row in session.execute(_typed(draw))),
        secret=session.get_one(DrawSecret, draw.id).secret.hex(),
        selected=tuple((index, rank or 0) for index, rank in session.execute(_selected(draw))),
        lines=tuple(minutes.lines(session, draw)),
        check=session.get(TranscriptCheck, draw.id),
        act=next(act for act in journal.entries_for(session, access.subject(draw)) if act.kind == RESULT),
    )


def _agreed(draw: Draw) -> sa.Select[Act, Role, datetime]:
    return (
        sa.select(Approval.act, Account.role, Approval.at)
        .join(Account, Account.id == Approval.account_id)
        .where(Approval.draw_id == draw.id, Approval.act != Act.ABANDON)
        .order_by(Approval.at, Approval.id)
    )


def _shown(draw: Draw) -> sa.Select[Role, datetime]:
    return (
        sa.select(Account.role, SecretShowing.at)
        .join(Account, Account.id == SecretShowing.account_id)
        .where(SecretShowing.draw_id == draw.id)
        .order_by(SecretShowing.at, SecretShowing.account_id)
    )


def _postponed(draw: Draw) -> sa.Select[Postponement]:
    return sa.select(Postponement).where(Postponement.draw_id == draw.id).order_by(Postponement.at, Postponement.id)


def _typed(draw: Draw) -> sa.Select[int, int, Role, str, datetime]:
    return (
        sa.select(Reading.item, Reading.attempt, Account.role, Reading.value, Reading.at)
        .join(Account, Account.id == Reading.account_id)
        .where(Reading.draw_id == draw.id)
        .order_by(Reading.item, Reading.attempt, Reading.id)
    )


def _selected(draw: Draw) -> sa.Select[int, int | None]:
    return (
        sa.select(Entry.index, Entry.rank)
        .join(Selection, (Selection.draw_id == Entry.draw_id) & (Selection.index == Entry.index))
        .where(Selection.draw_id == draw.id)
        .order_by(Selection.position)
    )
