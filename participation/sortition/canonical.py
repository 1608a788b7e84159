"""Canonical print and strict parse of JSON (step 0).

The print is RFC 8785 restricted to objects, arrays, strings, booleans, null and integers. The parse accepts
free white space and key order, and refuses what two readers could understand differently: duplicate keys,
floats, exponents, large integers, deep nesting.
"""

import json
from typing import NoReturn

from participation.sortition.errors import CanonicalError

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 32
MAX_BYTES = 1 << 30
"""Largest file read, bytes: a transcript of a million entries is about half of it."""
_INTEGER_CHARACTERS = 17

_print = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
print_sorted = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
"""Canonical only for objects of strings with ASCII keys, where code points and UTF-16 units sort alike."""


def canonical(value: object) -> bytes:
    """Return the canonical JSON of `value`.

    Args:
        value: dict, list, str, bool, None, int, nested at most MAX_DEPTH.

    Raises:
        CanonicalError: A type, an integer, a lone surrogate or a depth that canonical JSON of the protocol
        has not.

    Source:
        RFC 8785; protocol step 0.
    """
    try:
        return _print(_ordered(value, MAX_DEPTH)).encode("utf-8")
    except UnicodeEncodeError as error:
        raise CanonicalError("lone_surrogate") from error


def _ordered(value: object, depth: int) -> object:
    if depth == 0:
        raise CanonicalError("too_deep", limit=MAX_DEPTH)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise CanonicalError("integer_too_large", found=value)
        return value
    if isinstance(value, list):
        return [_ordered(item, depth - 1) for item in value]
    if isinstance(value, dict):
        if any(type(key) is not str for key in value):
            raise CanonicalError("key_not_string")
        return {key: _ordered(value[key], depth - 1) for key in sorted(value, key=_utf16)}
    raise CanonicalError("type_not_canonical", found=type(value).__name__)


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def parse(data: bytes, max_bytes: int = MAX_BYTES) -> object:
    """Read one JSON file strictly.

    Args:
        data: UTF-8, without byte order mark.
        max_bytes: Largest size accepted, bytes.

    Raises:
        CanonicalError: Not UTF-8, not JSON, too large, too deep, a key twice in one object, a float, an
            exponent, an integer beyond MAX_INTEGER.
    """
    if len(data) > max_bytes:
        raise CanonicalError("file_too_large", limit=max_bytes, found=len(data))
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except UnicodeDecodeError as error:
        raise CanonicalError("not_utf8", position=error.start) from error
    except json.JSONDecodeError as error:
        raise CanonicalError("not_json", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise CanonicalError("too_deep", limit=MAX_DEPTH) from error


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise CanonicalError("duplicate_key", key=next(key for key in found if keys.count(key) > 1))
    return found


def _integer(digits: str) -> int:
    if len(digits) > _INTEGER_CHARACTERS or abs(int(digits)) > MAX_INTEGER:
        raise CanonicalError("integer_too_large", found=digits[:40])
    return int(digits)


def _refuse_number(digits: str) -> NoReturn:
    raise CanonicalError("not_an_integer", found=digits[:40])
