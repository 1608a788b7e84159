"""Makers of fictitious areas, indicators and sources. Each adds to the session and flushes."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Area, AreaKind, Direction, Family, Indicator, Measure, SourceVersion
from participation.territory.models import Neighbourhood
from tests.support.factories import make_contract


def make_area(session: Session, code: str = "reste-caen-la-mer", **values: Any) -> Area:
    """Return an area by its code, the rest of the territory unless told otherwise; made at first need."""
    found = session.scalars(sa.select(Area).where(Area.code == code)).first()
    if found is None:
        about = {"kind": AreaKind.REST, "name": code, "contract_id": make_contract(session).id, **values}
        found = Area(code=code, **about)
        session.add(found)
        session.flush()
    return found


def make_area_of(session: Session, neighbourhood: Neighbourhood, code: str) -> Area:
    """Return the area of a neighbourhood."""
    return make_area(
        session, code, kind=AreaKind.NEIGHBOURHOOD, neighbourhood_id=neighbourhood.id, name=neighbourhood.name
    )


def make_indicator(session: Session, code: str = "taux-de-pauvrete", **values: Any) -> Indicator:
    """Return an indicator by its code, a rate compared to the rest of the territory; made at first need."""
    found = session.scalars(sa.select(Indicator).where(Indicator.code == code)).first()
    if found is None:
        about: dict[str, Any] = {
            "family": Family.NEIGHBOURHOODS, "theme": "Revenus", "position": 1, "name": code, "question": f"{code} ?",
            "among": "personnes", "unit": "%", "measure": Measure.RATE, "decimals": 1, "direction": Direction.DOWN,
            "baseline": AreaKind.REST, "definition": "Fictitious", "limits": "", "is_fictitious": True, **values,
        }  # fmt: skip
        found = Indicator(code=code, **about)
        session.add(found)
        session.flush()
    return found


def make_source(session: Session, vintage: str = "2021", name: str = "Insee, Filosofi") -> SourceVersion:
    """Return a publication, made at first need."""
    wanted = sa.select(SourceVersion).where(SourceVersion.name == name, SourceVersion.vintage == vintage)
    found = session.scalars(wanted).first()
    if found is None:
        found = SourceVersion(name=name, vintage=vintage, method="Fictitious", is_fictitious=True)
        session.add(found)
        session.flush()
    return found
