"""The receipt's code, as it is read aloud, typed and hashed."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.volunteers.codes import ALPHABET, LENGTH, code_sha256, new_code, parse_code

CODE = "K7M4P2XR9TQ3H5WN"


def test_new_codes_have_eighty_bits_without_look_alikes() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == LENGTH == 16 and set(code) <= set(ALPHABET) for code in codes)


@pytest.mark.parametrize(
    "typed",
    [
        "K7M4-P2XR-9TQ3-H5WN",
        "k7m4p2xr9tq3h5wn",
        " K7M4 P2XR 9TQ3 H5WN ",
        "k7m4–p2xr—9tq3.h5wn",
        "K7M4\u00a0P2XR9TQ3H5WN",
    ],
)
def test_parse_forgives_case_spaces_and_dashes(typed: str) -> None:
    assert parse_code(typed) == CODE


def test_parse_reads_o_as_zero_and_i_and_l_as_one() -> None:
    assert parse_code("oO0iIlL1-K7M4-P2XR") == "00011111K7M4P2XR"


@pytest.mark.parametrize(
    "typed", [None, "", "K7M4", CODE + "A", "U" * 16, "١" * 16, "Ｋ7M4P2XR9TQ3H5WN", "é" * 16]
)
def test_parse_knows_what_cannot_be_a_code(typed: str | None) -> None:
    assert parse_code(typed) is None


@given(st.text(alphabet=ALPHABET, min_size=16, max_size=16), st.data())
def test_parse_takes_back_whatever_way_a_code_is_written(code: str, data: st.DataObject) -> None:
    written = "".join(
        data.draw(st.sampled_from([c, c.lower()])) + data.draw(st.sampled_from(["", " ", "-"])) for c in code
    )
    assert parse_code(written) == code


def test_digest_is_the_protocols() -> None:
    """Step 12: Hash(T(code) || code)."""
    assert code_sha256(CODE) == hashlib.sha256(b"conseil-draw/1/code\n" + CODE.encode()).hexdigest()
