"""Teams: per head, no figures of small groups, no advantage of size."""

from __future__ import annotations

from scoring_help import AS_OF, crew, history, person

from ranking.policies import policy
from ranking.standing import TeamStanding


def teams(*events: object, minimum: int = 8) -> dict[str, TeamStanding]:
    """Team standings by team."""
    found = policy("kept-value").score(history(*events), AS_OF, minimum_group=minimum)  # type: ignore[arg-type]
    return {one.team: one for one in found.teams}


def test_a_small_team_has_no_figures() -> None:
    """Seven members are too few for the default group of eight."""
    assert teams(crew(7))["red"] == TeamStanding("red", 7, "too_small", None, None)


def test_the_minimum_is_never_under_five() -> None:
    """A setting of 1 cannot open a team of four."""
    assert teams(crew(4), minimum=1)["red"].status == "too_small"
    assert teams(crew(5), minimum=1)["red"].status == "rated"


def test_a_mean_of_fewer_rated_people_than_the_group_is_not_shown() -> None:
    """Nine members of whom seven are rated: the figure would be one of seven people."""
    idle = [person(f"idle{i}") for i in range(2)]
    assert teams(crew(7), idle)["red"] == TeamStanding("red", 9, "unrated", None, None)


def test_size_does_not_help() -> None:
    """A team of eight with better work stands above a team of sixteen."""
    found = teams(crew(8, "red", 300), crew(16, "blue", 40))
    assert (found["red"].rank, found["blue"].rank) == (1, 2)
    assert found["red"].score > found["blue"].score
