"""The gap between who sits and who lives there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.measures.errors import ArrayError, EmptyCouncilError
from participation.measures.gaps import representation_gap

GROUPS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9000)), min_size=1, max_size=8)


def ints(*values):
    return np.array(values, dtype=np.int64)


def test_gap_in_percentage_points():
    # 6 of 10 seats for half of the residents: 10 points too many.
    assert representation_gap(ints(6, 4), ints(500, 500)).tolist() == pytest.approx([10.0, -10.0])


def test_a_group_without_residents_has_no_gap():
    gap = representation_gap(ints(1, 1), ints(0, 10))
    assert np.isnan(gap[0])
    assert gap[1] == pytest.approx(-50.0)


@given(GROUPS.filter(lambda groups: any(seats for seats, _ in groups)))
def test_gaps_cancel_out_and_stay_within_bounds(groups):
    gap = representation_gap(ints(*(s for s, _ in groups)), ints(*(r for _, r in groups)))
    assert gap.sum() == pytest.approx(0.0, abs=1e-9)
    assert (np.abs(gap) <= 100.0).all()


@given(st.lists(st.integers(1, 500), min_size=1, max_size=8), st.integers(1, 7))
def test_seats_in_proportion_leave_no_gap(residents, times):
    gap = representation_gap(ints(*residents), ints(*(times * count for count in residents)))
    assert gap.tolist() == pytest.approx([0.0] * len(residents), abs=1e-9)


def test_refusals_name_their_reason():
    with pytest.raises(EmptyCouncilError):
        representation_gap(ints(0, 0), ints(5, 5))
    for call, code in [
        (lambda: representation_gap(ints(1, 2), ints(5)), "lengths_differ"),
        (lambda: representation_gap(ints(1), ints(-5)), "negative_count"),
        (lambda: representation_gap(ints(1), ints(0)), "nobody_lives_there"),
    ]:
        with pytest.raises(ArrayError) as refusal:
            call()
        assert refusal.value.code == code
