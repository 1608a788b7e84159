"""Words are found whatever their accents, plurals, elisions and ligatures, and are marked where they stand."""

import threading
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel import stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("réunion", "reunions"),
        ("l’école", "ECOLES"),
        ("qu'une école", "école"),
        ("cœur", "coeurs"),
        ("ex æquo", "ex aequo"),
        ("journal", "journaux"),
        ("travail", "travaux"),
        ("jeux", "jeu"),
        ("élus", "élue"),
        ("vélos", "velo"),
        ("décidée", "decider"),
        ("adoptées", "adopté"),
        ("habitants", "habitante"),
        ("de la propreté", "propreté"),
        ("e\u0301cole", "\u00e9cole"),
        ("ﬁn", "fin"),
        ("2026-04", "2026 04"),
    ],
)
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert stems.stems(one) == stems.stems(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("conseil", "consul"), ("square", "carré"), ("bus", "but"), ("12", "21"), ("école", "Nicole")]
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert stems.stems(one) != stems.stems(other)


@pytest.mark.parametrize("text", ["", " ", "le la les", "l’", "qu’il", "!?…", "_", "\u0301", "🎉", "'\"(*)\\"])
def test_texts_without_a_word_that_counts_have_no_stem(text: str) -> None:
    assert stems.stems(text) == ""


def test_words_stand_where_they_stood() -> None:
    text = "À l’École, les E\u0301LUS votent."
    assert [text[token.start : token.end] for token in stems.tokens(text)] == ["École", "E\u0301LUS", "votent"]


def test_an_endless_word_is_cut() -> None:
    assert len(stems.stems("a" * 100_000)) <= stems.LONGEST


@given(st.text())
def test_stems_are_letters_and_digits_apart_by_single_spaces(text: str) -> None:
    found = stems.stems(text)
    assert all(word and word.isalnum() for word in found.split(" ")) or found == ""
    assert all(text[token.start : token.end] for token in stems.tokens(text))


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F), min_size=1))
def test_accents_and_composition_never_matter(word: str) -> None:
    assert stems.stems(unicodedata.normalize("NFD", word)) == stems.stems(unicodedata.normalize("NFC", word))


def test_threads_do_not_mix_their_words() -> None:
    words = [f"{letter}ouvertures" for letter in "abcdefghij"] * 50
    alone = [stems.stem.__wrapped__(word) for word in words]
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: found.append([stems.stem.__wrapped__(word) for word in words])) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 8
