"""What comes next, told by later slices that this one does not know.

A later slice appends a function to `next_steps` or `milestones` when it is imported. Its words are a lazy
string of its own, so that they are put in the reader's language only when the page is made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from participation.councils.services.reading import CouncilRow


@dataclass(frozen=True)
class NextStep:
    """What happens next to a vacant seat."""

    words: Any
    """A whole sentence, as a lazy string."""
    on: date | None = None
    endpoint: str | None = None
    """Where to read more, with its arguments."""
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Milestone:
    """One step of a council's life: a draw, an act, a renewal."""

    state: str
    """`done`, `now` or `next`."""
    words: Any
    """A lazy string; `%(title)s` in it stands for the title."""
    on: date
    endpoint: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    """What somebody typed, in French whatever the page's language."""


next_steps: list[Callable[[Session, int], Mapping[int, NextStep]]] = []
"""Each takes a council's id and returns what happens to those of its vacant seats it knows about, in one query."""

milestones: list[Callable[[Session, int], Sequence[Milestone]]] = []
"""Each takes a council's id and returns its steps, in any order, in one query."""


@dataclass(frozen=True)
class Condition:
    """How a council stands, for everybody."""

    sentence: str
    """One, in the reader's language."""
    links: Sequence[tuple[str, str, Mapping[str, Any]]]
    """Where to read more: words, endpoint, arguments."""


conditions: list[Callable[[Session, CouncilRow], Condition]] = []
"""Each takes a council and tells how it stands by what a later slice knows."""


@dataclass(frozen=True)
class Elsewhere:
    """The page of a later slice where an act is done instead."""

    endpoint: str
    arguments: Mapping[str, Any]


departures: list[Callable[[Session, int], Elsewhere | None]] = []
"""Each takes a mandate's id and returns where its departure is recorded, if not on the council's page."""

sign_up_binders: list[Callable[[Session, int], bool]] = []
"""Each takes a council's id and tells whether its sign-up opens and closes by another rule now."""


def departure_elsewhere(session: Session, mandate_id: int) -> Elsewhere | None:
    """Return where the departure from a mandate is recorded, if not on the council's page."""
    return next(filter(None, (tell(session, mandate_id) for tell in departures)), None)


def is_sign_up_bound(session: Session, council_id: int) -> bool:
    """Tell whether nobody may open or close a council's sign-up by hand now."""
    return any(tell(session, council_id) for tell in sign_up_binders)


def conditions_of(session: Session, council: CouncilRow) -> list[Condition]:
    """Return how a council stands by what later slices know."""
    return [tell(session, council) for tell in conditions]


def ahead_of_seats(session: Session, council_id: int) -> dict[int, NextStep]:
    """Return what happens next to each seat of a council, should it be vacant, that a later slice knows about."""
    known: dict[int, NextStep] = {}
    for tell in next_steps:
        known |= tell(session, council_id)
    return known


def ahead_of_council(session: Session, council_id: int) -> list[Milestone]:
    """Return the steps of a council's life that later slices know about, by date."""
    steps = [step for tell in milestones for step in tell(session, council_id)]
    return sorted(steps, key=lambda step: step.on)
