"""Pairs that may be one person, and pairs that must not be pointed at."""

import unicodedata
from itertools import product

import pytest

from participation.volunteers.likeness import MOST_IN_A_BUCKET, likely_pairs, likeness_key


def is_pair(one: str, two: str) -> bool:
    return bool(likely_pairs([(1, 1987, likeness_key(one)), (2, 1987, likeness_key(two))]))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("José Fictif", "JOSE FICTIF"),
        ("Jean-Pierre Fictif", "Jean Pierre  Fictif"),
        ("Jeanpierre Fictif", "Jean-Pierre Fictif"),
        ("Marie Fictive", "FICTIVE Marie"),
        ("Camille Fictive", "Camile Fictive"),
        ("Camille Fictive", "Camille Fictiwe"),
        ("Camille Fictive", "Camillle Fictive"),
        ("Aïcha O’Fictif", "Aicha O'Fictif"),
        ("Straße Fictive", "STRASSE fictive"),
        ("أمل خيالي", "أمل  خيالي"),
    ],
)
def test_the_same_person_typed_otherwise(one: str, two: str) -> None:
    assert is_pair(one, two)
    for form, other in product(("NFC", "NFD", "NFKC", "NFKD"), repeat=2):
        assert is_pair(unicodedata.normalize(form, one), unicodedata.normalize(other, two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Camille Fictive", "Dominique Fictive"),
        ("Léa", "Lia"),
        ("أمل", "خيال"),
        ("Camille Fictive", "Camille Inventée"),
    ],
)
def test_two_people(one: str, two: str) -> None:
    assert not is_pair(one, two)


def test_only_one_group_is_compared() -> None:
    key = likeness_key("Camille Fictive")
    assert likely_pairs([(1, 1987, key), (2, 1988, key)]) == set()


def test_a_name_of_signs_only_keeps_itself() -> None:
    assert likeness_key("…") == "…"
    assert len(likeness_key("x" * 500)) == 200


def test_a_flood_of_one_name_stays_small() -> None:
    rows = [(number, 1987, "camillefictive") for number in range(2 * MOST_IN_A_BUCKET)]
    assert len(likely_pairs(rows)) == 2 * MOST_IN_A_BUCKET - 1
