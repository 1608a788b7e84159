"""The dice, one by one: each kept as soon as one person has typed it, so that a power cut loses none.

Two people read, each on their own. Where two whole readings differ, only the dice that differ are read again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.draws.models import DieReading, Draw, Reading
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.sortition import contributions
from participation.sortition.errors import ContributionError


@dataclass(frozen=True)
class Item:
    """One item of the plan and how far it is."""

    number: int
    source: str
    dice: int
    sides: int
    attempt: int
    """The attempt under way, or the one that settled it."""
    readers: tuple[int, ...]
    """Accounts that have read in that attempt."""
    value: str | None
    """Final value; empty while a reading is missing."""

    @property
    def is_final(self) -> bool:
        """Whether nothing is missing."""
        return self.value is not None


@dataclass(frozen=True)
class Progress:
    """How far the dice of an item are, as everybody may see it and as one reader does."""

    agreed: tuple[str | None, ...]
    """Each die that two people read alike; None for the others."""
    own: tuple[str | None, ...]
    """What this reader has typed."""
    differing: tuple[int, ...]
    """Positions that two whole readings told differently, to be read again."""
    last: int | None
    """Position that this reader typed last in this attempt, which they may still correct; None before the first."""
    corrections: int
    """How many times somebody typed a die again within a reading."""

    @property
    def differing_numbers(self) -> str:
        """Return those positions as people count them, from 1."""
        return ", ".join(str(at + 1) for at in self.differing)

    @property
    def next(self) -> int | None:
        """Position of the first die that this reader has not typed; None when all are."""
        return next((at for at, value in enumerate(self.own) if value is None), None)


def progress(session: Session, draw: Draw, item: Item, account_id: int) -> Progress:
    """Return how far an item's dice are in the attempt under way."""
    rows = _rows(session, draw, item)
    settled = _settled(session, draw, item)
    readers = {row.account_id for row in rows}
    boxes = {reader: _latest(settled, rows, reader) for reader in readers | {account_id}}
    told = [boxes[reader] for reader in sorted(readers)]
    return Progress(
        agreed=tuple(
            value or (told[0][at] if len(told) > 1 and len({each[at] for each in told}) == 1 else None)
            for at, value in enumerate(settled)
        ),
        own=tuple(boxes[account_id]),
        differing=tuple(at for at, value in enumerate(settled) if value is None) if item.attempt > 1 else (),
        last=next((row.position for row in reversed(rows) if row.account_id == account_id), None),
        corrections=len(rows) - len({(row.account_id, row.position) for row in rows}),
    )


def has_begun(session: Session, draw: Draw) -> bool:
    """Tell whether somebody has typed a die of a draw: the words are closed from then on."""
    query = sa.select(DieReading.id).where(DieReading.draw_id == draw.id)
    return session.scalar(query.limit(1)) is not None


def keep(
    session: Session, actor: Actor, now: datetime, draw: Draw, item: Item, digits: str, start: int | None
) -> str | None:
    """Keep dice from a position on; return the whole reading once none is missing.

    Raises:
        RefusedError: `dice_count` (expected, found) and `dice_digit` of the engine; `attempt_over`: a die is left out.
    """
    rows = _rows(session, draw, item)
    boxes = _latest(_settled(session, draw, item), rows, actor.id)
    missing = next((at for at, value in enumerate(boxes) if value is None), item.dice)
    first = missing if start is None else start
    try:
        contributions.check_dice(digits, len(digits), item.sides)
    except ContributionError as error:
        # The sign is counted as it was typed, not among the dice that are in already.
        raise RefusedError(error.code, **error.params) from error
    places = _places(boxes, rows, actor.id, first, len(digits), item)
    for at, value in zip(places, digits, strict=True):
        if boxes[at] == value:
            continue
        boxes[at] = value
        session.add(
            DieReading(
                draw_id=draw.id,
                item=item.number,
                attempt=item.attempt,
                account_id=actor.id,
                position=at,
                value=value,
                at=now,
            )
        )
    session.flush()
    return None if None in boxes else "".join(value for value in boxes if value is not None)


def _places(
    boxes: Sequence[str | None], rows: Sequence[DieReading], account_id: int, first: int, count: int, item: Item
) -> list[int]:
    """Return the positions that so many digits fill, from the first on; a whole row of dice fills all of them."""
    if count == item.dice:
        return list(range(item.dice))
    own = {row.position for row in rows if row.account_id == account_id}
    missing = next((at for at, value in enumerate(boxes) if value is None), item.dice)
    if not 0 <= first <= missing or (boxes[first : first + 1] != [None] and first not in own):
        raise RefusedError("attempt_over")
    free = [at for at in range(first, item.dice) if boxes[at] is None or at in own]
    if not 1 <= count <= len(free):
        raise RefusedError("dice_count", expected=len(free), found=count)
    return free[:count]


def _rows(session: Session, draw: Draw, item: Item) -> Sequence[DieReading]:
    query = sa.select(DieReading).where(
        DieReading.draw_id == draw.id, DieReading.item == item.number, DieReading.attempt == item.attempt
    )
    return session.scalars(query.order_by(DieReading.id)).all()


def _settled(session: Session, draw: Draw, item: Item) -> list[str | None]:
    """Return the dice that the two readings of the attempt before told alike."""
    query = sa.select(Reading.value).where(
        Reading.draw_id == draw.id, Reading.item == item.number, Reading.attempt == item.attempt - 1
    )
    before = session.scalars(query.order_by(Reading.id)).all()
    if len(before) < 2:
        return [None] * item.dice
    return [one if one == two else None for one, two in zip(*before, strict=True)]


def _latest(settled: Sequence[str | None], rows: Sequence[DieReading], account_id: int) -> list[str | None]:
    boxes = list(settled)
    for row in rows:
        if row.account_id == account_id:
            boxes[row.position] = row.value
    return boxes
