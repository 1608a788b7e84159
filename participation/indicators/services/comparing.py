"""What values say: the last one known, how far it is from its baseline, and since when that distance changes. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan, nan
from typing import NamedTuple

import numpy as np

from participation.indicators.models import Direction, Measure
from participation.indicators.services.catalogue import IndicatorRow
from participation.measures.arrays import FloatArray
from participation.measures.differences import NOTHING, Trend, Verdict, gap_in_percent, gap_in_points, series_of, trend

TOLERANCE = 1.0
"""Points, or per cent of the baseline: gaps that change by less are said to stay. Ours, and said on the page."""


class Value(NamedTuple):
    """A value as it is read."""

    year: int
    result: float | None
    estimate: float | None
    target: float | None
    is_secret: bool
    is_fictitious: bool

    @property
    def shown(self) -> float | None:
        """What is told, else what is estimated; nothing where it is secret."""
        if self.is_secret:
            return None
        return self.estimate if self.result is None else self.result

    @property
    def is_estimate(self) -> bool:
        """Whether what is shown is estimated."""
        return self.result is None and self.shown is not None


class Knowledge(StrEnum):
    """What is known of a place."""

    KNOWN = "known"
    HIDDEN = "hidden"
    """Only values that too few people stand behind."""
    NOTHING = "nothing"


@dataclass(frozen=True)
class Finding:
    """What an indicator says of a place."""

    indicator: IndicatorRow
    knowledge: Knowledge
    area_id: int | None = None
    """Where the values shown are from: a neighbourhood has an area for each of its limits."""
    year: int | None = None
    """Of the last known value."""
    here: float | None = None
    is_estimate: bool = False
    target: float | None = None
    there: float | None = None
    """The baseline's value of the same year; None where it is not known, or for what has no baseline."""
    gap: float | None = None
    trend: Trend = NOTHING
    """Of the gap; of the value itself for what has no baseline."""
    first: tuple[int, float] | None = None
    """Year and value with which the series begins, where it is an earlier one."""
    is_fictitious: bool = False

    @property
    def is_disadvantage(self) -> bool:
        """Whether the gap is on the side that is not good."""
        return self.gap is not None and self.gap * SIDES[self.indicator.direction] < 0

    @property
    def is_good_news(self) -> bool:
        """Whether it is worth being proud of: better than elsewhere, a gap that closes, a count that moves well."""
        side = SIDES[self.indicator.direction]
        if self.gap is not None:
            return self.gap * side > 0 or (self.is_disadvantage and self.trend.verdict is Verdict.NARROWING)
        if self.first is None or self.here is None or self.indicator.measure is not Measure.COUNT:
            return False
        return (self.here - self.first[1]) * side > 0


SIDES = {Direction.UP: 1, Direction.DOWN: -1, Direction.NEUTRAL: 0}
ByArea = Mapping[int, Sequence[Value]]


def find(
    indicator: IndicatorRow,
    here: ByArea,
    areas: Sequence[int],
    there: Sequence[Value],
    breaks: Sequence[int],
    until: int | None = None,
) -> Finding:
    """Return what an indicator says.

    Args:
        indicator: Which.
        here: Values by area, of one sex; years ascending.
        areas: Areas of the place, the latest limits first: of two with values of the same last year, the first counts.
        there: Values of the baseline, of the same sex; years ascending. Empty: there is no comparison.
        breaks: First years of a new definition, ascending.
        until: Last year to be told; None for all.
    """
    place = {area: _until(here.get(area, ()), until) for area in areas}
    known = {area: [each for each in place[area] if each.shown is not None] for area in areas}
    area = max((each for each in areas if known[each]), key=lambda each: known[each][-1].year, default=None)
    if area is None:
        secret = any(value.is_secret for values in place.values() for value in values)
        return Finding(indicator, Knowledge.HIDDEN if secret else Knowledge.NOTHING)
    last = known[area][-1]
    other = {value.year: value for value in _until(there, until)}
    gaps = gaps_of(indicator.measure, place[area], other)
    years = np.array([value.year for value in place[area]])
    at = int(np.flatnonzero(years == last.year)[0])
    series = series_of(years, np.array(breaks, dtype=np.int64))
    matching = other.get(last.year)
    return Finding(
        indicator,
        Knowledge.KNOWN,
        area,
        last.year,
        last.shown,
        last.is_estimate,
        last.target,
        matching.shown if matching else None,
        None if isnan(gaps[at]) else float(gaps[at]),
        # A gap of an earlier year would be told as if it were today's.
        NOTHING if isnan(gaps[at]) else trend(years, gaps, series, TOLERANCE),
        _first(known[area], {int(year) for year, each in zip(years, series, strict=True) if each == series[at]}),
        last.is_fictitious or bool(matching and matching.is_fictitious),
    )


def gaps_of(measure: Measure, values: Sequence[Value], other: Mapping[int, Value]) -> FloatArray:
    """Return the gap of each value to the baseline of its year, NaN where there is none; counts have none."""
    here = np.array([_number(value) for value in values], dtype=np.float64)
    if measure is Measure.COUNT:
        return np.full(len(here), nan)
    there = np.array([_number(other.get(value.year)) for value in values], dtype=np.float64)
    return gap_in_points(here, there) if measure is Measure.RATE else gap_in_percent(here, there)


def _number(value: Value | None) -> float:
    shown = value.shown if value else None
    return nan if shown is None else shown


def _until(values: Sequence[Value], year: int | None) -> Sequence[Value]:
    return values if year is None else [value for value in values if value.year <= year]


def _first(known: Sequence[Value], years: set[int]) -> tuple[int, float] | None:
    first = next(value for value in known if value.year in years)
    if first.year == known[-1].year or first.shown is None:
        return None
    return first.year, first.shown
