"""Bystanders: what honest small teams lose by each lever of the formula, beside what rings lose.

A lever that takes pay from rings sees only a pattern: one person asks for everything, few people vouch for one another.
Honest teams show such patterns too. Here a quarter of the teams of an honest company takes one on; the work itself, its
value and its fate stay as they are. What its members lose in rank, they pay for the levers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean

from ranking.events import Approval, Change, Event
from ranking.redteam.ablation import LEVERS, Lever, switched_off
from ranking.redteam.measure import Estimate, mean_over_seeds
from ranking.redteam.rankers import Ranker
from ranking.redteam.scene import Moves, Scene
from ranking.redteam.world import World
from ranking.simulation.draws import stream

EVERY = 4
CIRCLE = 4


@dataclass(frozen=True, slots=True)
class Variant:
    """A habit that an honest team may have. `play` gives the moves of one team and those whom it may cost."""

    key: str
    title: str
    play: Callable[[Scene, Sequence[str], Random], tuple[Moves, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Toll:
    """Mean ranks won by members of such teams, as a share of N (negative: lost), with one lever off, by `without`."""

    variant: str
    title: str
    without: str
    change: Estimate


def planner_of(scene: Scene, team: Sequence[str]) -> str:
    """A team's manager, or its first member."""
    return next((one for one in team if scene.people[one].role == "manager"), team[0])


def planned(scene: Scene, team: Sequence[str], _rng: Random) -> tuple[Moves, Sequence[str]]:
    """One planner opens every issue that anybody else had opened for the team."""
    planner = planner_of(scene, team)
    others = [one for one in team if one != planner]
    return _restated(_asked(change, planner) for one in others for change in scene.changes[one]), others


def planned_and_approved(scene: Scene, team: Sequence[str], _rng: Random) -> tuple[Moves, Sequence[str]]:
    """One planner opens those issues, and is also the only one who approves."""
    planner = planner_of(scene, team)
    others = [one for one in team if one != planner]
    changes = (_asked(change, planner) for one in others for change in scene.changes[one])
    return _restated(_approved(change, [planner] if change.approvals else []) for change in changes), others


def circle(scene: Scene, team: Sequence[str], rng: Random) -> tuple[Moves, Sequence[str]]:
    """Four who have only each other to approve their changes."""
    four = sorted(team, key=lambda one: (-len(scene.changes[one]), one))[:CIRCLE]

    def again() -> Iterator[Change]:
        for one in four:
            mates = [mate for mate in four if mate != one]
            for change in scene.changes[one]:
                yield _approved(change, rng.sample(mates, min(len(mates), len(change.approvals))))

    return _restated(again()), four


VARIANTS = (
    Variant("a", "one planner opens every issue", planned),
    Variant("b", "four who approve only each other", circle),
    Variant("c", "the planner is also the only approver", planned_and_approved),
)


def _asked(change: Change, planner: str) -> Change:
    opener = planner if change.issue_opened_by not in (None, change.person) else change.issue_opened_by
    return change.model_copy(update={"issue_opened_by": opener})


def _approved(change: Change, by: Iterable[str]) -> Change:
    """The same looks, taken by these people."""
    looks = zip(change.approvals, by, strict=False)
    moved = tuple(Approval(**{**dict(look), "person": name}) for look, name in looks)
    return change.model_copy(update={"approvals": moved})


def _restated(changes: Iterable[Change]) -> Moves:
    listed: list[Event] = list(changes)
    return Moves(tuple(listed), frozenset((event.type, event.key) for event in listed))


def bystander_changes(
    world: World, ranker: Ranker, levers: Sequence[Lever] = LEVERS, progress: Callable[[str], None] = lambda _step: None
) -> dict[tuple[str, str], float]:
    """By (variant, lever that is off): the members' mean change of place in one company, as a share of N.

    A variant without any member who has a place both times is left out.
    """
    histories = {"": world.history()}
    members: dict[str, list[str]] = {}
    for variant in VARIANTS:
        rng = stream(world.seed, "redteam", f"bystanders {variant.key}")
        moves, members[variant.key] = Moves(), []
        for team in list(world.scene.teams.values())[::EVERY]:
            more, paying = variant.play(world.scene, team, rng)
            moves, members[variant.key] = moves + more, [*members[variant.key], *paying]
        histories[variant.key] = world.history(moves)
    found: dict[tuple[str, str], float] = {}
    for lever in levers:
        with switched_off(lever):
            ranks = {
                key: {name: place.rank for name, place in ranker.rank(history, world.ends).places.items()}
                for key, history in histories.items()
            }
        for key, paying in members.items():
            won = [ranks[""][one] - ranks[key][one] for one in paying if one in ranks[""] and one in ranks[key]]
            if won:
                found[key, lever.name] = fmean(won) / len(world.scene.people)
        progress("bystanders")
    return found


def tolls(companies: Sequence[Mapping[tuple[str, str], float]]) -> tuple[Toll, ...]:
    """What `bystander_changes` found, over companies; empty for none."""
    titles = {variant.key: variant.title for variant in VARIANTS}
    measured = [pair for pair in (companies[0] if companies else ()) if all(pair in one for one in companies)]
    return tuple(
        Toll(key, titles[key], lever, mean_over_seeds([one[key, lever] for one in companies]))
        for key, lever in sorted(measured, key=lambda pair: pair[0])
    )
