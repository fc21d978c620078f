"""Kept Value as a whole: statuses, coverage, what moves whom, and what the parts tell."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest
from scoring_help import AS_OF, ago, approval, change, crew, history, incident, look, person, review, usage, win

from ranking.events import CHANNELS, Coverage, Revert
from ranking.history import build_history
from ranking.kept.gather import gather
from ranking.policies import policy
from ranking.policies.kept_value import channel_weight, mu_factor, shrinkage, sigma
from ranking.simulation import simulate
from ranking.standing import PersonStanding
from ranking.window import Window


def standings(*events: Any) -> dict[str, PersonStanding]:
    """Standings by person."""
    return {one.person: one for one in policy("kept-value").score(history(*events), AS_OF).people}


def test_more_kept_work_stands_higher() -> None:
    """In a crew with ever larger changes the largest is first, and everybody is rated."""
    found = standings(crew(9))
    assert found["red08"].rank == 1
    assert found["red00"].rank == 9
    assert found["red08"].score > found["red04"].score > found["red00"].score
    assert all(0 <= one.score <= 100 for one in found.values() if one.score is not None)


def test_young_work_is_provisional() -> None:
    """A change of ten days ago has no figures yet."""
    found = standings(crew(3), person("new"), change("n", "new", days=10))["new"]
    assert (found.status, found.rank, found.score, found.value, found.parts) == ("provisional", None, None, None, ())


def test_nobody_is_last_for_want_of_evidence() -> None:
    """No evidence, evidence that was taken back, and evidence of the future are unrated."""
    gone = change("gone", "undone")
    found = standings(
        crew(3), person("idle"), gone, Revert(change="gone", at=ago(18)), change("later", "future", days=-1)
    )
    for name in ("idle", "undone", "future"):
        assert (found[name].status, found[name].rank, found[name].band) == ("unrated", None, None)


def test_a_source_that_is_not_connected_is_left_out() -> None:
    """With only reviews connected, changes neither rate nor weigh."""
    found = standings(Coverage(team="red", channels=("review",)), crew(3), review("r", "red00", "red01-c"))
    assert found["red00"].status == "rated"
    assert [part.name for part in found["red00"].parts] == ["review", "uncertainty", "spend_guard"]
    assert found["red01"].status == "unrated"


def test_connected_and_empty_counts_as_zero() -> None:
    """Without reviews in a cohort that reviews, the review part is negative."""
    reviews = [review(f"r{i}", f"red0{i}", f"red0{i + 1}-c") for i in range(7)]
    found = standings(Coverage(team="red", channels=CHANNELS), crew(9), reviews)
    parts = {part.name: part.value for part in found["red08"].parts}
    assert parts["review"] < 0


def test_a_bad_fate_costs() -> None:
    """The same work, half of it rewritten, stands lower."""
    good, bad = change("g", "good"), change("b", "bad")
    found = standings(crew(8), good, look(good, 1.0), bad, look(bad, 0.5))
    assert found["good"].value > found["bad"].value


def test_a_late_revert_still_cancels() -> None:
    """A change taken back on day 30 counts no longer."""
    late = change("late", "ana", days=40)
    assert standings(crew(3), late)["ana"].status == "rated"
    assert standings(crew(3), late, Revert(change="late", at=ago(10)))["ana"].status == "unrated"


def test_usage_alone_rates_nobody() -> None:
    """Somebody with nothing but tokens has no place."""
    found = standings(crew(3), usage("u", "burner", "9000", output_tokens=10**9))
    assert found["burner"].status == "unrated"


def test_a_mutual_pair_stands_below_strangers() -> None:
    """Eight approvals traded are worth a quarter."""
    days = [15 + 3 * i for i in range(8)]
    events = []
    for owner, by in (("x", "y"), ("y", "x"), ("free", "stranger")):
        events += [change(f"{owner}{d}", owner, days=d, area=f"{d}", approvals=(approval(by),)) for d in days]
    found = standings(crew(8), events)
    assert found["x"].value < found["free"].value


def test_evidence_sums_to_its_part_and_speaks_of_changes() -> None:
    """The best person's code part is put down to change-sets, with the numbers that words are made of."""
    part = standings(crew(9))["red08"].parts[0]
    assert part.name == "code"
    assert math.isclose(math.fsum(item.value for item in part.evidence), part.value)
    (item,) = part.evidence
    assert (item.kind, item.ref) == ("change_set", "red08-c")
    assert item.facts["changes"] == ["red08-c"]
    assert (item.facts["size"], item.facts["anchor"], item.facts["endorsement"]) == (180, 1.0, 1.0)
    assert (item.facts["first_merged"], item.facts["last_merged"]) == ("2026-11-24", "2026-11-24")


def test_below_the_middle_no_piece_is_blamed() -> None:
    """A negative part is carried by one line about the cohort, the pieces by 0."""
    part = standings(crew(9))["red00"].parts[0]
    assert part.value < 0
    assert [(item.kind, item.value) for item in part.evidence] == [("change_set", 0.0), ("cohort_gap", part.value)]


def test_other_channels_show_their_pieces() -> None:
    """Wins and incidents are told by id."""
    found = standings(crew(9), win("w", "red03", "red01", "red02"), incident("i", "red03"))
    refs = {part.name: [item.ref for item in part.evidence] for part in found["red03"].parts}
    assert refs["win"] == ["w"]
    assert refs["incident"] == ["i"]
    assert found["red03"].evidence == 3


def test_a_set_of_one_issue_is_named_for_it() -> None:
    """The owner reads BILL-7, not a change id."""
    found = standings(crew(8), change("b", "ana", lines=700, issue="BILL-7"))
    item = found["ana"].parts[0].evidence[0]
    assert (item.ref, item.facts["issue"]) == ("BILL-7", "BILL-7")


def test_shrinkage_and_sigma_are_the_formulas() -> None:
    """B = n/(n+4), sigma = 1/sqrt(n+4), and below the middle a constant."""
    assert (shrinkage(4), sigma(5)) == (0.5, pytest.approx(1 / 3))
    assert mu_factor(1.0, 12) == 0.75
    assert mu_factor(-1.0, 12) == mu_factor(-1.0, 1) == 0.7


def test_roles_weigh_channels_differently() -> None:
    """A manager's reviews weigh more than a manager's code; an unknown role is weighed as usual."""
    manager = person("m", role="Manager")
    assert channel_weight(manager, "review") > channel_weight(manager, "code")
    assert channel_weight(person("n", role=None), "code") == 1.0


def test_an_empty_history_stands() -> None:
    """Nothing in, nothing out."""
    found = policy("kept-value").score(history(), AS_OF)
    assert (found.people, found.teams) == ((), ())


def test_a_newcomer_is_compared_by_the_weeks_they_were_there() -> None:
    """The same work counts more for whoever started four weeks before the window closed, and no more after that."""
    same = [change(f"c-{name}", name, lines=150) for name in ("old", "new")]
    started = [person("old", started_on=ago(300).date()), person("new", started_on=ago(42).date())]
    found = standings(crew(9), started, same)
    assert found["new"].value > found["old"].value
    unknown = standings(crew(9), person("old"), person("new"), same)
    assert unknown["new"].value == unknown["old"].value == pytest.approx(found["old"].value, abs=0.2)


def test_gathering_two_unasked_weeks_gains_nothing() -> None:
    """P7, as it once failed: two unasked one-line changes in two weeks are worth no less than both at one moment."""
    apart = [change("a", days=30, lines=1, issue_opened_by=None), change("b", days=23, lines=1, issue_opened_by=None)]
    together = [one.model_copy(update={"merged_at": ago(23)}) for one in apart]
    assert standings(crew(9), together)["ana"].value <= standings(crew(9), apart)["ana"].value


def test_gathering_what_one_asked_for_gains_nothing() -> None:
    """P7 for the bend of repeated askers: two changes of one issue are worth no less a week apart."""
    apart = [change(f"c{i}", days=30 - 7 * i, lines=200, issue="I", area="a") for i in range(2)]
    together = [one.model_copy(update={"merged_at": ago(23)}) for one in apart]
    assert standings(crew(9), together)["ana"].value <= standings(crew(9), apart)["ana"].value


def test_reviewing_ones_own_request_is_worth_what_it_landed() -> None:
    """Whoever asks, approves and reviews is heard once: the change lands at a = .35, and so does the review of it."""
    looked = {"minutes": 15.0}
    own = [change("c", approvals=(approval("rev"),), issue_opened_by="rev"), review("r", "rev", "c", **looked)]
    other = [change("c", approvals=(approval("rev"),), issue_opened_by="boss"), review("r", "rev", "c", **looked)]
    worth = [gather(history(*facts), Window(AS_OF)).amount("review", "rev") for facts in (own, other)]
    kept = 0.85
    assert worth == pytest.approx([math.log2(1 + 0.35 * kept), math.log2(1 + kept)])


def test_a_company_of_300_is_scored_in_well_under_two_seconds() -> None:
    """The daily snapshot of 300 people over 12 weeks takes less than two seconds of one processor."""
    facts = build_history(simulate(people=300, weeks=12, seed=1, ends=AS_OF).events)
    begun = time.process_time()
    policy("kept-value").score(facts, AS_OF)
    assert time.process_time() - begun < 2
