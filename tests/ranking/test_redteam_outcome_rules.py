"""What is read off rankings, on rankings small enough to count by hand; and the statistics beneath."""

from __future__ import annotations

import math
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redteam_handmade import a_verdict, climbs, in_order

from ranking.redteam.measure import Estimate, kendall_tau, mean_over_seeds, quantile, share
from ranking.redteam.outcome import covered, lift_of, rate_of, tau, top_tenth
from ranking.redteam.rankers import Place
from ranking.redteam.trial import Climb, Verdict

Z = 1.95996
NOBODY = in_order("")
points = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), max_size=20)


def one_company(**found: tuple[Climb, ...]) -> Verdict:
    return a_verdict(NOBODY, NOBODY, **found)


@given(points)
def test_tau_does_not_depend_on_which_side_is_first(pairs: list[tuple[int, int]]) -> None:
    """Agreement is mutual: swapping x and y changes nothing."""
    assert kendall_tau([(y, x) for x, y in pairs]) == pytest.approx(kendall_tau(pairs))


@given(points)
def test_tau_reads_order_only(pairs: list[tuple[int, int]]) -> None:
    """Any rising transformation of one side leaves tau as it is."""
    assert kendall_tau([(math.exp(x), y**3) for x, y in pairs]) == pytest.approx(kendall_tau(pairs))


def test_tau_b_of_a_worked_example() -> None:
    """Of six pairs four agree, one disagrees, one is tied in x: 3 / sqrt(5 * 6)."""
    assert kendall_tau([(1, 1), (1, 3), (2, 2), (3, 4)]) == pytest.approx(3 / math.sqrt(30))


@pytest.mark.parametrize("pairs", [[], [(1.0, 2.0)]])
def test_tau_of_fewer_than_two_is_zero(pairs: list[tuple[float, float]]) -> None:
    """Without a pair there is nothing to agree on, and nothing is divided by nothing."""
    assert kendall_tau(pairs) == 0.0


@given(st.integers(1, 400), st.floats(0, 1))
def test_wilson_solves_the_score_equation(trials: int, part: float) -> None:
    """Each end p of the interval lies exactly z standard errors (at p) from the share, by Wilson's own definition."""
    hits = round(part * trials)
    found = share(hits, trials)
    for end in (found.low, found.high):
        assert end is not None
        assert (hits / trials - end) ** 2 == pytest.approx(Z**2 * end * (1 - end) / trials, abs=1e-9)


def test_wilson_of_none_and_all() -> None:
    """No hit of ten reaches up to z²/(n + z²); all of ten is its mirror image."""
    none, every = share(0, 10), share(10, 10)
    assert none.high == pytest.approx(Z**2 / (10 + Z**2))
    assert (none.low, every.high) == (pytest.approx(0.0), pytest.approx(1.0))
    assert every.low == pytest.approx(1 - Z**2 / (10 + Z**2))


@pytest.mark.parametrize(("count", "t"), [(2, 12.706), (6, 2.571), (11, 2.228), (16, 2.131)])
def test_the_interval_uses_the_t_table_to_its_last_row(count: int, t: float) -> None:
    """Up to 15 degrees of freedom the half width is the table's t times the standard error."""
    values = [float(n * n) for n in range(count)]
    found = mean_over_seeds(values)
    assert found.high is not None
    assert found.high - fmean(values) == pytest.approx(t * stdev(values) / math.sqrt(count))


def test_the_t_table_passes_smoothly_into_its_expansion() -> None:
    """For 16 degrees the published point is 2.120; the expansion is within two hundredths and below the table's end."""
    values = [float(n % 2) for n in range(17)]
    found = mean_over_seeds(values)
    assert found.high is not None
    t = (found.high - found.value) / (stdev(values) / math.sqrt(17))
    assert t == pytest.approx(2.120, abs=0.02)
    assert t < 2.131


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=12), st.floats(0, 1))
def test_quantiles_lie_between_the_ends_and_turn_round(values: list[float], q: float) -> None:
    """A quantile never leaves its values, and the q-quantile of the negatives is minus the other one."""
    found = quantile(values, q)
    assert min(values) - 1e-9 <= found <= max(values) + 1e-9
    assert quantile([-value for value in values], 1 - q) == pytest.approx(-found, abs=1e-6)


def test_the_95th_of_a_hundred_and_one_is_the_96th() -> None:
    """With 0 to 100 the quantile is the number itself."""
    assert quantile(range(101), 0.95) == pytest.approx(95)


def test_tau_counts_shared_places_as_ties() -> None:
    """Two who share first place, one of them truly best: of three pairs two agree and one is tied, 2 / sqrt(2 * 3)."""
    shared = {"a": Place(1, 1.0, 1, 2), "b": Place(1, 1.0, 1, 2), "c": Place(3, 0.0, 3, 3)}
    assert tau(shared, {"a": 3.0, "b": 2.0, "c": 1.0}) == pytest.approx(2 / math.sqrt(6))


def test_tau_of_the_opposite_order_is_minus_one() -> None:
    """A board that puts the best last disagrees fully."""
    assert tau(in_order("cba").places, {"a": 3.0, "b": 2.0, "c": 1.0}) == pytest.approx(-1.0)


@pytest.mark.parametrize(("count", "top"), [(4, 1), (10, 1), (14, 1), (16, 2), (30, 3)])
def test_the_top_tenth_has_at_least_one_place(count: int, top: int) -> None:
    """With only the first a gamer, the share is one of the top's places over one of all."""
    names = [f"p{n:02}" for n in range(count)]
    assert top_tenth(in_order(names).places, {"p00"}) == pytest.approx(count / top)


def test_a_tie_at_the_edge_is_cut_by_id() -> None:
    """Of two who share the first place of ten, only the one whose id comes first is in the top tenth."""
    places = {
        **in_order("jihgfedcba").places,
        "b": Place(1, -1.0, 1, 2),
        "a": Place(1, -1.0, 1, 2),
        "j": Place(3, 0.0, 3, 3),
    }
    assert top_tenth(places, {"a"}) == pytest.approx(10.0)
    assert top_tenth(places, {"b"}) == 0.0


def test_without_gamers_or_places_the_top_tenth_is_not_a_number() -> None:
    """There is no base rate to compare with; gamers without a place are none."""
    assert math.isnan(top_tenth(in_order("abc").places, set()))
    assert math.isnan(top_tenth(in_order("abc").places, {"z"}))
    assert math.isnan(top_tenth({}, {"a"}))


def test_where_everybody_is_a_gamer_the_top_is_like_the_base() -> None:
    """The ratio of everybody is one."""
    assert top_tenth(in_order("abc").places, set("abc")) == 1.0


def test_coverage_counts_only_people_whose_value_is_known() -> None:
    """A ghost in first place shifts the board's ranks but not the true ones: only c, sure of third, is covered."""
    places = {
        "ghost": Place(1, 9.0, 1, 1),
        "a": Place(2, 8.0, 2, 2),
        "b": Place(3, 7.0, 3, 3),
        "c": Place(4, 6.0, 3, 4),
    }
    assert covered(places, {"a": 3.0, "b": 2.0, "c": 1.0, "absent": 9.0}) == (1, 3)
    assert covered({}, {"a": 1.0}) == (0, 0)


def test_ranges_that_leave_everything_open_cover_everybody() -> None:
    """From first to last holds any rank."""
    assert covered({name: Place(1, 0.0, 1, 3) for name in "abc"}, {"a": 1.0, "b": 2.0, "c": 3.0}) == (3, 3)


def test_a_rate_is_over_all_strategies_of_a_seed_then_over_seeds() -> None:
    """Seed 1: (4 - 2) ranks for 200 USD are 1; seed 2: 6 for 200 are 3; the mean is 2, not the mean of strategies."""
    seeds = [one_company(T1=climbs(0.04), T2=climbs(-0.02)), one_company(T1=climbs(0.06), T2=())]
    dollars = [{"T1": 50.0, "T2": 150.0}, {"T1": 150.0, "T2": 50.0}]
    found = rate_of(["T1", "T2"], seeds, dollars)
    assert found is not None
    assert found.value == pytest.approx(2.0)


@pytest.mark.parametrize(("dollars", "measured"), [(1.0, True), (0.99, False), (0.0, False), (-20.0, False)])
def test_below_a_dollar_a_seed_there_is_no_rate(dollars: float, measured: bool) -> None:
    """One dollar is enough to divide by; a strategy that saves money has no rate of waste."""
    assert (rate_of(["T1"], [one_company(T1=climbs(0.01))], [{"T1": dollars}]) is not None) is measured


def test_a_seed_without_dollars_takes_the_rate_from_all() -> None:
    """A mean over some of the companies would be one of chosen companies."""
    seeds = [one_company(T1=climbs(0.01))] * 2
    assert rate_of(["T1"], seeds, [{"T1": 100.0}, {"T1": 0.0}]) is None


def test_verdicts_and_dollars_belong_together() -> None:
    """A company without its bill is an error, not a company left out."""
    with pytest.raises(ValueError, match="shorter"):
        rate_of(["T1"], [one_company(T1=())] * 2, [{"T1": 10.0}])


def test_a_lift_is_a_mean_of_companies_not_of_people() -> None:
    """Three climbers at 0 in one company and one at 8 % in another are 4 %, not 2 %."""
    found = lift_of("T4", [one_company(T4=climbs(0.0, 0.0, 0.0)), one_company(T4=climbs(0.08))], [{"T4": 0.0}] * 2)
    assert found.lift.value == pytest.approx(0.04)
    assert found.worst == 0.08
    assert found.rate is None


def test_a_lift_nobody_could_try_is_not_a_number() -> None:
    """A company without climbers is left out; where none had any, nothing was measured."""
    one, none = one_company(S1=climbs(0.2)), one_company(S1=())
    assert lift_of("S1", [one, none], [{"S1": 5.0}] * 2).lift == Estimate(0.2)
    empty = lift_of("S1", [none], [{"S1": 5.0}])
    assert math.isnan(empty.lift.value)
    assert math.isnan(empty.flagged.value)


def test_p95_and_flags_of_a_lift_are_over_climbers() -> None:
    """Of 0, 10 and 20 % the 95th is 19 %; one flagged of three is a third with Wilson's interval."""
    found = lift_of("T3", [one_company(T3=climbs(0.0, 0.1, 0.2, flagged=1))], [{"T3": 0.0}])
    assert found.p95.value == pytest.approx(0.19)
    assert found.flagged == share(1, 3)


def test_the_luckiest_of_losers_lost_least() -> None:
    """Where everybody loses, the worst case is a loss too and not 0."""
    assert lift_of("T3", [one_company(T3=climbs(-0.3, -0.1))], [{"T3": 0.0}]).worst == -0.1
