"""What the neighbourhoods say together, without any of them being named or ranked."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from participation.indicators.reference_areas import REST_CODE
from participation.indicators.services import gathering, reading
from participation.indicators.services.importing import ValueRow
from participation.measures.differences import Verdict
from tests.indicators.value_cases import BEFORE, POVERTY, bring, load_places

PLACES = {BEFORE: 36.0, "gueriniere-2015": 44.0, "colombelles-2015": 40.5}
"""What becomes of a rate that was 40: it shrinks, it grows, it stays."""


@pytest.fixture(autouse=True)
def places(session: Session, now: datetime) -> None:
    load_places(session)
    rows = [ValueRow(REST_CODE, POVERTY, year, result=20.0) for year in (2017, 2019)]
    rows += [ValueRow(area, POVERTY, 2017, result=40.0) for area in PLACES]
    bring(session, now, [*rows, *(ValueRow(area, POVERTY, 2019, result=rate) for area, rate in PLACES.items())])


def test_gaps_are_counted_by_what_became_of_them(session: Session) -> None:
    found = gathering.of_year(session, 2019)
    assert found.counts == {POVERTY: {Verdict.NARROWING: 1, Verdict.WIDENING: 1, Verdict.STABLE: 1, Verdict.UNKNOWN: 4}}
    assert found.is_fictitious


@pytest.mark.parametrize("year", [2016, 2017, 2018, 2020])
def test_a_year_without_two_values_up_to_it_says_nothing(session: Session, year: int) -> None:
    assert gathering.of_year(session, year).counts == {}


def test_a_territory_of_many_neighbourhoods_is_told_as_a_whole_alone(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST", 6)
    assert gathering.every_place(session, 7)
    assert gathering.of_year(session, 2019).counts == {}


def test_every_place_is_read_as_it_is_alone(session: Session, count_queries: list[str]) -> None:
    found = gathering.every_place(session, 7)
    assert len(found) == 7
    for where in found:
        alone = reading.place(session, where.code)
        assert (where.here, where.baselines) == (alone.here, alone.baselines)
        assert (where.name, where.municipality) == (alone.name, alone.municipality)
    told = reading.findings_of(session, found, 2019)
    assert told == [reading.findings(session, where, 2019) for where in found]
    count_queries.clear()
    gathering.of_year(session, 2019)
    assert len(count_queries) == 5
