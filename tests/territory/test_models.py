"""Constraints of the territory."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.territory.models import Neighbourhood, Perimeter, PopulationFigure
from tests.support.factories import make_contract, make_contract_and_neighbourhood


def test_a_neighbourhood_keeps_its_key_with_its_name(session: Session) -> None:
    row = make_contract_and_neighbourhood(session, name="Grâce de Dieu")
    assert row.name_key == "grace de dieu"
    row.name = "Pierre-Heuzé"
    session.flush()
    assert session.scalar(sa.select(Neighbourhood.name_key)) == "pierre heuze"


def test_a_perimeter_does_not_end_before_it_starts(session: Session) -> None:
    row = make_contract_and_neighbourhood(session)
    session.add(
        Perimeter(
            neighbourhood_id=row.id,
            name="A",
            starts_on=date(2024, 1, 1),
            ends_on=date(2023, 1, 1),
            source="Fictitious",
        )
    )
    with pytest.raises(sa.exc.IntegrityError, match="order"):
        session.flush()


@pytest.mark.parametrize("both", [True, False])
def test_a_figure_is_of_a_contract_or_of_a_neighbourhood(session: Session, both: bool) -> None:
    contract = make_contract(session)
    row = make_contract_and_neighbourhood(session)
    session.add(
        PopulationFigure(
            contract_id=contract.id if both else None,
            neighbourhood_id=row.id if both else None,
            inhabitants=1,
            source="Fictitious",
        )
    )
    with pytest.raises(sa.exc.IntegrityError, match="one_area"):
        session.flush()
