"""What the public may know of the answers: totals alone, and no small group of people who said no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

LEAST_SHOWN = 5
"""Below, reasons are told together."""


class Called(Protocol):
    """What is known of the person called for a seat."""

    @property
    def index(self) -> int | None: ...

    @property
    def is_accepted(self) -> bool: ...


@dataclass(frozen=True)
class Totals:
    """How many people of those ever called."""

    accepted: int
    """Whether they sit already or not."""
    waiting: int
    left: int
    reasons: Mapping[str, int]
    """Reason → how many left by it; empty where one of them is a small group."""


def of(called: Sequence[Called], departures: Mapping[str, int]) -> Totals:
    """Count the answers of a draw.

    Args:
        called: The seats, with who is called for each now.
        departures: Reason → how many people left by it.
    """
    accepted = sum(each.is_accepted for each in called)
    waiting = sum(each.index is not None and not each.is_accepted for each in called)
    is_small = any(0 < count < LEAST_SHOWN for count in departures.values())
    return Totals(accepted, waiting, sum(departures.values()), {} if is_small else dict(departures))
