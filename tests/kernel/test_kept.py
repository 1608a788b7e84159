"""What a process keeps: made once, the latest asked for, never a failure."""

import pytest

from participation.kernel.kept import Kept, Latest


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


def test_the_latest_value_is_made_again_as_soon_as_what_it_follows_from_differs() -> None:
    latest: Latest[list[int]] = Latest(2)
    first = latest.get("a", [1, 2], lambda: [3])
    assert latest.get("a", [1, 2], lambda: [4]) is first
    assert latest.get("a", [1, 5], lambda: [6]) == [6]
    assert latest.get("a", [1, 2], lambda: [3]) is not first


def test_the_subject_asked_for_longest_ago_goes_first() -> None:
    made: list[str] = []
    latest: Latest[str] = Latest(2)
    for subject in ("a", "b", "a", "c", "a", "b"):
        latest.get(subject, 0, lambda subject=subject: made.append(subject) or subject)  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]
