"""Whether the list as it is can satisfy the rule, what is missing by name, and the smallest changes that would do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from participation.draws.models import Draw
from participation.draws.services.categories import GROUP, LONGEST_LABEL, Category, Value, category_of
from participation.draws.services.drafting import Quotas, read
from participation.draws.services.groups import counts_now
from participation.sortition.changes import smallest_changes
from participation.sortition.quotas import OPEN_HOLDERS

Bounds = tuple[int, int]
LONGEST_CODE = 40


@dataclass(frozen=True)
class Line:
    """One value of the category against the list."""

    value: Value
    minimum: int
    maximum: int
    holders: int

    @property
    def missing(self) -> int:
        """People missing for the minimum."""
        return max(0, self.minimum - self.holders)


@dataclass(frozen=True)
class Proposal:
    """A rule that the list can satisfy, as near as possible to the one asked."""

    seats: int
    category: Category
    bounds: tuple[Bounds, ...]
    """Least and most seats of each value, in the order of the category's."""

    def quotas(self) -> Quotas:
        """Return the proposal as a rule's quotas."""
        codes = [value.code for value in self.category.values]
        return {self.category.code: dict(zip(codes, self.bounds, strict=True))}


@dataclass(frozen=True)
class Verdict:
    """What the list says of the rule."""

    size: int
    """People in the list as it is."""
    seats: int
    lines: tuple[Line, ...]
    unplaced: int
    """People whom no group fits: nobody can be sealed without one."""
    changes: tuple[Proposal, ...]
    """The smallest changes that make the rule possible; none where it is."""
    mergers: tuple[Proposal, ...]
    """Rules in which a value that fewer than five people hold is one with its neighbour."""

    @property
    def is_possible(self) -> bool:
        """Whether some panel satisfies the rule, dwellings left aside."""
        return not self.changes and not (self.lines and self.unplaced)

    @property
    def is_witnessed(self) -> bool:
        """Whether a profile is held by so few that only witnesses may see the profiles."""
        return any(0 < line.holders < OPEN_HOLDERS for line in self.lines)


def judge(session: Session, draw: Draw) -> Verdict:
    """Compare a draw's rule with its list as it is now, before the seal."""
    category, quotas = category_of(draw), read(draw.quotas)
    held = counts_now(session, draw)
    size = sum(held.values())
    if not quotas:
        fewer = (Proposal(size, category, ()),) if size < draw.seats else ()
        return Verdict(size, draw.seats, (), held[None], fewer, ())
    bounds = quotas[category.code]
    lines = tuple(
        Line(value, bounds[value.code][0], bounds[value.code][1], held[value.code]) for value in category.values
    )
    found = smallest_changes(
        draw.seats,
        np.array([line.minimum for line in lines]),
        np.array([line.maximum for line in lines]),
        np.array([line.holders for line in lines]),
    )
    changes = tuple(
        Proposal(each.seats, category, tuple(zip(each.minimum.tolist(), each.maximum.tolist(), strict=True)))
        for each in found
    )
    mergers = tuple(_mergers(draw.seats, lines)) if category.code == GROUP else ()
    return Verdict(size, draw.seats, lines, held[None], changes, mergers)


def _mergers(seats: int, lines: Sequence[Line]) -> Iterator[Proposal]:
    """Give each rule in which a group of too few is one with the next, or the last one with the one before."""
    for at, line in enumerate(lines):
        if 0 < line.holders < OPEN_HOLDERS and len(lines) > 1:
            first = min(at, len(lines) - 2)
            yield _merged(seats, lines, first)


def _merged(seats: int, lines: Sequence[Line], first: int) -> Proposal:
    one, two = lines[first], lines[first + 1]
    kept = [(line.value, (line.minimum, line.maximum)) for line in lines]
    bounds = (one.minimum + two.minimum, min(one.maximum + two.maximum, seats))
    kept[first : first + 2] = [(_union(one.value, two.value), bounds)]
    category = Category(GROUP, tuple(value for value, _bounds in kept))
    return Proposal(seats, category, tuple(bounds for _value, bounds in kept))


def _union(one: Value, two: Value) -> Value:
    """Return the value of all who have one or the other; between two ranges of ages nobody is left out."""
    genders = tuple(sorted({*one.genders, *two.genders})) if one.genders and two.genders else ()
    least = None if one.least_age is None or two.least_age is None else min(one.least_age, two.least_age)
    most = None if one.most_age is None or two.most_age is None else max(one.most_age, two.most_age)
    code = f"{one.code}+{two.code}"[:LONGEST_CODE]
    return Value(code, f"{one.label} + {two.label}"[:LONGEST_LABEL], genders, least, most)
