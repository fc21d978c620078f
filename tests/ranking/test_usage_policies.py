"""Adoption and classic: what they read, where they stop, and that self-reports move neither."""

from __future__ import annotations

from typing import Any

import pytest
from scoring_help import AS_OF, crew, history, person, usage

from ranking.policies import policy
from ranking.standing import PersonStanding


def standings(name: str, *events: Any) -> dict[str, PersonStanding]:
    """Standings by person."""
    return {one.person: one for one in policy(name).score(history(*events), AS_OF).people}


def test_adoption_counts_weeks_and_tools() -> None:
    """Two weeks and two tools are 4 of 9."""
    rows = [usage("a", "ana", days=1), usage("b", "ana", days=2, tool="two"), usage("c", "ana", days=9)]
    ana = standings("adoption", rows)["ana"]
    assert ana.value == 4
    assert ana.score == pytest.approx(400 / 9)
    assert {part.name: part.value for part in ana.parts} == {"weeks": 2.0, "breadth": 2.0}


def test_adoption_saturates_and_ties_share_a_rank() -> None:
    """Ten thousand sessions a week stand with two, and the eighth tool adds nothing."""
    light = [usage(f"l{i}", "light", days=2 + 7 * (i % 4), tool=f"t{i}") for i in range(5)]
    heavy = [usage(f"h{i}", "heavy", "99", days=i, tool=f"t{i % 8}", sessions=10_000) for i in range(28)]
    found = standings("adoption", light, heavy)
    assert found["light"].value == found["heavy"].value == 9
    assert found["light"].rank == found["heavy"].rank == 1
    assert (found["light"].rank_low, found["light"].rank_high) == (1, 2)


def test_adoption_leaves_out_untrusted_idle_and_old_rows() -> None:
    """Without trusted use in the last four weeks somebody is unrated."""
    rows = [usage("c", "ana", trust="C"), usage("d", "ana", trust="D"), usage("o", "ana", days=28)]
    rows.append(usage("idle", "ana", sessions=0))
    assert standings("adoption", rows)["ana"].status == "unrated"


def test_classic_ranks_tokens() -> None:
    """More tokens stand higher, of whatever kind; the most is 100."""
    rows = [
        usage("a", "ana", output_tokens=300),
        usage("b", "ben", cache_read_tokens=100, uncached_input_tokens=50),
        usage("c", "cy", output_tokens=900, trust="D"),
        usage("z", "dee", "5"),
    ]
    found = standings("classic", rows)
    assert [(found[name].rank, found[name].score) for name in ("ana", "ben")] == [(1, 100), (2, 50)]
    assert found["cy"].status == found["dee"].status == "unrated"
    assert {part.name: part.value for part in found["ben"].parts}["cache_read_tokens"] == 100


@pytest.mark.parametrize("name", ["adoption", "classic"])
def test_teams_are_per_head_and_never_small(name: str) -> None:
    """Both policies keep the minimum group."""
    rows = [usage(f"u{i}", f"red{i:02}", output_tokens=10) for i in range(8)]
    few = [person(f"b{i}", team="blue") for i in range(3)]
    found = {one.team: one for one in policy(name).score(history(crew(8), few, rows), AS_OF).teams}
    assert (found["red"].status, found["blue"].status) == ("rated", "too_small")
