"""Peers' formulas, levers, honest habits and the tuning bench, each on a company of three or four people."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from types import ModuleType

import pytest
from redteam_handmade import NAN, a_lift, a_scene, merged
from scoring_help import AS_OF, history, person, usage

from ranking.events import Change, Person
from ranking.history import History, build_history
from ranking.redteam.ablation import UNCHANGED, Lever, switched_off
from ranking.redteam.baselines import FORMULAS, Totals, totals
from ranking.redteam.bystanders import VARIANTS, bystander_changes, planner_of, tolls
from ranking.redteam.measure import Estimate
from ranking.redteam.rankers import FormulaRanker, Place, Ranking
from ranking.redteam.scene import Moves, Scene
from ranking.redteam.trial import ENDS, Setting
from ranking.redteam.tuning import Prepared, Table, lifts
from ranking.standing import PersonStanding, Standings


class HandWorld:
    """A scene with a history of its own, without the way through JSON."""

    seed, ends = 1, ENDS

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def history(self, moves: Moves = Moves()) -> History:  # noqa: B008  # frozen
        kept = [event for event in self.scene.company.events if (event.type, event.key) not in moves.drop]
        return build_history([*kept, *moves.add])


class AskedByBoss:
    """A ranker that puts last whoever does what the boss asks."""

    name = "asked by boss"

    def rank(self, history: History, as_of: datetime) -> Ranking:
        asked = {change.person: change.issue_opened_by == "m" for change in history.changes}
        order = sorted(asked, key=lambda one: (asked[one], one))
        return Ranking({one: Place(rank, 0.0, rank, rank) for rank, one in enumerate(order, start=1)})


class ById:
    """A policy that ranks people by their names, which `ranked_as` sets to the place wanted."""

    name, version = "by id", "1"

    def score(self, history: History, as_of: datetime, *, minimum_group: int = 8) -> Standings:
        ordered = sorted(history.people, key=lambda one: one.name or "")
        people = (PersonStanding(one.id, None, "rated", 50.0, -float(n), n, n, n, None, 1)
                  for n, one in enumerate(ordered, start=1))  # fmt: skip
        return Standings(self.name, self.version, as_of, tuple(people), ())


def ranked_as(order: str) -> History:
    return History(people=tuple(Person(id=one, name=str(turn)) for turn, one in enumerate(order)))


def blue_and_red() -> Scene:
    """A manager m with a and b in red; a works for z's issue, b for an own one; z of blue works for a's."""
    return a_scene(
        {"red": "amb", "blue": "z"},
        merged("1", "a", issue_opened_by="z", by="bz"),
        merged("2", "b", issue_opened_by="b"),
        merged("3", "z", issue_opened_by="a", by="a"),
        roles={"m": "manager"},
    )


def test_totals_are_sums_of_trusted_rows_only() -> None:
    """Two trusted rows add up over every kind of token; self-reported and unpriced ones add no dollar."""
    kinds = {"uncached_input_tokens": 1, "output_tokens": 10, "cache_read_tokens": 100, "cache_write_tokens": 1000}
    rows = [
        usage("1", "a", "1.50", **kinds),
        usage("2", "a", None, trust="B", **kinds),
        usage("3", "a", "9", trust="C"),
    ]
    assert totals(history(person("a"), rows), AS_OF)["a"] == Totals(2, 20, 200, 2222, 1.5, 0, 0)


@pytest.mark.parametrize(("days", "counts"), [(0, True), (27, True), (28, False), (-1, False)])
def test_the_peers_window_has_28_days_and_no_future(days: int, counts: bool) -> None:
    """Today and the 27 days before it count, neither the 28th nor tomorrow."""
    assert (totals(history(usage("1", "a", "2", days=days)), AS_OF)["a"].cost == 2.0) is counts


@pytest.mark.parametrize(("days", "counts"), [(0, 1), (27.99, 1), (28, 0), (-0.01, 0)])
def test_the_peers_count_merges_of_28_days_whoever_approved(days: float, counts: int) -> None:
    """A merge at this very moment counts without any approval; one of exactly 28 days ago does not."""
    assert totals(build_history([merged("1", "a", days)]), ENDS)["a"].merged == counts


@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_somebody_who_did_nothing_has_no_place_on_any_board(name: str) -> None:
    """Nothing at all is no score, rather than a score of 0 and the last place."""
    assert FORMULAS[name](Totals()) is None
    assert FormulaRanker(name, FORMULAS[name]).rank(history(person("a")), AS_OF).places == {}


def test_equal_scores_share_a_place_on_a_peers_board() -> None:
    """Two with the same tokens are both first of three, and nobody is flagged."""
    rows = [usage("1", "a", output_tokens=9), usage("2", "b", output_tokens=9), usage("3", "c", output_tokens=1)]
    found = FormulaRanker("tokens", FORMULAS["tokens"]).rank(history(rows), AS_OF)
    assert [(one, found.places[one].rank) for one in "abc"] == [("a", 1), ("b", 1), ("c", 3)]
    assert (found.places["a"].low, found.places["a"].high) == (1, 2)
    assert not found.flagged


def test_levers_within_levers_are_put_back_one_by_one() -> None:
    """The inner block's end leaves the outer lever switched off; the outer's leaves the formula."""
    rules = ModuleType("rules")
    rules.first, rules.second = 1, 2  # type: ignore[attr-defined]
    both = Lever("both", ((rules, "first", 10), (rules, "second", 20)))
    with switched_off(both):
        with switched_off(Lever("one", ((rules, "first", 100),))):
            assert (rules.first, rules.second) == (100, 20)
        assert (rules.first, rules.second) == (10, 20)
    assert (rules.first, rules.second) == (1, 2)


def test_a_lever_on_a_constant_that_is_not_there_is_an_error() -> None:
    """A renamed constant is noticed before anything is swapped."""
    rules = ModuleType("rules")
    rules.first = 1  # type: ignore[attr-defined]
    with pytest.raises(AttributeError), switched_off(Lever("gone", ((rules, "first", 2), (rules, "renamed", 2)))):
        pass
    assert rules.first == 1


def moved(key: str, scene: Scene) -> tuple[dict[str, Change], list[str]]:
    variant = next(one for one in VARIANTS if one.key == key)
    moves, paying = variant.play(scene, scene.teams["red"], Random(1))
    return {event.key: event for event in moves.add if isinstance(event, Change)}, list(paying)


def test_a_planner_takes_over_what_others_asked_for() -> None:
    """(a) z's issue becomes m's, an own issue stays own, approvals stay, and the planner does not pay."""
    changes, paying = moved("a", blue_and_red())
    assert {key: change.issue_opened_by for key, change in changes.items()} == {"1": "m", "2": "b"}
    assert [look.person for look in changes["1"].approvals] == ["b", "z"]
    assert paying == ["a", "b"]


def test_a_planner_who_also_approves_is_the_only_voice() -> None:
    """(c) of two looks one is left, the planner's; a change nobody approved stays so."""
    changes, _ = moved("c", blue_and_red())
    assert {key: [look.person for look in change.approvals] for key, change in changes.items()} == {"1": ["m"], "2": []}


def test_a_circle_has_no_outsiders() -> None:
    """(b) the two looks at a's change are b's and m's; who asked stays as it was; those with most changes pay."""
    changes, paying = moved("b", blue_and_red())
    assert {look.person for look in changes["1"].approvals} == {"b", "m"}
    assert changes["1"].issue_opened_by == "z"
    assert paying == ["a", "b", "m"]


def test_without_a_manager_the_first_plans() -> None:
    """Order decides where no role does."""
    assert planner_of(blue_and_red(), ["a", "m", "b"]) == "m"
    assert planner_of(blue_and_red(), ["b", "a"]) == "b"


def test_what_a_habit_costs_is_told_in_shares_of_all() -> None:
    """a falls by two ranks and b rises by one: -1/2 in the mean, over four people at the company -1/8."""
    found = bystander_changes(HandWorld(blue_and_red()), AskedByBoss(), [Lever(UNCHANGED)])  # type: ignore[arg-type]
    assert found == {("a", UNCHANGED): -0.125, ("b", UNCHANGED): 0.0, ("c", UNCHANGED): -0.125}


def test_a_habit_that_one_company_could_not_show_is_left_out() -> None:
    """A mean over some companies would not compare with the others; rows stand by habit, levers in their order."""
    one = {("b", "z"): 0.1, ("b", "a"): 0.3, ("a", "z"): 0.0, ("c", "z"): 0.5}
    two = {("b", "z"): 0.3, ("b", "a"): 0.5, ("a", "z"): 0.2}
    found = tolls([one, two])
    assert [(toll.variant, toll.without) for toll in found] == [("a", "z"), ("b", "z"), ("b", "a")]
    assert [toll.change.value for toll in found] == [pytest.approx(0.1), pytest.approx(0.2), pytest.approx(0.4)]


def test_the_bench_scores_a_company_made_by_hand() -> None:
    """c climbs from third to first of three for 50 USD: a lift of 2/3, four ranks per 100 USD, tau from 1 to -1/3."""
    climbed = {"c": "T4"}
    twins = (
        Setting("clean", ranked_as("abc")),
        Setting("T4", ranked_as("cab"), climbed, dollars=50.0),
        Setting("gamed", ranked_as("cab"), climbed),
    )
    table = lifts(ById(), prepared=[Prepared(1, {"a": 3.0, "b": 2.0, "c": 1.0}, twins)])
    (row,) = table.rows
    assert (row.strategy, row.lift.value, row.worst) == ("T4", pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert row.rate is not None
    assert row.rate.value == pytest.approx(4.0)
    assert (table.tau_clean.value, table.tau_gamed.value) == (pytest.approx(1.0), pytest.approx(-1 / 3))
    assert table.top_tenth.value == pytest.approx(3.0)


def test_the_benchs_mean_and_worst_are_over_t() -> None:
    """S counts only where no T was played."""
    rows = (a_lift("T1", -0.1), a_lift("T4", 0.3), a_lift("S1", 0.9))
    table = Table(rows, Estimate(0.5), Estimate(0.4), NAN)
    assert (table.mean, table.worst) == (pytest.approx(0.1), 0.3)
    assert Table(rows[2:], NAN, NAN, NAN).worst == 0.9


def test_the_benchs_text_is_aligned() -> None:
    """Each line is as wide as its head, with or without a rate."""
    rows = (a_lift("T1", -0.1, rate=Estimate(-1.25)), a_lift("T10", 0.3))
    head, *lines, foot = str(Table(rows, Estimate(0.5), Estimate(0.4), Estimate(1.5))).splitlines()
    assert {len(line) for line in lines} == {len(head)}
    assert lines[0].split() == ["T1", "-10.0%", "-10.0%", "-10.0%", "-1.25", "0%"]
    assert foot == "T: mean +10.00%, worst +30.00%; tau 0.500 clean, 0.400 gamed; top tenth 1.50x"


def test_the_hand_world_is_honest_without_moves() -> None:
    """The fake keeps every fact, and drops and adds what it is told."""
    scene = blue_and_red()
    gone = Moves((merged("4", "b"),), frozenset({("change", "1")}))
    assert [change.id for change in HandWorld(scene).history().changes] == ["1", "2", "3"]
    assert [change.id for change in HandWorld(scene).history(gone).changes] == ["2", "3", "4"]
    assert scene.cut_off() == ENDS - timedelta(days=14)
