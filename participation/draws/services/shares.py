"""Seats proposed for each group from published population figures; people decide, the figures only begin.

The figures stand in a small file with their source; a place that has its own gives a file of the same columns.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, floor
from pathlib import Path

from participation.draws.services.categories import NO_ANSWER, Category, Value

FIGURES = Path(__file__).parent.parent / "population_shares.csv"
LEAST_AGE = 16
"""Age from which people sign up: the figures below it count for nobody."""


@dataclass(frozen=True, slots=True)
class Cell:
    """People of one gender and one range of ages."""

    gender: str
    least_age: int
    most_age: int
    people: int


@dataclass(frozen=True)
class Figures:
    """The published population of a place."""

    territory: str
    year: int
    source: str
    url: str
    cells: tuple[Cell, ...]


@cache
def figures() -> Figures:
    """Return the figures that ship with the product."""
    with FIGURES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cells = tuple(
        Cell(row["gender"], int(row["least_age"]), int(row["most_age"]), int(row["people"])) for row in rows
    )
    first = rows[0]
    return Figures(first["territory"], int(first["year"]), first["source"], first["url"], cells)


def shares(category: Category, found: Figures) -> list[float]:
    """Return the share of the population that each value has, 0 to 1, in the order of the values.

    Ages within a range count as equally many; nobody is counted among those who gave no answer.
    """
    people = [0.0] * len(category.values)
    for cell in found.cells:
        width = cell.most_age - cell.least_age + 1
        for age in range(max(cell.least_age, LEAST_AGE), cell.most_age + 1):
            position = _position(category.values, cell.gender, age)
            if position is not None:
                people[position] += cell.people / width
    total = sum(people)
    return [each / total for each in people] if total else people


def proposed(category: Category, seats: int, found: Figures) -> list[tuple[int, int]]:
    """Return for each value the whole seats below and above its share of the seats; for those whom the figures do not
    know, from none to one."""
    bounds = []
    for value, share in zip(category.values, shares(category, found), strict=True):
        exact = share * seats
        is_unknown = value.genders == (NO_ANSWER,)
        bounds.append((0, min(1, seats)) if is_unknown else (floor(exact), min(ceil(exact), seats)))
    return bounds


def _position(values: Sequence[Value], gender: str, age: int) -> int | None:
    return next((at for at, value in enumerate(values) if value.has(gender, age)), None)
