"""The public chance (step 5): what people say and throw, so normalised that no spelling is a choice."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from unicodedata import normalize

from participation.sortition import shapes
from participation.sortition.errors import ContributionError
from participation.sortition.texts import is_text

MAX_WORDS = 200
MAX_LETTERS = 20
MIN_DICE = 20
FACES = {6: "1-6", 10: "0-9"}
"""Sides of a die to the digits it shows."""

_WORDS = re.compile(rf"(?:[a-z]{{1,{MAX_LETTERS}}}(?: [a-z]{{1,{MAX_LETTERS}}}){{0,{MAX_WORDS - 1}}})?")

check_contributions_shape = shapes.array(
    shapes.obj({"source": shapes.string, "by": shapes.string, "value": shapes.string})
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One item of the plan, done.

    Attributes:
        source: `words` or `dice`.
        by: Role, or name with consent; enters no hash.
        value: Normalised value.
    """

    source: str
    by: str
    value: str

    def as_json(self) -> dict[str, object]:
        """Return the object of the transcript."""
        return dict(asdict(self))


def fold_word(word: str) -> str:
    """Return a word in letters a to z.

    Raises:
        ContributionError: No letter is left (`word_empty`), or too many (`word_too_long`).

    Source:
        Protocol step 5.
    """
    folded = re.sub("[^a-z]", "", normalize("NFKD", word).lower())
    if not folded:
        raise ContributionError("word_empty", found=word)
    if len(folded) > MAX_LETTERS:
        raise ContributionError("word_too_long", found=word, limit=MAX_LETTERS)
    return folded


def normalise_words(words: Iterable[str]) -> str:
    """Return the value of the words received, in their order; "" when nobody gave one.

    Raises:
        ContributionError: A word cannot be folded, or there are more than MAX_WORDS (`too_many_words`).
    """
    folded = [fold_word(word) for word in words]
    if len(folded) > MAX_WORDS:
        raise ContributionError("too_many_words", found=len(folded), limit=MAX_WORDS)
    return " ".join(folded)


def check_dice(value: str, dice: int, sides: int) -> str:
    """Return the digits of the dice thrown, as they are.

    Args:
        value: One digit a die, in the order thrown, nothing between.
        dice: Number of dice.
        sides: A key of FACES.

    Raises:
        ContributionError: `dice_count`, or `dice_digit` with the position of the first one that no die shows.
    """
    wrong = re.search(f"[^{FACES[sides]}]", value)
    if wrong is not None:
        raise ContributionError("dice_digit", position=wrong.start() + 1, found=wrong.group(), sides=sides)
    if len(value) != dice:
        raise ContributionError("dice_count", expected=dice, found=len(value))
    return value


def check_value(value: str, item: Mapping[str, Any]) -> None:
    """Check one normalised value against its item of the plan.

    Raises:
        ContributionError: `words_not_normalised`, or those of `check_dice`.
    """
    if item["source"] == "dice":
        check_dice(value, item["dice"], item["sides"])
    elif _WORDS.fullmatch(value) is None:
        raise ContributionError("words_not_normalised", found=value)


def check_contributions(
    contributions: Sequence[Contribution], plan: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Return the values of contributions that follow the sealed plan.

    Raises:
        ContributionError: `plan` (number or order of sources), `by` (not a text), or those of `check_value`;
            `number` counts the contributions from 1.

    Source:
        Protocol step 5.
    """
    expected, found = [item["source"] for item in plan], [each.source for each in contributions]
    if expected != found:
        raise ContributionError("plan", expected=expected, found=found)
    for number, (each, item) in enumerate(zip(contributions, plan, strict=True), start=1):
        if not is_text(each.by):
            raise ContributionError("by", number=number, found=each.by)
        try:
            check_value(each.value, item)
        except ContributionError as error:
            error.params["number"] = number
            raise
    return [each.value for each in contributions]
