"""Shapes of JSON values, said as small checks that compose: `obj({"size": integer, "name": text})`.

A check takes a value and its path in the file, and raises `ShapeError` with that path; it never converts.
"""

from collections.abc import Callable, Mapping

from participation.sortition import texts
from participation.sortition.errors import ShapeError

Check = Callable[[object, str], None]


def obj(fields: Mapping[str, Check]) -> Check:
    """An object with exactly these keys."""

    def check(value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise ShapeError("not_an_object", path=path)
        if value.keys() != fields.keys():
            missing = sorted(fields.keys() - value.keys())
            raise ShapeError(
                "keys", path=path, missing=missing, unknown=sorted(map(str, value.keys() - fields.keys()))
            )
        for key, field in fields.items():
            field(value[key], f"{path}.{key}" if path else key)

    return check


def mapping(item: Check) -> Check:
    """An object from codes to `item`."""

    def check(value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise ShapeError("not_an_object", path=path)
        for key, inner in value.items():
            if not texts.is_code(key):
                raise ShapeError("code", path=path, found=key)
            item(inner, f"{path}.{key}")

    return check


def array(item: Check, length: int | None = None) -> Check:
    """An array of `item`, of exactly `length` where one is given."""

    def check(value: object, path: str) -> None:
        if not isinstance(value, list) or (length is not None and len(value) != length):
            raise ShapeError("not_an_array", path=path, length=length)
        for position, inner in enumerate(value):
            item(inner, f"{path}.{position}")

    return check


def nullable(item: Check) -> Check:
    """Null, or `item`."""

    def check(value: object, path: str) -> None:
        if value is not None:
            item(value, path)

    return check


def choice(*values: str) -> Check:
    """One of these strings."""

    def check(value: object, path: str) -> None:
        if not isinstance(value, str) or value not in values:
            raise ShapeError("choice", path=path, expected=list(values), found=value)

    return check


def _format(code: str, is_format: Callable[[object], bool]) -> Check:
    def check(value: object, path: str) -> None:
        if not is_format(value):
            raise ShapeError(code, path=path, found=value)

    return check


text = _format("text", texts.is_text)
code = _format("code", texts.is_code)
hex32 = _format("hex", texts.is_hex)
uuid = _format("uuid", texts.is_uuid)
instant = _format("instant", texts.is_instant)
string = _format("string", lambda value: isinstance(value, str))
boolean = _format("boolean", lambda value: isinstance(value, bool))
# A bool is an int for Python and is none in JSON.
integer = _format("integer", lambda value: type(value) is int)
count = _format("count", lambda value: type(value) is int and value >= 0)
