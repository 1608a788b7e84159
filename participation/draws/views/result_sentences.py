"""What the page of a result says, in whole sentences: its proofs, its seats, its order."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from participation.councils.sections import SeatLine
from participation.draws.reading import DrawView
from participation.draws.results import PublicSeat, Ranked
from participation.kernel.clock import day_of
from participation.kernel.i18n import format_day, ngettext
from participation.kernel.i18n import gettext as _


def proofs(view: DrawView) -> list[dict[str, Any]]:
    """Return the three proofs of a result, in order of time."""
    draw, check = view.draw, view.result.check if view.result else None
    items: list[dict[str, Any]] = [
        {
            "state": "done",
            "what": _("The list was sealed before"),
            "at": draw.sealed_at,
            "text": _("Its fingerprint was public: on a poster and in the journal."),
        },
        {
            "state": "done",
            "what": _("The dice were thrown in public"),
            "at": draw.drawn_at,
            "text": _read_by_two(view),
        },
    ]
    if check is None:
        text = _("The platform does it every day. Anyone can do it now.")
        return [*items, {"state": "next", "what": _("Doing it again gives the same result"), "text": text}]
    if check.failed is None:
        text = _("The platform did the calculation again. Anyone can too.")
        return [
            *items,
            {
                "state": "done",
                "what": _("Doing it again gives the same result"),
                "at": check.at,
                "text": text,
            },
        ]
    text = _("See the warning at the top of this page.")
    return [
        *items,
        {"state": "now", "what": _("Doing it again gives another result"), "at": check.at, "text": text},
    ]


def _read_by_two(view: DrawView) -> str:
    text = _("Two people read them. The result was written at once.")
    times = view.result.settled.read_again if view.result else 0
    return f"{text} {read_again(times)}" if times else text


def read_again(times: int) -> str:
    """Return how often two readings of the dice differed."""
    return ngettext(
        "Two readings differed %(num)s time: the same dice were read again, not thrown again.",
        "Two readings differed %(num)s times: the same dice were read again, not thrown again.",
        times,
    )


def seats(found: Iterable[PublicSeat], now: datetime) -> list[SeatLine]:
    """Return each seat of a result, with who is called for it and what they have answered."""
    return [
        SeatLine(seat.number, seat_title(seat), seat_state(seat, now), vacant=seat.index is None)
        for seat in found
    ]


def ranks(entries: Iterable[Ranked]) -> list[tuple[int, str]]:
    """Return each line of an order: its rank, then its number and whether it is called."""
    number, called = _("number %(index)s"), _("number %(index)s, called")
    return [
        (entry.rank, (called if entry.is_called else number) % {"index": entry.index}) for entry in entries
    ]


def seat_title(seat: PublicSeat) -> str:
    """Return who is called for a seat: a number and a rank, never a name."""
    if seat.index is None:
        return _("Seat %(seat)s: vacant until another draw", seat=seat.number)
    values = {"seat": seat.number, "index": seat.index, "rank": seat.rank}
    return _("Seat %(seat)s: number %(index)s of the sealed list, rank %(rank)s", **values)


def seat_state(seat: PublicSeat, now: datetime) -> str:
    """Return what the person called has answered, and from when they sit."""
    if seat.index is None:
        return ""
    if seat.starts_on is not None and seat.starts_on > day_of(now):
        return _("Will take the seat on %(day)s", day=format_day(seat.starts_on))
    return _("Has taken the seat") if seat.is_seated else ""
