"""The picture of a series: from 0, with holes where nothing is known, and nothing outside its frame."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from participation.indicators.charts import HEIGHT, LINE, WIDTH, Chart, Drawn, Point, draw

VALUES = st.one_of(st.none(), st.floats(0, 1e7))


def series(
    name: str, values: list[float | None], estimates: tuple[int, ...] = (), breaks: tuple[int, ...] = ()
) -> Drawn:
    points = [
        Point(2015 + at, value, 2015 + at in estimates, sum(year <= 2015 + at for year in breaks))
        for at, value in enumerate(values)
        if value is not None
    ]
    return Drawn(name, tuple(points))


def drawn(*given: Drawn, breaks: tuple[int, ...] = (), secret: tuple[int, ...] = ()) -> Chart:
    found = draw(given, breaks, secret, lambda number: f"{number:g}")
    assert found is not None
    return found


def test_the_scale_begins_at_nothing_and_holds_the_highest_value() -> None:
    chart = drawn(series("Ici", [27.0, 26.0]), series("Reste", [19.0, 19.0]))
    assert [step.text for step in chart.steps] == ["0", "10", "20", "30"]
    assert chart.steps[0].y == chart.bottom
    assert [step.text for step in drawn(series("Ici", [0.0, 0.0])).steps] == ["0", "1"]


def test_one_year_makes_no_picture() -> None:
    assert draw([series("Ici", [27.0]), series("Reste", [19.0, 20.0])], [], [], str) is None
    assert draw([series("Ici", []), series("Reste", [19.0, 20.0])], [], [], str) is None


def test_a_hole_and_a_break_are_not_drawn_across_and_an_estimate_is_drawn_apart() -> None:
    chart = drawn(series("Ici", [1.0, 2.0, None, 3.0, 4.0, 5.0], (2020,), (2019,)), breaks=(2019,), secret=(2017,))
    (strokes,) = chart.strokes
    assert (strokes.line.count("M"), strokes.estimated.count("M")) == (1, 1)
    assert (strokes.marks.count("M"), strokes.hollow.count("M")) == (4, 1)
    assert len(chart.breaks) == 1
    assert [mark.text for mark in chart.secrets] == ["s"]
    assert chart.has_estimates


def test_each_series_keeps_its_number_where_another_has_no_value() -> None:
    chart = drawn(series("Ici", [1.0, 2.0]), series("Reste", []), series("Objectif", [3.0, 3.0]))
    assert [each.number for each in chart.strokes] == [1, 3]
    assert {name.text: name.series for name in chart.names} == {"Ici": 1, "Objectif": 3}


@given(st.lists(VALUES, min_size=2, max_size=30), st.lists(VALUES, max_size=30), st.lists(VALUES, max_size=30))
def test_everything_is_within_the_frame_and_names_do_not_touch(
    here: list[float | None], there: list[float | None], goal: list[float | None]
) -> None:
    found = draw([series("Ici", here), series("Commune", there), series("Objectif", goal)], [], [], "{:,.4g}".format)
    if found is None:
        assert sum(value is not None for value in here) < 2
        return
    for each in found.strokes:
        numbers = [tuple(map(float, pair)) for pair in re.findall(r"[ML]([\d.]+) ([\d.]+)", each.line + each.marks)]
        assert all(found.left <= x <= found.right and 0 <= y <= found.bottom for x, y in numbers)
    heights = [name.y for name in found.names]
    assert all(after - before >= LINE - 0.2 for before, after in pairwise(heights))
    assert all(0 <= height <= HEIGHT for height in heights)
    assert len(found.years) <= 6
    assert found.right < WIDTH
