"""What a process keeps: made once, the latest asked for, never a failure."""

import pytest

from participation.kernel.kept import Kept


def test_a_value_is_made_once() -> None:
    made: list[str] = []
    kept: Kept[str] = Kept(2)
    for _ in range(3):
        assert kept.get("a", lambda: made.append("a") or "value") == "value"
    assert made == ["a"]


def test_the_value_asked_for_longest_ago_goes_first() -> None:
    made: list[str] = []
    kept: Kept[str] = Kept(2)
    for key in ("a", "b", "a", "c", "a", "b"):
        kept.get(key, lambda key=key: made.append(key) or key)  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]


def test_a_failure_is_not_kept() -> None:
    kept: Kept[int] = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 1) == 1
