"""Values of a place and of what it compares with: a fixed number of queries whatever the territory's size."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from participation.indicators.models import (
    Area,
    AreaKind,
    Measure,
    Observation,
    PastObservation,
    Sex,
    SourceVersion,
    ValueImport,
)
from participation.indicators.services import catalogue, merging
from participation.indicators.services.comparing import Finding, Value, find
from participation.kernel.errors import MissingError
from participation.territory.models import Municipality, Neighbourhood, Perimeter


class AreaRow(NamedTuple):
    """An area with the day from which its limits hold."""

    id: int
    kind: AreaKind
    code: str
    name: str
    starts_on: date | None


@dataclass(frozen=True)
class Place:
    """What a page is about: a neighbourhood, or the territory where none is chosen."""

    code: str | None
    """Of the neighbourhood."""
    name: str
    municipality: str
    here: tuple[AreaRow, ...]
    """The neighbourhood's, the latest limits first; the whole territory where none is chosen."""
    baselines: dict[AreaKind, AreaRow]

    @property
    def ids(self) -> list[int]:
        """Every area of the place and of its baselines."""
        return list({area.id for area in (*self.here, *self.baselines.values())})


AREAS = (
    sa.select(Area.id, Area.kind, Area.code, Area.name, Perimeter.starts_on)
    .outerjoin(Perimeter, Perimeter.id == Area.perimeter_id)
    .order_by(Perimeter.starts_on.desc(), Area.id)
)
WHOLES = (AreaKind.TERRITORY, AreaKind.REST)
MOST_PAST = 100
"""Replaced values on a page."""


def place(session: Session, code: str | None) -> Place:
    """Return a neighbourhood by its code, or the territory.

    Raises:
        MissingError: No neighbourhood has that code.
    """
    if code is None:
        rows = _areas(session, Area.kind.in_(WHOLES))
        baselines = {row.kind: row for row in rows}
        whole = baselines.get(AreaKind.TERRITORY)
        return Place(None, "", "", (whole,) if whole else (), baselines)
    query = (
        sa.select(Neighbourhood.id, Neighbourhood.name, Neighbourhood.municipality_id, Municipality.name.label("town"))
        .join(Municipality, Municipality.id == Neighbourhood.municipality_id)
        .where(Neighbourhood.code == code)
    )
    found = session.connection().execute(query).one_or_none()
    if found is None:
        raise MissingError
    return _place(session, code, found)


def place_of(session: Session, neighbourhood_id: int) -> Place:
    """Return a neighbourhood by its key.

    Raises:
        MissingError: There is no such neighbourhood.
    """
    code = session.scalar(sa.select(Neighbourhood.code).where(Neighbourhood.id == neighbourhood_id))
    if code is None:
        raise MissingError
    return place(session, code)


def _place(session: Session, code: str, found: Any) -> Place:
    wanted = sa.or_(
        Area.neighbourhood_id == found.id,
        Area.municipality_id == found.municipality_id,
        Area.kind.in_(WHOLES),
    )
    rows = _areas(session, wanted)
    here = tuple(row for row in rows if row.kind is AreaKind.NEIGHBOURHOOD)
    baselines: dict[AreaKind, AreaRow] = {row.kind: row for row in rows if row.kind is not AreaKind.NEIGHBOURHOOD}
    return Place(code, found.name, found.town, here, baselines)


def _areas(session: Session, condition: sa.ColumnElement[bool]) -> list[AreaRow]:
    return [AreaRow._make(row) for row in session.connection().execute(AREAS.where(condition))]


def findings(session: Session, where: Place, until: int | None = None) -> list[Finding]:
    """Return what each indicator says of a place, in the order of the catalogue."""
    return findings_of(session, [where], until)[0]


def findings_of(session: Session, places: Sequence[Place], until: int | None = None) -> list[list[Finding]]:
    """Return what each indicator says of each place, in the order of the catalogue, in as many queries as for one."""
    values = _values(session, {number for where in places for number in where.ids})
    breaks, listed = catalogue.break_years(session), catalogue.listed(session)
    return [
        [
            find(
                indicator,
                values.get(indicator.id, {}),
                [area.id for area in where.here],
                values.get(indicator.id, {}).get(_baseline_id(where, indicator.baseline), ()),
                breaks.get(indicator.id, ()),
                until,
            )
            for indicator in listed
        ]
        for where in places
    ]


def _baseline_id(where: Place, kind: AreaKind) -> int:
    """Return the baseline's key; 0 where the territory is read by itself, or no such area is known."""
    area = where.baselines.get(kind) if where.code else None
    return area.id if area else 0


def _values(session: Session, area_ids: Collection[int]) -> dict[int, dict[int, list[Value]]]:
    query = (
        sa.select(
            Observation.indicator_id,
            Observation.area_id,
            Observation.year,
            Observation.result,
            Observation.estimate,
            Observation.target,
            Observation.is_secret,
            Observation.is_fictitious,
        )
        .where(Observation.area_id.in_(area_ids), Observation.sex == Sex.ALL)
        .order_by(Observation.area_id, Observation.indicator_id, Observation.year)
    )
    found: dict[int, dict[int, list[Value]]] = {}
    for indicator_id, area_id, *rest in session.connection().execute(query):
        found.setdefault(indicator_id, {}).setdefault(area_id, []).append(Value._make(rest))
    return found


class Told(NamedTuple):
    """A value of one indicator with all that its page tells."""

    area_id: int
    sex: Sex
    comment: str | None
    source_id: int
    value: Value


class Past(NamedTuple):
    """A value that a later file replaced."""

    area_id: int
    sex: Sex
    year: int
    shown: float | None
    was_secret: bool
    replaced_at: datetime
    source: str
    vintage: str


class Source(NamedTuple):
    """Where values are from."""

    id: int
    name: str
    vintage: str
    published_on: date | None
    licence: str | None
    method: str
    is_fictitious: bool


@dataclass(frozen=True)
class Series:
    """Everything that the page of an indicator shows of a place."""

    place: Place
    baseline: AreaRow | None
    told: tuple[Told, ...]
    """Of the place and its baseline, years ascending."""
    past: tuple[Past, ...]
    """The last replaced first; never a value that is secret today, nor a number that ever was."""
    sources: tuple[Source, ...]
    finding: Finding

    def of(self, area_id: int, sex: Sex = Sex.ALL) -> list[Value]:
        """Return the values of an area and a sex, years ascending."""
        return [each.value for each in self.told if each.area_id == area_id and each.sex is sex]


def series(session: Session, facts: catalogue.IndicatorFacts, where: Place) -> Series:
    """Return the values of an indicator in a place and in its baseline."""
    # A count of another place says nothing beside one of this place.
    is_compared = where.code is not None and facts.row.measure is not Measure.COUNT
    baseline = where.baselines.get(facts.row.baseline) if is_compared else None
    ids = [area.id for area in (*where.here, *((baseline,) if baseline else ()))]
    told = tuple(_told(session, facts.row.id, ids))
    by_area: dict[int, list[Value]] = {}
    for each in told:
        if each.sex is Sex.ALL:
            by_area.setdefault(each.area_id, []).append(each.value)
    finding = find(
        facts.row,
        by_area,
        [area.id for area in where.here],
        by_area.get(baseline.id, ()) if baseline else (),
        [each.year for each in facts.breaks],
    )
    secret = {(each.area_id, each.sex, each.value.year) for each in told if each.value.is_secret}
    past = tuple(each for each in _past(session, facts.row.id, ids) if (*each[:3],) not in secret)
    return Series(where, baseline, told, past, _sources(session, {each.source_id for each in told}), finding)


def _told(session: Session, indicator_id: int, area_ids: Sequence[int]) -> Iterable[Told]:
    query = (
        sa.select(
            Observation.area_id,
            Observation.sex,
            Observation.comment,
            ValueImport.source_version_id,
            Observation.year,
            Observation.result,
            Observation.estimate,
            Observation.target,
            Observation.is_secret,
            Observation.is_fictitious,
        )
        .join(ValueImport, ValueImport.id == Observation.import_id)
        .where(Observation.area_id.in_(area_ids), Observation.indicator_id == indicator_id)
        .order_by(Observation.year, Observation.area_id)
    )
    return (Told._make((*row[:4], Value._make(row[4:]))) for row in session.connection().execute(query))


def was_once_secret() -> sa.ColumnElement[bool]:
    """Whether the place, year and sex of a replaced value were secret in any replaced version."""
    other = aliased(PastObservation)
    same = (getattr(other, name) == getattr(PastObservation, name) for name in merging.KEY)
    return sa.exists().where(*same, other.is_secret).correlate(PastObservation)


def _past(session: Session, indicator_id: int, area_ids: Sequence[int]) -> list[Past]:
    number = sa.func.coalesce(PastObservation.result, PastObservation.estimate)
    shown = sa.case((PastObservation.is_secret, sa.null()), else_=number)
    query = (
        sa.select(
            PastObservation.area_id,
            PastObservation.sex,
            PastObservation.year,
            shown,
            PastObservation.is_secret,
            PastObservation.replaced_at,
            SourceVersion.name,
            SourceVersion.vintage,
        )
        .join(ValueImport, ValueImport.id == PastObservation.import_id)
        .join(SourceVersion, SourceVersion.id == ValueImport.source_version_id)
        .where(PastObservation.area_id.in_(area_ids), PastObservation.indicator_id == indicator_id)
        .where(sa.or_(PastObservation.is_secret, ~was_once_secret()))
        .order_by(PastObservation.replaced_at.desc(), PastObservation.year.desc(), PastObservation.id.desc())
        .limit(MOST_PAST)
    )
    return [Past._make(row) for row in session.connection().execute(query)]


def _sources(session: Session, ids: set[int]) -> tuple[Source, ...]:
    query = (
        sa.select(
            SourceVersion.id,
            SourceVersion.name,
            SourceVersion.vintage,
            SourceVersion.published_on,
            SourceVersion.licence,
            SourceVersion.method,
            SourceVersion.is_fictitious,
        )
        .where(SourceVersion.id.in_(ids))
        .order_by(SourceVersion.name, SourceVersion.vintage)
    )
    return tuple(Source._make(row) for row in session.connection().execute(query))
