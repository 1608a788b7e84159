"""What typed words lead to."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from participation.territory.imports import import_streets
from participation.territory.search import MOST_RESULTS, NEAREST, Outcome, find
from participation.territory.services import load_reference

STREETS = """rue;de;à;côté;quartier
Rue de la Paix;;;;chemin-vert
Rue des Lilas;1;10;;grace-de-dieu
Rue des Lilas;12;20;;gueriniere
"""


@pytest.fixture
def ready(session: Session, now: datetime) -> Session:
    load_reference(session)
    import_streets(session, now, STREETS.encode())
    return session


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Chemin Vert", "chemin-vert"),
        ("chemin-vert", "chemin-vert"),
        ("quartier du CHEMIN VERT", "chemin-vert"),
        ("guerin", "gueriniere"),
        ("La Guérinière", "gueriniere"),
        ("calvaire st pierre", "calvaire-saint-pierre"),
        ("QN01404M", "pierre-heuze"),
        ("Grande Delle", "herouville-saint-clair"),
        ("le val", "herouville-saint-clair"),
        ("Hérouville", "herouville-saint-clair"),
        ("mairie de Colombelles", "colombelles"),
        ("12 rue de la paix", "chemin-vert"),
        ("15 r. des lilas", "gueriniere"),
    ],
)
def test_one_neighbourhood_is_found(ready: Session, typed: str, code: str) -> None:
    found = find(ready, typed)
    assert (found.outcome, [row.code for row in found.rows]) == (Outcome.ONE, [code])


def test_a_town_with_several_lists_its_own_from_a_to_z(ready: Session) -> None:
    found = find(ready, "caen")
    assert found.outcome is Outcome.SEVERAL
    assert [row.code for row in found.rows] == [
        "calvaire-saint-pierre",
        "chemin-vert",
        "grace-de-dieu",
        "gueriniere",
        "pierre-heuze",
    ]


def test_a_town_that_holds_a_piece_is_told_so(ready: Session) -> None:
    found = find(ready, "Ifs")
    assert (found.outcome, [row.code for row in found.rows]) == (Outcome.PARTLY, ["gueriniere"])


def test_a_town_without_a_piece_and_a_number_without_are_outside(ready: Session) -> None:
    assert find(ready, "Saint Germain la Blanche Herbe").outcome is Outcome.OUTSIDE
    assert find(ready, "99 rue des Lilas").outcome is Outcome.OUTSIDE


def test_a_street_that_needs_its_number_names_where_it_leads(ready: Session) -> None:
    found = find(ready, "rue des lilas")
    assert found.outcome is Outcome.NUMBER_NEEDED
    assert [row.code for row in found.rows] == ["grace-de-dieu", "gueriniere"]


def test_nothing_found_shows_the_nearest_names(ready: Session) -> None:
    found = find(ready, "guernière")
    assert found.outcome is Outcome.NOTHING
    assert found.rows[0].code == "gueriniere"
    assert len(found.rows) == NEAREST


@pytest.mark.parametrize(
    "typed", ["%", "_", "%%%", "' OR 1=1 --", "\\", "\0", "🏠", "\u202e", "ﷺ" * 200, "x" * 10_000, "*"]
)
def test_signs_of_pattern_languages_mean_nothing(ready: Session, typed: str) -> None:
    found = find(ready, typed)
    assert found.outcome is Outcome.NOTHING
    assert len(found.rows) <= NEAREST


def test_an_empty_search_and_an_empty_territory_find_nothing(session: Session) -> None:
    assert find(session, "").rows == ()
    assert find(session, "chemin vert").rows == ()
    assert MOST_RESULTS == 50
