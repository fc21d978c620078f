"""Trials summed up: companies of three to ten people whose every figure can be counted by hand."""

from __future__ import annotations

import math

import pytest
from redteam_handmade import a_trial, a_verdict, climbs, in_order

from ranking.redteam.measure import share
from ranking.redteam.summary import Flags, Row, summarise
from ranking.redteam.trial import Climb, Trial

NOBODY = in_order("abc")


def row_of(*trials: Trial) -> Row:
    return summarise(trials).rows[0]


def flags_of(*trials: Trial) -> Flags:
    found = row_of(*trials).flags
    assert found is not None
    return found


def test_seeds_are_told_in_order_whatever_finished_first() -> None:
    """Companies tried side by side come back in any order; the summary is the same."""
    trials = [a_trial(a_verdict(in_order("abc"), in_order("acb"), T4=climbs(0.01 * n)), seed=n) for n in (3, 1, 2)]
    assert summarise(trials).seeds == (1, 2, 3)
    assert summarise(trials) == summarise(trials[::-1])


def test_p1_is_counted_over_all_companies() -> None:
    """Worlds and violations add up."""
    verdict = a_verdict(NOBODY, NOBODY, T1=())
    trials = [a_trial(verdict, seed=n, p1_worlds=12, p1_violations=n) for n in (1, 2)]
    assert (summarise(trials).p1_worlds, summarise(trials).p1_violations) == (24, 3)


def test_the_loss_of_agreement_is_the_mean_of_each_companys_loss() -> None:
    """Swapping the last two of three costs a tau of 2/3, turning all round costs 2: the mean is 4/3."""
    one = a_trial(a_verdict(in_order("abc"), in_order("acb"), T4=()), seed=1)
    two = a_trial(a_verdict(in_order("abc"), in_order("cba"), T4=()), seed=2)
    found = row_of(one, two)
    assert found.tau_clean.value == pytest.approx(1.0)
    assert found.tau_loss.value == pytest.approx(4 / 3)
    assert found.tau_gamed.value == pytest.approx(-1 / 3)


def test_extras_do_not_count_where_there_are_t() -> None:
    """The mean and the worst are over T; a ring of S that pays more is told beside them."""
    found = row_of(a_trial(a_verdict(NOBODY, NOBODY, T4=climbs(0.02), T8=climbs(0.04), S1=climbs(0.9))))
    assert found.lift.value == pytest.approx(0.03)
    assert found.worst.strategy == "T8"
    assert [one.strategy for one in found.lifts] == ["T4", "T8", "S1"]


def test_without_t_all_that_were_played_count() -> None:
    """Whoever tries S alone gets means over S."""
    found = row_of(a_trial(a_verdict(NOBODY, NOBODY, S1=climbs(0.2), S2=climbs(0.4))))
    assert found.lift.value == pytest.approx(0.3)
    assert found.worst.strategy == "S2"
    assert found.waste_rate is None


@pytest.mark.parametrize("first", [True, False])
def test_a_strategy_nobody_could_play_is_neither_mean_nor_worst(first: bool) -> None:
    """A ring without friends is nan, wherever it stands in the list, and the others are unmoved."""
    played = {"T6": (), "T8": climbs(-0.04)} if first else {"T8": climbs(-0.04), "T9": ()}
    found = row_of(a_trial(a_verdict(NOBODY, NOBODY, **played)))
    assert found.lift.value == pytest.approx(-0.04)
    assert found.worst.strategy == "T8"


def test_waste_alone_leaves_nothing_beyond_waste() -> None:
    """Where only T1, T2 and T10 were played, the mean without them is not a number."""
    found = row_of(a_trial(a_verdict(NOBODY, NOBODY, T1=climbs(-0.1), T2=climbs(-0.2), T10=climbs(-0.3))))
    assert found.lift.value == pytest.approx(-0.2)
    assert math.isnan(found.lift_beyond_waste.value)


def test_the_rate_of_waste_reads_waste_only() -> None:
    """T1 wins 2 ranks for 100 USD; T4's 8 for another 100 count in the rate of all: 2 and (2 + 8) / 2."""
    found = row_of(a_trial(a_verdict(NOBODY, NOBODY, T1=climbs(0.02), T4=climbs(0.08))))
    assert found.waste_rate is not None
    assert found.rate is not None
    assert (found.waste_rate.value, found.rate.value) == (pytest.approx(2.0), pytest.approx(5.0))


def test_coverage_is_one_share_of_all_people_of_all_companies() -> None:
    """Three of three and one of three are four of six, with Wilson's interval for six."""
    one = a_trial(a_verdict(in_order("abc"), NOBODY, T4=()), seed=1)
    two = a_trial(a_verdict(in_order("acb"), NOBODY, T4=()), seed=2)
    assert row_of(one, two).coverage == share(4, 6)


def test_gamers_at_the_top_are_compared_before_and_after() -> None:
    """The one gamer of ten stands last in the clean company and first in the gamed one: 0 and ten times the base."""
    names = "abcdefghij"
    found = row_of(a_trial(a_verdict(in_order(names), in_order("jabcdefghi"), T4=()), gamers="j"))
    assert (found.top_clean.value, found.top_gamed.value) == (0.0, pytest.approx(10.0))


def test_no_flag_anywhere_is_no_flags() -> None:
    """A policy that never flags has no precision; one flag in any company is enough to judge all."""
    quiet = a_trial(a_verdict(NOBODY, NOBODY, T4=()), seed=1, gamers="c")
    loud = a_trial(a_verdict(NOBODY, in_order("abc", flagged="c"), T4=()), seed=2, gamers="c")
    assert row_of(quiet).flags is None
    assert flags_of(quiet, loud).recall == share(1, 2)


def test_a_flag_on_a_helper_is_a_hit() -> None:
    """Gamer, helper and an honest one flagged: two of three hit."""
    trial = a_trial(a_verdict(NOBODY, in_order("abc", flagged="abc"), T4=()), gamers="a", helpers="b")
    assert flags_of(trial).precision == share(2, 3)


def test_stopped_is_flagged_or_held_to_one_per_cent() -> None:
    """a is flagged, b gains exactly 1 %, c gains 1.1 %, d has no place to compare: two of four are stopped."""
    gamed = (Climb("a", 30, 0.30), Climb("b", 1, 0.01), Climb("c", 1, 0.011))
    clean, mixed = in_order("abcde"), in_order("abcde", flagged="a")
    trial = a_trial(a_verdict(clean, mixed, gamed=gamed, T4=()), gamers="abcd")
    assert flags_of(trial).stopped == share(2, 4)
    assert flags_of(trial).recall == share(1, 4)


def test_a_gamer_who_falls_is_stopped_but_not_recalled() -> None:
    """Falling to the last place is not the same as being found."""
    gamed = (Climb("c", -2, -1.0),)
    trial = a_trial(a_verdict(NOBODY, in_order("abc", flagged="a"), gamed=gamed, T4=()), gamers="c")
    assert (flags_of(trial).stopped.value, flags_of(trial).recall.value) == (1.0, 0.0)


def test_false_flags_are_counted_in_the_clean_company() -> None:
    """A flag there is false, whoever it hits; one in the mixed company is no accusation of the honest."""
    persona = {"a": "steady", "b": "steady", "c": "deleter"}
    clean, mixed = in_order("abc", flagged="c"), in_order("abc", flagged="ab")
    found = flags_of(a_trial(a_verdict(clean, mixed, T4=()), persona=persona))
    assert found.false == share(1, 3)
    assert found.by_persona == {"deleter": share(1, 1), "steady": share(0, 2)}


def test_a_persona_that_one_company_lacks_is_counted_in_the_others() -> None:
    """The share of a persona is over those companies that have it."""
    clean = in_order("abc", flagged="a")
    one = a_trial(a_verdict(clean, NOBODY, T4=()), seed=1, persona={"a": "on-call", "b": "steady", "c": "steady"})
    two = a_trial(a_verdict(NOBODY, NOBODY, T4=()), seed=2, persona=dict.fromkeys("abc", "steady"))
    assert flags_of(one, two).by_persona == {"on-call": share(1, 1), "steady": share(0, 5)}


def test_every_ranker_has_a_row_in_the_order_of_trial() -> None:
    """The policy on trial stays first."""
    verdict = a_verdict(NOBODY, NOBODY, T4=())
    trial = a_trial(verdict, verdicts={"ours": verdict, "cost": verdict, "a-board": verdict})
    assert [row.ranker for row in summarise([trial]).rows] == ["ours", "cost", "a-board"]
