"""The places that values are about: each perimeter, each municipality, the whole territory, and the rest of it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Area, AreaKind
from participation.territory.models import Contract, Municipality, Neighbourhood, Perimeter

TERRITORY_CODE = "caen-la-mer"
REST_CODE = "caen-la-mer-hors-quartiers"


def load(session: Session) -> int:
    """Write an area for each perimeter, municipality and contract that has none; return how many were new."""
    contract_id = session.scalar(sa.select(Contract.id).order_by(Contract.first_year, Contract.id).limit(1))
    if contract_id is None:
        return 0
    known = set(session.scalars(sa.select(Area.code)))
    rows = [*_wholes(contract_id), *_towns(session, contract_id), *_perimeters(session)]
    new = [row for row in rows if row["code"] not in known]
    if new:
        session.execute(sa.insert(Area), new)
    return len(new)


def _wholes(contract_id: int) -> list[dict[str, object]]:
    names = (
        (AreaKind.TERRITORY, TERRITORY_CODE, "Caen la mer, quartiers compris"),
        (AreaKind.REST, REST_CODE, "Caen la mer, hors des quartiers"),
    )
    return [_area(contract_id, *each) for each in names]


def _towns(session: Session, contract_id: int) -> list[dict[str, object]]:
    query = sa.select(Municipality.id, Municipality.insee_code, Municipality.name).order_by(Municipality.id)
    known = sa.select(Area.municipality_id).where(Area.municipality_id.is_not(None))
    return [
        _area(contract_id, AreaKind.MUNICIPALITY, row.insee_code, row.name, municipality_id=row.id)
        for row in session.execute(query.where(Municipality.id.not_in(known)))
    ]


def _perimeters(session: Session) -> list[dict[str, object]]:
    query = (
        sa.select(Perimeter, Neighbourhood.code, Neighbourhood.name, Neighbourhood.contract_id)
        .join(Neighbourhood, Neighbourhood.id == Perimeter.neighbourhood_id)
        .where(Perimeter.id.not_in(sa.select(Area.perimeter_id).where(Area.perimeter_id.is_not(None))))
        .order_by(Perimeter.id)
    )
    return [
        _area(
            contract_id,
            AreaKind.NEIGHBOURHOOD,
            limits.national_code or f"{code}-{limits.starts_on.year}",
            f"{name} (limites de {limits.starts_on.year})",
            neighbourhood_id=limits.neighbourhood_id,
            perimeter_id=limits.id,
        )
        for limits, code, name, contract_id in session.execute(query)
    ]


def _area(
    contract_id: int,
    kind: AreaKind,
    code: str,
    name: str,
    neighbourhood_id: int | None = None,
    perimeter_id: int | None = None,
    municipality_id: int | None = None,
) -> dict[str, object]:
    return {
        "contract_id": contract_id,
        "kind": kind,
        "code": code,
        "name": name,
        "neighbourhood_id": neighbourhood_id,
        "perimeter_id": perimeter_id,
        "municipality_id": municipality_id,
    }
