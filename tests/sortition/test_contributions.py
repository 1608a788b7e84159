"""The public chance (step 5): nothing can be chosen by spelling."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.sortition.contributions import (
    check_contributions,
    check_dice,
    check_value,
    fold_word,
    normalise_words,
)
from participation.sortition.errors import ContributionError
from tests.sortition.samples import CHANCE, PLAN, steady


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Été", "ete"),
        ("E\u0301te\u0301", "ete"),
        ("  PHARE ", "phare"),
        ("grand-mère", "grandmere"),
        ("ﬁn", "fin"),
        ("İstanbul", "istanbul"),
        ("\u212aayak", "kayak"),
        ("ｐｌａｇｅ", "plage"),
    ],
)
def test_words_fold_to_letters(word: str, folded: str) -> None:
    assert fold_word(word) == folded


@given(st.lists(st.text(alphabet="abcéÀï-’ Zz", min_size=1, max_size=12), max_size=6))
@steady
def test_folding_twice_is_folding_once_and_follows_the_plan(words: list[str]) -> None:
    kept = [word for word in words if any(letter in "abcéÀïZz" for letter in word)]
    value = normalise_words(kept)
    assert normalise_words(value.split()) == value
    check_value(value, {"source": "words"})


def test_nobody_gave_a_word() -> None:
    assert normalise_words([]) == ""
    check_value("", {"source": "words"})


@pytest.mark.parametrize("word", ["", "123", "王芳", "?", "а"])
def test_a_word_without_letters_a_to_z_is_refused(word: str) -> None:
    with pytest.raises(ContributionError, match="word_empty"):
        fold_word(word)


def test_a_word_has_twenty_letters_and_there_are_two_hundred_words_at_most() -> None:
    assert fold_word("a" * 20) == "a" * 20
    with pytest.raises(ContributionError, match="word_too_long"):
        fold_word("a" * 21)
    check_value(normalise_words(["mot"] * 200), {"source": "words"})
    with pytest.raises(ContributionError, match="too_many_words"):
        normalise_words(["mot"] * 201)
    with pytest.raises(ContributionError, match="words_not_normalised"):
        check_value(" ".join(["mot"] * 201), {"source": "words"})


@pytest.mark.parametrize("value", ["Mot", "été", "a  b", " a", "a ", "a\nb", "a" * 21, "a1", "a\n"])
def test_words_that_are_not_normalised_are_refused(value: str) -> None:
    with pytest.raises(ContributionError, match="words_not_normalised"):
        check_value(value, {"source": "words"})


@pytest.mark.parametrize(
    ("value", "position"),
    [
        ("7" + "1" * 19, 1),
        ("1" * 19 + "0", 20),
        ("1" * 20 + "\n", 21),
        ("1" * 10 + " " + "1" * 10, 11),
        ("٣" + "1" * 19, 1),
        ("１" + "1" * 19, 1),
        ("1e1" + "1" * 17, 2),
    ],
)
def test_dice_show_their_own_digits_and_nothing_else(value: str, position: int) -> None:
    with pytest.raises(ContributionError) as caught:
        check_dice(value, 20, 6)
    assert (caught.value.code, caught.value.params["position"]) == ("dice_digit", position)


@pytest.mark.parametrize("count", [0, 19, 21])
def test_dice_are_exactly_so_many(count: int) -> None:
    with pytest.raises(ContributionError) as caught:
        check_dice("1" * count, 20, 6)
    assert caught.value.params == {"expected": 20, "found": count}


def test_dice_of_ten_sides_show_zero_to_nine() -> None:
    assert check_dice("01234567890123456789", 20, 10) == "01234567890123456789"


def test_contributions_follow_the_plan() -> None:
    assert check_contributions(CHANCE, PLAN) == [each.value for each in CHANCE]
    for wrong in (CHANCE[:1], CHANCE[::-1], (*CHANCE, CHANCE[1]), ()):
        with pytest.raises(ContributionError, match="plan"):
            check_contributions(wrong, PLAN)


def test_the_contribution_that_breaks_is_numbered() -> None:
    for change in ({"by": ""}, {"by": " x"}, {"value": "1"}):
        with pytest.raises(ContributionError) as caught:
            check_contributions([CHANCE[0], replace(CHANCE[1], **change)], PLAN)
        assert caught.value.params["number"] == 2
