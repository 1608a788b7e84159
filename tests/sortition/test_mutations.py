"""Whatever is changed in a transcript, outside substitutions and names, is refused."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from participation.sortition.canonical import canonical, parse
from participation.sortition.errors import CanonicalError, VerificationError
from participation.sortition.verify import verify
from tests.sortition.samples import TWO_CATEGORIES, Case, make_case

LEAST = 1000
CASES = {
    "ranked": make_case(size=16, dwellings=13, seats=8),
    "lottery": make_case(size=10, quotas=TWO_CATEGORIES, seats=3),
    "witnessed": make_case(size=16, dwellings=13, seats=8, disclosure="witnessed"),
}
Way = tuple[str | int, ...]


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """Yield the way to every value inside, those left out that the file cannot prove."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        if key not in ("substitutions", "by"):
            yield (*way, key)
            yield from ways(value[key], (*way, key))


def changes(value: Any) -> list[Any]:
    """Return other values that are near this one: one bit, one step, one element."""
    if isinstance(value, bool):
        return [not value, int(value), None]
    if isinstance(value, int):
        return [value + 1, value - 1, -value - 1, str(value), None, value ^ 64]
    if isinstance(value, str):
        flipped = [
            value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :] for at in {0, len(value) // 2} if value
        ]
        return [*flipped, value + "a", value[:-1], value.upper(), [value], None]
    if isinstance(value, list):
        return [value[1:], value[:-1], value[::-1], [*value, *value[:1]], [value], None]
    if isinstance(value, dict):
        fewer = [{k: v for k, v in value.items() if k != gone} for gone in value]
        return [*fewer, {**value, "more": 1}, {}, None]
    return [0, "", "a", False, [], {}]


def mutations(transcript: dict[str, Any]) -> Iterator[tuple[Way, dict[str, Any]]]:
    """Yield the transcript with one thing changed, many times, and the way to it."""
    for way in ways(transcript):
        value = transcript
        for key in way:
            value = value[key]  # type: ignore[index]
        for other in changes(value):
            if canonical(other) != canonical(value):
                mutated: Any = deepcopy(transcript)
                place = mutated
                for key in way[:-1]:
                    place = place[key]
                place[way[-1]] = other
                yield way, mutated


def holds(case: Case, transcript: dict[str, Any]) -> bool:
    try:
        verify(transcript, witness=case.witness)
    except VerificationError:
        return False
    return True


@pytest.mark.parametrize("name", CASES)
def test_one_field_changed_is_refused(name: str) -> None:
    case = CASES[name]
    assert holds(case, case.transcript)
    tried = [way for way, mutated in mutations(case.transcript)]
    accepted = [way for way, mutated in mutations(case.transcript) if holds(case, mutated)]
    assert accepted == []
    assert len(tried) >= LEAST


@pytest.mark.parametrize("name", CASES)
def test_one_bit_of_the_file_flipped_is_refused(name: str) -> None:
    case = CASES[name]
    transcript = case.transcript
    for each in transcript["contributions"]:
        each["by"] = "x"
    data = canonical(transcript)
    tried, accepted = 0, []
    for position in range(0, len(data), max(1, len(data) // (LEAST + 200))):
        flipped = bytearray(data)
        flipped[position] ^= 1 << position % 8
        try:
            mutated: Any = parse(bytes(flipped))
        except CanonicalError:
            mutated = None
        if isinstance(mutated, dict) and isinstance(mutated.get("contributions"), list):
            names = [each.pop("by", None) for each in mutated["contributions"] if isinstance(each, dict)]
            if names != ["x", "x"] and set(map(type, names)) == {str}:
                continue
            for each, by in zip(mutated["contributions"], names, strict=False):
                each["by"] = by
        tried += 1
        if mutated is not None and holds(case, mutated):
            accepted.append(position)
    assert accepted == []
    assert tried >= LEAST


def test_the_guard_sees_what_would_be_accepted() -> None:
    case = CASES["ranked"]
    named = case.transcript
    named["contributions"][0]["by"] = "Une autre personne"
    assert holds(case, named)
