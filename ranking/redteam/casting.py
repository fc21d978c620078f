"""Who plays the gamers: people across all ranks of value, alone, in pairs or in rings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from ranking.redteam.scene import Scene
from ranking.redteam.strategies import Strategy

Cast = tuple[tuple[str, ...], ...]


def cast_groups(scene: Scene, strategy: Strategy, count: int, rng: Random, taken: Iterable[str] = ()) -> Cast:
    """Up to `count` groups for a strategy, nobody twice and nobody of `taken`.

    Leaders are spread evenly over true value: one from each of `count` slices. Their friends come from their own
    team, or from other teams where the strategy wants that. A ring that finds too few friends is left out.
    """
    free = [person for person in scene.active() if person not in set(taken)]
    used: set[str] = set()
    groups = []
    for slot in range(count):
        slice_ = free[slot * len(free) // count : (slot + 1) * len(free) // count]
        leaders = [person for person in slice_ if person not in used]
        group = _group(scene, strategy, leaders, [p for p in free if p not in used], rng)
        used.update(group)
        if group:
            groups.append(group)
    return tuple(groups)


def _group(
    scene: Scene, strategy: Strategy, leaders: Sequence[str], free: Sequence[str], rng: Random
) -> tuple[str, ...]:
    if not leaders:
        return ()
    group = [rng.choice(leaders)]
    while len(group) < strategy.size:
        friends = [person for person in free if person not in group and _fits(scene, strategy, group, person)]
        if not friends:
            return ()
        group.append(rng.choice(friends))
    return tuple(group)


def _fits(scene: Scene, strategy: Strategy, group: Sequence[str], person: str) -> bool:
    teams = {scene.people[one].team for one in group}
    return (scene.people[person].team not in teams) if strategy.across else (scene.people[person].team in teams)


def shared_between(total: int, strategies: Sequence[Strategy]) -> list[tuple[Strategy, int]]:
    """How many groups of each strategy make about `total` climbers in all, as even as can be, each at least once."""
    each = total / len(strategies) if strategies else 0.0
    return [(one, max(1, round(each / one.climbers))) for one in strategies]
