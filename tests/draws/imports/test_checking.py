"""Each list gives its exact people and its exact faults; what is told hides the value; keys are those of the house."""

import dataclasses
from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from participation.draws.imports import Checked, Checker, ColumnMapping, Field, mapping_faults, propose, shown_name
from participation.draws.imports.checking import masked
from participation.draws.imports.people import Person
from participation.draws.views.list_words import FIELDS, SENTENCES, sentence
from participation.kernel.tables import UnreadableError, open_table
from participation.territory.names import name_key, street_key, words_of
from tests.support.list_files.builders import text
from tests.support.list_files.checked import LISTS, List, one

TODAY = date(2026, 11, 24)


def check(content: bytes, *, of_addresses: bool = False) -> list[Checked]:
    """Check every row by the proposed columns."""
    table = open_table(content)
    mapping = propose(table.header, table.sample(100))
    assert mapping_faults(mapping, len(table.header), of_addresses=of_addresses) == []
    checker = Checker(mapping, table, TODAY, of_addresses=of_addresses)
    return [checker.check(row) for row in table.rows()]


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS.keys())
def test_a_list_gives_its_people_and_its_faults(listed: List) -> None:
    found = check(listed.content, of_addresses=listed.of_addresses)
    faults = [(f.line, f.column, f.code, f.severity.value) for each in found for f in each.faults]
    assert faults == list(listed.faults)
    people = {each.person.line: each.person for each in found if each.person}
    assert people.keys() == listed.people.keys()
    for line, facts in listed.people.items():
        assert {name: getattr(people[line], name) for name in facts} == facts


def test_no_fault_shows_a_value(app: Flask) -> None:
    hidden = ("FICTIF2", "31/02/1980", "noel@exemple", "M. et Mme")
    faults = [f for listed in LISTS.values() for each in check(listed.content, of_addresses=listed.of_addresses) for f in each.faults]
    with app.test_request_context():
        for fault in faults:
            assert not any(value in str(fault.params) + sentence(fault) for value in hidden)


def test_every_fault_has_its_sentence_with_line_and_column(app: Flask) -> None:
    faults = [f for listed in LISTS.values() for each in check(listed.content, of_addresses=listed.of_addresses) for f in each.faults]
    assert {fault.code for fault in faults} == SENTENCES.keys()
    with app.test_request_context():
        for fault in faults:
            assert f"Ligne {fault.line}" in sentence(fault)
            assert fault.column in sentence(fault)
    assert FIELDS.keys() == set(Field)


def test_values_are_masked_but_for_their_first_sign() -> None:
    assert masked("DUPONT-Faux") == "D•••••-••••"
    assert masked("31/02/1980") == "3•/••/••••"
    assert masked("x" * 30) == "x" + "•" * 19 + "…"


def test_a_two_digit_year_is_the_latest_that_makes_somebody_old_enough() -> None:
    born = [each.person.birth_date for each in check(one("Né le", "24/11/10", "25/11/10", "1/1/11")) if each.person]
    assert born == [date(2010, 11, 24), date(1911, 1, 1)]


def test_somebody_turns_sixteen_on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    found = check(one("Né le", "24/11/2010", "25/11/2010"))
    assert [[fault.code for fault in each.faults] for each in found] == [[], ["too_young"]]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("FICTIF", "Fictif"),
        ("DE LA FAUSSE-ROY", "De La Fausse-Roy"),
        ("O’FICTIF", "O’Fictif"),
        ("ÉLOÏSE", "Éloïse"),
        ("McFictif", "McFictif"),
        ("de Fictif", "de Fictif"),
        ("X", "X"),
        ("", ""),
    ],
)
def test_capitals_are_shown_as_a_name(typed: str, shown: str) -> None:
    assert shown_name(typed) == shown


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=15) | st.text("aéÉœ -'’ßﬁǅ℠", max_size=12)


def person(family: str, given: str, street: str = "") -> Person | None:
    """Return who a row of exactly these cells gives."""
    table = open_table(text((("Nom", "Prénom", "Rue"), ("a", "b", "c"))))
    mapping = ColumnMapping({Field.FAMILY_NAME: 0, Field.GIVEN_NAME: 1, Field.STREET: 2})
    row = table.sample(1)[0]._replace(cells=(family, given, street))
    return Checker(mapping, table, TODAY).check(row).person


@given(NAMES, NAMES)
def test_the_key_of_a_person_is_that_of_the_words_of_the_whole_name(family: str, given_name: str) -> None:
    found = person(family, given_name)
    if found is not None:
        whole = name_key(f"{found.given_name} {found.family_name}")
        assert found.name_key == "".join(sorted(whole.split()))
        assert sorted(words_of(found.given_name) + words_of(found.family_name)) == sorted(whole.split())


@given(st.text(st.sampled_from("aébr1 .-’'LDS"), min_size=1, max_size=25))
def test_the_key_of_a_street_is_that_of_the_house(street: str) -> None:
    found = person("FICTIF", "Ana", street)
    if found is not None and found.address:
        assert found.address_key == (street_key(found.address) or None)


@given(st.text(max_size=30))
def test_words_of_plain_letters_are_found_the_short_way_as_the_long_way(typed: str) -> None:
    plain = typed.encode("ascii", "ignore").decode()
    # An accent sends the whole text the long way; taken away again, the same words are left.
    assert words_of(plain) == [word for word in words_of(plain + " é") if word != "e" or "e" in words_of(plain)][: len(words_of(plain))]


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=8), st.sampled_from(list(Field)))
def test_any_cell_in_any_column_is_a_person_or_a_fault(rows: list[list[str]], field: Field) -> None:
    table = open_table(text((("Nom", "Prénom", "Quoi"), ("a", "b", "c"))))
    columns = {Field.FAMILY_NAME: 0, Field.GIVEN_NAME: 1} | ({field: 2} if field not in (Field.FAMILY_NAME, Field.GIVEN_NAME) else {})
    checker = Checker(ColumnMapping(columns), table, TODAY)
    for number, cells in enumerate(rows):
        row = table.sample(1)[0]._replace(line=number + 2, cells=tuple(cell.strip() for cell in cells))
        checked = checker.check(row)
        assert checked.person is not None or checked.faults
        assert checked.person is None or len(checked.person.name_key) <= 200
        assert all(dataclasses.is_dataclass(fault) and fault.line == row.line for fault in checked.faults)


@given(st.binary(max_size=200))
def test_any_bytes_are_checked_or_refused(content: bytes) -> None:
    try:
        table = open_table("Nom;Prénom\r\n".encode() + content)
        checker = Checker(ColumnMapping({Field.FAMILY_NAME: 0, Field.GIVEN_NAME: 1}), table, TODAY)
        for row in table.rows() if len(table.header) > 1 else ():
            assert checker.check(row).person or checker.check(row).faults
    except UnreadableError:
        return


def test_a_postal_code_and_town_in_one_column_give_the_dwelling_of_two_columns() -> None:
    apart = check("Nom;Prénom;Adresse;Code postal;Commune\nFictif;Zoé;27 rue des Tilleuls;14460;COLOMBELLES\n".encode())
    for heading in ("Code postal et commune", "Colonne inconnue"):
        for cell in ("14460 COLOMBELLES", "F-14460 COLOMBELLES", "COLOMBELLES 14460"):
            rows = f"Nom;Prénom;Adresse;{heading}\nFictif;Zoé;27 rue des Tilleuls;{cell}\n"
            person = check(rows.encode())[0].person
            assert person is not None
            assert apart[0].person is not None
            assert (person.postal_code, person.town) == ("14460", "COLOMBELLES"), (heading, cell)
            assert person.address_key == apart[0].person.address_key
    doubt = check("Nom;Prénom;Code postal et commune\nFictif;Zoé;1446 COLOMBELLES\n".encode())[0]
    assert [fault.code for fault in doubt.faults] == ["postal_code"]


def test_an_initial_beside_a_name_in_capitals_is_a_doubt() -> None:
    rows = check(b"Nom complet\nFICTIF C Fatou\nFatou FICTIF\nFatou FICTIF B\n")
    assert [[fault.code for fault in row.faults] for row in rows] == [["full_name"], [], ["full_name"]]
