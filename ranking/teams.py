"""Team standings: per head, and never a figure of fewer people than the minimum group."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from ranking.history import History
from ranking.ranks import places
from ranking.standing import PersonStanding, TeamStanding

SMALLEST_GROUP = 5


def team_standings(
    history: History,
    people: Iterable[PersonStanding],
    score_of: Callable[[float], float],
    minimum_group: int,
) -> tuple[TeamStanding, ...]:
    """Rank teams by the mean value of their rated members; `score_of` turns a value into 0-100.

    A team with fewer members than `minimum_group` (never under 5) is too small. A team whose *rated* members are
    fewer is unrated: the mean would be a figure of fewer people than the group.
    """
    least = max(SMALLEST_GROUP, minimum_group)
    values: dict[str, list[float]] = defaultdict(list)
    members: dict[str, int] = defaultdict(int)
    for person in people:
        if person.team is not None:
            members[person.team] += 1
            if person.value is not None:
                values[person.team].append(person.value)
    means = {team: math.fsum(v) / len(v) for team, v in values.items() if len(v) >= least}
    ranks = {team: place.rank for team, place in places(means).items()}
    return tuple(_standing(team.id, members[team.id], least, means, ranks, score_of) for team in history.teams)


def _standing(
    team: str,
    members: int,
    least: int,
    means: Mapping[str, float],
    ranks: Mapping[str, int],
    score_of: Callable[[float], float],
) -> TeamStanding:
    if members < least:
        return TeamStanding(team, members, "too_small", None, None)
    if team not in means:
        return TeamStanding(team, members, "unrated", None, None)
    return TeamStanding(team, members, "rated", score_of(means[team]), ranks[team])
