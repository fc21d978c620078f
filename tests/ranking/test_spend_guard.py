"""The spend guard: reads trusted cost of 28 days, is zero in the normal range, and only subtracts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring_help import AS_OF, crew, history, person, usage

from ranking.cohorts import Cohorts
from ranking.kept.spend_guard import FLOOR_USD, spend_penalty, usual_costs, window_cost
from ranking.policies import policy
from ranking.window import Window


def test_only_trusted_cost_of_the_window_is_read() -> None:
    """Grades C and D, older days, days to come and rows without a cost add nothing; cents add exactly."""
    rows = [usage(f"u{i}", "ana", "0.10") for i in range(3)]
    rows += [usage("c", "ana", "9", trust="C"), usage("d", "ana", "9", trust="D"), usage("none", "ana")]
    rows += [
        usage("old", "ana", "9", days=28),
        usage("new", "ana", "9", days=-1),
        usage("b", "ana", "1", days=27, trust="B"),
    ]
    assert window_cost(rows, Window(AS_OF)) == {"ana": 1.3}


def test_the_normal_range_is_free() -> None:
    """Up to twice the upper quartile costs nothing, and starving earns nothing."""
    assert spend_penalty(200, 100) == spend_penalty(0, 100) == 0
    assert spend_penalty(200 * math.e, 100) == pytest.approx(0.35)


def test_a_cohort_that_spends_nothing_leaves_room_to_start() -> None:
    """The limit is never under twice the floor."""
    assert spend_penalty(2 * FLOOR_USD, 0) == 0
    assert spend_penalty(2 * FLOOR_USD + 1, 0) > 0


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_cost_costs_more_and_rivals_cost_less(cost: float, more: float, usual: float) -> None:
    """P_i never falls with one's own cost and never rises with the cohort's."""
    assert spend_penalty(cost + more, usual) >= spend_penalty(cost, usual)
    assert spend_penalty(cost, usual + more) <= spend_penalty(cost, usual)


def test_ones_own_cost_is_left_out_of_the_usual() -> None:
    """Nobody raises their own limit."""
    people = [person(name) for name in "abc"]
    costs = {"a": 900.0, "b": 10.0, "c": 10.0}
    assert usual_costs(Cohorts(people, costs), costs)["a"] == 10


def test_the_part_shows_cost_and_what_is_usual() -> None:
    """A heavy spender sees both numbers; a normal one sees an empty part."""
    standings = policy("kept-value").score(history(crew(3), usage("u", "red00", "5000")), AS_OF)
    by_person = {one.person: one for one in standings.people}
    spent = by_person["red00"].parts[-1]
    assert spent.name == "spend_guard"
    assert spent.value < 0
    assert spent.evidence[0].facts == {"cost": 5000.0, "usual": 0.0}
    assert by_person["red01"].parts[-1].value == 0
