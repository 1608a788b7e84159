"""Which column says what: proposed from the header and a sample, chosen by a person, checked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from participation.draws.imports.addresses import parted_town
from participation.draws.imports.births import read_date
from participation.draws.imports.cells import read_email, read_gender, read_phone, read_postal_code
from participation.draws.imports.fields import Field, field_of
from participation.kernel.tables import Row
from participation.territory.names import name_key

NAMES = (Field.FULL_NAME, Field.FAMILY_NAME, Field.BIRTH_NAME)
SURE = 0.8
"""Share of the filled cells of a sample that must read as a field for a column without a known heading to be it."""
BY_CONTENT = {
    Field.EMAIL: lambda text: "@" in text and read_email(text).code is None,
    Field.BIRTH_DATE: lambda text: len(text) > 5 and read_date(text).code is None,
    Field.POSTAL_CODE: lambda text: len(text) == 5 and read_postal_code(text).code is None,
    Field.POSTAL_TOWN: lambda text: len(text) > 7 and all(parted_town(text)),
    Field.PHONE: lambda text: len(text) > 8 and read_phone(text).code is None,
    Field.GENDER: lambda text: text[0].isalpha() and read_gender(text).value in ("F", "M"),
}


@dataclass(frozen=True)
class ColumnMapping:
    """Field → number of its column, from 0."""

    columns: Mapping[Field, int]

    def to_json(self) -> dict[str, int]:
        """Return what is stored; `from_json` takes it back."""
        return {field.value: column for field, column in sorted(self.columns.items())}

    @classmethod
    def from_json(cls, stored: Mapping[str, int]) -> "ColumnMapping":
        """Return the mapping that was stored."""
        return cls({Field(name): int(column) for name, column in stored.items()})


@dataclass(frozen=True)
class MappingFault:
    """Why a mapping cannot serve. `code`: `needs_name`, `needs_given_name`, `needs_address`, `name_twice`,
    `address_twice`, `column_twice` or `no_such_column`."""

    code: str
    field: Field | None = None
    column: int | None = None


def mapping_faults(
    mapping: ColumnMapping, width: int, *, of_addresses: bool = False
) -> list[MappingFault]:
    """Return why a mapping cannot serve a file of `width` columns; an empty list when it can.

    Args:
        of_addresses: The list is a directory of dwellings and names nobody.
    """
    columns = mapping.columns
    faults = [
        MappingFault("no_such_column", field, column)
        for field, column in columns.items()
        if not 0 <= column < width
    ]
    seen: dict[int, Field] = {}
    for field, column in columns.items():
        if column in seen:
            faults.append(MappingFault("column_twice", field, column))
        seen.setdefault(column, field)
    named = [field for field in NAMES if field in columns]
    if not named and not of_addresses:
        faults.append(MappingFault("needs_name"))
    if Field.FULL_NAME in columns and len({*named, *({Field.GIVEN_NAME} & columns.keys())}) > 1:
        faults.append(MappingFault("name_twice", Field.FULL_NAME, columns[Field.FULL_NAME]))
    elif named and Field.FULL_NAME not in columns and Field.GIVEN_NAME not in columns:
        faults.append(MappingFault("needs_given_name"))
    if Field.ADDRESS in columns and Field.STREET in columns:
        faults.append(MappingFault("address_twice", Field.ADDRESS, columns[Field.ADDRESS]))
    if of_addresses and not {Field.ADDRESS, Field.STREET} & columns.keys():
        faults.append(MappingFault("needs_address"))
    return faults


def propose(header: Sequence[str], sample: Iterable[Row] = ()) -> ColumnMapping:
    """Return the likeliest mapping: by heading first, then by what the cells of unknown columns look like."""
    cells = [row.cells for row in sample]
    columns = [[row[n] for row in cells if n < len(row) and row[n]] for n in range(len(header))]
    found: dict[Field, int] = {}
    for number, heading in enumerate(header):
        field = field_of(heading)
        if field is Field.FAMILY_NAME and field in found:
            _part_names(found, header, number)
        elif field is Field.TOWN and field in found:
            # Rolls name the town of the list, then the town of the address.
            found[field] = number
        elif field is not None:
            found.setdefault(field, number)
    for number, texts in enumerate(columns):
        if number not in found.values() and texts and field_of(header[number]) is None:
            _guess(found, number, texts)
    _put_right(found, columns)
    return ColumnMapping(found)


def _part_names(found: dict[Field, int], header: Sequence[str], number: int) -> None:
    """Of « nom » and « nom d’usage », the plain one is the name at birth."""
    plain = found[Field.FAMILY_NAME]
    if name_key(header[plain]) == "nom":
        found.setdefault(Field.BIRTH_NAME, plain)
        found[Field.FAMILY_NAME] = number
    elif name_key(header[number]) == "nom":
        found.setdefault(Field.BIRTH_NAME, number)


def _guess(found: dict[Field, int], number: int, texts: Sequence[str]) -> None:
    for field, reads in BY_CONTENT.items():
        if field not in found and sum(map(reads, texts)) >= SURE * len(texts):
            found[field] = number
            return


def _put_right(found: dict[Field, int], columns: Sequence[Sequence[str]]) -> None:
    """Mend what a heading alone gets wrong."""
    if Field.STREET_NUMBER in found and not {Field.STREET, Field.ADDRESS} & found.keys():
        found.setdefault(Field.REFERENCE, found.pop(Field.STREET_NUMBER))
    if Field.FAMILY_NAME in found and not {Field.GIVEN_NAME, Field.FULL_NAME} & found.keys():
        texts = columns[found[Field.FAMILY_NAME]]
        if texts and sum(" " in text for text in texts) >= SURE * len(texts):
            found[Field.FULL_NAME] = found.pop(Field.FAMILY_NAME)
    if Field.FULL_NAME in found and {Field.FAMILY_NAME, Field.BIRTH_NAME} & found.keys():
        del found[Field.FULL_NAME]
    if Field.ADDRESS in found and Field.STREET in found:
        del found[Field.ADDRESS]
