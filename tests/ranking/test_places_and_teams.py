"""Places by counting one by one, team means on standings made by hand, and the order of the JSON document."""

from __future__ import annotations

import math
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring_help import AS_OF

from ranking.events import Team
from ranking.history import History
from ranking.ranks import CRITICAL, Place, places
from ranking.report import standings_to_json
from ranking.standing import Evidence, Part, PersonStanding, Standings, TeamStanding
from ranking.teams import team_standings

known = st.dictionaries(
    st.text("abc", max_size=4), st.tuples(st.integers(-5, 5).map(float), st.floats(0.01, 2)), min_size=1
)


@given(known)
def test_ranges_are_what_counting_pairs_gives(people: dict[str, tuple[float, float]]) -> None:
    """Surely above is whoever leads by more than 1.6449 standard errors of the difference, surely below likewise."""
    values, errors = {p: v for p, (v, _) in people.items()}, {p: e for p, (_, e) in people.items()}
    usual = median(errors.values())
    for one, place in places(values, errors).items():
        margin = CRITICAL * math.sqrt(errors[one] ** 2 + usual**2)
        assert place.low == 1 + sum(value > values[one] + margin for value in values.values())
        assert place.high == len(values) - sum(value < values[one] - margin for value in values.values())


@given(known)
def test_without_errors_a_range_is_what_ties_leave_open(people: dict[str, tuple[float, float]]) -> None:
    """As many places as people share the value, from the shared one down."""
    values = {one: value for one, (value, _) in people.items()}
    for one, place in places(values).items():
        equal = sum(value == values[one] for value in values.values())
        assert (place.low, place.high) == (place.rank, place.rank + equal - 1)


@given(known)
def test_a_larger_error_never_narrows_anybodys_range(people: dict[str, tuple[float, float]]) -> None:
    """Twice the errors, ranges at least as wide on both sides, and the same ranks."""
    values, errors = {p: v for p, (v, _) in people.items()}, {p: e for p, (_, e) in people.items()}
    before, after = places(values, errors), places(values, {one: 2 * error for one, error in errors.items()})
    for one, place in before.items():
        assert after[one].low <= place.low <= place.rank == after[one].rank
        assert place.high <= after[one].high


def test_values_apart_by_less_than_a_billionth_share_a_place() -> None:
    """Half of 1e-9 is a rounding error and no lead; twice 1e-9 is a lead; minus nothing is nothing."""
    assert places({"a": 0.0, "b": 4e-10})["a"].rank == 1
    assert places({"a": 0.0, "b": 2e-9})["a"].rank == 2
    assert places({"a": -1e-12, "b": 0.0}) == {"a": Place(1, 1, 2), "b": Place(1, 1, 2)}


def test_three_ways_to_share() -> None:
    """1, 2, 2, 2, 5: the place after three who share second is fifth."""
    found = places({"a": 9.0, "b": 5.0, "c": 5.0, "d": 5.0, "e": 1.0})
    assert [found[one].rank for one in "abcde"] == [1, 2, 2, 2, 5]


def member(name: str, team: str | None, value: float | None) -> PersonStanding:
    status = "unrated" if value is None else "rated"
    return PersonStanding(name, team, status, value, value, None, None, None, None, 0)


def members(team: str | None, *values: float | None) -> list[PersonStanding]:
    return [member(f"{team}{turn}", team, value) for turn, value in enumerate(values)]


def by_team(people: list[PersonStanding], *teams: str, minimum: int = 5) -> dict[str, TeamStanding]:
    facts = History(teams=tuple(Team(id=team) for team in teams))
    return {one.team: one for one in team_standings(facts, people, lambda value: 10 * value, minimum)}


def test_a_teams_score_is_that_of_its_mean_value() -> None:
    """The mean over rated members, not over all: five of value 1 to 5 and an unrated one score 10 times 3."""
    assert by_team(members("red", 1, 2, 3, 4, 5, None), "red")["red"] == TeamStanding("red", 6, "rated", 30.0, 1)


def test_equal_teams_share_a_place_whatever_their_order() -> None:
    """The same values in another order have the same mean to the last digit, and the next team is third."""
    values = [1e16, 1.0, -1e16, 1.0, 1.0]  # adding up from left to right would lose some of them
    people = [*members("red", *values), *members("blue", *reversed(values)), *members("low", *[0.0] * 5)]
    found = by_team(people, "red", "blue", "low")
    assert [found[team].rank for team in ("red", "blue", "low")] == [1, 1, 3]
    assert found["red"].score == found["blue"].score == pytest.approx(6.0)


def test_teams_without_a_mean_leave_no_gap_in_ranks() -> None:
    """A team that is too small and one of which too few are rated take no place from others."""
    people = [*members("small", 99, 99, 99, 99), *members("few", 99, 99, 99, 99, None), *members("red", *[1.0] * 5)]
    found = by_team(people, "small", "few", "red")
    assert (found["small"].status, found["few"].status, found["red"].rank) == ("too_small", "unrated", 1)


def test_the_minimum_asked_for_is_the_one_that_counts() -> None:
    """Exactly the minimum is enough, one fewer is not."""
    people = members("red", *[1.0] * 9)
    assert by_team(people, "red", minimum=9)["red"].status == "rated"
    assert by_team(people, "red", minimum=10)["red"].status == "too_small"


def test_people_without_a_team_belong_to_none() -> None:
    """They are no team of their own; a team without anybody is too small."""
    found = by_team([*members(None, *[5.0] * 9), *members("red", *[1.0] * 5)], "red", "empty")
    assert found["red"].score == 10.0
    assert found["empty"] == TeamStanding("empty", 0, "too_small", None, None)


@pytest.mark.parametrize("turn", [1, -1])
def test_the_document_stands_by_rank_then_by_id(turn: int) -> None:
    """Whoever shares a place stands by id, whoever has none is last by id, for people and for teams."""
    ranks = {"d": 1, "b": 2, "a": 2, "z": None, "c": None}
    people = [PersonStanding(one, None, "rated", None, None, rank, rank, rank, None, 0) for one, rank in ranks.items()]
    teams = [TeamStanding(one, 9, "rated", None, rank) for one, rank in ranks.items()]
    document = standings_to_json(Standings("p", "1", AS_OF, tuple(people[::turn]), tuple(teams[::turn])))
    assert [one["person"] for one in document["people"]] == ["d", "a", "b", "c", "z"]
    assert [one["team"] for one in document["teams"]] == ["d", "a", "b", "c", "z"]


def test_the_document_carries_evidence_with_copies_of_its_facts() -> None:
    """Facts are written out, and changing the document changes no standing."""
    facts = {"lines": 3}
    part = Part("code", 0.5, (Evidence("change_set", "I-1", 0.5, facts),))
    one = PersonStanding("p", "red", "rated", 50.0, 0.5, 1, 1, 2, "steady", 3, (part,))
    (told,) = standings_to_json(Standings("p", "1", AS_OF, (one,), ()))["people"]
    assert told["parts"] == [
        {"name": "code", "value": 0.5, "evidence": [{"kind": "change_set", "ref": "I-1", "value": 0.5, "facts": facts}]}
    ]
    told["parts"][0]["evidence"][0]["facts"]["lines"] = 9
    assert facts == {"lines": 3}
