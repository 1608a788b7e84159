"""The table of groups: who is in each, and how many seats it has at least and at most."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from participation.draws.forms import GENDER_WORDS, LONGEST_REASON, NumberField
from participation.draws.services.categories import (
    BY_GENDER,
    GENDER,
    LONGEST_LABEL,
    Category,
    Value,
    checked,
)
from participation.kernel.forms import Form, TextField
from participation.kernel.i18n import lazy_gettext as _l
from participation.kernel.text import clean

ROWS = 12
SPARE = 2
OLDEST = 120
LONGEST_CODE = 30


class GroupsForm(Form):
    """Up to twelve groups, a line each; an empty line is no group."""

    why = TextField(
        _l("Why do the groups change?"), description=_l("Everybody can read this sentence.")
    )

    @property
    def shown(self) -> int:
        """How many lines the page shows: those that hold something, and two to fill."""
        typed = [number for number, row in enumerate(self.rows(), start=1) if _is_typed(row) or _has_errors(row)]
        return min(max(typed, default=0) + SPARE, ROWS)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give the fields of each line, by name."""
        for number in range(ROWS):
            yield {name: self[f"g{number}_{name}"] for name in NAMES}

    def category(self) -> Category:
        """Return the groups typed, once they are valid; the usual one where they are just the three genders.

        Raises:
            RefusedError: As `categories.checked`.
        """
        values = [_value(row, at) for at, row in enumerate(self._typed())]
        genders = [value.genders for value in values if value.least_age is None and value.most_age is None]
        if genders == [value.genders for value in BY_GENDER.values] and len(values) == len(genders):
            return BY_GENDER
        return checked(values)

    def bounds(self, seats: int) -> list[tuple[int, int]]:
        """Return the seats of each group; an empty box is 0 at least, or all the seats at most."""
        pairs = ((row["least"].data, row["most"].data) for row in self._typed())
        return [(least or 0, seats if most is None else most) for least, most in pairs]

    @property
    def is_empty(self) -> bool:
        """Whether no group is typed: the draw then has no quotas."""
        return not self._typed()

    def show(self, category: Category, bounds: Sequence[tuple[int, int]]) -> None:
        """Fill the lines."""
        for row, value, (least, most) in zip(self.rows(), category.values, bounds, strict=False):
            is_usual = category.code == GENDER
            row["label"].data = str(GENDER_WORDS[value.code]) if is_usual else value.label
            row["genders"].data = list(value.genders)
            row["from"].data, row["to"].data = value.least_age, value.most_age
            row["least"].data, row["most"].data = least, most

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each line, and that a group that is described has a name."""
        is_valid = bool(super().validate(extra_validators))
        for row in self._typed():
            label = row["label"]
            if not (label.data or "").strip() or len(label.data) > LONGEST_LABEL:
                label.errors = [str(_l("Give this group a name, of at most %(most)s characters.", most=LONGEST_LABEL))]
                is_valid = False
            low, high = row["from"], row["to"]
            if low.data is not None and high.data is not None and low.data > high.data:
                high.errors = [str(_l("The highest age comes before the lowest. Change one of them."))]
                is_valid = False
        if len(self.why.data or "") > LONGEST_REASON:
            self.why.errors = [str(_l("Write at most 500 characters."))]
            is_valid = False
        return is_valid

    def _typed(self) -> list[dict[str, Any]]:
        return [row for row in self.rows() if _is_typed(row)]


def _is_typed(row: dict[str, Any]) -> bool:
    return any(row[name].data not in (None, "", []) for name in NAMES)


def _has_errors(row: dict[str, Any]) -> bool:
    return any(row[name].errors for name in NAMES)


def _value(row: dict[str, Any], at: int) -> Value:
    return Value(
        code=_code(row["label"].data, at),
        label=clean(row["label"].data),
        genders=tuple(row["genders"].data or ()),
        least_age=row["from"].data,
        most_age=row["to"].data,
    )


def _code(label: str, at: int) -> str:
    """Return a code that the public file can hold: « Femmes de 16 à 29 ans » gives « 01-femmes-de-16-a-29-ans »."""
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode("ascii")
    return f"{at + 1:02d}-{'-'.join(re.findall('[a-z0-9]+', plain))}"[:LONGEST_CODE].rstrip("-")


def _fields() -> dict[str, Any]:
    """Return the fields of one line; its legend says which."""
    return {
        "label": TextField(_l("Name of the group")),
        "genders": SelectMultipleField(
            _l("Genders (none: all)"), choices=[SelectChoice(code, words) for code, words in GENDER_WORDS.items()]
        ),
        "from": NumberField(_l("From age"), 0, OLDEST),
        "to": NumberField(_l("To age"), 0, OLDEST),
        "least": NumberField(_l("Seats at least"), 0, 999),
        "most": NumberField(_l("Seats at most"), 0, 999),
    }


NAMES = ("label", "genders", "from", "to", "least", "most")
for _number in range(ROWS):
    for _name, _field in _fields().items():
        setattr(GroupsForm, f"g{_number}_{_name}", _field)
