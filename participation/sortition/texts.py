"""Formats of single values (step 0): text, code, instant, UUID, hexadecimal. Each answers yes or no."""

import re
from datetime import UTC, datetime
from typing import TypeGuard
from unicodedata import category, is_normalized

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+-]{0,39}")
_HEX = re.compile(r"[0-9a-f]{64}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_INSTANT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def is_text(value: object) -> TypeGuard[str]:
    """Tell whether `value` is a text: NFC, not empty, single inner spaces, nothing invisible."""
    return (
        isinstance(value, str)
        and value != ""
        and value[0] != " " != value[-1]
        and "  " not in value
        and is_normalized("NFC", value)
        and (value.isprintable() or not any(category(character) in _INVISIBLE for character in value))
    )


def is_code(value: object) -> TypeGuard[str]:
    """Tell whether `value` is a code: category, value or household."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def is_hex(value: object) -> TypeGuard[str]:
    """Tell whether `value` is 32 bytes in lower-case hexadecimal."""
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def is_uuid(value: object) -> TypeGuard[str]:
    """Tell whether `value` is a UUID in lower case."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def is_instant(value: object) -> TypeGuard[str]:
    """Tell whether `value` is an instant that exists: UTC, whole seconds."""
    found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return False
    year, month, day, hour, minute, second = map(int, found.groups())
    try:
        datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return False
    return True
