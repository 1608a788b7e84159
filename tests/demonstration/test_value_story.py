"""The demonstration's values: five years, seven neighbourhoods, all marked; blanks, a secret, a break, a correction."""


import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.demonstration import value_story
from participation.demonstration import value_table as table
from participation.indicators.models import (
    Area,
    AreaKind,
    Indicator,
    Observation,
    PastObservation,
    SeriesBreak,
    Sex,
    SourceVersion,
    ValueImport,
)


def values(session: Session, area: str, code: str, sex: Sex = Sex.ALL) -> dict[int, Observation]:
    query = (
        sa.select(Observation)
        .join(Area, Area.id == Observation.area_id)
        .join(Indicator, Indicator.id == Observation.indicator_id)
        .where(Area.code == area, Indicator.code == code, Observation.sex == sex)
    )
    return {found.year: found for found in session.scalars(query)}


def test_every_value_and_source_says_that_it_is_invented(loaded: Session) -> None:
    for model in (Observation, PastObservation, ValueImport, SourceVersion):
        assert set(loaded.scalars(sa.select(model.is_fictitious))) == {True}
    assert all("fictives" in name for name in loaded.scalars(sa.select(SourceVersion.name)))


def test_five_years_of_seven_neighbourhoods_and_of_what_they_compare_with(loaded: Session) -> None:
    query = (
        sa.select(Area.kind, sa.func.count(sa.distinct(Area.id)), sa.func.count(sa.distinct(Observation.year)))
        .join(Area, Area.id == Observation.area_id)
        .where(Observation.year <= table.LAST_YEAR)
        .group_by(Area.kind)
    )
    found = {kind: (areas, years) for kind, areas, years in loaded.execute(query)}
    assert found == {
        AreaKind.NEIGHBOURHOOD: (7, 5), AreaKind.MUNICIPALITY: (3, 5), AreaKind.TERRITORY: (1, 5), AreaKind.REST: (1, 5)
    }  # fmt: skip
    told = set(loaded.scalars(sa.select(Observation.indicator_id)))
    assert told == set(loaded.scalars(sa.select(Indicator.id)))


def test_each_indicator_is_told_with_the_baseline_that_it_compares_with(loaded: Session) -> None:
    with_values = sa.select(Area.kind).join(Observation, Observation.area_id == Area.id)
    for indicator in loaded.scalars(sa.select(Indicator).where(~Indicator.is_fictitious)):
        kinds = set(loaded.scalars(with_values.where(Observation.indicator_id == indicator.id)))
        wanted = indicator.baseline if indicator.code not in table.COUNTS else AreaKind.TERRITORY
        assert {AreaKind.NEIGHBOURHOOD, wanted} <= kinds, indicator.code


def test_what_is_not_told_is_blank_and_what_is_secret_hides_its_complement(loaded: Session) -> None:
    for place, code, year in table.UNKNOWN:
        assert year not in values(loaded, f"{place}-2015", code)
    place, code, year = table.SECRET
    assert (values(loaded, f"{place}-2015", code)[year].is_secret) is True
    place, code, year = table.SECRET_BY_SEX
    by_sex = {sex: values(loaded, f"{place}-2015", code, sex)[year] for sex in Sex}
    assert [(by_sex[sex].is_secret, by_sex[sex].result) for sex in (Sex.WOMEN, Sex.MEN)] == [(True, None)] * 2
    assert by_sex[Sex.ALL].result is not None
    assert len(loaded.scalars(sa.select(Observation.id).where(Observation.is_secret)).all()) == 3


def test_a_mistake_was_corrected_and_stays_readable(loaded: Session) -> None:
    place, code, year = table.CORRECTED
    past = loaded.scalars(sa.select(PastObservation)).one()
    assert (past.result, past.year) == (table.MISTAKE, year)
    assert values(loaded, f"{place}-2015", code)[year].result != table.MISTAKE


def test_limits_of_2024_are_other_series_and_one_indicator_has_a_break(loaded: Session) -> None:
    assert set(values(loaded, "QN01401M", "demandeurs-d-emploi")) == {2024}
    assert 2024 not in values(loaded, "chemin-vert-2015", "demandeurs-d-emploi")
    assert loaded.scalars(sa.select(SeriesBreak.year)).all() == [2022]
    assert "fictif" in loaded.scalars(sa.select(SeriesBreak.reason)).one()


def test_the_whole_lies_between_its_two_parts_and_women_and_men_on_both_sides_of_all(loaded: Session) -> None:
    for code in table.RATES:
        rest, whole = values(loaded, table.REST, code), values(loaded, table.WHOLE, code)
        inside = [values(loaded, f"{place}-2015", code) for place in table.PLACES]
        for year in whole:
            parts = [found[year].result or found[year].estimate for found in inside if year in found]
            low, high = sorted((rest[year].result, sum(filter(None, parts)) / len(parts)))
            assert low - 0.5 <= whole[year].result <= high + 0.5, (code, year)
    for code in ("demandeurs-d-emploi", "population-municipale"):
        women, men = (values(loaded, "chemin-vert-2015", code, sex) for sex in (Sex.WOMEN, Sex.MEN))
        every = values(loaded, "chemin-vert-2015", code)
        assert all(women[year].result + men[year].result == every[year].result for year in every)
    all_of = values(loaded, "chemin-vert-2015", "taux-d-emploi")
    women, men = (values(loaded, "chemin-vert-2015", "taux-d-emploi", sex) for sex in (Sex.WOMEN, Sex.MEN))
    assert all(women[year].result < all_of[year].result < men[year].result for year in women)


def test_estimates_and_targets_are_told_as_such(loaded: Session) -> None:
    last = values(loaded, "chemin-vert-2015", table.ESTIMATED[0])[table.ESTIMATED[1]]
    assert (last.result, last.estimate is not None) == (None, True)
    added = values(loaded, table.WHOLE, "emplois-trouves")
    assert all(found.target is not None and found.target > found.result for found in added.values())


def test_the_same_rows_come_out_each_time() -> None:
    assert [list(value_story.values(source)) for source in value_story.SOURCES] == [
        list(value_story.values(source)) for source in value_story.SOURCES
    ]
    assert sum(1 for source in value_story.SOURCES for _ in value_story.values(source)) > 800
