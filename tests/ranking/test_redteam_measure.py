"""The red team's statistics, against plain definitions and published values."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.redteam.measure import kendall_tau, mean_over_seeds, quantile, share

pairs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=25)


def plain_tau(points: list[tuple[int, int]]) -> float:
    """tau-b by its definition, pair by pair."""
    agree, tied_x, tied_y, everything = 0, 0, 0, 0
    for (x1, y1), (x2, y2) in combinations(points, 2):
        product = (x1 - x2) * (y1 - y2)
        agree += (product > 0) - (product < 0)
        tied_x += x1 == x2
        tied_y += y1 == y2
        everything += 1
    scale = math.sqrt((everything - tied_x) * (everything - tied_y))
    return agree / scale if scale else 0.0


@given(pairs)
def test_tau_is_what_its_definition_says(points: list[tuple[int, int]]) -> None:
    """The quick tau equals the pair-by-pair one, ties included."""
    assert kendall_tau(points) == pytest.approx(plain_tau(points))


@given(pairs)
def test_tau_turns_with_one_side(points: list[tuple[int, int]]) -> None:
    """Turning one order round turns the sign of tau and nothing else."""
    assert kendall_tau([(x, -y) for x, y in points]) == pytest.approx(-kendall_tau(points))


def test_tau_of_one_order_is_one() -> None:
    """The same order twice agrees fully."""
    assert kendall_tau([(n, 10 * n) for n in range(9)]) == 1.0


def test_tau_of_a_constant_is_zero() -> None:
    """Where everybody is equal there is nothing to agree on."""
    assert kendall_tau([(1, 1), (1, 2), (1, 3)]) == 0.0


def test_mean_has_students_interval() -> None:
    """Three seeds give the interval that a t table gives: 4.303 standard errors."""
    found = mean_over_seeds([1.0, 2.0, 3.0])
    assert found.value == 2.0
    assert found.high == pytest.approx(2 + 4.303 / math.sqrt(3))
    assert found.low == pytest.approx(2 - 4.303 / math.sqrt(3))


def test_many_seeds_come_near_the_normal_interval() -> None:
    """Forty seeds use a t value within a hundredth of the table's 2.023."""
    values = [float(n % 2) for n in range(40)]
    found = mean_over_seeds(values)
    deviation = math.sqrt(10 / 39) / math.sqrt(40)
    assert found.high is not None
    assert (found.high - found.value) / deviation == pytest.approx(2.023, abs=0.01)


def test_one_seed_has_no_interval() -> None:
    """A single company says nothing about the spread between companies."""
    assert mean_over_seeds([0.4]).low is None


def test_what_was_not_measured_is_left_out() -> None:
    """A company without a figure neither counts nor spoils the others; none at all is nan."""
    assert mean_over_seeds([math.nan, 0.5]).value == 0.5
    assert math.isnan(mean_over_seeds([]).value)


def test_wilson_matches_a_published_example() -> None:
    """81 of 263 is 25.53 % to 36.62 % (R. G. Newcombe, Statistics in Medicine 17, 1998, table I)."""
    found = share(81, 263)
    assert (found.low, found.high) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))


@given(st.integers(0, 50), st.integers(1, 50))
def test_wilson_holds_its_share_and_stays_within_bounds(hits: int, more: int) -> None:
    """The interval holds the share and never leaves 0 to 1, none and all included."""
    found = share(hits, hits + more - 1) if hits + more > 1 else share(0, 1)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


def test_a_share_of_nothing_is_not_a_number() -> None:
    """No trial, no share."""
    assert math.isnan(share(0, 0).value)


def test_quantiles_are_linear_between_ranks() -> None:
    """The middle of two values lies between them; of none there is none."""
    assert quantile([1, 3], 0.5) == 2
    assert quantile([5, 1, 3], 1.0) == 5
    assert math.isnan(quantile([], 0.5))
