"""A trial: what the boards do with gamers, in one small company."""

from __future__ import annotations

import pytest
from redteam_help import PEOPLE, SEED, WEEKS, short_trial, small_world

from ranking.policies import policy
from ranking.redteam import chosen, lifts, prepare, rankers, run_trial
from ranking.redteam.baselines import FORMULAS, Totals, totals
from ranking.redteam.outcome import covered, lift_of, rate_of, tau, top_tenth
from ranking.redteam.rankers import Place, PolicyRanker, Ranking
from ranking.redteam.trial import ENDS, Climb, Setting, Verdict, count_violations, steps, verdict
from ranking.standing import Flag, PersonStanding, Standings


class Fixed:
    """A policy that gives fixed standings."""

    name, version = "fixed", "1"

    def __init__(self, *people: PersonStanding) -> None:
        self.people = people

    def score(self, history, as_of, *, minimum_group=8) -> Standings:
        return Standings(self.name, self.version, as_of, self.people, ())


class Spenders:
    """A ranker that loves spending: what P1 must catch."""

    name = "spenders"

    def rank(self, history, as_of):
        spent = {person: mine.cost for person, mine in totals(history, as_of).items()}
        order = sorted(spent, key=lambda person: -spent[person])
        return Ranking({person: Place(rank, spent[person], rank, rank) for rank, person in enumerate(order, start=1)})


def standing(person: str, rank: int | None, status: str = "rated", flags: tuple[Flag, ...] = ()) -> PersonStanding:
    value = None if rank is None else -float(rank)
    return PersonStanding(person, None, status, value, value, rank, rank, rank, None, 1, (), flags)


def at(rank: int, *, low: int | None = None, high: int | None = None) -> Place:
    return Place(rank, -float(rank), low or rank, high or rank)


def test_burning_tokens_pays_on_a_token_board_and_not_on_ours() -> None:
    """The very reason for this project, in one company: T1 climbs by tokens and falls by Kept Value."""
    trial = short_trial()
    gain = {name: sum(c.ranks for c in one.climbs["T1"]) for name, one in trial.verdicts.items()}
    assert gain["classic"] > 0
    assert gain["tokens"] == gain["classic"]
    assert gain["kept-value"] <= 0


def test_waste_never_pays_under_the_default_policy() -> None:
    """P1 on the whole path: no spender gains a rank or any score."""
    assert (short_trial().p1_worlds, short_trial().p1_violations) == (3, 0)


def test_a_board_that_rewards_spending_is_caught() -> None:
    """The count of P1 violations is not blind: a board that ranks cost fails in most worlds."""
    worlds, violations = count_violations(small_world(), Spenders(), 4, lambda _step: None)
    assert violations > worlds / 2


def test_every_ranker_is_on_trial() -> None:
    """Our policies, the default first, and the six published formulas."""
    names = [ranker.name for ranker in rankers()]
    assert names[:3] == ["kept-value", "adoption", "classic"]
    assert names[3:] == list(FORMULAS)
    assert list(short_trial().verdicts) == names


def test_the_same_seed_gives_the_same_trial() -> None:
    """Published figures can be repeated to the last digit."""
    again = run_trial(
        SEED,
        rankers=rankers()[:1],
        people=PEOPLE,
        weeks=WEEKS,
        strategies=chosen(["T1", "T4", "T8", "S1"]),
        p1_worlds=0,
    )
    assert again.verdicts["kept-value"] == short_trial().verdicts["kept-value"]
    assert again.dollars == short_trial().dollars


def test_progress_is_told_step_by_step() -> None:
    """As many steps are told as were promised, so that the bar ends at its end."""
    told: list[str] = []
    picked = chosen(["T1"])
    run_trial(1, rankers=rankers()[-1:], people=20, weeks=8, strategies=picked, p1_worlds=2, progress=told.append)
    assert len(told) == steps(picked, 2)


def test_lift_is_rank_off_minus_rank_on() -> None:
    """From 7th to 3rd of ten is four ranks and 40 %; whoever loses the place is put last; the unranked are left out."""
    twin = Setting("T1", small_world().history(), {"a": "T1", "b": "T1", "c": "T1"})
    on = Ranking({"a": at(3), "c": at(1)}, frozenset({"a"}))
    found = {"clean": Ranking({"a": at(7), "b": at(4)}), "T1": on, "gamed": Ranking({})}
    climbs = verdict(found, {"T1": twin}, 10).climbs["T1"]
    assert climbs == (Climb("a", 4, 0.4, flagged=True), Climb("b", -6, -0.6))


def test_ranks_per_dollar_are_all_ranks_over_all_dollars() -> None:
    """Six ranks won for 300 USD are two per 100 USD; nothing spent is no rate."""
    judged = Verdict(Ranking({}), Ranking({}), {"T1": (Climb("a", 4, 0.4), Climb("b", 2, 0.2))})
    rate = rate_of(["T1"], [judged], [{"T1": 300.0}])
    assert rate is not None
    assert rate.value == pytest.approx(2.0)
    assert rate_of(["T1"], [judged], [{"T1": 0.5}]) is None


def test_a_strategy_is_summed_up_over_companies() -> None:
    """The mean is over companies' means, the worst is the luckiest climber anywhere."""
    one = Verdict(Ranking({}), Ranking({}), {"S1": (Climb("a", 1, 0.1), Climb("b", 3, 0.3))})
    other = Verdict(Ranking({}), Ranking({}), {"S1": (Climb("a", 0, 0.0),)})
    lift = lift_of("S1", [one, other], [{"S1": 10.0}, {"S1": 10.0}])
    assert lift.lift.value == pytest.approx(0.1)
    assert lift.worst == 0.3


def test_the_top_tenth_is_compared_with_the_base_rate() -> None:
    """One gamer of twenty who stands in a top tenth of two is half of it, ten times the base."""
    places = {f"p{n:02}": at(n) for n in range(1, 21)}
    assert top_tenth(places, {"p01"}) == pytest.approx(10.0)
    assert top_tenth(places, {"p20"}) == 0.0


def test_tau_is_one_where_rank_follows_value() -> None:
    """The best stand first; people whom the simulation does not know are left out."""
    places = {"a": at(1), "b": at(2), "c": at(3), "ghost": at(4)}
    assert tau(places, {"a": 3.0, "b": 2.0, "c": 1.0}) == 1.0


def test_a_range_covers_or_does_not() -> None:
    """The true order is b, a; a's range reaches second place, b's does not reach first."""
    assert covered({"a": at(1, low=1, high=2), "b": at(2)}, {"a": 1.0, "b": 2.0}) == (1, 2)


def test_flags_and_freezes_are_read_from_any_policy() -> None:
    """Frozen, or a flag that asks for a human, is flagged, with a place or without; a note is not."""
    review, note = Flag("churn", "review", "look"), Flag("churn", "note", "fyi")
    people = (
        standing("frozen", 1, "frozen"),
        standing("flagged", 2, flags=(review,)),
        standing("noted", 3, flags=(note,)),
        standing("new", None, "unrated"),
        standing("held", None, "frozen"),
    )
    ranking = PolicyRanker(Fixed(*people)).rank(small_world().history(), ENDS)
    assert set(ranking.places) == {"frozen", "flagged", "noted"}
    assert ranking.flagged == {"frozen", "flagged", "held"}


def test_formulas_are_those_that_were_published() -> None:
    """Each peer's formula, on numbers that can be checked in the head; nothing to divide by is no place."""
    mine = Totals(input=10, output=20, cache=40, tokens=75, cost=5.0, accepted=6, merged=2)
    assert {name: formula(mine) for name, formula in FORMULAS.items()} == {
        "tokens": 75,
        "cost": 5.0,
        "merged changes": 2,
        "accepted lines": 6,
        "changes per dollar": 0.4,
        "output*cache/input^2": 8.0,
    }
    assert all(formula(Totals()) is None for formula in FORMULAS.values())


def test_the_token_formula_is_the_classic_policy() -> None:
    """Two ways to the same board agree on every place."""
    found = {ranker.name: ranker.rank(small_world().history(), ENDS).places for ranker in rankers()}
    ours = {person: place.rank for person, place in found["classic"].items()}
    assert ours == {person: place.rank for person, place in found["tokens"].items()}


def test_the_tuning_bench_says_what_the_benchmark_says() -> None:
    """`lifts` and the full trial agree on lift and tau for the same company."""
    picked = chosen(["T1", "T4", "T8", "S1"])
    ready = prepare(people=PEOPLE, weeks=WEEKS, seeds=(SEED,), strategies=picked)
    table = lifts(policy("kept-value"), prepared=ready)
    trial = short_trial()
    judged = trial.verdicts["kept-value"]
    assert table.tau_clean.value == tau(judged.clean.places, trial.true_value)
    assert table.rows == tuple(lift_of(one.key, [judged], [trial.dollars]) for one in picked)


def test_the_tuning_table_reads_well() -> None:
    """A line a strategy, and a last line with the means over T."""
    picked = chosen(["T1", "S6"])
    table = lifts(policy("classic"), people=16, weeks=8, seeds=(1,), strategies=picked)
    assert table == lifts(policy("classic"), prepared=prepare(people=16, weeks=8, seeds=(1,), strategies=picked))
    lines = str(table).splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["T1", "S6"]
    assert lines[-1].startswith("T: mean ")
    assert table.worst == table.mean == table.rows[0].lift.value
