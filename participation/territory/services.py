"""Loading the sourced facts, and telling in which neighbourhood an address lies."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation.kernel.db import Base
from participation.territory import reference
from participation.territory.models import (
    Contract,
    Institution,
    Municipality,
    Neighbourhood,
    Orientation,
    Perimeter,
    PerimeterMunicipality,
    PopulationFigure,
    Side,
    StreetSegment,
)
from participation.territory.names import house_number, name_key, split_address, street_key

further_facts: list[Callable[[Session], int]] = []
"""What later slices load beside: each returns how many rows were new or differed."""
LAST_NUMBER = 99_999
"""Stands for the end of the street; with 1 as the first number, a segment is a whole street."""


class Place(StrEnum):
    """What the list of streets says of an address."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"
    """The street is not in the list, or its number or municipality is needed."""


@dataclass(frozen=True)
class Named:
    """A neighbourhood by its key, its code and its name."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class Location:
    """Where an address lies."""

    place: Place
    neighbourhood: Named | None = None
    """The one where it lies, when inside."""
    candidates: tuple[Named, ...] = ()
    """Those that the street touches, when a number or a municipality would settle it."""


UNKNOWN = Location(Place.UNKNOWN)
OUTSIDE = Location(Place.OUTSIDE)


def load_reference(session: Session) -> int:
    """Write the facts of `reference`; return how many rows were new or differed: none the second time."""
    fact = reference.CONTRACT
    contract, changes = _put(
        session,
        Contract,
        {"code": fact.code},
        name=fact.name,
        first_year=fact.first_year,
        last_year=fact.last_year,
        source=fact.source,
    )
    for orientation in reference.ORIENTATIONS:
        changes += _put(
            session,
            Orientation,
            {"contract_id": contract.id, "number": orientation.number},
            name=orientation.name,
            aim=orientation.aim,
            source=reference.PRESENTATION,
        )[1]
    for figure in reference.FIGURES:
        changes += _put(
            session,
            PopulationFigure,
            {"contract_id": contract.id, "source": figure.source},
            inhabitants=figure.inhabitants,
            year=None,
        )[1]
    for body in reference.INSTITUTIONS:
        changes += _put(
            session,
            Institution,
            {"code": body.code},
            name=body.name,
            role=body.role,
            is_signatory=body.is_signatory,
            source=body.source,
        )[1]
    changes += _load_neighbourhoods(session, contract)
    return changes + sum(load(session) for load in further_facts)


def _load_neighbourhoods(session: Session, contract: Contract) -> int:
    changes = 0
    municipalities = {}
    source = f"{reference.PRESENTATION}\u00a0; {reference.COMMUNE_CODES}"
    for town in reference.MUNICIPALITIES:
        row, changed = _put(
            session,
            Municipality,
            {"insee_code": town.insee_code},
            name=town.name,
            status=town.status,
            source=source,
        )
        municipalities[town.insee_code] = row.id
        changes += changed
    for fact in reference.NEIGHBOURHOODS:
        neighbourhood, changed = _put(
            session,
            Neighbourhood,
            {"code": fact.code},
            contract_id=contract.id,
            municipality_id=municipalities[fact.insee_code],
            name=fact.name,
        )
        changes += changed + _load_perimeters(session, neighbourhood.id, fact, municipalities)
    return changes


def _load_perimeters(
    session: Session, neighbourhood_id: int, fact: reference.NeighbourhoodFact, municipalities: dict[str, int]
) -> int:
    home = municipalities[fact.insee_code]
    changes, successor_id = 0, None
    if fact.national_code_2024:
        current, changes = _put(
            session,
            Perimeter,
            {"neighbourhood_id": neighbourhood_id, "starts_on": reference.START_2024},
            name=fact.label_2024,
            national_code=fact.national_code_2024,
            ends_on=None,
            successor_id=None,
            source=reference.DECREE_2023,
        )
        successor_id = current.id
        changes += _reach(session, current.id, [home, *(municipalities[code] for code in fact.reaches_into)])
    source = (
        reference.DECREE_2014 if successor_id else f"{reference.DECREE_2014}\u00a0; {reference.LEFT_2024}"
    )
    former, changed = _put(
        session,
        Perimeter,
        {"neighbourhood_id": neighbourhood_id, "starts_on": reference.START_2015},
        name=fact.label_2015,
        national_code=None,
        ends_on=reference.END_2015,
        successor_id=successor_id,
        source=source,
    )
    return changes + changed + _reach(session, former.id, [home])


def _reach(session: Session, perimeter_id: int, municipality_ids: Iterable[int]) -> int:
    return sum(
        _put(
            session, PerimeterMunicipality, {"perimeter_id": perimeter_id, "municipality_id": municipality_id}
        )[1]
        for municipality_id in municipality_ids
    )


def _put(session: Session, model: type[Base], keys: dict[str, Any], **values: Any) -> tuple[Any, int]:
    """Return the row with these keys, made or brought to these values, and 1 if that changed anything."""
    row: Any = session.scalars(sa.select(model).filter_by(**keys)).one_or_none()
    if row is None:
        row = model(**keys, **values)
        session.add(row)
        session.flush()
        return row, 1
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    session.flush()
    return row, int(bool(differing))


def locate(
    session: Session, street: str, number: str | int | None = None, municipality: str | None = None
) -> Location:
    """Tell in which neighbourhood an address lies.

    Args:
        street: A street as people type it; the number may stand in it (« 12 bis, av. de la Paix »).
        number: The house number; wins over one in the street. « 12 bis » is 12.
        municipality: Name or INSEE code; without it, a street that two municipalities have may stay unknown.

    Returns:
        Inside one neighbourhood; outside, when the street is listed but not that number; else unknown.
    """
    towns = dict(session.execute(sa.select(Municipality.id, Municipality.name)).all())
    town_ids = _town_ids(session, municipality) if municipality else set(towns)
    given = house_number(str(number)) if number is not None else None
    readings = [
        (key, given if given is not None else found, town_ids & ids)
        for text, found in split_address(street[:LONGEST_ADDRESS])
        for key, ids in _without_town(text, towns)
        if key
    ]
    segments = _segments(session, {key for key, _, _ in readings})
    for key, found, ids in readings:
        of_street = [row for row in segments if row.street_key == key and row.municipality_id in ids]
        if of_street:
            return _decide(of_street, found)
    return UNKNOWN


LONGEST_ADDRESS = 300


def _town_ids(session: Session, municipality: str) -> set[int]:
    rows = session.execute(sa.select(Municipality.id, Municipality.insee_code, Municipality.name))
    wanted = name_key(municipality)
    return {row.id for row in rows if wanted in (row.insee_code, name_key(row.name))}


def _without_town(text: str, towns: dict[int, str]) -> list[tuple[str, set[int]]]:
    """Return the street's key as it stands, then without the municipality that it ends with, if it does."""
    key = street_key(text)
    readings = [(key, set(towns))]
    for town_id, name in towns.items():
        suffix = " " + street_key(name)
        if key.endswith(suffix):
            words = key.removesuffix(suffix).split(" ")
            has_postcode = len(words) > 1 and len(words[-1]) == 5 and words[-1].isdigit()
            readings.append((" ".join(words[:-1] if has_postcode else words), {town_id}))
    return readings


def _segments(session: Session, keys: set[str]) -> list[Any]:
    query = (
        sa.select(
            StreetSegment.street_key,
            StreetSegment.municipality_id,
            StreetSegment.number_from,
            StreetSegment.number_to,
            StreetSegment.side,
            Neighbourhood.id,
            Neighbourhood.code,
            Neighbourhood.name,
        )
        .join(Neighbourhood, Neighbourhood.id == StreetSegment.neighbourhood_id)
        .where(StreetSegment.street_key.in_(keys))
        .order_by(Neighbourhood.name_key)
    )
    return list(session.execute(query))


def _decide(segments: list[Any], number: int | None) -> Location:
    """Combine what each municipality with such a street says: only what they all agree on is an answer."""
    by_town: dict[int, list[Any]] = {}
    for row in segments:
        by_town.setdefault(row.municipality_id, []).append(row)
    answers = {_decide_in_town(rows, number) for rows in by_town.values()}
    if len(answers) == 1:
        return answers.pop()
    return Location(Place.UNKNOWN, candidates=_names(segments))


def _decide_in_town(segments: list[Any], number: int | None) -> Location:
    if number is None:
        names = _names(segments)
        if len(names) == 1 and any(_is_whole(row) for row in segments):
            return Location(Place.INSIDE, names[0])
        return Location(Place.UNKNOWN, candidates=names)
    covering = _names([row for row in segments if _covers(row, number)])
    return Location(Place.INSIDE, covering[0]) if covering else OUTSIDE


def _names(segments: list[Any]) -> tuple[Named, ...]:
    return tuple(dict.fromkeys(Named(row.id, row.code, row.name) for row in segments))


def _is_whole(row: Any) -> bool:
    return row.number_from <= 1 and row.number_to == LAST_NUMBER and row.side is Side.BOTH


def _covers(row: Any, number: int) -> bool:
    if not row.number_from <= number <= row.number_to:
        return False
    return row.side is Side.BOTH or (row.side is Side.EVEN) == (number % 2 == 0)
