"""Rows as the check understood them and all that it found, kept in files beside the list's own until the import.

One line of JSON holds some hundreds of rows: memory stays bounded, and text files say nothing to whoever runs them.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from participation.draws.imports import Fault, Person, Severity

AT_ONCE = 500
COLUMNS = (
    "line", "family_name", "given_name", "name_key", "birth_year", "birth_date", "gender", "address", "address_key",
    "postal_code", "town", "email", "phone",
)  # fmt: skip
"""What a staged row holds, as the database takes it; after them the codes of its doubts, or None."""
Staged = Sequence[Any]


def row_of(person: Person, doubts: Sequence[str] | None) -> tuple[Any, ...]:
    """Return somebody as a staged row."""
    day, address = person.birth_date, person.address
    return (
        person.line,
        person.family_name,
        person.given_name,
        person.name_key,
        person.birth_year,
        day.isoformat() if day is not None else None,
        person.gender,
        # Without a street two spaces would meet, which the sealed texts do not allow.
        " ".join(address.split()) if address is not None else None,
        person.address_key,
        person.postal_code,
        person.town,
        person.email,
        person.phone,
        doubts,
    )


def fault_line(fault: Fault) -> tuple[Any, ...]:
    """Return something found as it is kept: line, column, code, whether it is a doubt, parameters."""
    return fault.line, fault.column, fault.code, fault.severity is Severity.DOUBT, dict(fault.params)


class Writer:
    """Writes rows some hundreds at a time."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._rows: list[tuple[Any, ...]] = []

    def add(self, row: tuple[Any, ...]) -> None:
        """Write a row, now or with those that follow."""
        self._rows.append(row)
        if len(self._rows) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._rows:
            line = json.dumps(self._rows, ensure_ascii=False, separators=(",", ":"))
            self._target.write(line.encode("utf-8") + b"\n")
            self._rows = []


def batches(path: Path) -> Iterator[list[Staged]]:
    """Yield rows, some hundreds at a time.

    Raises:
        FileNotFoundError: They are gone.
    """
    with path.open("rb") as source:
        for line in source:
            yield json.loads(line)
