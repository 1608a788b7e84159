"""Formats of single values (step 0)."""

import pytest

from participation.sortition.texts import is_code, is_hex, is_instant, is_text, is_uuid


@pytest.mark.parametrize(
    "value",
    ["a", "Éloïse", "l’été", "a b", "王芳", "😀", "\u00a0", "a\u0378", 'Nom "2" \\', "a\u202fb"],
)
def test_texts(value: str) -> None:
    assert is_text(value)


@pytest.mark.parametrize(
    "value",
    ["", " a", "a ", "a  b", "e\u0301", "a\u200bb", "a\nb", "a\x00", "a\x7f", "\ud800", "\ue000", "\u2028",
     "\u2029", "\ufeffa", "a\u00ad", None, 1, ["a"], b"a"],
)  # fmt: skip
def test_what_is_no_text(value: object) -> None:
    assert not is_text(value)


@pytest.mark.parametrize("value", ["F", "16-29", "60+", "a_b", "0", "a" * 40])
def test_codes(value: str) -> None:
    assert is_code(value)


@pytest.mark.parametrize("value", ["", "-a", "+a", "_a", "a b", "é", "a" * 41, "a\n", "٣", None, 1])
def test_what_is_no_code(value: object) -> None:
    assert not is_code(value)


@pytest.mark.parametrize("value", ["2026-11-24T09:00:00Z", "2024-02-29T23:59:59Z"])
def test_instants(value: str) -> None:
    assert is_instant(value)


@pytest.mark.parametrize(
    "value",
    ["2026-11-24T09:00:00", "2026-11-24 09:00:00Z", "2026-11-24T09:00:00.0Z", "2026-11-24T09:00:00+00:00",
     "2026-02-29T00:00:00Z", "2026-11-24T24:00:00Z", "2026-12-31T23:59:60Z", "0000-01-01T00:00:00Z",
     "2026-11-24T09:00:00Z\n", "٢026-11-24T09:00:00Z", 20261124, None],
)  # fmt: skip
def test_what_is_no_instant(value: object) -> None:
    assert not is_instant(value)


def test_hexadecimal_is_lower_case_and_of_full_length() -> None:
    assert is_hex("0123456789abcdef" * 4)
    assert not any(map(is_hex, ("A" * 64, "a" * 63, "a" * 65, "g" * 64, "a" * 64 + "\n", None, 0)))


def test_uuids_are_lower_case() -> None:
    assert is_uuid("00000000-0000-4000-8000-00000000c0de")
    assert not is_uuid("00000000-0000-4000-8000-00000000C0DE")
    assert not is_uuid("00000000000040008000" + "0" * 12)
    assert not is_uuid(None)
