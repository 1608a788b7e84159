"""What the neighbourhoods say together: in how many a gap shrank, stayed or grew; never which of them is ahead."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Area, AreaKind
from participation.indicators.services import reading
from participation.indicators.services.reading import AREAS, WHOLES, AreaRow, Place
from participation.measures.differences import Verdict
from participation.territory.models import Municipality, Neighbourhood

MOST = 50
"""Neighbourhoods read for a page; a larger territory is told as a whole alone."""


@dataclass(frozen=True)
class Gathered:
    """What became of the gaps of every neighbourhood."""

    counts: Mapping[str, Counter[Verdict]]
    """By code of the indicator; absent where no neighbourhood's values of that year say anything."""
    is_fictitious: bool = False


def of_year(session: Session, year: int) -> Gathered:
    """Return in how many neighbourhoods each gap shrank, stayed or grew until that very year, or says nothing."""
    counts: dict[str, Counter[Verdict]] = {}
    is_fictitious = False
    places = every_place(session, MOST)
    for found in reading.findings_of(session, places, year):
        for each in found:
            if each.year == year and each.gap is not None and each.trend.verdict is not Verdict.UNKNOWN:
                counts.setdefault(each.indicator.code, Counter())[each.trend.verdict] += 1
                is_fictitious |= each.is_fictitious
    for counted in counts.values():
        counted[Verdict.UNKNOWN] = len(places) - counted.total()
    return Gathered(counts, is_fictitious)


def every_place(session: Session, most: int) -> list[Place]:
    """Return every neighbourhood, by name; none where there are more than `most`."""
    query = (
        sa.select(Neighbourhood.id, Neighbourhood.code, Neighbourhood.name, Municipality.id, Municipality.name)
        .join(Municipality, Municipality.id == Neighbourhood.municipality_id)
        .order_by(Neighbourhood.name_key, Neighbourhood.id)
        .limit(most + 1)
    )
    found = session.connection().execute(query).all()
    if len(found) > most:
        return []
    rows = session.connection().execute(AREAS.add_columns(Area.neighbourhood_id, Area.municipality_id)).all()
    areas = [(AreaRow._make(row[:5]), row.neighbourhood_id, row.municipality_id) for row in rows]
    wholes = {row.kind: row for row, _number, _town in areas if row.kind in WHOLES}
    towns = {town_id: row for row, _number, town_id in areas if row.kind is AreaKind.MUNICIPALITY}
    here: dict[int, list[AreaRow]] = {}
    for row, number, _town in areas:
        if row.kind is AreaKind.NEIGHBOURHOOD:
            here.setdefault(number, []).append(row)
    return [
        Place(
            code, name, town, tuple(here.get(number, ())),
            wholes | ({AreaKind.MUNICIPALITY: towns[town_id]} if town_id in towns else {}),
        )
        for number, code, name, town_id, town in found
    ]  # fmt: skip
