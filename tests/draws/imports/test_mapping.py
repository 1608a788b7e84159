"""Columns: proposed from headings as offices write them and from what cells look like; refused where they cannot serve."""

import pytest
from flask import Flask

from participation.draws.imports import ColumnMapping, Field, MappingFault, mapping_faults, propose
from participation.draws.imports.fields import HEADINGS, field_of
from participation.draws.views.list_words import MAPPING_SENTENCES, mapping_sentence
from participation.kernel.tables import Row
from participation.territory.names import name_key


def proposed(header: str, *rows: str) -> dict[str, str]:
    """Return field → heading."""
    names = tuple(header.split(";"))
    sample = [Row(number, tuple(row.split(";"))) for number, row in enumerate(rows, 2)]
    return {field.value: names[column] for field, column in propose(names, sample).columns.items()}


def test_no_heading_stands_for_two_fields() -> None:
    owners: dict[str, set[Field]] = {}
    for field, headings in HEADINGS.items():
        for heading in headings:
            owners.setdefault(name_key(heading).replace(" ", ""), set()).add(field)
    assert {key: fields for key, fields in owners.items() if len(fields) > 1} == {}
    assert HEADINGS.keys() == set(Field)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("NOM DE NAISSANCE", Field.BIRTH_NAME),
        ("NomdeNaissance", Field.BIRTH_NAME),
        ("Nom d’usage", Field.FAMILY_NAME),
        ("nom_d_usage", Field.FAMILY_NAME),
        ("Prénom(s)", Field.GIVEN_NAME),
        ("Né(e) le", Field.BIRTH_DATE),
        ("N° de voie", Field.STREET_NUMBER),
        ("libellé de la voie", Field.STREET),
        ("Code  Postal", Field.POSTAL_CODE),
        ("Nom commune", Field.TOWN),
        ("NomComNaissance", None),
        ("Pays de naissance", None),
        ("", None),
    ],
)
def test_headings_are_known_however_they_are_written(heading: str, field: Field | None) -> None:
    assert field_of(heading) is field


@pytest.mark.parametrize(
    ("header", "rows", "found"),
    [
        ("Nom;Nom d'usage;Prénom", (), {"birth_name": "Nom", "family_name": "Nom d'usage", "given_name": "Prénom"}),
        ("Nom d'usage;Nom;Prénom", (), {"birth_name": "Nom", "family_name": "Nom d'usage", "given_name": "Prénom"}),
        ("Nom;Prénom;Nom et prénom", (), {"family_name": "Nom", "given_name": "Prénom"}),
        ("Nom;Ville", ("FICTIF Ana;Caen", "FAUX Ida;Caen"), {"full_name": "Nom", "town": "Ville"}),
        ("Numéro;Nom;Prénom", (), {"reference": "Numéro", "family_name": "Nom", "given_name": "Prénom"}),
        ("Adresse;N°;Rue", (), {"street_number": "N°", "street": "Rue"}),
        ("NomCommune;VilleLocalite", (), {"town": "VilleLocalite"}),
        ("a;b;c", ("14000;F;0612345678", "14460;M;"), {"postal_code": "a", "gender": "b", "phone": "c"}),
        ("a;b", ("x;y",), {}),
        ("a", (), {}),
    ],
)
def test_columns_are_proposed(header: str, rows: tuple[str, ...], found: dict[str, str]) -> None:
    assert proposed(header, *rows) == found


NAMED = {Field.FAMILY_NAME: 0, Field.GIVEN_NAME: 1}


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        (NAMED, []),
        ({Field.BIRTH_NAME: 0, Field.GIVEN_NAME: 1}, []),
        ({Field.FULL_NAME: 0}, []),
        ({Field.GIVEN_NAME: 0}, ["needs_name"]),
        ({Field.FAMILY_NAME: 0}, ["needs_given_name"]),
        ({Field.FULL_NAME: 0, Field.FAMILY_NAME: 1}, ["name_twice"]),
        ({Field.FULL_NAME: 0, Field.GIVEN_NAME: 1}, ["name_twice"]),
        ({**NAMED, Field.TOWN: 1}, ["column_twice"]),
        ({**NAMED, Field.TOWN: 9}, ["no_such_column"]),
        ({**NAMED, Field.TOWN: -1}, ["no_such_column"]),
        ({**NAMED, Field.ADDRESS: 2, Field.STREET: 3}, ["address_twice"]),
    ],
)
def test_columns_that_cannot_serve_are_named(columns: dict[Field, int], codes: list[str]) -> None:
    assert [fault.code for fault in mapping_faults(ColumnMapping(columns), 5)] == codes


def test_a_directory_of_dwellings_needs_an_address_and_no_name() -> None:
    assert mapping_faults(ColumnMapping({Field.STREET: 0}), 5, of_addresses=True) == []
    faults = mapping_faults(ColumnMapping({Field.TOWN: 0}), 5, of_addresses=True)
    assert [fault.code for fault in faults] == ["needs_address"]


def test_a_mapping_comes_back_as_it_was_kept() -> None:
    mapping = ColumnMapping(NAMED)
    assert ColumnMapping.from_json(mapping.to_json()) == mapping
    assert mapping.to_json() == {"family_name": 0, "given_name": 1}


def test_every_reason_has_its_sentence(app: Flask) -> None:
    with app.test_request_context():
        for code in MAPPING_SENTENCES:
            sentence = mapping_sentence(MappingFault(code, Field.TOWN, 0), ("Ville", "Rue"))
            assert sentence.endswith(".")
        assert "« Ville »" in mapping_sentence(MappingFault("column_twice", Field.TOWN, 0), ("Ville",)).replace("\u00a0", " ")
        assert "« Commune »" in mapping_sentence(MappingFault("no_such_column", Field.TOWN, 9), ("Ville",)).replace("\u00a0", " ")
