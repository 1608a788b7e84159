"""The picture of a series, computed on the server: points, lines and words for an inline SVG. Pure geometry.

Sizes are in units of the view box, which is as wide as a phone: 15 of them are 14 CSS pixels and more at 360. The scale
begins at 0. A year without a value leaves a hole; a new series begins a new line behind a rule.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, isfinite, log10
from typing import NamedTuple

WIDTH, HEIGHT = 340, 250
TOP, BOTTOM = 30, 30
LETTER = 8.6
"""Width of a letter of 15, at most."""
BOLD = 9.8
"""The same of a name."""
LINE = 20
"""Least height between two labels."""
YEAR = 44
"""Room of a year under the axis."""
MOST_STEPS = 5


class Point(NamedTuple):
    """A value of a year."""

    year: int
    value: float
    is_estimate: bool
    run: int
    """Number of its series: points of two runs are not joined."""


@dataclass(frozen=True)
class Drawn:
    """One series to draw."""

    name: str
    """Short: it stands beside its last point."""
    points: tuple[Point, ...]
    """Years ascending."""
    is_joined: bool = True
    """Whether points are joined by a line; targets are not."""


@dataclass(frozen=True)
class Strokes:
    """One series as the template draws it."""

    number: int
    """Which series it is, from 1: its colour, line and mark follow."""
    line: str
    """Path of the lines between known values."""
    estimated: str
    """Path of the lines that lead to an estimate."""
    marks: str
    hollow: str
    """Marks of estimates."""


@dataclass(frozen=True)
class Label:
    """Words at a place."""

    x: float
    y: float
    text: str
    series: int = 0
    """Which series they name, from 1."""


@dataclass(frozen=True)
class Chart:
    """Everything that the template draws."""

    height: int
    left: float
    right: float
    bottom: float
    steps: tuple[Label, ...]
    """Of the scale, from 0."""
    years: tuple[Label, ...]
    names: tuple[Label, ...]
    strokes: tuple[Strokes, ...]
    breaks: tuple[float, ...]
    """Abscissas of the rules between two series."""
    secrets: tuple[Label, ...]
    """« s » where a value of the first series is secret."""
    has_estimates: bool


def draw(
    series: Sequence[Drawn], breaks: Sequence[int], secret: Sequence[int], write: Callable[[float], str]
) -> Chart | None:
    """Return the picture, or None where the first series has fewer than two years: a sentence says it then.

    Args:
        series: At most three, the place first.
        breaks: First years of new series of the place.
        secret: Years in which the place's value is secret.
        write: Puts a number of the scale in the reader's language.
    """
    if len({point.year for point in series[0].points}) < 2:
        return None
    shown = [each for each in series if each.points]
    years = sorted({*secret, *(point.year for each in shown for point in each.points)})
    steps = _steps(max(point.value for each in shown for point in each.points))
    words = [write(step) for step in steps]
    lane = BOLD * max(len(each.name) for each in shown) + 14
    frame = _Frame(
        left=LETTER * max(len(word) for word in words) + 10,
        right=WIDTH - lane - 8,
        bottom=HEIGHT - BOTTOM,
        first=years[0],
        last=years[-1],
        top_value=steps[-1],
    )
    return Chart(
        HEIGHT,
        round(frame.left, 1),
        round(frame.right, 1),
        frame.bottom,
        tuple(
            Label(round(frame.left - 6, 1), round(frame.y(step), 1), word)
            for step, word in zip(steps, words, strict=True)
        ),
        tuple(Label(round(frame.x(year), 1), HEIGHT - 8, str(year)) for year in _labelled(years, frame)),
        _names(shown, frame, series),
        tuple(_strokes(each, frame, series.index(each) + 1) for each in shown),
        tuple(round(frame.x(year - 0.5), 1) for year in breaks if years[0] < year <= years[-1]),
        tuple(Label(round(frame.x(year), 1), frame.bottom - 6, "s") for year in secret),
        any(point.is_estimate for each in shown for point in each.points),
    )


@dataclass(frozen=True)
class _Frame:
    left: float
    right: float
    bottom: float
    first: int
    last: int
    top_value: float

    def x(self, year: float) -> float:
        inner = 8
        width = self.right - self.left - 2 * inner
        return self.left + inner + width * (year - self.first) / max(1, self.last - self.first)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - TOP) * value / self.top_value


def _steps(highest: float) -> list[float]:
    """Return the numbers of the scale: from 0 to one that holds the highest value, by 1, 2 or 5 of a power of ten."""
    if not isfinite(highest) or highest <= 0:
        return [0.0, 1.0]
    power = 10.0 ** floor(log10(highest / MOST_STEPS))
    step = next(power * unit for unit in (1, 2, 5, 10) if power * unit * MOST_STEPS >= highest * (1 - 1e-9))
    return [step * number for number in range(ceil(highest / step - 1e-9) + 1)]


def _labelled(years: Sequence[int], frame: _Frame) -> list[int]:
    """Return the years that are written: the last one, and backwards by equal steps, as many as there is room for."""
    stride = ceil((years[-1] - years[0] + 1) / max(1, int((frame.right - frame.left) / YEAR)))
    return list(range(years[-1], years[0] - 1, -stride))[::-1]


def _names(shown: Sequence[Drawn], frame: _Frame, series: Sequence[Drawn]) -> tuple[Label, ...]:
    """Return the name of each series at the height of its last point, pushed apart where two would touch."""
    ends = sorted((frame.y(each.points[-1].value), series.index(each) + 1, each.name) for each in shown)
    labels: list[Label] = []
    lowest = frame.bottom - LINE * (len(ends) - 1)
    for at, (height, number, name) in enumerate(ends):
        least = labels[-1].y + LINE if labels else TOP
        place = min(max(height, least), lowest + LINE * at)
        labels.append(Label(round(frame.right + 14, 1), round(place, 1), name, number))
    return tuple(labels)


def _strokes(each: Drawn, frame: _Frame, number: int) -> Strokes:
    known: list[str] = []
    estimated: list[str] = []
    mark = MARKS[number - 1]
    for before, after in pairwise(each.points):
        if not each.is_joined or before.run != after.run or after.year != before.year + 1:
            continue
        path = f"M{_at(before, frame)}L{_at(after, frame)}"
        (estimated if before.is_estimate or after.is_estimate else known).append(path)
    return Strokes(
        number,
        "".join(known),
        "".join(estimated),
        "".join(f"M{_at(point, frame)}{mark}" for point in each.points if not point.is_estimate),
        "".join(f"M{_at(point, frame)}{mark}" for point in each.points if point.is_estimate),
    )


def _at(point: Point, frame: _Frame) -> str:
    return f"{round(frame.x(point.year), 1):g} {round(frame.y(point.value), 1):g}"


MARKS = ("m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z", "m-4.5-4.5h9v9h-9z", "m0-5.5l5.5 9.5h-11z")
"""A disc, a square, a triangle, around the point they are moved to: colour is never the only key."""
