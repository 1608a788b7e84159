"""Each row of a list as a person, or what is wrong with it: line, column, code, and the value with letters hidden."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache, partial

from participation.draws.imports.addresses import Addresses, read_number, read_postal_town
from participation.draws.imports.births import NO_BIRTH, Birth, read_date, read_year
from participation.draws.imports.cells import (
    Cell,
    read_email,
    read_gender,
    read_name,
    read_phone,
    read_postal_code,
    read_text,
)
from participation.draws.imports.fields import Field
from participation.draws.imports.full_names import given_comes_first, read_full_name
from participation.draws.imports.mapping import NAMES, ColumnMapping
from participation.draws.imports.people import LONGEST_KEY, Person
from participation.kernel.tables import Row, Table
from participation.territory.names import words_of

REMEMBERED = 1 << 16
"""Cells whose reading is kept at hand: names, streets and days come back often, and memory stays bounded."""
SHOWN = 20
LONGEST_ADDRESS = 300
TEXTS: dict[Field, Callable[[str], Cell]] = {
    Field.FAMILY_NAME: read_name,
    Field.BIRTH_NAME: read_name,
    Field.GIVEN_NAME: read_name,
    Field.GENDER: read_gender,
    Field.STREET_NUMBER: read_number,
    Field.NUMBER_SUFFIX: read_text,
    Field.STREET_TYPE: read_text,
    Field.STREET: read_text,
    Field.COMPLEMENT: read_text,
    Field.BUILDING: read_text,
    Field.STAIRCASE: read_text,
    Field.FLOOR: read_text,
    Field.DOOR: read_text,
    Field.ADDRESS: read_text,
    Field.POSTAL_CODE: read_postal_code,
    Field.TOWN: read_text,
    Field.POSTAL_TOWN: read_postal_town,
    Field.EMAIL: read_email,
    Field.PHONE: read_phone,
    Field.REFERENCE: read_text,
}
"""Fields of one text, in the order in which `_person` takes them, and what reads each."""
HARDLY_TWICE = frozenset({Field.EMAIL, Field.PHONE, Field.REFERENCE})


class Severity(StrEnum):
    """What a fault does to its row."""

    REFUSE = "refuse"
    """The row stays out."""
    DOUBT = "doubt"
    """A person decides; accepted, the row comes in as it was read."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to tell about a row."""

    line: int
    column: str
    """As the table labels it; empty where the whole row is meant."""
    code: str
    severity: Severity
    params: Mapping[str, str | int]
    """`value`, masked, and the numbers of the sentence."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A row after its check: the person unless something refuses it, and all that was found."""

    person: Person | None
    faults: tuple[Fault, ...]


def masked(text: str) -> str:
    """Return a value with its first sign only, « D••••• M•••• »: enough to find it, too little to know it."""
    shown = "".join(c if n == 0 or not c.isalnum() else "•" for n, c in enumerate(text[:SHOWN]))
    return shown + "…" if len(text) > SHOWN else shown


class Checker:
    """Reads the rows of one table by one mapping, one after the other, and remembers who came before.

    Args:
        on: Day on which ages are counted.
        of_addresses: The list is a directory of dwellings: rows need an address, not a name.
    """

    def __init__(self, mapping: ColumnMapping, table: Table, on: date, *, of_addresses: bool = False) -> None:
        self._header, self._labels, self._width = table.header, table.labels, len(table.header)
        self._of_addresses = of_addresses
        self._columns = columns = dict(mapping.columns)
        # What is remembered lives as long as the check: people's names do not stay in the process.
        self._plan = tuple(
            (slot, columns[field], read if field in HARDLY_TWICE else lru_cache(REMEMBERED)(read))
            for slot, (field, read) in enumerate(TEXTS.items())
            if field in columns
        )
        self._births = tuple(
            (columns[field], lru_cache(REMEMBERED)(partial(read, on=on)))
            for field, read in ((Field.BIRTH_DATE, read_date), (Field.BIRTH_YEAR, read_year))
            if field in columns
        )
        self._full_name = columns.get(Field.FULL_NAME)
        self._given_first = given_comes_first(self._header[self._full_name]) if self._full_name is not None else None
        self._words = lru_cache(REMEMBERED)(words_of)
        self._addresses = Addresses()
        self._seen: dict[int, int] = {}

    def check(self, row: Row) -> Checked:
        """Return the row as a person, unless something refuses it, with every fault found."""
        cells = row.cells
        faults: list[Fault] = []
        if len(cells) != self._width:
            self._tell(faults, row, None, "cells", True, found=len(cells), expected=self._width)
            return Checked(None, tuple(faults))
        if cells == self._header:
            self._tell(faults, row, None, "header_again", True)
            return Checked(None, tuple(faults))
        values = [""] * len(TEXTS)
        for slot, column, read in self._plan:
            if text := cells[column]:
                values[slot], code, is_refused = read(text)
                if code is not None:
                    self._tell(faults, row, column, code, is_refused)
        person = self._person(row, values, self._birth(row, faults), faults)
        if not faults or all(fault.severity is Severity.DOUBT for fault in faults):
            self._look_for_same(row, person, faults)
            return Checked(person, tuple(faults))
        return Checked(None, tuple(faults))

    def _person(self, row: Row, values: list[str], birth: Birth, faults: list[Fault]) -> Person:
        (family, at_birth, given, gender, *place, email, phone, reference) = values
        if self._full_name is not None:
            family, given = self._parted(row, faults)
        name = family or at_birth
        address, address_key, postal_code, town = self._addresses.read(place)
        if not faults:
            self._require(row, name, given, address, faults)
        words = sorted(self._words(given) + self._words(name))
        return Person(
            row.line,
            name,
            at_birth,
            given,
            "".join(words)[:LONGEST_KEY],
            birth.year,
            birth.day,
            gender or None,
            address[:LONGEST_ADDRESS] or None,
            address_key or None,
            postal_code or None,
            town or None,
            email or None,
            phone or None,
            reference or None,
        )

    def _require(self, row: Row, name: str, given: str, address: str, faults: list[Fault]) -> None:
        """Say what a row without other faults still lacks."""
        columns = self._columns
        if self._of_addresses:
            if not address:
                self._tell(faults, row, columns.get(Field.STREET, columns.get(Field.ADDRESS)), "address_missing", True)
        elif not name:
            self._tell(faults, row, min(columns[field] for field in NAMES if field in columns), "name_missing", True)
        elif not given:
            self._tell(faults, row, columns.get(Field.GIVEN_NAME), "given_name_missing", False)

    def _parted(self, row: Row, faults: list[Fault]) -> tuple[str, str]:
        assert self._full_name is not None
        found = read_full_name(row.cells[self._full_name], self._given_first)
        if found.code:
            self._tell(faults, row, self._full_name, found.code, found.is_refused)
        return found.family_name, found.given_name

    def _birth(self, row: Row, faults: list[Fault]) -> Birth:
        """Return what the columns of birth say together; the date counts where the year differs."""
        found = NO_BIRTH
        for column, read in self._births:
            birth = read(row.cells[column])
            if birth.code is not None:
                self._tell(faults, row, column, birth.code, birth.is_refused)
            elif found.year and birth.year and found.year != birth.year:
                self._tell(faults, row, column, "years_differ", False, year=found.year)
            if found.year is None:
                found = birth
        return found

    def _look_for_same(self, row: Row, person: Person, faults: list[Fault]) -> None:
        """Doubt a row that says the same person at the same address as an earlier one."""
        key = hash((person.name_key, person.birth_date or person.birth_year, person.address_key, person.postal_code))
        first = self._seen.setdefault(key, row.line)
        if first != row.line:
            self._tell(faults, row, None, "double", False, other=first)

    def _tell(
        self, faults: list[Fault], row: Row, column: int | None, code: str, is_refused: bool, **params: str | int
    ) -> None:
        severity = Severity.REFUSE if is_refused else Severity.DOUBT
        if column is not None and row.cells[column]:
            params["value"] = masked(row.cells[column])
        faults.append(Fault(row.line, "" if column is None else self._labels[column], code, severity, params))
