"""How far a value is from what it is compared with, and whether that distance shrinks, grows or stays.

What is not known, or is secret, comes in as NaN and stays NaN: no distance is made up across a hole.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from participation.measures.arrays import FloatArray, IntArray
from participation.measures.errors import ArrayError


class Verdict(StrEnum):
    """What became of a distance, or of a value."""

    NARROWING = "narrowing"
    WIDENING = "widening"
    STABLE = "stable"
    UNKNOWN = "unknown"
    """Fewer than two values of one series, on one side of 0."""


STEP = 0.25
"""Of the tolerance: what a distance may still move once it is said to have come as far as it is."""


@dataclass(frozen=True)
class Trend:
    """What became of a distance in the latest series."""

    verdict: Verdict
    since: int | None
    """First year from which the verdict holds without a step against it; None where it is unknown."""
    first: float
    """The distance of that year; NaN where the verdict is unknown."""
    last: float
    """The distance of the last known year; NaN where there is none."""
    steady_since: int | None = None
    """Year by which a distance that shrank or grew had come about as far as it is now; None while it still moves."""


NOTHING = Trend(Verdict.UNKNOWN, None, np.nan, np.nan)


def gap_in_points(here: FloatArray, baseline: FloatArray) -> FloatArray:
    """Return how many points a share is above its baseline: here - baseline.

    Args:
        here: Shares in per cent, NaN where unknown or secret. Shape (years,).
        baseline: Shares in per cent of what it is compared with, same years. Shape (years,).

    Returns:
        Signed points, shape (years,); NaN where either is.

    Raises:
        ArrayError: `lengths_differ`.

    Source:
        Insee, « Données sur les quartiers »: rates are compared by a difference in points.
    """
    _require_same_shape(here, baseline)
    return here - baseline


def gap_in_percent(here: FloatArray, baseline: FloatArray) -> FloatArray:
    """Return how many per cent an amount is above its baseline: 100 x (here - baseline) / baseline.

    Args:
        here: Amounts in one unit, NaN where unknown or secret. Shape (years,).
        baseline: Amounts in the same unit, same years. Shape (years,).

    Returns:
        Signed per cent of the baseline, shape (years,); NaN where either is, or where the baseline is not above 0.

    Raises:
        ArrayError: `lengths_differ`.

    Source:
        Insee, Filosofi: incomes are compared by their ratio, since a difference in euros grows with prices alone.
    """
    _require_same_shape(here, baseline)
    gap: FloatArray = np.full(here.shape, np.nan)
    # A difference of two finite amounts may still be too large to hold; that is no gap either.
    with np.errstate(over="ignore"):
        np.divide(100.0 * (here - baseline), baseline, out=gap, where=baseline > 0)
    return np.where(np.isfinite(gap), gap, np.nan)


def series_of(years: IntArray, breaks: IntArray) -> IntArray:
    """Return the number of the series that each year belongs to: values of two series are not compared.

    Args:
        years: Shape (years,).
        breaks: First years of a new definition or method, ascending. Shape (breaks,).

    Returns:
        How many breaks each year stands at or after, shape (years,).
    """
    return np.searchsorted(breaks, years, side="right").astype(np.int64)


def trend(years: IntArray, gaps: FloatArray, series: IntArray, tolerance: float) -> Trend:
    """Return what became of a distance, in the series of its last known year alone.

    The verdict is about the size of the gap, whichever side it is on. A gap that changed sides is another gap: only
    the years since then are compared, and a gap of 0 is of both sides. The verdict begins with the earliest year from
    which no later known year goes against it by more than the tolerance; so a gap that shrank and then grew again is
    widening, since the year of its turn. Of a gap that shrank (grew), it is told too since when it was already about as
    small (large) as it is now: one that fell once, years ago, is not still narrowing.

    Args:
        years: Ascending. Shape (years,).
        gaps: Signed distances, NaN where unknown. Shape (years,).
        series: Number of the series of each year. Shape (years,).
        tolerance: Changes up to this size are no change, in the unit of the gaps, >= 0.

    Returns:
        Verdict, first year, the two distances, and the year since which it no longer moves.

    Raises:
        ArrayError: `lengths_differ`, `years_not_ascending` or `negative_tolerance`.
    """
    _require_same_shape(years, gaps)
    _require_same_shape(years, series)
    if (np.diff(years) <= 0).any():
        raise ArrayError("years_not_ascending")
    if not tolerance >= 0:
        raise ArrayError("negative_tolerance")
    known = np.flatnonzero(np.isfinite(gaps))
    if not len(known):
        return NOTHING
    last = float(gaps[known[-1]])
    known = known[series[known] == series[known[-1]]]
    known = known[_same_side(gaps[known]) :]
    if len(known) < 2:
        return Trend(Verdict.UNKNOWN, None, np.nan, last)
    sizes = np.abs(gaps[known])
    verdict, start = _judge(sizes, tolerance)
    came = _came(sizes, start, verdict, tolerance * STEP)
    steady_since = int(years[known[came]]) if came < len(known) - 1 else None
    return Trend(verdict, int(years[known[start]]), float(gaps[known[start]]), last, steady_since)


def _came(sizes: FloatArray, start: int, verdict: Verdict, step: float) -> int:
    """Return the first place, from the start, whose size is as far the verdict's way as the last one, up to a step."""
    if verdict is Verdict.STABLE:
        return len(sizes) - 1
    far = sizes <= sizes[-1] + step if verdict is Verdict.NARROWING else sizes >= sizes[-1] - step
    return start + int(np.flatnonzero(far[start:])[0])


def _same_side(gaps: FloatArray) -> int:
    """Return the first place from which no gap is on the other side of 0 than a later one."""
    sides = np.sign(gaps)
    sided = np.flatnonzero(sides)
    if not len(sided):
        return 0
    against = np.flatnonzero(sides == -sides[sided[-1]])
    return int(against[-1]) + 1 if len(against) else 0


def _judge(sizes: FloatArray, tolerance: float) -> tuple[Verdict, int]:
    """Return the verdict on sizes in order of time, and the earliest place from which it holds."""
    # Later minus earlier, for every pair; the lower half and the diagonal count as no change.
    steps = np.triu(sizes[None, :] - sizes[:, None])
    rises = np.maximum.accumulate(steps.max(axis=1)[::-1])[::-1]
    falls = np.maximum.accumulate((-steps).max(axis=1)[::-1])[::-1]
    total = sizes[-1] - sizes
    candidates = (
        (Verdict.NARROWING, (rises <= tolerance) & (-total > tolerance)),
        (Verdict.WIDENING, (falls <= tolerance) & (total > tolerance)),
        (Verdict.STABLE, (rises <= tolerance) & (falls <= tolerance)),
    )
    for verdict, holds in candidates:
        found = np.flatnonzero(holds[:-1])
        if len(found):
            return verdict, int(found[0])
    raise AssertionError("two values always fall, rise or stay")


def _require_same_shape(first: IntArray | FloatArray, second: IntArray | FloatArray) -> None:
    if first.ndim != 1 or first.shape != second.shape:
        raise ArrayError("lengths_differ", names=["first", "second"])
