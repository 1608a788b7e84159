"""The quota category of a draw: its values, and which of them somebody has.

The usual one is the gender. Another is typed as a table of values, each for some genders and some ages; the first line
that fits somebody is theirs, so that a last line without conditions takes everybody else.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from participation.bodies.models import Gender
from participation.draws.models import Draw
from participation.kernel.errors import RefusedError
from participation.sortition.canonical import canonical, parse

GENDER = "gender"
GROUP = "group"
"""Code of a category that was typed."""
NO_ANSWER = "X"
MOST_VALUES = 40
LONGEST_LABEL = 80
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+-]{0,39}")
GENDER_CODES = frozenset({*(gender.value for gender in Gender), NO_ANSWER})


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a category: who has it."""

    code: str
    label: str
    """For people; empty for the usual genders, which pages word themselves."""
    genders: tuple[str, ...] = ()
    """Codes of genders, `X` for no answer; none means all."""
    least_age: int | None = None
    most_age: int | None = None
    """Years reached in the year of the draw, both included."""

    def has(self, gender: str, age: int | None) -> bool:
        """Tell whether somebody has this value; an unknown age fits only a value that asks for none."""
        if self.genders and gender not in self.genders:
            return False
        if self.least_age is None and self.most_age is None:
            return True
        if age is None:
            return False
        return (self.least_age or 0) <= age and (self.most_age is None or age <= self.most_age)


@dataclass(frozen=True, slots=True)
class Category:
    """A category and its values, in the order in which they are tried."""

    code: str
    values: tuple[Value, ...]

    def value_of(self, gender: str, age: int | None) -> str | None:
        """Return the code of the first value that somebody has; None where none fits."""
        return next((value.code for value in self.values if value.has(gender, age)), None)

    def printed(self) -> str | None:
        """Return what the database keeps: nothing for the usual one."""
        if self.code == GENDER:
            return None
        return canonical({"code": self.code, "values": [_json(value) for value in self.values]}).decode("utf-8")


BY_GENDER = Category(GENDER, tuple(Value(code, "", (code,)) for code in ("F", "M", NO_ANSWER)))


def category_of(draw: Draw) -> Category:
    """Return the category that a draw's quotas name."""
    if draw.category is None:
        return BY_GENDER
    read = cast("dict[str, Any]", parse(draw.category.encode("utf-8")))
    return Category(read["code"], tuple(_value(each) for each in read["values"]))


def checked(values: Sequence[Value]) -> Category:
    """Return the category of values that somebody typed.

    Raises:
        RefusedError: `category_values` (most), `category_code` (code), `category_label` (code), `category_twice`
            (code), `category_genders` (code), `category_ages` (code).
    """
    if not 1 <= len(values) <= MOST_VALUES:
        raise RefusedError("category_values", most=MOST_VALUES)
    seen: set[str] = set()
    for value in values:
        if not CODE.fullmatch(value.code):
            raise RefusedError("category_code", value=value.code)
        if value.code in seen:
            raise RefusedError("category_twice", value=value.code)
        seen.add(value.code)
        if not value.label.strip() or len(value.label) > LONGEST_LABEL:
            raise RefusedError("category_label", value=value.code, most=LONGEST_LABEL)
        if not set(value.genders) <= GENDER_CODES:
            raise RefusedError("category_genders", value=value.code)
        least, most = value.least_age or 0, 150 if value.most_age is None else value.most_age
        if not 0 <= least <= most <= 150:
            raise RefusedError("category_ages", value=value.code)
    return Category(GROUP, tuple(values))


def _json(value: Value) -> dict[str, Any]:
    return {
        "code": value.code,
        "label": value.label,
        "genders": sorted(value.genders),
        "least_age": value.least_age,
        "most_age": value.most_age,
    }


def _value(read: Mapping[str, Any]) -> Value:
    return Value(read["code"], read["label"], tuple(read["genders"]), read["least_age"], read["most_age"])
