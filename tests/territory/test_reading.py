"""What pages read of the territory."""

import pytest
from sqlalchemy.orm import Session

from participation.kernel.errors import MissingError
from participation.territory import reading
from participation.territory.services import load_reference
from tests.support.factories import make_contract_and_neighbourhood


def test_neighbourhoods_come_from_a_to_z_whatever_their_accents(session: Session) -> None:
    for code, name in (("z", "Zola"), ("e", "Écoles"), ("a", "abbaye"), ("f", "Fleurs")):
        make_contract_and_neighbourhood(session, code, name)
    page = reading.neighbourhoods(session, 1)
    assert [row.name for row in page.rows] == ["abbaye", "Écoles", "Fleurs", "Zola"]
    assert page.rows[0].municipality == "Caen"
    assert page.total == 4


def test_a_neighbourhood_tells_its_history_in_order(session: Session) -> None:
    load_reference(session)
    facts = reading.neighbourhood(session, "grace-de-dieu")
    assert [p.national_code for p in facts.perimeters] == [None, "QN01402M"]
    assert [p.has_successor for p in facts.perimeters] == [True, False]
    assert facts.perimeters[1].municipalities == ("Caen", "Fleury-sur-Orne")
    assert facts.reaches_into == ("Fleury-sur-Orne",)
    assert reading.neighbourhood(session, "chemin-vert").reaches_into == ()


@pytest.mark.parametrize("code", ["nowhere", "", "a\0b", "x" * 100, "CHEMIN-VERT", "chemin-vert\n"])
def test_a_code_that_is_none_is_missing(session: Session, code: str) -> None:
    load_reference(session)
    with pytest.raises(MissingError):
        reading.neighbourhood(session, code)


def test_the_contract_shows_two_figures_and_each_source_once(session: Session) -> None:
    assert reading.contract(session) is None
    load_reference(session)
    facts = reading.contract(session)
    assert facts is not None
    assert [figure.inhabitants for figure in facts.figures] == [24_970, 27_090]
    assert facts.neighbourhood_count == 7
    assert facts.watch == ("Ifs", "Fleury-sur-Orne", "Saint-Germain-la-Blanche-Herbe")
    assert {body.name for body in facts.institutions if body.is_signatory} >= {
        "État",
        "Région",
        "Département",
    }
    assert len(facts.sources) == len(set(facts.sources)) >= 6
    assert not any(";" in source for source in facts.sources)
