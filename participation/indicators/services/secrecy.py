"""What must not be published of values that wait to come in: counts of few people, and those that would give them away.

It works on the waiting rows, before anything is compared or written: the same file again hides the same values, and
changes nothing. Shares and amounts are left to their source, since nothing here says of how many people they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.indicators.models import Area, AreaKind, Indicator, Measure, Sex
from participation.indicators.services import merging
from participation.indicators.services.merging import staged, standing
from participation.measures.masking import masked, masked_parts
from participation.territory.models import Perimeter

LEAST = 5
"""Counts of people above 0 and below it are hidden: a rule of this site, where the source hid nothing itself."""
PEOPLE = frozenset(
    ("personnes", "habitants", "habitantes", "parents", "enfants", "élèves", "jeunes", "bénévoles", "allocataires")
)
"""First words of units that are people."""
COMMENT = "Masqué\u00a0: il montrerait quelques personnes, ou permettrait de les calculer."
SEXES = (Sex.WOMEN, Sex.MEN, Sex.ALL)
"""Columns of a table: parts, then their sum."""


class Cell(NamedTuple):
    """A value of a table."""

    indicator_id: int
    year: int
    area_id: int
    sex: Sex
    result: float | None
    is_secret: bool
    is_waiting: bool
    """Whether it comes in; else it stands already."""


@dataclass(frozen=True)
class Limits:
    """Which areas add up to the territory, and when."""

    parts: dict[int, tuple[int, int]]
    """First and last year of each neighbourhood's limits; the rest of the territory has all years."""
    whole: int | None

    def of(self, year: int) -> list[int]:
        """Return the areas that add up in a year, the whole last; nothing where there is no whole."""
        found = sorted(area for area, (first, last) in self.parts.items() if first <= year <= last)
        return [*found, self.whole] if self.whole is not None and found else []


def hide(session: Session, is_fictitious: bool) -> int:
    """Hide among the waiting values what must not be published; return how many were not secret before."""
    merging.keep_secrets(session, is_fictitious)
    counted = dict(
        session.execute(sa.select(Indicator.id, Indicator.unit).where(Indicator.measure == Measure.COUNT)).all()
    )
    people = {key for key, unit in counted.items() if unit.split(" ")[0] in PEOPLE}
    groups = _groups(session, set(counted), people, is_fictitious)
    if not groups:
        return 0
    limits = _limits(session)
    found = [cell for group in _tables(session, groups, is_fictitious) for cell in _hidden(group, limits, people)]
    if found:
        _write(session, found)
    return len(found)


def _groups(session: Session, counted: set[int], people: set[int], is_fictitious: bool) -> set[tuple[int, int]]:
    """Return indicator and year of the tables that hold something secret and of which some value comes in."""
    few = staged.c.indicator_id.in_(people) & (staged.c.result > 0) & (staged.c.result < LEAST)
    has_secrets = sa.func.max(sa.case((staged.c.is_secret | few, 1), else_=0))
    wanted = sa.select(staged.c.indicator_id, staged.c.year, has_secrets)
    coming = session.execute(
        wanted.where(staged.c.indicator_id.in_(counted)).group_by(staged.c.indicator_id, staged.c.year)
    ).all()
    if not coming:
        return set()
    kept = session.execute(
        sa.select(standing.c.indicator_id, standing.c.year)
        .where(standing.c.indicator_id.in_(counted), standing.c.is_secret, standing.c.is_fictitious == is_fictitious)
        .distinct()
    ).all()
    secret = {(row[0], row[1]) for row in kept}
    return {(key, year) for key, year, has in coming if has or (key, year) in secret}


def _limits(session: Session) -> Limits:
    rows = session.execute(
        sa.select(Area.id, Area.kind, Perimeter.starts_on, Perimeter.ends_on)
        .outerjoin(Perimeter, Perimeter.id == Area.perimeter_id)
        .where(Area.kind != AreaKind.MUNICIPALITY)
        .order_by(Area.id)
    ).all()
    parts = {
        row.id: (row.starts_on.year if row.starts_on else 0, row.ends_on.year if row.ends_on else 9999)
        for row in rows
        if row.kind is not AreaKind.TERRITORY
    }
    return Limits(parts, next((row.id for row in rows if row.kind is AreaKind.TERRITORY), None))


def _tables(session: Session, groups: set[tuple[int, int]], is_fictitious: bool) -> Iterator[list[Cell]]:
    """Give the values of each table, those that come in over those that stand."""
    indicators = {indicator_id for indicator_id, _year in groups}
    coming = _cells(session, staged, indicators, sa.true(), is_waiting=True)
    stands = standing.c.is_fictitious == is_fictitious
    for key, cells in groupby(coming, key=lambda cell: cell[:2]):
        if key in groups:
            kept = {(cell.area_id, cell.sex): cell for cell in cells}
            here = stands & (standing.c.year == key[1])
            for cell in _cells(session, standing, {key[0]}, here, is_waiting=False):
                kept.setdefault((cell.area_id, cell.sex), cell)
            yield list(kept.values())


def _cells(
    session: Session, table: sa.Table, indicators: set[int], condition: Any, is_waiting: bool
) -> Iterator[Cell]:
    columns = [table.c[name] for name in ("indicator_id", "year", "area_id", "sex", "result", "is_secret")]
    query = sa.select(*columns).where(table.c.indicator_id.in_(indicators), condition)
    ordered = query.order_by(table.c.indicator_id, table.c.year, table.c.area_id)
    for row in session.execute(ordered).yield_per(merging.AT_ONCE):
        yield Cell._make((*row, is_waiting))


def _hidden(cells: Sequence[Cell], limits: Limits, people: set[int]) -> Iterator[Cell]:
    """Give the values of a table that must be hidden and are not."""
    by_key = {(cell.area_id, cell.sex): cell for cell in cells}
    least = LEAST if cells[0].indicator_id in people else 0
    adding = limits.of(cells[0].year)
    for area in sorted({cell.area_id for cell in cells} - set(adding)):
        counts, secret = _arrays(by_key, [area])
        yield from _told(by_key, [area], masked_parts(counts[0], secret[0], least)[None, :])
    if adding:
        counts, secret = _arrays(by_key, adding)
        yield from _told(by_key, adding, masked(counts, secret, least))


def _arrays(by_key: dict[tuple[int, Sex], Cell], areas: Sequence[int]) -> tuple[Any, Any]:
    found = [[by_key.get((area, sex)) for sex in SEXES] for area in areas]
    numbers = [[np.nan if not cell or cell.result is None else max(0.0, cell.result) for cell in row] for row in found]
    return np.array(numbers), np.array([[bool(cell and cell.is_secret) for cell in row] for row in found])


def _told(by_key: dict[tuple[int, Sex], Cell], areas: Sequence[int], hidden: Any) -> Iterable[Cell]:
    for row, column in np.argwhere(hidden):
        cell = by_key.get((areas[row], SEXES[column]))
        if cell and not cell.is_secret:
            yield cell


def _write(session: Session, found: Sequence[Cell]) -> None:
    connection = session.connection()
    waiting = [cell for cell in found if cell.is_waiting]
    if waiting:
        _index(session)
        names = merging.KEY
        same = sa.and_(*(staged.c[name] == sa.bindparam(f"its_{name}", type_=staged.c[name].type) for name in names))
        comment = sa.func.coalesce(staged.c.comment, COMMENT)
        update = sa.update(staged).where(same).values(result=None, estimate=None, is_secret=True, comment=comment)
        connection.execute(update, [{f"its_{name}": getattr(cell, name) for name in names} for cell in waiting])
    others = [
        {"line": 0, "area_id": cell.area_id, "indicator_id": cell.indicator_id, "year": cell.year, "sex": cell.sex}
        | {"is_secret": True, "comment": COMMENT}
        for cell in found
        if not cell.is_waiting
    ]
    if others:
        connection.execute(sa.insert(staged), others)


def _index(session: Session) -> None:
    """Let each waiting value be found at once; the index goes with the table."""
    schema = "" if session.get_bind().dialect.name == "postgresql" else "temp."
    columns = ", ".join(merging.KEY)
    statement = f"CREATE INDEX IF NOT EXISTS {schema}ix_{merging.NAME} ON {merging.NAME} ({columns})"
    session.connection().execute(sa.text(statement))
