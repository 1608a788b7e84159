"""What the columns of a file are by their headings: our template with a line a value, or a column an indicator."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from participation.indicators.imports import insee
from participation.indicators.imports.cells import YEARS, key_of


class Field(StrEnum):
    """What a column of the template says."""

    AREA = "area"
    INDICATOR = "indicator"
    YEAR = "year"
    SEX = "sex"
    RESULT = "result"
    TARGET = "target"
    ESTIMATE = "estimate"
    COMMENT = "comment"
    NAME = "name"
    """A name beside a code, for the eyes: it is not read."""


HEADINGS: dict[Field, tuple[str, ...]] = {
    Field.AREA: ("lieu", "code du lieu", "code lieu", "territoire", "code du territoire", "area"),
    Field.INDICATOR: ("indicateur", "code de l’indicateur", "code indicateur", "indicator"),
    Field.YEAR: ("année", "an", "millésime", "year"),
    Field.SEX: ("sexe", "genre", "sex"),
    Field.RESULT: ("valeur", "résultat", "value", "result"),
    Field.TARGET: ("objectif", "cible", "target"),
    Field.ESTIMATE: ("estimation", "valeur estimée", "estimate"),
    Field.COMMENT: ("commentaire", "remarque", "comment"),
    Field.NAME: ("nom du lieu", "nom de l’indicateur", "unité", "name", "unit"),
}
FIELD_OF = {key_of(heading): field for field, headings in HEADINGS.items() for heading in headings}
NEEDED = (Field.AREA, Field.INDICATOR, Field.YEAR)
NUMBERS = (Field.RESULT, Field.TARGET, Field.ESTIMATE)
OF_A_YEAR = re.compile(r"(.+?)[ _-]?(\d{4})")


@dataclass(frozen=True)
class LongPlan:
    """The template: a line a value, and which column says what."""

    columns: dict[Field, int]
    left_out: tuple[int, ...]


@dataclass(frozen=True)
class Column:
    """A column that holds one indicator of one year."""

    place: int
    indicator_code: str
    year: int


@dataclass(frozen=True)
class WidePlan:
    """A table with a line a place, and a column an indicator."""

    area: int
    columns: tuple[Column, ...]
    left_out: tuple[int, ...]


class PlanError(Exception):
    """The headings cannot serve. `code`: `column_twice`, `no_values`, `no_year`, `unknown_layout`."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


def plan_of(header: Sequence[str], indicators: Collection[str], year: int | None) -> LongPlan | WidePlan:
    """Return what each column says.

    Args:
        indicators: Codes of the indicators that exist.
        year: That of the values, for columns whose heading names none.

    Raises:
        PlanError: See there.
    """
    fields = [FIELD_OF.get(key_of(heading)) for heading in header]
    if all(field in fields for field in NEEDED):
        return _long(header, fields)
    place = next((n for n, heading in enumerate(header) if key_of(heading) in insee.CODES_OF_PLACES), None)
    if place is None:
        place = fields.index(Field.AREA) if Field.AREA in fields else None
    if place is None:
        raise PlanError("unknown_layout")
    return _wide(header, place, indicators, year)


def _long(header: Sequence[str], fields: Sequence[Field | None]) -> LongPlan:
    columns: dict[Field, int] = {}
    for place, field in enumerate(fields):
        if field is None or field is Field.NAME:
            continue
        if field in columns:
            raise PlanError("column_twice", column=header[place])
        columns[field] = place
    if not any(field in columns for field in (*NUMBERS, Field.COMMENT)):
        raise PlanError("no_values")
    return LongPlan(columns, tuple(n for n, field in enumerate(fields) if field is None))


def _wide(header: Sequence[str], area: int, indicators: Collection[str], year: int | None) -> WidePlan:
    columns: list[Column] = []
    left_out: list[int] = []
    of_key = {key_of(code): code for code in indicators}
    for place, heading in enumerate(header):
        if place == area:
            continue
        code, told_year = insee.meaning_of(heading) or _own(heading, of_key)
        if code not in indicators:
            left_out.append(place)
            continue
        of_year = told_year or year
        if of_year is None:
            raise PlanError("no_year", column=heading)
        columns.append(Column(place, code, of_year))
    seen: dict[tuple[str, int], int] = {}
    for column in columns:
        if seen.setdefault((column.indicator_code, column.year), column.place) != column.place:
            raise PlanError("column_twice", column=header[column.place])
    if not columns:
        raise PlanError("no_values")
    return WidePlan(area, tuple(columns), tuple(left_out))


def _own(heading: str, of_key: dict[str, str]) -> tuple[str, int | None]:
    """Read a heading that is the code of an indicator, with a year or without."""
    found = of_key.get(key_of(heading))
    if found is not None:
        return found, None
    parts = OF_A_YEAR.fullmatch(heading.strip())
    if parts is not None and int(parts[2]) in YEARS:
        return of_key.get(key_of(parts[1]), ""), int(parts[2])
    return "", None
