"""What values say, in one sentence: gaps worded right, silent where the data do not allow more."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from participation.indicators.models import SeriesBreak, Sex
from participation.indicators.reference_areas import REST_CODE, TERRITORY_CODE
from participation.indicators.reference_examples import load_examples
from participation.indicators.services import headlines, reading
from participation.indicators.services.headlines import Headline
from participation.indicators.services.importing import ValueRow
from participation.kernel.errors import MissingError
from participation.kernel.i18n import speaking
from participation.territory.models import Neighbourhood
from tests.indicators.value_cases import (
    BEFORE,
    INCOME,
    POVERTY,
    SEEKERS,
    SINCE,
    WORK,
    bring,
    indicator_named,
    load_places,
    poverty,
)

NBSP = "\u00a0"
RENEWED = "logements-renoves"


@pytest.fixture
def places(app: Flask, session: Session) -> None:
    load_places(session)


def said(app: Flask, session: Session, code: str = POVERTY, place: str = "chemin-vert") -> Headline:
    with app.test_request_context("/"), speaking("fr"):
        found = headlines.of_place(session, reading.place(session, place))
    return next(each for each in found if each.code == code)


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("values", "sentence", "tag"),
    [
        (
            [(2017, 31.0, 20.0), (2019, 27.4, 19.2)],
            f"27 sur 100 ici, 19 dans le reste du territoire{NBSP}; l’écart se réduit depuis 2017",
            ("L’écart se réduit", "ok"),
        ),
        (
            [(2017, 31.0, 20.0), (2018, 27.0, 20.0), (2019, 27.0, 20.0)],
            f"27 sur 100 ici, 20 dans le reste du territoire{NBSP}; l’écart s’est réduit depuis 2017, mais ne bouge "
            "presque plus depuis 2018",
            ("L’écart s’est réduit", "ok"),
        ),
        (
            [(2017, 27.0, 20.0), (2019, 31.0, 20.0)],
            f"31 sur 100 ici, 20 dans le reste du territoire{NBSP}; l’écart se creuse depuis 2017",
            ("L’écart se creuse", "warn"),
        ),
        (
            [(2017, 27.0, 20.0), (2019, 27.5, 20.0)],
            f"28 sur 100 ici, 20 dans le reste du territoire{NBSP}; l’écart bouge peu depuis 2017",
            ("Écart stable", ""),
        ),
        (
            [(2017, 12.0, 20.0), (2019, 15.0, 20.0)],
            f"15 sur 100 ici, 20 dans le reste du territoire{NBSP}; l’écart se réduit depuis 2017",
            ("L’écart se réduit", ""),
        ),
        ([(2019, 27.0, 19.0)], "27 sur 100 ici, 19 dans le reste du territoire", ("", "")),
        ([(2019, 19.4, 19.1)], "19 sur 100 ici, à peu près autant dans le reste du territoire", ("", "")),
        ([(2017, 31.0, 20.0), (2019, 27.0, None)], "27 sur 100 ici", ("", "")),
        ([(2019, 0.2, 19.0)], "moins de 1 sur 100 ici, 19 dans le reste du territoire", ("", "")),
        ([(2019, None, 19.0)], "Trop peu de monde pour publier un nombre", ("", "")),
        ([], "Pas encore de valeur", ("", "")),
    ],
)
def test_a_rate_is_told_out_of_a_hundred(
    app: Flask,
    session: Session,
    now: datetime,
    values: list[tuple[int, float | None, float | None]],
    sentence: str,
    tag: tuple[str, str],
) -> None:
    bring(session, now, [row for year, here, rest in values for row in poverty(year, here, rest)])
    found = said(app, session)
    assert (found.sentence, (found.tag, found.tag_kind)) == (sentence, tag)


@pytest.mark.usefixtures("places")
def test_the_year_is_the_last_one_known_and_a_secret_one_after_it_hides_nothing(
    app: Flask, session: Session, now: datetime
) -> None:
    bring(session, now, [*poverty(2018, 27.0, 19.0), *poverty(2019, None, 19.0)])
    found = said(app, session)
    assert (found.year, found.sentence) == (2018, "27 sur 100 ici, 19 dans le reste du territoire")


@pytest.mark.usefixtures("places")
def test_incomes_differ_by_per_cent_of_the_whole_territory(app: Flask, session: Session, now: datetime) -> None:
    rows = [ValueRow(BEFORE, INCOME, 2019, result=14_000.0), ValueRow(TERRITORY_CODE, INCOME, 2019, result=20_000.0)]
    # Another baseline than the indicator's own is never taken.
    bring(session, now, [*rows, ValueRow(REST_CODE, INCOME, 2019, result=99_000.0)])
    found = said(app, session, INCOME).sentence.replace("\u202f", NBSP)
    assert found == (
        f"14{NBSP}000{NBSP}€ par an ici, 20{NBSP}000{NBSP}€ par an dans tout le territoire{NBSP}: 30{NBSP}% de moins"
    )


@pytest.mark.usefixtures("places")
def test_a_count_is_compared_with_itself_alone(app: Flask, session: Session, now: datetime) -> None:
    rows = [ValueRow(BEFORE, SEEKERS, year, result=value) for year, value in ((2018, 120.0), (2019, 90.0))]
    bring(session, now, [*rows, ValueRow(REST_CODE, SEEKERS, 2019, result=5_000.0)])
    found = said(app, session, SEEKERS)
    assert found.sentence == f"90{NBSP}personnes{NBSP}; c’était 120 en 2018"
    assert (found.tag, found.tag_kind, found.is_good_news) == ("En baisse", "ok", True)


@pytest.mark.usefixtures("places")
def test_other_limits_and_another_method_are_another_series(app: Flask, session: Session, now: datetime) -> None:
    bring(session, now, [*poverty(2017, 31.0, 20.0), *poverty(2024, 27.0, 20.0, area=SINCE)])
    assert said(app, session).sentence == "27 sur 100 ici, 20 dans le reste du territoire"
    bring(session, now, poverty(2023, 31.0, 20.0, area=SINCE))
    assert said(app, session).tag == "L’écart se réduit"
    key = indicator_named(session, POVERTY).id
    session.add(SeriesBreak(indicator_id=key, year=2024, reason="Autre méthode", source="Essai"))
    session.flush()
    assert said(app, session).tag == ""


@pytest.mark.usefixtures("places")
def test_a_neighbourhood_is_told_assets_first_and_never_more_than_asked(
    app: Flask, session: Session, now: datetime
) -> None:
    rates = ((BEFORE, 2018, 50.0), (BEFORE, 2019, 52.0), (REST_CODE, 2018, 64.0), (REST_CODE, 2019, 64.0))
    work = [ValueRow(area, WORK, year, Sex.ALL, value) for area, year, value in rates]
    bring(session, now, [*poverty(2018, 25.0, 19.0), *poverty(2019, 30.0, 19.0), *work])
    key = session.scalar(sa.select(Neighbourhood.id).where(Neighbourhood.code == "chemin-vert"))
    assert key is not None
    with app.test_request_context("/"), speaking("fr"):
        both = headlines.of_neighbourhood(session, key, 5)
        assert [each.code for each in both] == [WORK, POVERTY]
        assert [each.code for each in headlines.of_neighbourhood(session, key, 1)] == [WORK]
        with pytest.raises(MissingError):
            headlines.of_neighbourhood(session, 10_000, 3)
    assert both[0].address == ("indicators.indicator", {"code": WORK, "quartier": "chemin-vert"})
    assert both[0].is_fictitious


@pytest.mark.usefixtures("places")
def test_a_year_tells_of_the_territory_what_that_very_year_knows(app: Flask, session: Session, now: datetime) -> None:
    load_examples(session)
    told = ((2022, 150.0), (2023, 210.0))
    bring(session, now, [ValueRow(TERRITORY_CODE, RENEWED, year, result=done, target=200.0) for year, done in told])
    with app.test_request_context("/"), speaking("fr"):
        (found,) = headlines.of_year(session, 2022)
        assert headlines.of_year(session, 2021) == []
        bring(session, now, [ValueRow(TERRITORY_CODE, POVERTY, 2021, result=15.2)])
        (rate,) = headlines.of_year(session, 2021)
    assert rate.sentence == "15 sur 100 dans tout le territoire"
    assert found.sentence == f"150{NBSP}logements, pour un objectif de 200"
    assert found.place_code is None
