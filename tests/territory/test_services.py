"""The sourced facts, and the place of an address."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.territory import reference
from participation.territory.imports import import_streets
from participation.territory.models import (
    Commune,
    Contract,
    Institution,
    Municipality,
    Neighbourhood,
    Orientation,
    Perimeter,
    PopulationFigure,
)
from participation.territory.services import Location, Place, load_reference, locate

STREETS = """rue;de;à;côté;quartier;commune
Rue de la Paix;;;tous;Chemin Vert;
Avenue de l'Abbé Saint-Pierre;2;40;pair;guerinere;
Avenue de l'Abbé Saint-Pierre;1;99;impair;pierre-heuze;
Rue des Lilas;1;10;;grace-de-dieu;
Rue des Lilas;;;;herouville-saint-clair;
Place du 8 mai 1945;;;;Colombelles;
Rue du Bord;1;9;tous;gueriniere;Ifs
""".replace("guerinere", "gueriniere")


@pytest.fixture
def loaded(session: Session, now: datetime) -> Session:
    load_reference(session)
    import_streets(session, now, STREETS.encode())
    return session


def test_the_reference_holds_the_sourced_facts(session: Session) -> None:
    assert load_reference(session) > 0
    contract = session.scalars(sa.select(Contract)).one()
    assert (contract.code, contract.first_year, contract.last_year) == ("CV051", 2015, 2020)
    assert session.scalars(sa.select(Orientation.number).order_by(Orientation.number)).all() == [1, 2, 3]
    towns = dict(session.execute(sa.select(Municipality.insee_code, Municipality.status)).all())
    assert {code for code, status in towns.items() if status is Commune.PRIORITY} == {
        "14118",
        "14327",
        "14167",
    }
    assert {code for code, status in towns.items() if status is Commune.WATCH} == {"14341", "14271", "14587"}
    assert session.scalar(sa.select(sa.func.count()).select_from(Neighbourhood)) == 7
    assert set(session.scalars(sa.select(PopulationFigure.inhabitants))) == {24_970, 27_090}
    assert set(session.scalars(sa.select(PopulationFigure.year))) == {None}


def test_nothing_that_no_source_gives_is_filled_in(session: Session) -> None:
    load_reference(session)
    rows = session.execute(
        sa.select(
            Neighbourhood.code,
            Perimeter.national_code,
            Perimeter.name,
            Perimeter.successor_id,
            Perimeter.ends_on,
        )
        .join(Perimeter, Perimeter.neighbourhood_id == Neighbourhood.id)
        .where(Perimeter.starts_on == date(2015, 1, 1))
    ).all()
    assert len(rows) == 7
    assert {row.national_code for row in rows} == {None}
    assert {row.code for row in rows if row.name is None} == {"herouville-saint-clair", "colombelles"}
    assert {row.code for row in rows if row.successor_id is None} == {"colombelles"}
    assert {row.ends_on for row in rows} == {date(2023, 12, 31)}


def test_the_perimeters_of_2024_carry_their_codes_and_towns(session: Session) -> None:
    load_reference(session)
    perimeters = session.scalars(sa.select(Perimeter).where(Perimeter.starts_on == date(2024, 1, 1))).all()
    towns = {p.national_code: {link.municipality.name for link in p.municipalities} for p in perimeters}
    assert towns == {
        "QN01401M": {"Caen"},
        "QN01402M": {"Caen", "Fleury-sur-Orne"},
        "QN01403M": {"Caen", "Ifs"},
        "QN01404M": {"Caen"},
        "QN01405I": {"Caen"},
        "QN01406M": {"Hérouville-Saint-Clair"},
    }


def test_every_fact_names_its_source(session: Session) -> None:
    load_reference(session)
    for model in (Contract, Orientation, Municipality, Perimeter, PopulationFigure, Institution):
        assert all(len(source) > 20 for source in session.scalars(sa.select(model.source)))


def test_loading_the_reference_again_changes_nothing_and_mends_what_differs(session: Session) -> None:
    load_reference(session)
    assert load_reference(session) == 0
    session.scalars(sa.select(Municipality).where(Municipality.insee_code == "14341")).one().name = "Iffs"
    session.flush()
    assert load_reference(session) == 1
    assert session.scalar(sa.select(Municipality.name).where(Municipality.insee_code == "14341")) == "Ifs"
    assert len(reference.NEIGHBOURHOODS) == session.scalar(
        sa.select(sa.func.count()).select_from(Neighbourhood)
    )


def place(location: Location) -> tuple[str, str | None]:
    return location.place.value, location.neighbourhood.code if location.neighbourhood else None


@pytest.mark.parametrize(
    ("street", "number", "expected"),
    [
        ("rue de la paix", None, ("inside", "chemin-vert")),
        ("12 bis, R. de la Paix", None, ("inside", "chemin-vert")),
        ("Rue de la Paix, 14000 Caen", None, ("inside", "chemin-vert")),
        ("av de l'abbé st-pierre", "12 bis", ("inside", "gueriniere")),
        ("av de l'abbé st-pierre", 13, ("inside", "pierre-heuze")),
        ("av de l'abbé st-pierre", "42", ("outside", None)),
        ("av de l'abbé st-pierre", "101", ("outside", None)),
        ("av de l'abbé st-pierre", None, ("unknown", None)),
        ("place du 8 mai 1945", None, ("inside", "colombelles")),
        ("3 place du 8 mai 1945", None, ("inside", "colombelles")),
        ("rue du Bord", "9", ("inside", "gueriniere")),
        ("rue sans nom", "9", ("unknown", None)),
        ("", "9", ("unknown", None)),
        ("%", "9", ("unknown", None)),
        ("\0", None, ("unknown", None)),
    ],
)
def test_locate(
    loaded: Session, street: str, number: str | int | None, expected: tuple[str, str | None]
) -> None:
    assert place(locate(loaded, street, number)) == expected


def test_a_number_given_apart_wins_over_one_in_the_street(loaded: Session) -> None:
    assert place(locate(loaded, "101 av de l'abbé st-pierre", "13")) == ("inside", "pierre-heuze")


def test_a_street_of_two_towns_stays_unknown_until_the_town_is_said(loaded: Session) -> None:
    unsure = locate(loaded, "rue des Lilas", "5")
    assert unsure.place is Place.UNKNOWN
    assert [one.code for one in unsure.candidates] == ["grace-de-dieu", "herouville-saint-clair"]
    assert place(locate(loaded, "rue des Lilas", "50")) == ("unknown", None)
    assert place(locate(loaded, "rue des Lilas", "5", "caen")) == ("inside", "grace-de-dieu")
    assert place(locate(loaded, "rue des Lilas", "50", "14118")) == ("outside", None)
    assert place(locate(loaded, "rue des Lilas", "50", "HEROUVILLE SAINT CLAIR")) == (
        "inside",
        "herouville-saint-clair",
    )
    assert place(locate(loaded, "5 rue des Lilas, Caen")) == ("inside", "grace-de-dieu")
    assert place(locate(loaded, "5 rue des Lilas Hérouville-St-Clair")) == (
        "inside",
        "herouville-saint-clair",
    )


def test_an_unknown_town_and_an_empty_list_settle_nothing(session: Session) -> None:
    load_reference(session)
    assert locate(session, "rue de la Paix", "1").place is Place.UNKNOWN
    assert locate(session, "rue de la Paix", "1", "Atlantis").place is Place.UNKNOWN


def test_locate_asks_the_database_as_often_whatever_the_address(
    loaded: Session, count_queries: list[str]
) -> None:
    locate(loaded, "rue de la paix")
    first = len(count_queries)
    locate(loaded, "12 bis rue des Lilas 14000 Caen " + "x " * 5_000)
    assert len(count_queries) == 2 * first
