"""Gaps and what became of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.measures.differences import Verdict, gap_in_percent, gap_in_points, series_of, trend
from participation.measures.errors import ArrayError

NAN = float("nan")
GAPS = st.lists(st.one_of(st.floats(-100, 100), st.just(NAN)), max_size=12)


def judged(gaps: list[float], tolerance: float = 1.0, breaks: tuple[int, ...] = ()) -> tuple[Verdict, int | None]:
    years = np.arange(2010, 2010 + len(gaps))
    found = trend(years, np.array(gaps, dtype=float), series_of(years, np.array(breaks, dtype=np.int64)), tolerance)
    return found.verdict, found.since


def test_points_are_a_difference_and_per_cent_a_share_of_the_baseline() -> None:
    assert gap_in_points(np.array([27.0, NAN]), np.array([19.0, 19.0])).tolist() == pytest.approx([8, NAN], nan_ok=True)
    found = gap_in_percent(np.array([15_000.0, 1.0, 1.0, 1e308]), np.array([20_000.0, 0.0, -1.0, 1e-300]))
    assert found.tolist() == pytest.approx([-25, NAN, NAN, NAN], nan_ok=True)


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ([], (Verdict.UNKNOWN, None)),
        ([8.0], (Verdict.UNKNOWN, None)),
        ([NAN, NAN], (Verdict.UNKNOWN, None)),
        ([10.0, 9.0, 8.0], (Verdict.NARROWING, 2010)),
        ([-10.0, -9.0, -8.0], (Verdict.NARROWING, 2010)),
        ([8.0, NAN, 10.0], (Verdict.WIDENING, 2010)),
        ([8.0, 8.5, 8.0], (Verdict.STABLE, 2010)),
        ([10.0, 4.0, 9.0], (Verdict.WIDENING, 2011)),
        ([4.0, 10.0, 6.0], (Verdict.NARROWING, 2011)),
        ([10.0, 4.0, 5.5, 5.2], (Verdict.WIDENING, 2011)),
        ([10.0, 4.0, 9.0, 9.5], (Verdict.WIDENING, 2011)),
        ([5.0, -2.0], (Verdict.UNKNOWN, None)),
        ([0.4, -0.4], (Verdict.UNKNOWN, None)),
        ([8.0, -8.0, -8.2], (Verdict.STABLE, 2011)),
        ([5.0, 0.0, -3.0], (Verdict.WIDENING, 2011)),
        ([-3.0, 5.0, 0.0], (Verdict.NARROWING, 2011)),
        ([0.0, 0.0], (Verdict.STABLE, 2010)),
        ([12.0, 8.0, 8.2, NAN], (Verdict.NARROWING, 2010)),
    ],
)
def test_a_verdict_holds_since_the_year_of_its_turn(gaps: list[float], expected: tuple[Verdict, int | None]) -> None:
    assert judged(gaps) == expected


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ([10.0, 5.0, 5.0, 5.0], 2011),
        ([-10.0, -5.0, -5.0, NAN], 2011),
        ([10.0, 5.0, 5.4, 5.2], 2011),
        ([10.0, 8.0, 6.0, 6.9, 6.6], 2012),
        ([10.0, 4.0, 4.9, 4.1], 2011),
        ([5.0, 6.0, 7.0, 6.3, 6.9], 2012),
        ([10.0, 5.0, 4.0, 3.0], None),
        ([5.0, 4.6, 4.2, 3.8], None),
        ([10.0, 6.0, 6.5, 5.0], None),
        ([12.0, 8.0, 8.2], 2011),
        ([4.0, 9.0, 9.5, 9.2], 2011),
        ([4.0, 9.0, 9.5], None),
        ([8.0, 8.2, 8.0], None),
        ([8.0], None),
    ],
)
def test_a_gap_that_no_longer_moves_is_told_since_when(gaps: list[float], expected: int | None) -> None:
    years = np.arange(2010, 2010 + len(gaps))
    assert trend(years, np.array(gaps), np.zeros(len(gaps), dtype=np.int64), 1.0).steady_since == expected


@given(GAPS, st.floats(0, 5))
def test_a_gap_is_steady_after_its_verdict_began_and_before_its_last_year(gaps: list[float], tolerance: float) -> None:
    years = np.arange(2010, 2010 + len(gaps))
    found = trend(years, np.array(gaps, dtype=float), np.zeros(len(gaps), dtype=np.int64), tolerance)
    if found.steady_since is not None:
        assert found.since is not None
        assert found.since < found.steady_since < max(year for year, gap in zip(years, gaps, strict=True) if gap == gap)


def test_a_break_stops_the_comparison() -> None:
    assert judged([20.0, 8.0, 7.9], breaks=(2011,)) == (Verdict.STABLE, 2011)
    assert judged([20.0, 8.0], breaks=(2011,)) == (Verdict.UNKNOWN, None)
    assert judged([20.0, 8.0, NAN], breaks=(2012,)) == (Verdict.NARROWING, 2010)


def one_side(known: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Return the years and sizes of the last gaps that are all on one side of 0."""
    run: list[tuple[int, float]] = []
    for year, gap in reversed(known):
        if any(gap and other and (gap < 0) != (other < 0) for _year, other in run):
            break
        run.append((year, gap))
    return [(year, abs(gap)) for year, gap in reversed(run)]


@given(GAPS, GAPS, st.floats(0.01, 50), st.floats(0.01, 50))
def test_what_was_before_a_gap_changed_sides_is_not_compared(
    before: list[float], after: list[float], above: float, below: float
) -> None:
    since = [-below, *(-abs(gap) for gap in after)]
    verdict, year = judged(since)
    shift = len(before) + 1
    assert judged([*before, above, *since]) == (verdict, year + shift if year is not None else None)


@given(GAPS, st.floats(0, 5))
def test_no_later_value_goes_against_the_verdict(gaps: list[float], tolerance: float) -> None:
    verdict, since = judged(gaps, tolerance)
    known = one_side([(2010 + at, gap) for at, gap in enumerate(gaps) if gap == gap])
    if len(known) < 2:
        assert (verdict, since) == (Verdict.UNKNOWN, None)
        return
    sizes = [size for year, size in known if since is not None and year >= since]
    pairs = [(early, late) for at, early in enumerate(sizes) for late in sizes[at + 1 :]]
    assert pairs
    if verdict is not Verdict.WIDENING:
        assert all(late - early <= tolerance for early, late in pairs)
    if verdict is not Verdict.NARROWING:
        assert all(early - late <= tolerance for early, late in pairs)
    moved = abs(sizes[-1] - sizes[0]) > tolerance
    assert moved is (verdict is not Verdict.STABLE)


@given(GAPS)
def test_the_side_of_the_gap_and_what_came_before_a_break_change_nothing(gaps: list[float]) -> None:
    assert judged(gaps) == judged([-gap for gap in gaps])
    before = [3.0, 90.0]
    verdict, since = judged([*before, *gaps], breaks=(2012,))
    plain = judged(gaps)
    if any(gap == gap for gap in gaps):
        assert (verdict, since) == (plain[0], plain[1] + 2 if plain[1] is not None else None)


@pytest.mark.parametrize(
    ("code", "years", "gaps", "tolerance"),
    [
        ("lengths_differ", [2010], [1.0, 2.0], 1.0),
        ("years_not_ascending", [2011, 2010], [1.0, 2.0], 1.0),
        ("negative_tolerance", [2010, 2011], [1.0, 2.0], -1.0),
        ("negative_tolerance", [2010, 2011], [1.0, 2.0], NAN),
    ],
)
def test_what_is_no_series_is_refused(code: str, years: list[int], gaps: list[float], tolerance: float) -> None:
    series = np.zeros(len(years), dtype=np.int64)
    with pytest.raises(ArrayError) as raised:
        trend(np.array(years), np.array(gaps), series, tolerance)
    assert raised.value.code == code


def test_gaps_of_different_lengths_are_refused() -> None:
    with pytest.raises(ArrayError):
        gap_in_points(np.array([1.0]), np.array([1.0, 2.0]))
    with pytest.raises(ArrayError):
        gap_in_percent(np.array([[1.0]]), np.array([[1.0]]))
