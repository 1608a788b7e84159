"""Receipts (step 12): each proves one entry of one sealed pool, and nothing else."""

from copy import deepcopy
from typing import Any

import pytest

from participation.sortition.errors import VerificationError
from participation.sortition.merkle import tree_levels
from participation.sortition.receipt import build_receipt, check_receipt
from tests.sortition.samples import PARITY, make_case

CASE = make_case(size=13, quotas=PARITY, dwellings=9)
LEVELS = tree_levels(CASE.pool.leaves.tobytes())
OTHER = "0123456789abcdef" * 4


def receipt(index: int = 5) -> Any:
    someone = CASE.people[CASE.pool.order[index]]
    return deepcopy(build_receipt(CASE.pool, LEVELS, index, someone, CASE.parameters))


def test_every_receipt_proves_its_entry() -> None:
    assert [check_receipt(receipt(index), CASE.parameters) for index in range(13)] == list(range(13))


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("draw", "00000000-0000-4000-8000-000000000001", "draw"),
        ("seal", OTHER, "seal"),
        ("root", OTHER, "root"),
        ("size", 12, "size"),
        ("salt", OTHER, "inclusion"),
        ("profile_salt", OTHER, "inclusion"),
        ("profile", {"gender": "Z"}, "inclusion"),
        ("identity", {"family_name": "Quelqu’un d’autre"}, "inclusion"),
        ("household", "h999", "inclusion"),
        ("household", None, "inclusion"),
        ("index", 4, "inclusion"),
        ("index", 12, "path_too_long"),
        ("index", 13, "index_out_of_range"),
        ("path", [], "path_too_short"),
        ("path", [OTHER] * 4, "inclusion"),
        ("path", [OTHER] * 5, "path_too_long"),
        ("index", -1, "count"),
        ("salt", "a" * 63, "hex"),
        ("identity", {"family_name": " x"}, "identity"),
        ("identity", {"": "x"}, "identity"),
        ("identity", {}, "identity_empty"),
        ("profile", [], "not_an_object"),
        ("household", "pas un code", "code"),
        ("path", [1], "hex"),
    ],
)
def test_a_receipt_with_one_thing_changed_proves_nothing(key: str, value: object, code: str) -> None:
    with pytest.raises(VerificationError) as caught:
        check_receipt({**receipt(), key: value}, CASE.parameters)
    assert (caught.value.step, caught.value.code) == (12, code)


def test_keys_are_all_required_and_no_other_accepted() -> None:
    for key in receipt():
        missing = receipt()
        del missing[key]
        with pytest.raises(VerificationError, match="keys"):
            check_receipt(missing, CASE.parameters)
    with pytest.raises(VerificationError, match="keys"):
        check_receipt({**receipt(), "extra": 1}, CASE.parameters)
    with pytest.raises(VerificationError, match="not_an_object"):
        check_receipt([], CASE.parameters)


def test_siblings_do_not_change_places() -> None:
    wrong = receipt()
    wrong["path"] = wrong["path"][::-1]
    with pytest.raises(VerificationError, match="inclusion"):
        check_receipt(wrong, CASE.parameters)


def test_nobody_is_given_the_receipt_of_another() -> None:
    someone = CASE.people[CASE.pool.order[5]]
    with pytest.raises(VerificationError, match="leaf"):
        build_receipt(CASE.pool, LEVELS, 6, someone, CASE.parameters)
