"""One small company and one short trial, made once and shared by the red team's tests."""

from __future__ import annotations

from functools import cache
from random import Random

from ranking.redteam import Strategy, Trial, chosen, rankers, run_trial
from ranking.redteam.scene import Moves
from ranking.redteam.trial import ENDS, play
from ranking.redteam.world import World

PEOPLE, WEEKS, SEED = 40, 8, 5


@cache
def small_world() -> World:
    return World(PEOPLE, WEEKS, SEED, ENDS)


@cache
def short_trial() -> Trial:
    """One waste strategy, one ring and one drip: enough to fill every table."""
    picked = chosen(["T1", "T4", "T8", "S1"])
    return run_trial(SEED, rankers=rankers(), people=PEOPLE, weeks=WEEKS, strategies=picked, p1_worlds=3)


def a_group(strategy: Strategy) -> tuple[str, ...]:
    """A group of the right size among those who can be ranked."""
    from ranking.redteam.casting import cast_groups

    return cast_groups(small_world().scene, strategy, 2, Random(1))[0]


def moves_of(strategy: Strategy, group: tuple[str, ...] | None = None) -> Moves:
    return play(small_world(), strategy, (group or a_group(strategy),))
