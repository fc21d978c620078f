"""Cohorts: leave-one-out statistics against the plain definition, the choice of cohort, the cap of rare channels."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring_help import person

from ranking.cohorts import Cohorts, Usual

values = st.lists(st.integers(0, 20).map(float), min_size=2, max_size=12)


@given(values)
def test_leaving_one_out_is_what_it_says(all_values: list[float]) -> None:
    """Median and deviation without each value equal those of the list without it."""
    usual = Usual(all_values)
    for i, mine in enumerate(all_values):
        others = all_values[:i] + all_values[i + 1 :]
        median = statistics.median(others)
        assert usual.median_without(mine) == pytest.approx(median)
        assert usual.spread_without(mine) == pytest.approx(statistics.median(abs(x - median) for x in others))


@given(st.lists(st.integers(0, 20).map(float), min_size=3, max_size=12))
def test_the_upper_quartile_leaves_one_out_too(all_values: list[float]) -> None:
    """Q75 without a value is the inclusive quantile of the others."""
    mine, *others = all_values
    assert Usual(all_values).quantile_without(mine, 0.75) == pytest.approx(
        statistics.quantiles(others, n=4, method="inclusive")[2]
    )


def test_nobody_to_compare_with_is_the_middle() -> None:
    """Alone in the company, z is 0 and every quantile 0."""
    assert Usual([7.0]).z(7.0) == 0
    assert Usual([7.0]).quantile_without(7.0, 0.75) == 0


def test_z_is_clipped() -> None:
    """Nobody is more than three deviations away."""
    usual = Usual([1.0, 1.1, 1.2, 1.3, 90.0, 0.0])
    assert usual.z(90.0) == 3
    assert Usual([1.0, 1.1, 1.2]).z(1.2) == pytest.approx((1.2 - 1.05) / 0.25)
    assert Usual([9.0] * 5 + [0.0]).z(0.0) == -3


def test_a_rare_channel_is_capped_at_one() -> None:
    """What fewer than 60 % of the others have lifts by one deviation at most."""
    assert Usual([0.0, 0.0, 0.0, 1.0, 9.0]).z(9.0) == 1
    assert Usual([0.0, 1.0, 1.0, 1.0, 9.0]).z(9.0) == 3


def test_the_narrowest_cohort_of_eight_is_taken() -> None:
    """Role and level, else the role, else everyone; upper and lower case are one."""
    people = [person(f"a{i}", role="SWE" if i % 2 else "swe", level="mid") for i in range(8)]
    people += [person(f"b{i}", role="swe", level="senior") for i in range(7)]
    people += [person(f"c{i}", role="data", level="mid") for i in range(7)]
    cohorts = Cohorts(people, {one.id: 1.0 for one in people})
    assert (len(cohorts.of("a0")), len(cohorts.of("b0")), len(cohorts.of("c0"))) == (8, 15, 22)


def test_people_without_a_value_are_in_no_cohort() -> None:
    """A cohort is those who have a value, not the whole directory."""
    people = [person(f"a{i}") for i in range(20)]
    assert len(Cohorts(people, {"a0": 1.0, "a1": 2.0}).of("a0")) == 2
