"""Limits as lines of a small picture: projected, simplified to what a phone can show, with a scale.

Shapes come as GeoJSON texts in degrees, the picture is in its own units (one is a pixel of a phone). The projection is
plate carrée at the middle latitude of what is shown: over the 30 km of a town its error is below three thousandths.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from participation.kernel.kept import Latest

WIDTH = 320
HIGHEST = 360
MARGIN = 10
TOLERANCE = 0.5
"""Units by which a simplified line may leave the true one."""
METRES_PER_DEGREE = 111_195.0
"""Of a great circle, on a sphere of the Earth's mean radius (6,371 km)."""
FOOT = 26
"""Units below the shapes, for the scale."""
LONGEST_SCALE = 0.4
"""Of the width."""

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Outline:
    """The lines of one shape, and where its label stands."""

    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """A picture of several shapes, in their order, with a line as long as a round distance."""

    width: int
    height: int
    outlines: tuple[Outline, ...]
    scale_metres: int
    scale_length: float


_drawings: Latest[Drawing] = Latest(64)


def kept(subject: str, geometries: Sequence[str]) -> Drawing | None:
    """Return the drawing of these shapes, None where there are none; made once a process as long as they stay."""
    if not geometries:
        return None
    shapes = tuple(geometries)
    return _drawings.get(subject, shapes, lambda: draw(shapes))


def draw(geometries: Sequence[str]) -> Drawing:
    """Return the drawing of at least one shape."""
    rings = [_rings(json.loads(geometry)) for geometry in geometries]
    every = np.concatenate([ring for shape in rings for ring in shape])
    low, high = every.min(axis=0), every.max(axis=0)
    shrink = math.cos(math.radians((low[1] + high[1]) / 2))
    # An eleven-metre square at least: a shape without extent would have no scale.
    span = np.maximum(high - low, 1e-4) * (shrink, 1.0)
    unit = min((WIDTH - 2 * MARGIN) / span[0], (HIGHEST - 2 * MARGIN) / span[1])
    inset = (WIDTH - span[0] * unit) / 2
    height = math.ceil(span[1] * unit + 2 * MARGIN)

    def place(ring: Points) -> Points:
        x = inset + (ring[:, 0] - low[0]) * shrink * unit
        y = MARGIN + (high[1] - ring[:, 1]) * unit
        return np.column_stack((x, y))

    outlines = tuple(_outline([place(ring) for ring in shape]) for shape in rings)
    metres = _round_distance(LONGEST_SCALE * WIDTH / unit * METRES_PER_DEGREE)
    return Drawing(WIDTH, height + FOOT, outlines, metres, round(metres / METRES_PER_DEGREE * unit, 1))


def _rings(geometry: dict[str, Any]) -> list[Points]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [np.array(ring, dtype=np.float64) for rings in polygons for ring in rings]


def _outline(rings: list[Points]) -> Outline:
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    simple = [kept for ring in rings if len(kept := simplify(ring)) > 3] or [largest]
    path = "".join("M" + "L".join(f"{_text(x)} {_text(y)}" for x, y in ring[:-1]) + "Z" for ring in simple)
    x, y = _centre(largest)
    return Outline(path, round(x, 1), round(y, 1))


def simplify(ring: Points) -> Points:
    """Return the ring without the points that do not show (Douglas and Peucker, 1973); first and last stay.

    A ring has no two ends far apart to start from: the point farthest from the first one is kept too.
    """
    farthest = int(np.argmax(((ring - ring[0]) ** 2).sum(axis=1)))
    keep = np.zeros(len(ring), dtype=bool)
    keep[[0, farthest, -1]] = True
    spans = [(0, farthest), (farthest, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        distances = _distances(ring[first + 1 : last], ring[first], ring[last])
        middle = int(np.argmax(distances))
        if distances[middle] > TOLERANCE:
            middle += first + 1
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    found: Points = ring[keep]
    return found


def _distances(points: Points, start: Points, end: Points) -> Points:
    along = end - start
    length = math.hypot(*along)
    offset = points - start
    if length == 0:
        return np.hypot(offset[:, 0], offset[:, 1])
    found: Points = np.abs(offset[:, 0] * along[1] - offset[:, 1] * along[0]) / length
    return found


def _area(ring: Points) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def _centre(ring: Points) -> tuple[float, float]:
    """Return the centre of gravity of a ring; the middle of its box where it has no area."""
    origin = ring[0]
    local = ring - origin
    cross = local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]
    if abs(cross.sum()) < 1e-9:
        x, y = (ring.min(axis=0) + ring.max(axis=0)) / 2
        return float(x), float(y)
    x, y = origin + ((local[:-1] + local[1:]) * cross[:, None]).sum(axis=0) / (3 * cross.sum())
    return float(x), float(y)


def _round_distance(longest: float) -> int:
    """Return the largest 1, 2 or 5 with zeros, in metres, that is not longer."""
    power = 10 ** max(0, math.floor(math.log10(max(longest, 1.0))))
    return int(max(step * power for step in (1, 2, 5) if step == 1 or step * power <= longest))


def _text(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
