"""Limits of neighbourhoods as a picture beside their list; nothing where no source has drawn them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.indicators import perimeter_words
from participation.kernel.pagination import Page
from participation.territory import outlines, shapes
from participation.territory.outlines import Drawing
from participation.territory.reading import NeighbourhoodRow
from participation.territory.shapes import PerimeterRow


@dataclass(frozen=True)
class Limits:
    """A picture of limits and what its words need."""

    drawing: Drawing
    scale: str
    labels: tuple[str, ...] = ()
    """One for each shape."""
    numbers: dict[int, int] | None = None
    """Of the picture, by neighbourhood."""
    former: tuple[int, ...] = ()
    """Places, from 0, of shapes that no longer hold."""
    sources: tuple[str, ...] = ()


def of_list(session: Session, page: Page[NeighbourhoodRow]) -> Limits | None:
    """Return the latest limits of the neighbourhoods of a page, numbered as they stand in its list."""
    drawn = shapes.latest(shapes.rows(session, [row.id for row in page.rows], drawn=True))
    places = {row.id: place for place, row in enumerate(page.rows, start=1) if row.id in drawn}
    found = [drawn[key] for key in places]
    drawing = outlines.kept(f"list {page.number}", [row.geometry or "" for row in found])
    if drawing is None:
        return None
    labels = tuple(str(place) for place in places.values())
    return Limits(drawing, perimeter_words.scale(drawing), labels, places, sources=_sources(found))


def of_one(session: Session, neighbourhood_id: int) -> Limits | None:
    """Return the limits of a neighbourhood, those of today, then those of before, which are drawn over them."""
    found = sorted(shapes.rows(session, [neighbourhood_id], drawn=True), key=lambda row: row.ends_on is not None)
    drawing = outlines.kept(f"one {neighbourhood_id}", [row.geometry or "" for row in found])
    if drawing is None:
        return None
    former = tuple(place for place, row in enumerate(found) if row.ends_on is not None)
    return Limits(drawing, perimeter_words.scale(drawing), former=former, sources=_sources(found))


def _sources(found: Sequence[PerimeterRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.source for row in found if row.source))
