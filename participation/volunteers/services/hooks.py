"""What later slices tell this one: what a draw made of a sign-up, which lists hold it, what comes next.

They register functions at import; this slice knows no draw.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from participation.volunteers.models import SignUp


class OutcomeKind(StrEnum):
    """What a draw made of a sign-up."""

    LISTED = "listed"
    """In a closed list."""
    SEALED = "sealed"
    SELECTED = "selected"
    WAITING = "waiting"
    SEATED = "seated"


DRAWN = (OutcomeKind.SELECTED, OutcomeKind.WAITING, OutcomeKind.SEATED)
"""Outcomes of a draw that has its result."""


@dataclass(frozen=True)
class Outcome:
    """Where a sign-up stands in the latest draw that knows it."""

    kind: OutcomeKind
    draw_id: int
    rank: int | None = None
    """Rank in the draw, from 1."""
    place: int | None = None
    """Place among those who wait, from 1: the ranks of those who were called do not count."""


@dataclass(frozen=True)
class Lock:
    """A closed list that holds, or would hold, a sign-up of the council."""

    closed_at: datetime
    is_sealed: bool


@dataclass(frozen=True)
class Calling:
    """The seat that a sign-up has, or is called for."""

    seat_number: int
    is_seated: bool


class MilestoneKind(StrEnum):
    """What comes after a sign-up."""

    CLOSING = "closing"
    CHANCE = "chance"
    RESULT = "result"


@dataclass(frozen=True)
class Milestone:
    """One next step; its instant is empty while nobody has set it."""

    kind: MilestoneKind
    at: datetime | None = None
    place: str = ""


outcomes: list[Callable[[Session, SignUp], Outcome | None]] = []
"""What draws say of a sign-up: the first answer counts."""
locks: list[Callable[[Session, SignUp], Lock | None]] = []
"""Whether a sign-up is in a list that is closed: the first answer counts."""
milestones: list[Callable[[Session, int], Sequence[Milestone]]] = []
"""Next dates of a council, by its identifier; the first non-empty answer counts."""

callings: list[Callable[[Session, SignUp], Calling | None]] = []
"""Which seat a sign-up has or is called for: the first answer counts."""
followers: list[Callable[[Session, SignUp], None]] = []
"""Who holds a copy of a sign-up's data and must follow what changed, in the same transaction."""
leavers: list[Callable[[Session, datetime, SignUp], None]] = []
"""What leaving the register does to a seat one is called for, in the same transaction."""


def outcome_of(session: Session, sign_up: SignUp) -> Outcome | None:
    """Return what a draw made of a sign-up."""
    return next((found for ask in outcomes if (found := ask(session, sign_up)) is not None), None)


def lock_of(session: Session, sign_up: SignUp) -> Lock | None:
    """Return the closed list that holds a sign-up, if there is one."""
    return next((found for ask in locks if (found := ask(session, sign_up)) is not None), None)


def calling_of(session: Session, sign_up: SignUp) -> Calling | None:
    """Return the seat that a sign-up has or is called for, if there is one."""
    return next((found for ask in callings if (found := ask(session, sign_up)) is not None), None)


def tell_changed(session: Session, sign_up: SignUp) -> None:
    """Let everybody who holds a copy of a sign-up's data follow it."""
    session.flush()
    for follow in followers:
        follow(session, sign_up)


def tell_leaving(session: Session, now: datetime, sign_up: SignUp) -> None:
    """Let go of what a sign-up is called for, before it is withdrawn."""
    for leave in leavers:
        leave(session, now, sign_up)


def milestones_of(session: Session, council_id: int) -> Sequence[Milestone]:
    """Return the three next steps of a council's sign-ups, dated where a draw is announced."""
    said = next((found for ask in milestones if (found := ask(session, council_id))), None)
    return said or [Milestone(kind) for kind in MilestoneKind]
