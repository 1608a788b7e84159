"""Limits that a source draws: what a file would change, and taking it in."""

import json
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.territory import shapes
from participation.territory.geojson import Shape, ShapesRefusedError
from participation.territory.models import Neighbourhood, Perimeter, PerimeterShape
from participation.territory.shapes import Change
from tests.support.factories import make_contract_and_neighbourhood

START_2015, START_2024 = date(2015, 1, 1), date(2024, 1, 1)


def geometry(west: float = -0.4) -> str:
    ring = [[west, 49.19], [west + 0.01, 49.19], [west + 0.01, 49.2], [west, 49.19]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]}, separators=(",", ":"))


def make_perimeters(session: Session, code: str = "chemin-vert", national: str | None = "QN01401M") -> Neighbourhood:
    """Return a neighbourhood with its perimeters of 2015 and of 2024."""
    found = make_contract_and_neighbourhood(session, code, code.title())
    for start, end, number in ((START_2015, date(2023, 12, 31), None), (START_2024, None, national)):
        session.add(
            Perimeter(neighbourhood_id=found.id, starts_on=start, ends_on=end, national_code=number, source="Fictitious")
        )
    session.flush()
    return found


def take(session: Session, now: datetime, *found: Shape, source: str = "Fictitious source") -> int:
    return shapes.take(session, now, shapes.check(session, list(found)), source)


def test_a_file_adds_then_replaces_then_changes_nothing(session: Session, now: datetime) -> None:
    make_perimeters(session)
    first, moved = Shape("qn01401m", geometry()), Shape("QN01401M", geometry(-0.39))
    assert [match.change for match in shapes.check(session, [first]).matches] == [Change.ADDED]
    assert take(session, now, first) == 1
    assert take(session, now + timedelta(days=1), first, source="Another") == 0
    kept = session.scalars(sa.select(PerimeterShape)).one()
    assert (kept.geometry, kept.source, kept.imported_at) == (geometry(), "Fictitious source", now)
    assert [match.change for match in shapes.check(session, [moved]).matches] == [Change.REPLACED]
    assert take(session, now + timedelta(days=2), moved, source="Another") == 1
    assert session.scalars(sa.select(PerimeterShape.source)).all() == ["Another"]


def test_what_no_national_code_names_goes_by_our_code_and_the_year(session: Session, now: datetime) -> None:
    make_perimeters(session, "colombelles", national=None)
    checked = shapes.check(session, [Shape("colombelles-2015", geometry()), Shape("QP999", geometry())])
    assert [match.row.starts_on for match in checked.matches] == [START_2015]
    assert checked.left_aside == ("QP999",)
    assert [row.code for row in checked.undrawn] == ["colombelles-2024"]


def test_a_file_about_other_places_is_refused(session: Session) -> None:
    make_perimeters(session)
    with pytest.raises(ShapesRefusedError) as refusal:
        shapes.check(session, [Shape("QN07501M", geometry())])
    assert [(each.problem, each.value) for each in refusal.value.problems] == [("none_known", "QN07501M")]


def test_the_latest_limits_that_are_drawn(session: Session, now: datetime) -> None:
    first, second = make_perimeters(session), make_perimeters(session, "gueriniere", national=None)
    take(session, now, Shape("QN01401M", geometry()), Shape("chemin-vert-2015", geometry(-0.41)),
         Shape("gueriniere-2015", geometry(-0.3)))  # fmt: skip
    latest = shapes.latest(shapes.rows(session, drawn=True))
    assert {key: row.starts_on for key, row in latest.items()} == {first.id: START_2024, second.id: START_2015}
    assert [row.neighbourhood_id for row in shapes.rows(session, [second.id], drawn=True)] == [second.id]
    assert len(shapes.rows(session, [second.id])) == 2
