"""What must not be published of values that wait to come in: counts of few people, and those that would give them away.

It works on the waiting rows, before anything is compared or written: the same file again hides the same values, and
changes nothing. Shares and amounts are left to their source, since nothing here says of how many people they are.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, product
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
THINGS = frozenset(
    (
        "établissements", "créations", "entreprises", "associations", "commerces", "logements", "bâtiments", "lieux",
        "équipements", "actions", "activités", "projets", "réunions", "séances",
    )
)  # fmt: skip
"""Units of counts that are not of people; any other count is taken to be of people."""
READINGS = ("result", "estimate")
"""Both are published: a table is read by its results, completed by estimates, and the other way round."""
SEXES = (Sex.WOMEN, Sex.MEN, Sex.ALL)
"""Columns of a table: parts, then their sum."""


class Cell(NamedTuple):
    """A value of a table."""

    indicator_id: int
    year: int
    area_id: int
    sex: Sex
    result: float | None
    estimate: float | None
    is_secret: bool
    target: float | None
    comment: str | None
    is_waiting: bool
    """Whether it comes in; else it stands already."""


@dataclass(frozen=True)
class Limits:
    """Which areas add up to the territory: those of each generation of perimeters with the rest of it.

    A year says nothing of it: values of a year are published again on later perimeters.
    """

    generations: tuple[frozenset[int], ...]
    """Neighbourhoods whose limits began on the same day."""
    rest: tuple[int, ...]
    whole: int | None

    def tables(self, areas: set[int]) -> list[list[int]]:
        """Return the areas of each table that some of these areas make, the whole last."""
        if self.whole is None:
            return []
        return [[*sorted(each), *self.rest, self.whole] for each in self.generations if each & areas]


def hide(session: Session, told: Collection[str], is_fictitious: bool) -> int:
    """Hide among the waiting values what must not be published; return how many were not secret before.

    Args:
        told: Which of `merging.VALUES` the waiting rows speak of; what else stands of a value is looked at too.
    """
    kept = merging.keep_secrets(session, told, is_fictitious)
    merging.complete(session, told, is_fictitious)
    counted = dict(
        session.execute(sa.select(Indicator.id, Indicator.unit).where(Indicator.measure == Measure.COUNT)).all()
    )
    people = {key for key, unit in counted.items() if unit.strip().casefold() not in THINGS}
    groups = _groups(session, set(counted), people, is_fictitious)
    if not groups:
        return kept
    limits = _limits(session)
    found = [cell for group in _tables(session, groups, is_fictitious) for cell in _hidden(group, limits, people)]
    if found:
        _write(session, found)
    return kept + len(found)


def _groups(session: Session, counted: set[int], people: set[int], is_fictitious: bool) -> set[tuple[int, int]]:
    """Return indicator and year of the tables that hold something secret and of which some value comes in."""
    small = sa.or_(*((staged.c[name] > 0) & (staged.c[name] < LEAST) for name in READINGS))
    few = sa.func.coalesce(staged.c.indicator_id.in_(people) & small, sa.false())
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
        sa.select(Area.id, Area.kind, Perimeter.starts_on)
        .outerjoin(Perimeter, Perimeter.id == Area.perimeter_id)
        .where(Area.kind != AreaKind.MUNICIPALITY)
        .order_by(Area.id)
    ).all()
    generations: dict[date | None, set[int]] = {}
    for row in rows:
        if row.kind is AreaKind.NEIGHBOURHOOD:
            generations.setdefault(row.starts_on, set()).add(row.id)
    return Limits(
        tuple(frozenset(each) for each in generations.values()),
        tuple(row.id for row in rows if row.kind is AreaKind.REST),
        next((row.id for row in rows if row.kind is AreaKind.TERRITORY), None),
    )


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
    key = [table.c[name] for name in ("indicator_id", "year", "area_id", "sex")]
    query = sa.select(*key, *(table.c[name] for name in (*READINGS, "is_secret", "target", "comment")))
    wanted = query.where(table.c.indicator_id.in_(indicators), condition)
    ordered = wanted.order_by(table.c.indicator_id, table.c.year, table.c.area_id)
    for row in session.execute(ordered).yield_per(merging.AT_ONCE):
        yield Cell._make((*row, is_waiting))


def _hidden(cells: Sequence[Cell], limits: Limits, people: set[int]) -> Iterator[Cell]:
    """Give the values of a table that must be hidden and are not."""
    by_key = {(cell.area_id, cell.sex): cell for cell in cells}
    least = LEAST if cells[0].indicator_id in people else 0
    areas = {cell.area_id for cell in cells}
    tables = limits.tables(areas)
    alone = [[area] for area in sorted(areas.difference(*tables))]
    has_both = any(cell.result is not None and cell.estimate is not None for cell in cells)
    readings = READINGS if has_both else READINGS[:1]
    found: dict[tuple[int, Sex], Cell] = {}
    has_more = True
    while has_more:
        # The rest and the whole are in each table, and a value is secret in each reading: what one hides, the others
        # must protect too.
        before = len(found)
        for reading, adding in product(readings, (*tables, *alone)):
            counts, secret = _arrays(by_key, adding, reading)
            hidden = masked(counts, secret, least) if adding in tables else _line(counts, secret, least)
            for cell in _told(by_key, adding, hidden):
                found[cell.area_id, cell.sex] = cell
                by_key[cell.area_id, cell.sex] = cell._replace(is_secret=True)
        has_more = (len(readings) > 1 or len(tables) > 1) and len(found) > before
    yield from found.values()


def _line(counts: Any, secret: Any, least: int) -> Any:
    """Hide in the one line of a place that adds up with no other."""
    return masked_parts(counts[0], secret[0], least)[None, :]


def _arrays(by_key: dict[tuple[int, Sex], Cell], areas: Sequence[int], reading: str) -> tuple[Any, Any]:
    found = [[by_key.get((area, sex)) for sex in SEXES] for area in areas]
    numbers = [[_number(cell, reading) for cell in row] for row in found]
    return np.array(numbers), np.array([[bool(cell and cell.is_secret) for cell in row] for row in found])


def _number(cell: Cell | None, reading: str) -> float:
    """Return a value as one reading has it: its result, else its estimate, or the reverse; NaN where it has neither."""
    if cell is None:
        return np.nan
    known = (cell.result, cell.estimate) if reading == "result" else (cell.estimate, cell.result)
    return next((max(0.0, each) for each in known if each is not None), np.nan)


def _told(by_key: dict[tuple[int, Sex], Cell], areas: Sequence[int], hidden: Any) -> Iterator[Cell]:
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
        comment = sa.func.coalesce(staged.c.comment, merging.HIDDEN)
        update = sa.update(staged).where(same).values(result=None, estimate=None, is_secret=True, comment=comment)
        connection.execute(update, [{f"its_{name}": getattr(cell, name) for name in names} for cell in waiting])
    others = [
        {"line": 0, "area_id": cell.area_id, "indicator_id": cell.indicator_id, "year": cell.year, "sex": cell.sex}
        | {"is_secret": True, "target": cell.target, "comment": cell.comment or merging.HIDDEN}
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
