"""What pages show of the territory: frozen views, a fixed number of queries whatever the length."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.errors import MissingError
from participation.kernel.pagination import SIZE, Page
from participation.territory.models import (
    Commune,
    Contract,
    Institution,
    Municipality,
    Neighbourhood,
    Orientation,
    Perimeter,
    PerimeterMunicipality,
    PopulationFigure,
)

SEPARATOR = "\u00a0; "
"""Between two sources of one fact, as French writes it."""
CODE = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)


# Built once and run on the connection: these are the busiest pages of the site.
LIST = (
    sa.select(
        Neighbourhood.id,
        Neighbourhood.code,
        Neighbourhood.name,
        Municipality.name.label("municipality"),
        sa.func.count().over().label("total"),
    )
    .join(Municipality, Municipality.id == Neighbourhood.municipality_id)
    .order_by(Neighbourhood.name_key, Neighbourhood.id)
    .limit(SIZE)
    .offset(sa.bindparam("first", type_=sa.Integer))
)
ONE = (
    sa.select(
        Neighbourhood.id, Neighbourhood.code, Neighbourhood.name, Municipality.name.label("municipality")
    )
    .join(Municipality, Municipality.id == Neighbourhood.municipality_id)
    .where(Neighbourhood.code == sa.bindparam("code"))
)
PERIMETERS = (
    sa.select(
        Perimeter.id,
        Perimeter.name.label("label"),
        Perimeter.national_code,
        Perimeter.starts_on,
        Perimeter.ends_on,
        Perimeter.successor_id,
        Perimeter.source,
        Municipality.name.label("town"),
    )
    .outerjoin(PerimeterMunicipality, PerimeterMunicipality.perimeter_id == Perimeter.id)
    .outerjoin(Municipality, Municipality.id == PerimeterMunicipality.municipality_id)
    .where(Perimeter.neighbourhood_id == sa.bindparam("id"))
    .order_by(Perimeter.starts_on, Municipality.insee_code)
)
FIGURES = (
    sa.select(PopulationFigure.inhabitants, PopulationFigure.year, PopulationFigure.source)
    .where(PopulationFigure.neighbourhood_id == sa.bindparam("id"))
    .order_by(PopulationFigure.id)
)


class NeighbourhoodRow(NamedTuple):
    """A neighbourhood in a list."""

    id: int
    code: str
    name: str
    municipality: str


@dataclass(frozen=True)
class PerimeterFacts:
    """The limits of a neighbourhood during some years."""

    label: str | None
    national_code: str | None
    starts_on: date
    ends_on: date | None
    has_successor: bool
    municipalities: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class FigureFacts:
    """How many people live somewhere, by one source."""

    inhabitants: int
    year: int | None
    source: str


@dataclass(frozen=True)
class NeighbourhoodFacts:
    """A neighbourhood with its history, earliest perimeter first."""

    id: int
    code: str
    name: str
    municipality: str
    perimeters: tuple[PerimeterFacts, ...]
    figures: tuple[FigureFacts, ...]

    @property
    def reaches_into(self) -> tuple[str, ...]:
        """The other municipalities that the latest perimeter holds a piece of."""
        towns = self.perimeters[-1].municipalities if self.perimeters else ()
        return tuple(town for town in towns if town != self.municipality)


@dataclass(frozen=True)
class OrientationFacts:
    """One of the contract's priorities."""

    number: int
    name: str
    aim: str


@dataclass(frozen=True)
class InstitutionFacts:
    """A body named by the contract."""

    name: str
    role: str
    is_signatory: bool
    source: str


@dataclass(frozen=True)
class ContractFacts:
    """The contract as its page shows it."""

    code: str
    name: str
    first_year: int
    last_year: int
    neighbourhood_count: int
    orientations: tuple[OrientationFacts, ...]
    priority: tuple[str, ...]
    """Municipalities with priority neighbourhoods."""
    watch: tuple[str, ...]
    """Municipalities in « veille active »."""
    figures: tuple[FigureFacts, ...]
    institutions: tuple[InstitutionFacts, ...]
    sources: tuple[str, ...]


def neighbourhoods(session: Session, number: int) -> Page[NeighbourhoodRow]:
    """Return one page of the neighbourhoods, A to Z; a page after the last one is empty."""
    rows = session.connection().execute(LIST, {"first": (number - 1) * SIZE}).all()
    total = rows[0].total if rows else 0
    if not rows and number > 1:
        total = session.scalar(sa.select(sa.func.count()).select_from(Neighbourhood)) or 0
    return Page(tuple(NeighbourhoodRow(*row[:4]) for row in rows), number, total)


def neighbourhood(session: Session, code: str) -> NeighbourhoodFacts:
    """Return a neighbourhood by its code.

    Raises:
        MissingError: No neighbourhood has that code.
    """
    connection = session.connection()
    row = connection.execute(ONE, {"code": code}).one_or_none() if CODE.fullmatch(code) else None
    if row is None:
        raise MissingError
    perimeters = connection.execute(PERIMETERS, {"id": row.id}).all()
    figures = connection.execute(FIGURES, {"id": row.id})
    return NeighbourhoodFacts(
        *row, perimeters=_perimeters(perimeters), figures=tuple(FigureFacts(*figure) for figure in figures)
    )


def _perimeters(rows: Sequence[Any]) -> tuple[PerimeterFacts, ...]:
    """Fold the rows, one for each perimeter and municipality, into one for each perimeter."""
    firsts = {row.id: row for row in reversed(rows)}
    return tuple(
        PerimeterFacts(
            label=first.label,
            national_code=first.national_code,
            starts_on=first.starts_on,
            ends_on=first.ends_on,
            has_successor=first.successor_id is not None,
            municipalities=tuple(row.town for row in rows if row.id == first.id and row.town),
            source=first.source,
        )
        for first in reversed(firsts.values())
    )


def contract(session: Session) -> ContractFacts | None:
    """Return the first contract of the database, None before any is loaded."""
    found = session.scalars(sa.select(Contract).order_by(Contract.first_year, Contract.id).limit(1)).first()
    if found is None:
        return None
    orientations = session.execute(
        sa.select(Orientation.number, Orientation.name, Orientation.aim, Orientation.source)
        .where(Orientation.contract_id == found.id)
        .order_by(Orientation.number)
    ).all()
    towns = session.execute(
        sa.select(Municipality.name, Municipality.status, Municipality.source).order_by(Municipality.id)
    ).all()
    institutions = session.execute(
        sa.select(Institution.name, Institution.role, Institution.is_signatory, Institution.source).order_by(
            Institution.id
        )
    ).all()
    figures = session.execute(
        sa.select(PopulationFigure.inhabitants, PopulationFigure.year, PopulationFigure.source)
        .where(PopulationFigure.contract_id == found.id)
        .order_by(PopulationFigure.id)
    ).all()
    perimeter_sources = session.scalars(
        sa.select(Perimeter.source).distinct().order_by(Perimeter.source)
    ).all()
    lists: tuple[Sequence[Any], ...] = (orientations, towns, figures, institutions)
    sources = [found.source, *(row.source for rows in lists for row in rows), *perimeter_sources]
    return ContractFacts(
        code=found.code,
        name=found.name,
        first_year=found.first_year,
        last_year=found.last_year,
        neighbourhood_count=_count_neighbourhoods(session, found.id),
        orientations=tuple(OrientationFacts(row.number, row.name, row.aim) for row in orientations),
        priority=tuple(row.name for row in towns if row.status is Commune.PRIORITY),
        watch=tuple(row.name for row in towns if row.status is Commune.WATCH),
        figures=tuple(FigureFacts(*figure) for figure in figures),
        institutions=tuple(InstitutionFacts(*row) for row in institutions),
        sources=tuple(dict.fromkeys(part for source in sources for part in source.split(SEPARATOR))),
    )


def _count_neighbourhoods(session: Session, contract_id: int) -> int:
    query = (
        sa.select(sa.func.count()).select_from(Neighbourhood).where(Neighbourhood.contract_id == contract_id)
    )
    return session.scalar(query) or 0
