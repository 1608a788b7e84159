"""Canonical print and strict parse (step 0)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.sortition.canonical import MAX_INTEGER, canonical, parse
from participation.sortition.errors import CanonicalError
from tests.sortition.samples import steady

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


def test_keys_sort_by_utf16_units_and_not_by_code_points() -> None:
    # U+1F600 is larger than U+FB33 and its first unit is smaller: the example of RFC 8785.
    keys = {"\ufb33": 1, "\U0001f600": 2, "a": 3}
    assert canonical(keys) == '{"a":3,"\U0001f600":2,"\ufb33":1}'.encode()


def test_strings_escape_as_little_as_json_allows() -> None:
    assert canonical('é"\\/\b\f\n\r\t\x01\x7f') == '"é\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7f"'.encode()


@given(VALUES)
@steady
def test_what_is_printed_reads_back_the_same(value: Any) -> None:
    printed = canonical(value)
    assert parse(printed) == value
    assert canonical(parse(json.dumps(value, indent=3).encode())) == printed


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, "type_not_canonical"),
        ((1,), "type_not_canonical"),
        (2**53, "integer_too_large"),
        (-(2**53), "integer_too_large"),
        ({1: 2}, "key_not_string"),
        ("\ud800", "lone_surrogate"),
    ],
)
def test_what_has_no_canonical_print_is_refused(value: object, code: str) -> None:
    with pytest.raises(CanonicalError, match=code):
        canonical(value)


def test_depth_is_bounded_both_ways() -> None:
    nested: list[Any] = []
    for _ in range(40):
        nested = [nested]
    with pytest.raises(CanonicalError, match="too_deep"):
        canonical(nested)
    with pytest.raises(CanonicalError, match="too_deep"):
        parse(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a":1,"a":1}', "duplicate_key"),
        (b'{"a":{"b":1,"b":2}}', "duplicate_key"),
        (b"1.0", "not_an_integer"),
        (b"1e3", "not_an_integer"),
        (b"1E3", "not_an_integer"),
        (b"NaN", "not_an_integer"),
        (b"-Infinity", "not_an_integer"),
        (b"9007199254740992", "integer_too_large"),
        (b"9" * 5000, "integer_too_large"),
        (b"", "not_json"),
        (b"{} {}", "not_json"),
        (b"{'a':1}", "not_json"),
        (b"[1,]", "not_json"),
        (b"01", "not_json"),
        (b"\xef\xbb\xbf{}", "not_json"),
        ('{"a":1}'.encode("utf-16"), "not_utf8"),
        (b'"\xff"', "not_utf8"),
        (b'"a\nb"', "not_json"),
    ],
)
def test_what_two_readers_could_understand_differently_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(CanonicalError) as caught:
        parse(data)
    assert caught.value.code == code


def test_a_file_larger_than_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(CanonicalError, match="file_too_large"):
        parse(b"[1, 2, 3]", max_bytes=8)
    assert parse(b"[1, 2, 3]", max_bytes=9) == [1, 2, 3]
