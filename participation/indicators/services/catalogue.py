"""The catalogue as pages read it: which indicators there are, and one of them whole."""

import re
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import AreaKind, Direction, Family, Indicator, Measure, SeriesBreak
from participation.kernel.errors import MissingError
from participation.territory.models import Institution, Orientation

CODE = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)


class IndicatorRow(NamedTuple):
    """An indicator in a list."""

    id: int
    code: str
    family: Family
    theme: str
    question: str
    among: str
    unit: str
    measure: Measure
    decimals: int
    direction: Direction
    baseline: AreaKind
    is_fictitious: bool


class Break(NamedTuple):
    """A year from which values do not follow the earlier ones."""

    year: int
    reason: str
    source: str


@dataclass(frozen=True)
class IndicatorFacts:
    """One indicator as its page tells it."""

    row: IndicatorRow
    name: str
    definition: str
    limits: str
    filled_by: str | None
    orientation_number: int | None
    orientation: str | None
    breaks: tuple[Break, ...]


COLUMNS = (
    Indicator.id,
    Indicator.code,
    Indicator.family,
    Indicator.theme,
    Indicator.question,
    Indicator.among,
    Indicator.unit,
    Indicator.measure,
    Indicator.decimals,
    Indicator.direction,
    Indicator.baseline,
    Indicator.is_fictitious,
)
ORDER = (Indicator.family.desc(), Indicator.position, Indicator.id)
"""By name the neighbourhoods' family comes before, read backwards: « neighbourhoods », then « added_value »."""
LIST = sa.select(*COLUMNS).order_by(*ORDER)
ONE = (
    sa.select(
        *COLUMNS,
        Indicator.name.label("name"),
        Indicator.definition,
        Indicator.limits,
        Institution.name.label("filled_by"),
        Orientation.number.label("number"),
        Orientation.name.label("orientation"),
    )
    .outerjoin(Institution, Institution.id == Indicator.institution_id)
    .outerjoin(Orientation, Orientation.id == Indicator.orientation_id)
    .where(Indicator.code == sa.bindparam("code"))
)
BREAKS = (
    sa.select(SeriesBreak.year, SeriesBreak.reason, SeriesBreak.source)
    .where(SeriesBreak.indicator_id == sa.bindparam("id"))
    .order_by(SeriesBreak.year)
)


def listed(session: Session) -> list[IndicatorRow]:
    """Return every indicator, family by family, in the order of the catalogue."""
    return [IndicatorRow._make(row) for row in session.connection().execute(LIST)]


def one(session: Session, code: str) -> IndicatorFacts:
    """Return an indicator by its code.

    Raises:
        MissingError: No indicator has that code.
    """
    connection = session.connection()
    found = connection.execute(ONE, {"code": code}).one_or_none() if CODE.fullmatch(code) else None
    if found is None:
        raise MissingError
    breaks = tuple(Break._make(row) for row in connection.execute(BREAKS, {"id": found.id}))
    row = IndicatorRow._make(found[: len(COLUMNS)])
    return IndicatorFacts(
        row,
        found.name,
        found.definition,
        found.limits,
        found.filled_by,
        found.number,
        found.orientation,
        breaks,
    )


def break_years(session: Session) -> dict[int, list[int]]:
    """Return the years of the breaks of each indicator that has some, by its key, ascending."""
    query = sa.select(SeriesBreak.indicator_id, SeriesBreak.year).order_by(SeriesBreak.year)
    found: dict[int, list[int]] = {}
    for indicator_id, year in session.connection().execute(query):
        found.setdefault(indicator_id, []).append(year)
    return found
