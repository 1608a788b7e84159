"""Keys of names and streets, house numbers, readings of an address."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from participation.territory.names import (
    LONGEST_KEY,
    house_number,
    likeness,
    name_key,
    split_address,
    street_key,
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Guérinière", "gueriniere"),
        ("GUE\u0301RINIE\u0300RE", "gueriniere"),
        ("Calvaire Saint-Pierre", "calvaire saint pierre"),
        ("L’Œuvre d'été", "l oeuvre d ete"),
        ("  \t ", ""),
        ("100 % _", "100"),
    ],
)
def test_a_name_key_forgets_case_accents_and_signs(typed: str, key: str) -> None:
    assert name_key(typed) == key


@pytest.mark.parametrize(
    "typed",
    [
        "Avenue de l’Abbé-Saint-Pierre",
        "avenue de l'abbe saint pierre",
        "AV. DE L'ABBÉ ST PIERRE",
        "ave abbé St-Pierre",
    ],
)
def test_spellings_of_a_street_meet_in_one_key(typed: str) -> None:
    assert street_key(typed) == "avenue abbe saint pierre"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("bd du Mal Juin", "boulevard marechal juin"),
        ("r. de la Paix", "rue paix"),
        ("Place du 8 Mai 1945", "place 8 mai 1945"),
        ("allée R. Capa", "allee r capa"),
    ],
)
def test_abbreviations_become_words(typed: str, key: str) -> None:
    assert street_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("12 bis", 12),
        ("12B", 12),
        (" n° 7 ", 7),
        ("0", 0),
        ("", None),
        ("douze", None),
        ("123456", None),
        ("1-3", None),
        ("١٢", None),
        (None, None),
    ],
)
def test_house_number(typed: str | None, number: int | None) -> None:
    assert house_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("12 rue de la Paix", ("rue de la Paix", 12)),
        ("12 bis, rue de la Paix", ("rue de la Paix", 12)),
        ("12ter rue de la Paix", ("rue de la Paix", 12)),
        ("rue de la Paix 12", ("rue de la Paix", 12)),
        ("rue de la Paix, n° 12 bis", ("rue de la Paix", 12)),
    ],
)
def test_an_address_is_read_as_street_and_number(typed: str, reading: tuple[str, int]) -> None:
    readings = split_address(typed)
    assert readings[0] == (typed, None)
    assert reading in readings


def test_likeness_is_greater_for_a_slip_than_for_another_name() -> None:
    assert likeness("gueriniere", "gueriniere") == 1.0
    assert likeness("gerinière", "gueriniere") > likeness("gerinière", "colombelles")
    assert likeness("", "colombelles") == 0.0


@given(st.text(max_size=400))
@example("℠")
def test_keys_are_short_plain_and_stable(text: str) -> None:
    for make in (name_key, street_key):
        key = make(text)
        assert len(key) <= LONGEST_KEY
        assert "\0" not in key
        assert not set(key) & set("%_'\"\\;")
    assert name_key(name_key(text)) == name_key(text).strip()
