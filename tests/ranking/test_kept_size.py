"""The flattening formulas: known values, and the shapes that the properties rest on."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.kept.size import DAY_KNEE, WEEK_KNEE, bent, day_concavity, layered_size, size, week_cap

worths = st.floats(0, 500)


def test_size_saturates_at_800_lines() -> None:
    """g(L) = log2(1 + L/10): g(10) = 1, g(30) = 2, and line 801 adds nothing."""
    assert size(10) == 1
    assert size(30) == pytest.approx(2)
    assert size(0) == 0
    assert size(800) == size(10**6) == pytest.approx(math.log2(81))


def test_a_single_change_is_quality_times_size() -> None:
    """With one member the layered size is g*q."""
    assert layered_size([(0.5, 10)]) == [0.5]


def test_pieces_of_equal_quality_are_the_whole() -> None:
    """Splitting within a set changes nothing."""
    assert math.fsum(layered_size([(0.7, 30), (0.7, 50)])) == pytest.approx(0.7 * size(80))


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 500)), min_size=1, max_size=6))
def test_a_further_member_takes_nothing_away(members: list[tuple[float, int]]) -> None:
    """A set with one member more is worth at least as much, whatever the member's quality."""
    best_first = sorted(members, reverse=True)
    for i in range(len(best_first)):
        fewer = best_first[:i] + best_first[i + 1 :]
        assert math.fsum(layered_size(fewer)) <= math.fsum(layered_size(best_first)) + 1e-9


@given(worths, worths)
def test_days_and_weeks_flatten(a: float, b: float) -> None:
    """Together is at most apart, and more is never less: what P2 and P7 rest on."""
    for flat in (day_concavity, week_cap):
        assert flat(a + b) <= flat(a) + flat(b) + 1e-9
        assert flat(a + b) >= flat(a) - 1e-9


@given(worths, worths, st.floats(0.1, 20), st.floats(0, 1))
def test_bending_keeps_order_and_never_gains(a: float, b: float, knee: float, slope: float) -> None:
    """A bent sum grows with what is in it, by no more than that, and joining two sums never pays."""
    assert bent(a + b, knee, slope) <= bent(a, knee, slope) + bent(b, knee, slope) + 1e-9
    assert -1e-9 <= bent(a + b, knee, slope) - bent(a, knee, slope) <= b + 1e-9


def test_knees_are_where_they_are_said_to_be() -> None:
    """Below the knee worth counts in full."""
    assert day_concavity(DAY_KNEE) == DAY_KNEE
    assert day_concavity(9.0, days=3) == 9.0
    assert day_concavity(3 * math.e) == pytest.approx(4.5)
    assert week_cap(WEEK_KNEE) == WEEK_KNEE
    assert week_cap(WEEK_KNEE * math.e) == pytest.approx(2 * WEEK_KNEE)
