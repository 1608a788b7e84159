"""Method `lottery` (step 9): check a portfolio of panels, draw one by number, fill it by rank.

Nothing here makes a portfolio; to check one needs no solver.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from hashlib import sha256
from hmac import digest as mac
from typing import TypedDict

import numpy as np

from participation.sortition import shapes
from participation.sortition.canonical import canonical
from participation.sortition.errors import PortfolioError
from participation.sortition.pool import ALONE, Pool
from participation.sortition.quotas import QuotaTable, holders_of
from participation.sortition.ranked import complete
from participation.sortition.rows import IntArray
from participation.sortition.tags import tag

WORD = 2**64


class Portfolio(TypedDict):
    """Distinct whole profiles of a pool, and panels as ascending positions in them, one per seat."""

    profiles: list[dict[str, str]]
    panels: list[list[int]]


check_portfolio_shape = shapes.obj(
    {
        "profiles": shapes.array(shapes.mapping(shapes.code)),
        "panels": shapes.array(shapes.array(shapes.count)),
    }
)


def portfolio_sha256(portfolio: Portfolio) -> str:
    """Return the hash that the parameters seal, hexadecimal. Protocol step 9."""
    return sha256(tag("portfolio") + canonical(portfolio)).hexdigest()


def check_portfolio(portfolio: Portfolio, pool: Pool, table: QuotaTable, seats: int) -> None:
    """Check that every panel can be seated from this pool within the quotas.

    Args:
        portfolio: Of the right shape.
        pool: No profile is closed.
        table: Quotas against `pool.profiles`.
        seats: Seats of each panel.

    Raises:
        PortfolioError: `profiles` (not those of the pool, in order), `no_panel`, `panel` (length, order or
            position), `panel_quota`, `panel_holders`; `panel` numbers it from 0.

    Source:
        Protocol step 9.
    """
    if portfolio["profiles"] != list(pool.profiles):
        raise PortfolioError("profiles", expected=len(pool.profiles), found=len(portfolio["profiles"]))
    if not portfolio["panels"]:
        raise PortfolioError("no_panel")
    holders = holders_of(pool)
    for number, panel in enumerate(portfolio["panels"]):
        positions = np.array(panel, dtype=np.int64)
        if len(panel) != seats or (np.diff(positions) < 0).any() or int(positions[-1]) >= len(holders):
            raise PortfolioError("panel", panel=number)
        asked = np.bincount(positions, minlength=len(holders))
        counts = table.counts(panel)
        short = np.flatnonzero((counts < table.minimum) | (counts > table.maximum))
        if len(short):
            category, value = table.columns[int(short[0])]
            raise PortfolioError("panel_quota", panel=number, category=category, value=value)
        if (asked > holders).any():
            raise PortfolioError("panel_holders", panel=number, profile=int(np.argmax(asked > holders)))


def chances(portfolio: Portfolio, pool: Pool) -> list[Fraction]:
    """Return the chance of one holder of each profile, 0 to 1, in their order. Protocol step 9."""
    seats = np.zeros(len(pool.profiles), dtype=np.int64)
    for panel in portfolio["panels"]:
        seats += np.bincount(np.array(panel, dtype=np.int64), minlength=len(seats))
    panels = len(portfolio["panels"])
    return [
        Fraction(got, panels * held)
        for got, held in zip(seats.tolist(), holders_of(pool).tolist(), strict=True)
    ]


def panel_words(seed: bytes) -> Iterator[int]:
    """Yield the unsigned 64-bit numbers of step 9, for j = 0, 1, 2, …"""
    j = 0
    while True:
        yield int.from_bytes(mac(seed, tag("panel") + j.to_bytes(4, "big"), "sha256")[:8], "big")
        j += 1


def panel_number(words: Iterable[int], panels: int) -> int:
    """Return the number of the panel drawn, from 0.

    Args:
        words: Unsigned 64-bit numbers; those past the last whole multiple of `panels` are passed over.
        panels: Number of panels, at least 1.

    Source:
        Protocol step 9.
    """
    limit = WORD // panels * panels
    return next(word for word in words if word < limit) % panels


def select_panel(pool: Pool, order: IntArray, table: QuotaTable, panel: list[int]) -> list[int]:
    """Return the indexes selected for a panel, in the order chosen.

    Args:
        pool: No profile is closed.
        order: Indexes by rank.
        table: Quotas against `pool.profiles`.
        panel: Positions in `pool.profiles`, one per seat.

    Source:
        Protocol step 9.
    """
    open_seats = np.bincount(np.array(panel, dtype=np.int64), minlength=len(pool.profiles)).tolist()
    chosen: list[int] = []
    dwellings: set[int] = set()
    for index in order.tolist():
        profile, dwelling = int(pool.profile_of[index]), int(pool.household_of[index])
        if not open_seats[profile] or dwelling in dwellings:
            continue
        open_seats[profile] -= 1
        chosen.append(index)
        if dwelling != ALONE:
            dwellings.add(dwelling)
        if len(chosen) == len(panel):
            break
    return complete(pool, order, table, len(panel), chosen)
