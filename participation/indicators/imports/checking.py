"""Each row of a file as values, or what is wrong with it: line, column, code, and what stands there."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from participation.indicators.imports.cells import BLANK, Number, read_number, read_sex, read_year
from participation.indicators.imports.fields import NUMBERS, Field, LongPlan, WidePlan
from participation.kernel.tables import Row

MOST_KEPT = 100
"""Faults that are shown; the others are counted."""
LONGEST_COMMENT = 200
SHOWN = 40
WHOLE = 100.0
"""A share is at most that."""
LARGEST = 1e12
"""A count or an amount is at most that: no number of a territory is larger, and a page can write it."""

Laid = tuple[int, int, int, int, str, float | None, float | None, float | None, bool, str | None]
"""Line, area, indicator, year, sex, result, target, estimate, whether it is secret, comment."""


class Bounds(NamedTuple):
    """An indicator by its key, and which numbers it can have."""

    id: int
    least: float = 0.0
    most: float = LARGEST


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to mend in the file."""

    line: int
    column: str
    """Its heading; empty where the whole line is meant."""
    code: str
    value: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass
class Findings:
    """What a reading met."""

    lines: int = 0
    elsewhere: int = 0
    """Lines of places that are not ours, in a file of a whole country."""
    total: int = 0
    """How many faults."""
    faults: Counter[str] = field(default_factory=Counter)
    kept: list[Fault] = field(default_factory=list)
    largest: dict[int, float] = field(default_factory=dict)
    """Largest share of each indicator that is one: a share of 0,27 was meant as 27 per cent."""

    def tell(self, fault: Fault) -> None:
        """Keep a fault, or count it."""
        self.total += 1
        self.faults[fault.code] += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(fault)


@dataclass(frozen=True)
class Known:
    """What exists: areas by code, indicators by code; and the last year that something can be known of."""

    areas: Mapping[str, int]
    indicators: Mapping[str, Bounds]
    last_year: int


class Checker:
    """Reads rows by one plan; what is wrong gathers in `findings`, and a row with a fault yields nothing."""

    def __init__(self, plan: LongPlan | WidePlan, header: tuple[str, ...], known: Known) -> None:
        self.findings = Findings()
        self.plan, self._header, self._known = plan, header, known

    @property
    def told(self) -> frozenset[str]:
        """Which of a value's columns the file speaks of."""
        if isinstance(self.plan, WidePlan):
            return frozenset({"result", "is_secret"})
        columns = self.plan.columns
        names = {name.value for name in (*NUMBERS, Field.COMMENT) if name in columns}
        return frozenset(names | ({"is_secret"} if Field.RESULT in columns else set()))

    def values(self, rows: Iterable[Row]) -> Iterator[Laid]:
        """Yield the values of rows, in their order."""
        read = self._wide if isinstance(self.plan, WidePlan) else self._long
        width = len(self._header)
        for row in rows:
            self.findings.lines += 1
            if len(row.cells) == width:
                yield from read(row)
            elif len(row.cells) < width:
                # A spreadsheet leaves the empty cells at the end of a line out.
                yield from read(Row(row.line, row.cells + ("",) * (width - len(row.cells))))
            else:
                self._tell(row, None, "cells", found=len(row.cells), expected=width)

    def _long(self, row: Row) -> Iterator[Laid]:
        assert isinstance(self.plan, LongPlan)
        columns, cells = self.plan.columns, row.cells
        before = self.findings.total
        area = self._known.areas.get(cells[columns[Field.AREA]])
        if area is None:
            self._tell(row, columns[Field.AREA], "area")
        bounds = self._known.indicators.get(cells[columns[Field.INDICATOR]])
        if bounds is None:
            self._tell(row, columns[Field.INDICATOR], "indicator")
        year = read_year(cells[columns[Field.YEAR]])
        if year is None:
            self._tell(row, columns[Field.YEAR], "year")
        sex = read_sex(cells[columns[Field.SEX]]) if Field.SEX in columns else "all"
        if sex is None:
            self._tell(row, columns[Field.SEX], "sex")
        result, target, estimate = (self._number(row, columns.get(name), bounds) for name in NUMBERS)
        if year is not None and (_is_told(result) or _is_told(estimate)):
            self._date(row, columns[Field.YEAR], year)
        if target.is_secret:
            self._tell(row, columns[Field.TARGET], "number")
        if estimate.is_secret or (result.is_secret and estimate.value is not None):
            self._tell(row, columns[Field.ESTIMATE], "secret")
        comment = cells[columns[Field.COMMENT]] if Field.COMMENT in columns else ""
        if len(comment) > LONGEST_COMMENT:
            self._tell(row, columns[Field.COMMENT], "comment")
        if self.findings.total > before:
            return
        assert area is not None
        assert bounds is not None
        assert year is not None
        assert sex is not None
        yield (
            row.line, area, bounds.id, year, sex, result.value, target.value, estimate.value, result.is_secret,
            comment or None,
        )  # fmt: skip

    def _wide(self, row: Row) -> Iterator[Laid]:
        assert isinstance(self.plan, WidePlan)
        area = self._known.areas.get(row.cells[self.plan.area])
        if area is None:
            self.findings.elsewhere += 1
            return
        for column in self.plan.columns:
            bounds = self._known.indicators[column.indicator_code]
            before = self.findings.total
            number = self._number(row, column.place, bounds)
            if _is_told(number):
                self._date(row, column.place, column.year)
            if self.findings.total == before:
                yield (
                    row.line, area, bounds.id, column.year, "all", number.value, None, None, number.is_secret, None,
                )  # fmt: skip

    def _number(self, row: Row, column: int | None, bounds: Bounds | None) -> Number:
        if column is None:
            return BLANK
        number = read_number(row.cells[column])
        if not number.is_readable:
            self._tell(row, column, "number")
        elif number.value is not None and bounds is not None:
            if not bounds.least <= number.value <= bounds.most:
                outside = "negative" if number.value < bounds.least else "large"
                self._tell(row, column, "share" if bounds.most == WHOLE else outside)
            elif bounds.most == WHOLE:
                largest = self.findings.largest
                largest[bounds.id] = max(largest.get(bounds.id, 0.0), number.value)
        return number

    def _date(self, row: Row, column: int, year: int) -> None:
        """Tell a result or an estimate of a year to come: only a target can be of one."""
        if year > self._known.last_year:
            self._tell(row, column, "to_come", year=year)

    def _tell(self, row: Row, column: int | None, code: str, **params: str | int) -> None:
        value = row.cells[column][:SHOWN] if column is not None else ""
        heading = self._header[column] if column is not None else ""
        self.findings.tell(Fault(row.line, heading, code, value, params))


def _is_told(number: Number) -> bool:
    return number.value is not None or number.is_secret
