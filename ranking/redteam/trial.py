"""One trial: one company, every strategy played in it by turns, everybody's place with the strategy off and on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random

from ranking.history import History
from ranking.kept.spend_guard import window_cost
from ranking.redteam.ablation import LEVERS
from ranking.redteam.bystanders import bystander_changes
from ranking.redteam.casting import Cast, cast_groups, shared_between
from ranking.redteam.rankers import Place, Ranker, Ranking
from ranking.redteam.scene import Moves
from ranking.redteam.strategies import STRATEGIES, Strategy
from ranking.redteam.world import World
from ranking.simulation.draws import stream
from ranking.window import Window

ENDS = datetime(2026, 12, 14, 12, tzinfo=UTC)
CLIMBING = 0.08
GAMED = 0.13
P1_WORLDS = 12

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """One history to be ranked: who climbs in it (by which strategy), who only helps, and what it cost."""

    name: str
    history: History
    climbers: Mapping[str, str] = field(default_factory=dict)
    helpers: frozenset[str] = frozenset()
    dollars: float = 0.0


@dataclass(frozen=True, slots=True)
class Climb:
    """What a strategy did to one climber under one ranker: ranks won (negative: lost), in ranks and as a share of N."""

    person: str
    ranks: int
    share: float
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that one ranker did in one company."""

    clean: Ranking
    gamed: Ranking
    climbs: Mapping[str, tuple[Climb, ...]]


@dataclass(frozen=True, slots=True)
class Trial:
    """One seed's outcome. `dollars` are wasted per strategy over 28 days; `gamers` climb in the mixed company, and
    `helpers` give them their own work there; `bystanders` is what `bystander_changes` found for the first ranker."""

    seed: int
    people: int
    true_value: Mapping[str, float]
    persona: Mapping[str, str]
    gamers: Mapping[str, str]
    helpers: frozenset[str]
    dollars: Mapping[str, float]
    verdicts: Mapping[str, Verdict]
    p1_worlds: int = 0
    p1_violations: int = 0
    bystanders: Mapping[tuple[str, str], float] = field(default_factory=dict)


def run_trial(
    seed: int,
    *,
    rankers: Sequence[Ranker],
    people: int = 300,
    weeks: int = 12,
    strategies: Sequence[Strategy] = STRATEGIES,
    p1_worlds: int = P1_WORLDS,
    progress: Progress = lambda _step: None,
) -> Trial:
    """Simulate one company and try every strategy on every ranker. `progress` is told each step that is done."""
    world = World(people, weeks, seed, ENDS)
    rankings: dict[str, dict[str, Ranking]] = {ranker.name: {} for ranker in rankers}
    played: dict[str, Setting] = {}
    for setting in settings(world, strategies):
        for ranker in rankers:
            rankings[ranker.name][setting.name] = ranker.rank(setting.history, world.ends)
        # The history is let go: a company's dozens of twins would fill the memory.
        played[setting.name] = replace(setting, history=History())
        progress(setting.name)
    verdicts = {name: verdict(found, played, people) for name, found in rankings.items()}
    worlds, violations = count_violations(world, rankers[0], p1_worlds, progress)
    return Trial(
        seed=seed,
        people=people,
        true_value={one.person.id: one.true_value for one in world.scene.company.people},
        persona={one.person.id: one.persona for one in world.scene.company.people},
        gamers=played["gamed"].climbers,
        helpers=played["gamed"].helpers,
        dollars={one.key: played[one.key].dollars for one in strategies},
        verdicts=verdicts,
        p1_worlds=worlds,
        p1_violations=violations,
        bystanders=bystander_changes(world, rankers[0], progress=progress),
    )


def steps(strategies: Sequence[Strategy] = STRATEGIES, p1_worlds: int = P1_WORLDS) -> int:
    """How many steps a trial reports."""
    return len(strategies) + 2 + p1_worlds + len(LEVERS)


def settings(world: World, strategies: Sequence[Strategy]) -> Iterator[Setting]:
    """The clean company, one twin for each strategy, and the mixed one with 13 % gamers."""
    clean = world.history()
    spent = _spent(clean, world)
    yield Setting("clean", clean)
    for strategy in strategies:
        yield _played(world, strategy, spent)
    yield _mixed(world, [one for one in strategies if one.key.startswith("T")] or strategies)


def _played(world: World, strategy: Strategy, spent: float) -> Setting:
    """A twin in which about 8 % of the people climb by one strategy; everybody else is honest."""
    count = max(1, round(CLIMBING * len(world.scene.people) / strategy.climbers))
    groups = cast_groups(world.scene, strategy, count, stream(world.seed, "redteam", f"cast {strategy.key}"))
    history = world.history(play(world, strategy, groups))
    climbers = {person: strategy.key for group in groups for person in group[: strategy.climbers]}
    return Setting(strategy.key, history, climbers, dollars=_spent(history, world) - spent)


def _mixed(world: World, strategies: Sequence[Strategy]) -> Setting:
    """13 % gamers, spread over the strategies."""
    moves, climbers, taken = Moves(), {}, set[str]()
    rng = stream(world.seed, "redteam", "cast gamed")
    for strategy, count in shared_between(round(GAMED * len(world.scene.people)), strategies):
        groups = cast_groups(world.scene, strategy, count, rng, taken)
        taken.update(person for group in groups for person in group)
        climbers.update({person: strategy.key for group in groups for person in group[: strategy.climbers]})
        moves += play(world, strategy, groups)
    return Setting("gamed", world.history(moves), climbers, frozenset(taken - climbers.keys()))


def play(world: World, strategy: Strategy, groups: Cast) -> Moves:
    """The moves of all groups; each person draws from a stream of their own for this strategy."""

    def streams(owner: str, purpose: str) -> Random:
        return stream(world.seed, owner, f"redteam {strategy.key} {purpose}")

    moves = Moves()
    for group in groups:
        moves += strategy.play(world.scene, group, streams)
    return moves


def _spent(history: History, world: World) -> float:
    return sum(window_cost(history.usage, Window(world.ends)).values())


def verdict(found: Mapping[str, Ranking], played: Mapping[str, Setting], people: int) -> Verdict:
    """Compare a ranker's places in each twin with those in the clean company."""
    clean = found["clean"]
    climbs = {name: tuple(_climbs(clean, found[name], one.climbers, people)) for name, one in played.items()}
    return Verdict(clean, found["gamed"], climbs)


def _climbs(off: Ranking, on: Ranking, climbers: Mapping[str, str], people: int) -> Iterator[Climb]:
    """Whoever has a place without the strategy; one who loses it by the strategy is put last."""
    for person in climbers:
        if person in off.places:
            ranks = off.places[person].rank - (on.places[person].rank if person in on.places else people)
            yield Climb(person, ranks, ranks / people, person in on.flagged)


def count_violations(world: World, ranker: Ranker, worlds: int, progress: Progress) -> tuple[int, int]:
    """P1: one random person adds nothing but use. How many such worlds were tried, and in how many that person gained
    a rank or any score.

    One spender at a time: with two, the heavier spender's fall would lift the other and prove nothing.
    """
    wasteful = [one for one in STRATEGIES if one.usage_only]
    rng = stream(world.seed, "redteam", "p1")
    clean, violations = ranker.rank(world.history(), world.ends).places, 0
    if not clean:
        return 0, 0
    for turn in range(worlds):
        strategy, spender = wasteful[turn % len(wasteful)], rng.choice(sorted(clean))
        after = ranker.rank(world.history(play(world, strategy, ((spender,),))), world.ends).places
        violations += spender in after and _rose(clean[spender], after[spender])
        progress("p1")
    return worlds, violations


def _rose(before: Place, after: Place) -> bool:
    return after.rank < before.rank or after.value > before.value + 1e-9
