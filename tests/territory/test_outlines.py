"""Limits as a small picture."""

import json
import math
import re
from itertools import pairwise

import numpy as np
import pytest

from participation.territory.outlines import METRES_PER_DEGREE, TOLERANCE, WIDTH, draw, kept, simplify

LATITUDE = 49.19


def square(west: float = -0.4, side: float = 0.01) -> str:
    east, north = west + side, LATITUDE + side
    ring = [[west, LATITUDE], [east, LATITUDE], [east, north], [west, north], [west, LATITUDE]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def circle(points: int, radius: float = 100.0) -> np.ndarray:
    angles = np.linspace(0, 2 * math.pi, points)
    ring = radius * np.column_stack((np.cos(angles), np.sin(angles)))
    ring[-1] = ring[0]
    return ring


def positions(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_a_square_on_the_ground_is_upright_and_as_wide_as_the_cosine_of_its_latitude() -> None:
    drawing = draw([square()])
    points = positions(drawing.outlines[0].path)
    assert len(points) == 4
    width = max(x for x, _ in points) - min(x for x, _ in points)
    height = max(y for _, y in points) - min(y for _, y in points)
    assert width / height == pytest.approx(math.cos(math.radians(LATITUDE + 0.005)), rel=1e-3)
    assert points[0][1] > points[2][1]
    assert (drawing.outlines[0].x, drawing.outlines[0].y) == pytest.approx(tuple(np.mean(points, axis=0)), abs=0.1)


def test_the_scale_is_a_round_distance_of_the_right_length() -> None:
    drawing = draw([square()])
    height = METRES_PER_DEGREE * 0.01
    units = max(y for _, y in positions(drawing.outlines[0].path)) - min(y for _, y in positions(drawing.outlines[0].path))
    assert drawing.scale_metres == 200
    assert drawing.scale_length == pytest.approx(units * 200 / height, abs=0.2)


def test_shapes_keep_their_places_and_stay_inside() -> None:
    drawing = draw([square(), square(-0.3), square(-0.35, 0.002)])
    first, second, third = (outline.x for outline in drawing.outlines)
    assert first < third < second
    every = [point for outline in drawing.outlines for point in positions(outline.path)]
    assert all(0 <= x <= WIDTH and 0 <= y <= drawing.height for x, y in every)


def test_a_simple_line_leaves_the_true_one_by_no_more_than_the_tolerance() -> None:
    ring = circle(2_000)
    simple = simplify(ring)
    assert 20 < len(simple) < 100
    assert tuple(simple[0]) == tuple(simple[-1]) == tuple(ring[0])
    for start, end in pairwise(simple):
        middle = (start + end) / 2
        assert 100 - math.hypot(*middle) <= TOLERANCE + 1e-9


def test_a_shape_too_small_to_see_is_still_drawn() -> None:
    tiny, large = square(-0.3, 1e-6), square(-0.4, 0.5)
    assert len(positions(draw([large, tiny]).outlines[1].path)) == 4
    assert draw([square(side=0.0)]).scale_metres >= 1


def test_a_drawing_is_made_again_as_soon_as_a_shape_differs() -> None:
    first = kept("test of outlines", [square()])
    assert kept("test of outlines", [square()]) is first
    assert kept("test of outlines", [square(), square(-0.3)]) is not first
    assert kept("test of outlines", []) is None
