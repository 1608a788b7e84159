"""The areas and the catalogue: every place once, nothing written twice, nothing a team changed put back."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Area, AreaKind, Direction, Family, Indicator, Measure
from participation.indicators.reference_areas import REST_CODE, TERRITORY_CODE
from participation.indicators.reference_areas import load as load_areas
from participation.indicators.reference_examples import load_examples
from participation.indicators.reference_indicators import CATALOGUE, load
from participation.territory.models import Municipality, Neighbourhood, Perimeter
from participation.territory.services import load_reference


def count(session: Session, kind: AreaKind) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Area).where(Area.kind == kind)) or 0


def test_loading_the_facts_brings_every_area_and_indicator_once(session: Session) -> None:
    load_reference(session)
    perimeters = session.scalar(sa.select(sa.func.count()).select_from(Perimeter))
    assert count(session, AreaKind.NEIGHBOURHOOD) == perimeters == 13
    assert count(session, AreaKind.MUNICIPALITY) == session.scalar(sa.select(sa.func.count()).select_from(Municipality))
    assert (count(session, AreaKind.TERRITORY), count(session, AreaKind.REST)) == (1, 1)
    assert load(session) == load_areas(session) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(Indicator)) == len(CATALOGUE)


def test_codes_are_national_ones_where_known_and_ours_with_their_year_elsewhere(session: Session) -> None:
    load_reference(session)
    codes = set(session.scalars(sa.select(Area.code)))
    assert {"QN01401M", "chemin-vert-2015", "colombelles-2015", "14118", TERRITORY_CODE, REST_CODE} <= codes
    assert "colombelles-2024" not in codes


def test_a_new_perimeter_gets_its_area_and_a_changed_indicator_stays_changed(session: Session) -> None:
    load_reference(session)
    found = session.scalars(sa.select(Indicator).where(Indicator.code == "taux-de-pauvrete")).one()
    found.baseline = AreaKind.MUNICIPALITY
    session.flush()
    place = session.scalars(sa.select(Neighbourhood).where(Neighbourhood.code == "colombelles")).one()
    session.add(Perimeter(neighbourhood_id=place.id, starts_on=date(2030, 1, 1), source="essai"))
    session.flush()
    assert load_areas(session) == 1
    assert load(session) == 0
    assert found.baseline is AreaKind.MUNICIPALITY


def test_medians_are_not_compared_with_a_rest_that_nobody_can_compute() -> None:
    amounts = [fact for fact in CATALOGUE if fact.measure is Measure.AMOUNT]
    assert amounts
    assert all(fact.baseline is AreaKind.TERRITORY for fact in amounts)


def test_each_rate_says_of_whom_and_no_count_does() -> None:
    assert all(bool(fact.among) is (fact.measure is Measure.RATE) for fact in CATALOGUE)
    assert all(fact.question.endswith("\u00a0?") for fact in CATALOGUE)


def test_examples_of_added_value_are_three_an_orientation_and_said_to_be_fictitious(session: Session) -> None:
    load_reference(session)
    assert load_examples(session) == 9
    assert load_examples(session) == 0
    rows = session.scalars(sa.select(Indicator).where(Indicator.family == Family.ADDED_VALUE)).all()
    assert all(row.is_fictitious and row.direction is Direction.UP for row in rows)
    assert sorted(row.orientation.number for row in rows if row.orientation) == [1, 1, 1, 2, 2, 2, 3, 3, 3]
