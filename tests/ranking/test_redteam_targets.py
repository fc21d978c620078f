"""The targets at their edges: what just meets them, what just misses them, and what was not measured."""

from __future__ import annotations

import math
from typing import Any

import pytest
from redteam_handmade import NAN, a_lift, a_row, a_summary, the_flags

from ranking.redteam.measure import Estimate
from ranking.redteam.targets import Target, targets

EDGES = [
    ("ranks per 100 USD wasted, T1 T2 T10", "waste_rate", 0.0, 0.001),
    ("ranks per 100 USD wasted, T1-T10", "rate", 0.5, 0.501),
    ("mean lift, T1-T10", "lift", 0.01, 0.0101),
    ("tau to true value, clean", "tau_clean", 0.55, 0.5499),
    ("tau lost with 13 % gamers", "tau_loss", 0.03, 0.0301),
    ("gamers in the top tenth over base", "top_gamed", 1.2, 1.201),
    ("90 % rank range holds the true rank", "coverage", 0.88, 0.879),
    ("90 % rank range holds the true rank", "coverage", 0.92, 0.921),
]
FLAG_EDGES = [
    ("flag precision", "precision", 0.95, 0.949),
    ("gamers flagged or neutralised", "stopped", 0.95, 0.949),
    ("honest false flags", "false", 0.005, 0.0051),
]


def judged(name: str, **row: Any) -> Target:
    """One target of a ranker that differs from a perfect one by these figures."""
    return next(one for one in targets(a_summary(a_row(**row))) if one.name == name)


@pytest.mark.parametrize(("name", "figure", "met", "missed"), EDGES)
def test_a_target_is_met_at_its_edge_and_missed_beyond(name: str, figure: str, met: float, missed: float) -> None:
    """The bound itself is still good enough, the next bit is not."""
    assert judged(name, **{figure: Estimate(met)}).met is True
    assert judged(name, **{figure: Estimate(missed)}).met is False


@pytest.mark.parametrize(("name", "figure", "met", "missed"), FLAG_EDGES)
def test_a_flag_target_is_met_at_its_edge_and_missed_beyond(name: str, figure: str, met: float, missed: float) -> None:
    """Flags are judged by the same rule: at the bound met, beyond it missed."""
    assert judged(name, flags=the_flags(**{figure: Estimate(met)})).met is True
    assert judged(name, flags=the_flags(**{figure: Estimate(missed)})).met is False


@pytest.mark.parametrize("figure", sorted({figure for _, figure, _, _ in EDGES}))
def test_a_figure_that_is_not_a_number_is_not_measured(figure: str) -> None:
    """nan is neither met nor missed, and says so."""
    name = next(name for name, known, _, _ in EDGES if known == figure)
    found = judged(name, **{figure: NAN})
    assert (found.met, found.measured) == (None, "not measured")


@pytest.mark.parametrize("figure", ["waste_rate", "rate"])
def test_where_nothing_was_spent_the_rate_is_not_measured(figure: str) -> None:
    """No dollars wasted is no rate of ranks a dollar."""
    name = next(name for name, known, _, _ in EDGES if known == figure)
    assert judged(name, **{figure: None}).met is None


def test_a_wide_interval_does_not_change_a_verdict() -> None:
    """Targets are judged on the point estimate, whatever its interval reaches."""
    assert judged("tau to true value, clean", tau_clean=Estimate(0.56, 0.1, 0.9)).met is True
    assert judged("tau to true value, clean", tau_clean=Estimate(0.54, 0.1, 0.9)).met is False


@pytest.mark.parametrize(("value", "met"), [(0.10, True), (0.1001, False), (-0.5, True), (math.nan, None)])
def test_the_worst_strategy_is_held_to_ten_per_cent(value: float, met: bool | None) -> None:
    """The best-paying strategy may pay 10 % of N at most."""
    assert judged("worst strategy's mean lift, T1-T10", worst=a_lift("T7", value)).met is met


def test_the_worst_strategy_is_named() -> None:
    """What was measured says by which strategy."""
    assert judged("worst strategy's mean lift, T1-T10", worst=a_lift("T7", 0.123)).measured == "+12.3% (T7)"


@pytest.mark.parametrize(("worlds", "violations", "met"), [(5, 0, True), (5, 1, False), (0, 0, None)])
def test_p1_forgives_nothing(worlds: int, violations: int, met: bool | None) -> None:
    """One violation in any number of worlds misses; no world measures nothing."""
    (first, *_) = targets(a_summary(p1_worlds=worlds, p1_violations=violations))
    assert (first.met, first.measured) == (met, f"{violations} in {worlds} worlds")


def test_the_worst_persona_counts_alone() -> None:
    """One persona at 1.6 % misses though the others are never flagged; a persona nobody has is passed over."""
    name = "honest false flags, worst persona"
    good, bad = Estimate(0.015), Estimate(0.016)
    assert judged(name, flags=the_flags(by_persona={"steady": Estimate(0.0), "deleter": good})).met is True
    assert judged(name, flags=the_flags(by_persona={"steady": Estimate(0.0), "deleter": bad})).met is False
    assert judged(name, flags=the_flags(by_persona={"steady": NAN, "deleter": good})).measured == "1.5%"
    assert judged(name, flags=the_flags(by_persona={"steady": NAN})).met is None


def test_only_the_first_ranker_is_on_trial() -> None:
    """A token board may be as bad as it is: the verdict is on the policy in the first row."""
    bad = a_row("tokens", lift=Estimate(0.9), tau_clean=Estimate(0.0), rate=Estimate(50.0))
    assert targets(a_summary(a_row(), bad)) == targets(a_summary(a_row()))
    assert targets(a_summary(bad, a_row())) != targets(a_summary(a_row()))


def test_there_are_thirteen_targets_each_once() -> None:
    """No target is lost where flags were not raised, and no name stands twice."""
    without, with_flags = targets(a_summary()), targets(a_summary(a_row(flags=the_flags())))
    assert [one.name for one in without] == [one.name for one in with_flags]
    assert len({one.name for one in without}) == len(without) == 13
    assert all(one.met for one in with_flags)
