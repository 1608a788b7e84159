"""What the public sees of draws: lists, and one draw before, during and after. Never a person.

Each function takes a fixed number of queries, whatever the size of the list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from participation.bodies.models import Body
from participation.councils.models import Council
from participation.draws import results
from participation.draws.models import (
    Draw,
    PoolList,
    Postponement,
    SecretShowing,
    Substitution,
    TranscriptCheck,
)
from participation.draws.phases import LATE, Phase, is_late, phase_of
from participation.draws.services import access, candidates, chance, die_by_die, groups, postponing
from participation.draws.services.drafting import read
from participation.draws.services.groups import Group
from participation.journal import services as journal
from participation.kernel.errors import MissingError
from participation.kernel.kept import Kept
from participation.territory.models import Neighbourhood
from participation.volunteers import services as volunteers

NOBODY = 0
"""No account: the public has read no die."""
_sealed_pools: Kept[Mapping[str, Any]] = Kept(500)


@dataclass(frozen=True)
class Chance:
    """How far the public chance is: nothing of a reading shows before a second one agrees with it."""

    step: int
    words: tuple[str, ...] | None
    """None while nobody has typed them."""
    dice: str | None
    agreed: tuple[str | None, ...]
    """Each die that two people have read alike so far, None for the others; empty before the first die is typed."""
    is_half_read: bool
    attempts: int
    """Readings begun; above 1 when two of them differed."""
    is_late: bool
    """Whether nobody has given a word or a die long after the hour."""


@dataclass(frozen=True)
class Before:
    """What is known before the chance."""

    groups: tuple[Group, ...]
    size: int
    """People signed up, or in the list once it is closed."""
    changes: Mapping[str, int] | None
    """How the closed list became the sealed one."""

    @property
    def has_public_groups(self) -> bool:
        """Whether every group is large enough to say how many people it holds."""
        return all(group.holders is not None for group in self.groups)


@dataclass(frozen=True)
class DrawView:
    """One draw with what its phase shows."""

    draw: Draw
    neighbourhood: str
    """Its code, in addresses."""
    council_name: str
    is_fictitious: bool
    phase: Phase
    is_late: bool
    """Whether its hour is over and nothing was drawn."""
    postponements: Sequence[Postponement]
    seat_numbers: tuple[int, ...]
    plan: tuple[Mapping[str, Any], ...]
    before: Before
    chance: Chance | None
    result: results.Result | None
    has_lists: bool
    """Whether a list was ever sent for it."""
    had_lists_at_announcement: bool
    """Whether the organiser held a list already when the rule was announced."""
    sheets: int
    """Sheets printed for sealed envelopes: without one, nobody holds any."""
    journal_head: str

    @property
    def dice(self) -> Mapping[str, Any]:
        """The item of the plan that ends it."""
        return self.plan[-1]

    @property
    def has_words(self) -> bool:
        """Whether the room gives words before the dice."""
        return any(item["source"] == "words" for item in self.plan)


def find(session: Session, draw_id: int) -> Draw:
    """Return a draw that the public may know, with its council.

    Raises:
        MissingError: There is none, or it is not announced yet.
    """
    council = joinedload(Draw.council)
    options = [council.joinedload(Council.body), council.joinedload(Council.neighbourhood)]
    draw = session.get(Draw, draw_id, options=options) if draw_id < 2**31 else None
    if draw is None or draw.announced_at is None:
        raise MissingError
    return draw


# One question for all that the page shows of any draw, built once: it is among the busiest pages of the site.
SHOWN = (
    sa.select(
        Draw,
        Neighbourhood.code,
        Body.name,
        Council.is_fictitious,
        TranscriptCheck.at.label("checked_at"),
        TranscriptCheck.failed,
        sa.select(sa.func.count())
        .select_from(Substitution)
        .where(Substitution.draw_id == Draw.id)
        .scalar_subquery()
        .label("substitutions"),
        sa.exists().where(PoolList.draw_id == Draw.id).label("has_lists"),
        sa.exists().where(PoolList.draw_id == Draw.id, PoolList.sent_at <= Draw.announced_at).label("had_lists"),
        sa.select(sa.func.count())
        .select_from(SecretShowing)
        .where(SecretShowing.draw_id == Draw.id)
        .scalar_subquery()
        .label("sheets"),
        journal.LAST_HASH.scalar_subquery().label("journal_head"),
    )
    .join(Council, Council.id == Draw.council_id)
    .join(Body, Body.id == Council.body_id)
    .join(Neighbourhood, Neighbourhood.id == Council.neighbourhood_id)
    .outerjoin(TranscriptCheck, TranscriptCheck.draw_id == Draw.id)
    .where(Draw.id == sa.bindparam("draw_id"), Draw.announced_at.is_not(None))
)


def show(session: Session, now: datetime, draw_id: int) -> DrawView:
    """Return one draw with what its phase shows.

    Raises:
        MissingError: As `find`.
    """
    row = session.execute(SHOWN, {"draw_id": draw_id}).one_or_none() if draw_id < access.BEYOND else None
    if row is None:
        raise MissingError
    draw, phase, result = row.Draw, phase_of(row.Draw, now), None
    if phase == Phase.AFTER:
        check = results.Check(row.checked_at, row.failed) if row.checked_at else None
        result = results.result_of(session, draw, row.substitutions, check)
        numbers = tuple(number for number, _index, _rank in result.settled.called)
    else:
        numbers = tuple(seat.number for seat in access.seats_of(session, draw))
    progress = _chance(session, now, draw) if phase == Phase.DURING else None
    return DrawView(
        draw=draw,
        neighbourhood=row.code,
        council_name=row.name,
        is_fictitious=row.is_fictitious,
        phase=phase,
        is_late=is_late(draw, now) and (progress is None or progress.step == 1),
        postponements=postponing.of(session, draw),
        seat_numbers=numbers,
        plan=_plan(draw.plan),
        before=_before(session, draw),
        chance=progress,
        result=result,
        has_lists=row.has_lists,
        had_lists_at_announcement=row.had_lists,
        sheets=row.sheets,
        journal_head=row.journal_head or journal.BEFORE_FIRST,
    )


@lru_cache(maxsize=500)
def _plan(text: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(read(text))


def _before(session: Session, draw: Draw) -> Before:
    if draw.parameters is not None and draw.seal is not None:
        parameters = draw.parameters
        pool = _sealed_pools.get(draw.seal, lambda: read(parameters)["pool"])
        return Before(groups.of(session, draw), pool["size"], pool["changes"])
    if draw.entries_at_close is not None:
        return Before(groups.of(session, draw), draw.entries_at_close, None)
    size = volunteers.count_registered(session, draw.council_id) if draw.takes_sign_ups else 0
    size += sum(each.rows_kept for each in candidates.imported(session, draw))
    return Before(groups.of(session, draw), size, None)


def _chance(session: Session, now: datetime, draw: Draw) -> Chance:
    words, dice = None, None
    agreed: tuple[str | None, ...] = ()
    is_half_read, attempts, done = False, 1, True
    for item in chance.items(session, draw):
        done = done and item.is_final
        if item.source == "words" and item.value is not None:
            words = tuple(item.value.split())
        if item.source == "dice":
            dice, attempts = item.value, max(attempts, item.attempt)
            is_half_read = is_half_read or (not item.is_final and bool(item.readers))
            if not item.is_final:
                agreed = die_by_die.progress(session, draw, item, NOBODY).agreed
    has_dice = is_half_read or attempts > 1 or die_by_die.has_begun(session, draw)
    # Steps 1 and 2 (envelopes, rule, fingerprint) leave no trace here: the room does them.
    step = 5 if done else 4 if words is not None or has_dice else 1
    is_late = step == 1 and now >= draw.session_at + LATE
    return Chance(step, words, dice, agreed if has_dice else (), is_half_read, attempts, is_late)
