"""Counts of few people never come in, nor what would give them away; the same file again changes nothing."""

import re
from collections.abc import Collection
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Area, Observation, PastObservation, Sex
from participation.indicators.reference_areas import REST_CODE, TERRITORY_CODE
from participation.indicators.services import merging
from participation.indicators.services.importing import ValueRow
from participation.indicators.services.secrecy import LEAST
from participation.territory.models import Perimeter
from tests.indicators.value_cases import POVERTY, SEEKERS, bring, indicator_named, load_places

HERE, OTHER = "chemin-vert-2015", "gueriniere-2015"
FURTHER = ("grace-de-dieu", "pierre-heuze", "calvaire-saint-pierre", "herouville-saint-clair", "colombelles")
YEAR = 2019


@pytest.fixture(autouse=True)
def places(session: Session) -> None:
    load_places(session)


def people(area: str, women: float | None, men: float | None, everybody: float | None = None) -> list[ValueRow]:
    """Return counts of an area by sex, with their sum unless told otherwise; None is secret."""
    total = everybody if women is None or men is None else women + men
    told = ((Sex.WOMEN, women), (Sex.MEN, men), (Sex.ALL, total))
    return [ValueRow(area, SEEKERS, YEAR, sex, count, is_secret=count is None) for sex, count in told]


def hidden(session: Session, code: str = SEEKERS) -> set[tuple[str, str]]:
    query = (
        sa.select(Area.code, Observation.sex)
        .join(Observation, Observation.area_id == Area.id)
        .where(Observation.is_secret, Observation.indicator_id == indicator_named(session, code).id)
    )
    return {(area, str(sex)) for area, sex in session.execute(query)}


def territory() -> list[ValueRow]:
    """Return every neighbourhood, the rest and the whole, which add up; few women in the first."""
    parts = [(HERE, LEAST - 1.0, 60.0), (OTHER, 20.0, 70.0), (REST_CODE, 1_000.0, 1_000.0)]
    parts += [(f"{code}-2015", 200.0, 200.0) for code in FURTHER]
    whole = people(TERRITORY_CODE, sum(each[1] for each in parts), sum(each[2] for each in parts))
    return [row for area, women, men in parts for row in people(area, women, men)] + whole


def test_a_small_count_comes_in_hidden_with_the_least_that_protects_it(session: Session, now: datetime) -> None:
    bring(session, now, territory())
    assert hidden(session) == {(area, sex) for area in (HERE, OTHER) for sex in ("women", "men")}
    kept = session.scalars(sa.select(Observation).where(Observation.is_secret)).all()
    assert all(each.result is None and each.comment and "Masqué" in each.comment for each in kept)


def test_the_same_file_again_changes_nothing(session: Session, now: datetime) -> None:
    first = bring(session, now, territory())
    again = bring(session, now, territory())
    assert (first.added, again.added, again.changed, again.unchanged) == (27, 0, 0, 27)
    assert session.scalars(sa.select(PastObservation)).all() == []


def test_where_some_neighbourhood_is_not_known_the_whole_gives_nothing_away(session: Session, now: datetime) -> None:
    bring(session, now, [row for row in territory() if row.area_code != "colombelles-2015"])
    assert hidden(session) == {(HERE, "women"), (HERE, "men")}


def test_what_the_source_hides_alone_takes_another_with_it(session: Session, now: datetime) -> None:
    bring(session, now, people("chemin-vert-2015", None, 40.0, 44.0))
    assert hidden(session) == {(HERE, "women"), (HERE, "men")}


def test_what_stands_already_is_hidden_where_it_would_give_away_what_comes(session: Session, now: datetime) -> None:
    bring(session, now, [ValueRow(HERE, SEEKERS, YEAR, Sex.MEN, 40.0), ValueRow(HERE, SEEKERS, YEAR, Sex.ALL, 44.0)])
    assert hidden(session) == set()
    bring(session, now, [ValueRow(HERE, SEEKERS, YEAR, Sex.WOMEN, 4.0)])
    assert hidden(session) == {(HERE, "women"), (HERE, "men")}


def test_a_place_that_adds_up_with_no_other_is_protected_by_its_own_line(session: Session, now: datetime) -> None:
    bring(session, now, people("14118", 3.0, 900.0))
    assert hidden(session) == {("14118", "women"), ("14118", "men")}


def test_shares_things_and_large_counts_are_left_as_they_are(session: Session, now: datetime) -> None:
    rows = [
        *people(HERE, 30.0, 40.0),
        ValueRow(HERE, POVERTY, YEAR, Sex.ALL, 2.0),
        ValueRow(HERE, "etablissements", YEAR, Sex.ALL, 3.0),
    ]
    bring(session, now, rows)
    assert session.scalars(sa.select(Observation).where(Observation.is_secret)).all() == []


def test_an_estimate_of_few_people_is_hidden_as_a_count_is(session: Session, now: datetime) -> None:
    counts = ((Sex.WOMEN, 3.0), (Sex.MEN, 40.0), (Sex.ALL, 43.0))
    bring(session, now, [ValueRow(HERE, SEEKERS, YEAR, sex, estimate=count) for sex, count in counts])
    assert hidden(session) == {(HERE, "women"), (HERE, "men")}
    assert set(session.scalars(sa.select(Observation.estimate))) == {None, 43.0}


def test_what_stands_beside_a_column_that_is_not_told_is_looked_at_too(session: Session, now: datetime) -> None:
    """A file of estimates alone: its line for men is blank, but the result of men stays, and gives the women away."""
    bring(session, now, [ValueRow(HERE, SEEKERS, YEAR, sex, count) for sex, count in ((Sex.MEN, 40), (Sex.ALL, 44))])
    told = {Sex.WOMEN: 4.0, Sex.MEN: None, Sex.ALL: None}
    rows = [ValueRow(HERE, SEEKERS, YEAR, sex, estimate=count) for sex, count in told.items()]
    bring(session, now, rows, told={"estimate"})
    assert hidden(session) == {(HERE, "women"), (HERE, "men")}
    assert sorted(session.scalars(sa.select(Observation.result)), key=str) == [44.0, None, None]


@pytest.mark.parametrize("told", [{"estimate"}, merging.VALUES])
def test_both_numbers_of_a_value_are_held_to_the_same_rule(
    session: Session, now: datetime, told: Collection[str]
) -> None:
    bring(session, now, people(HERE, 50.0, 40.0))
    few = {Sex.WOMEN: 3.0, Sex.MEN: 40.0, Sex.ALL: 43.0}
    results = {Sex.WOMEN: 50.0, Sex.MEN: 40.0, Sex.ALL: 90.0}
    rows = [ValueRow(HERE, SEEKERS, YEAR, sex, results[sex], estimate=few[sex]) for sex in few]
    bring(session, now, rows, told=told)
    assert hidden(session) == {(HERE, "women"), (HERE, "men")}
    assert set(session.scalars(sa.select(Observation.estimate))) == {None, 43.0}
    assert set(session.scalars(sa.select(Observation.result))) == {None, 90.0}


def test_why_it_is_hidden_is_said_as_long_as_it_is(session: Session, now: datetime) -> None:
    told = {"result", "is_secret"}
    few = ValueRow(HERE, SEEKERS, YEAR, Sex.ALL, 3.0)
    bring(session, now, [few._replace(result=30.0)], told=told)
    bring(session, now, [few], told=told)
    assert session.scalars(sa.select(Observation.comment)).one() == merging.HIDDEN
    bring(session, now, [few._replace(result=31.0)], told=told)
    value = session.scalars(sa.select(Observation)).one()
    assert (value.result, value.is_secret, value.comment) == (31.0, False, None)


def test_perimeters_drawn_after_the_year_of_the_values_add_up_too(session: Session, now: datetime) -> None:
    """Insee publishes a year again on later limits; with the earlier ones too, the rest and the whole are shared."""
    later = session.scalars(
        sa.select(Area.code)
        .join(Perimeter, Perimeter.id == Area.perimeter_id)
        .where(sa.extract("year", Perimeter.starts_on) == 2024)
        .order_by(Area.id)
    ).all()
    assert len(later) > 1
    rest, whole = people(REST_CODE, 1_000.0, 1_000.0), people(TERRITORY_CODE, 2_000.0, 2_000.0)
    few, *others = (people(code, 200.0 if place else 3.0, 100.0 + place) for place, code in enumerate(later))
    bring(session, now, [*few, *(row for rows in others for row in rows), *rest, *whole])
    assert hidden(session) == {(area, sex) for area in later[:2] for sex in ("women", "men")}
    before = len(hidden(session))
    bring(session, now, territory()[:-3])
    assert {(HERE, "women"), (OTHER, "women")} <= hidden(session)
    assert len(hidden(session)) == before + 4


def test_what_stands_and_is_hidden_keeps_its_target_and_its_comment(session: Session, now: datetime) -> None:
    men = ValueRow(HERE, SEEKERS, YEAR, Sex.MEN, 40.0, target=30.0, comment="Essai")
    bring(session, now, [men, ValueRow(HERE, SEEKERS, YEAR, Sex.ALL, 44.0)])
    bring(session, now, [ValueRow(HERE, SEEKERS, YEAR, Sex.WOMEN, 4.0)])
    value = session.scalars(sa.select(Observation).where(Observation.sex == Sex.MEN)).one()
    assert (value.is_secret, value.result, value.target, value.comment) == (True, None, 30.0, "Essai")


@pytest.mark.parametrize(("unit", "is_hidden"), [("Familles", True), ("Actions", False), ("actions de jeunes", True)])
def test_a_count_is_of_people_unless_its_unit_is_a_thing(
    session: Session, now: datetime, unit: str, is_hidden: bool
) -> None:
    indicator_named(session, SEEKERS).unit = unit
    session.flush()
    bring(session, now, [ValueRow(HERE, SEEKERS, YEAR, Sex.ALL, 3.0)])
    assert bool(hidden(session)) is is_hidden


def test_nothing_that_stands_is_read_before_other_files_are_kept_waiting(session: Session, now: datetime) -> None:
    said: list[str] = []
    bind = session.get_bind()
    sa.event.listen(bind, "before_cursor_execute", lambda *each: said.append(each[2]))
    bring(session, now, people(HERE, 30.0, 40.0))
    locks = [place for place, statement in enumerate(said) if statement.startswith("LOCK TABLE observation ")]
    reads = [place for place, statement in enumerate(said) if re.search(r"\bobservation\b", statement)]
    if bind.dialect.name == "postgresql":
        assert locks == reads[:1]
    else:
        assert not locks, "a writing transaction is alone from its beginning"
    assert len(reads) > 1
