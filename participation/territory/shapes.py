"""The limits that sources draw: what a file would change, taking it in, what pages draw of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.territory.geojson import Shape, ShapeProblem, ShapesRefusedError
from participation.territory.models import Neighbourhood, Perimeter, PerimeterShape


class Change(StrEnum):
    """What a file does to the limits of a perimeter."""

    ADDED = "added"
    REPLACED = "replaced"
    SAME = "same"


@dataclass(frozen=True)
class PerimeterRow:
    """A perimeter with what is drawn of it."""

    perimeter_id: int
    neighbourhood_id: int
    name: str
    """Of the neighbourhood."""
    code: str
    """In files: the national one, else ours with the year."""
    starts_on: date
    ends_on: date | None
    geometry: str | None
    source: str | None
    """Of the drawing."""


@dataclass(frozen=True)
class Match:
    """A shape of a file and the perimeter that it draws."""

    row: PerimeterRow
    change: Change
    geometry: str


@dataclass(frozen=True)
class Checked:
    """What a file would do: nothing is written yet."""

    matches: tuple[Match, ...]
    left_aside: tuple[str, ...]
    """Codes of the file that are no perimeter of ours."""
    undrawn: tuple[PerimeterRow, ...]
    """Perimeters that would still have no drawing."""


ROWS = (
    sa.select(
        Perimeter.id,
        Perimeter.neighbourhood_id,
        Neighbourhood.name,
        Neighbourhood.code.label("own_code"),
        Perimeter.national_code,
        Perimeter.starts_on,
        Perimeter.ends_on,
        PerimeterShape.geometry,
        PerimeterShape.source,
    )
    .join(Neighbourhood, Neighbourhood.id == Perimeter.neighbourhood_id)
    .order_by(Neighbourhood.name_key, Neighbourhood.id, Perimeter.starts_on)
)


def rows(session: Session, neighbourhood_ids: Iterable[int] | None = None, drawn: bool = False) -> list[PerimeterRow]:
    """Return the perimeters, A to Z then by age; with `drawn`, only those that a source draws. One query."""
    query = ROWS.join(PerimeterShape, PerimeterShape.perimeter_id == Perimeter.id, isouter=not drawn)
    if neighbourhood_ids is not None:
        query = query.where(Perimeter.neighbourhood_id.in_(list(neighbourhood_ids)))
    return [
        PerimeterRow(
            row.id,
            row.neighbourhood_id,
            row.name,
            row.national_code or f"{row.own_code}-{row.starts_on.year}",
            row.starts_on,
            row.ends_on,
            row.geometry,
            row.source,
        )
        for row in session.execute(query)
    ]


def latest(found: Sequence[PerimeterRow]) -> dict[int, PerimeterRow]:
    """Return, for each neighbourhood, its latest perimeter among these."""
    return {row.neighbourhood_id: row for row in found}


def check(session: Session, shapes: Sequence[Shape]) -> Checked:
    """Return what the shapes of a file would change.

    Raises:
        ShapesRefusedError: None of them is a perimeter of ours.
    """
    known = rows(session)
    by_code = {row.code.casefold(): row for row in known}
    matches, left_aside = [], []
    for shape in shapes:
        row = by_code.get(shape.code.casefold())
        if row is None:
            left_aside.append(shape.code)
            continue
        change = Change.SAME if row.geometry == shape.geometry else Change.REPLACED
        matches.append(Match(row, Change.ADDED if row.geometry is None else change, shape.geometry))
    if not matches:
        raise ShapesRefusedError([ShapeProblem(0, "", "none_known", ", ".join(left_aside[:3]))])
    drawn = {match.row.perimeter_id for match in matches}
    undrawn = [row for row in known if row.geometry is None and row.perimeter_id not in drawn]
    matches.sort(key=lambda match: known.index(match.row))
    return Checked(tuple(matches), tuple(left_aside), tuple(undrawn))


def take(session: Session, now: datetime, checked: Checked, source: str) -> int:
    """Write the limits that change, with where they come from; return how many. The same file again changes nothing."""
    changed = [match for match in checked.matches if match.change is not Change.SAME]
    for match in changed:
        shape = session.get(PerimeterShape, match.row.perimeter_id)
        if shape is None:
            shape = PerimeterShape(perimeter_id=match.row.perimeter_id)
            session.add(shape)
        shape.geometry, shape.source, shape.imported_at = match.geometry, source, now
    session.flush()
    return len(changed)
