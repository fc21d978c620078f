"""What honest people have to fear (nothing), what gamers have to fear, and what a look at everybody costs."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable
from functools import cache
from random import Random

import pytest
from scoring_help import AS_OF

from ranking.history import History, build_history
from ranking.integrity import Verdict, detect
from ranking.redteam.casting import cast_groups
from ranking.redteam.strategies import chosen
from ranking.redteam.trial import play
from ranking.redteam.world import World
from ranking.simulation import Company, simulate
from ranking.simulation.personas import PERSONAS

QUICK_SEEDS = (401, 402)
MANY_SEEDS = range(501, 531)


@cache
def honest(seed: int, weeks: int = 12) -> tuple[Company, History]:
    company = simulate(people=300, weeks=weeks, seed=seed, ends=AS_OF)
    return company, build_history(company.events)


def wilson_upper(hits: int, tries: int, z: float = 1.96) -> float:
    """The upper end of Wilson's 95 % interval for a share."""
    share = hits / tries
    middle, width = share + z * z / (2 * tries), z * math.sqrt(share * (1 - share) / tries + z * z / (4 * tries**2))
    return (middle + width) / (1 + z * z / tries)


def flagged(found: dict[str, Verdict]) -> set[str]:
    return {person for person, one in found.items() if one.flagged}


def false_flags(seeds: Iterable[int]) -> tuple[Counter[str], Counter[str]]:
    """Honest people and those of them who are flagged, by persona."""
    people, wrong = Counter[str](), Counter[str]()
    for seed in seeds:
        company, facts = honest(seed)
        hits = flagged(detect(facts, AS_OF))
        for one in company.people:
            people[one.persona] += 1
            wrong[one.persona] += one.person.id in hits
    return people, wrong


def test_honest_people_are_hardly_ever_flagged() -> None:
    """In two companies of 300, at most one in 200 is flagged, and every persona was there to be flagged."""
    people, wrong = false_flags(QUICK_SEEDS)
    assert people.keys() == {persona.name for persona in PERSONAS}
    assert wrong.total() <= 0.005 * people.total()


@pytest.mark.slow
def test_no_persona_is_flagged_for_its_way_of_working() -> None:
    """Over 9,000 honest people: .5 % overall and 1.5 % for each persona are above the upper Wilson bounds."""
    people, wrong = false_flags(MANY_SEEDS)
    assert wilson_upper(wrong.total(), people.total()) <= 0.005
    for persona, count in people.items():
        assert wilson_upper(wrong[persona], count) <= 0.015, persona


def test_looking_often_flags_no_more_honest_people() -> None:
    """Looked at every third day of a fortnight, honest people are as safe as on one day."""
    _, facts = honest(QUICK_SEEDS[0])
    hits = [flagged(detect(facts, AS_OF.replace(day=day))) for day in (1, 4, 7, 10, 13)]
    assert sum(map(len, hits)) <= 0.005 * 300 * len(hits)


@pytest.mark.parametrize(("key", "family"), [("T6", "reciprocity"), ("T9", "replay")])
def test_pairs_and_forgers_are_flagged_and_nobody_beside_them(key: str, family: str) -> None:
    """Of those who play a strategy with two kinds of trace, most are flagged; hardly anybody else is."""
    (strategy,) = chosen([key])
    world = World(300, 12, 405, AS_OF)
    groups = cast_groups(world.scene, strategy, 12, Random(5))
    found = detect(world.history(play(world, strategy, groups)), AS_OF)
    gamers = {person for group in groups for person in group}
    hits = flagged(found)
    assert len(hits & gamers) >= 0.6 * len(gamers)
    assert len(hits - gamers) <= 0.05 * len(hits)
    assert all(any(one.family == family for one in found[person].findings) for person in hits & gamers)


@pytest.mark.parametrize(("key", "family"), [("T4", "micro"), ("T5", "churn"), ("T10", "waste"), ("S2", "anchors")])
def test_one_trace_alone_is_noted_and_freezes_nobody(key: str, family: str) -> None:
    """Strategies that leave a single kind of trace are seen, as a private note."""
    (strategy,) = chosen([key])
    world = World(300, 12, 406, AS_OF)
    groups = cast_groups(world.scene, strategy, 12, Random(6))
    found = detect(world.history(play(world, strategy, groups)), AS_OF)
    gamers = {person for group in groups for person in group[: strategy.climbers]}
    noted = {person for person, one in found.items() if any(f.family == family for f in one.findings)}
    assert len(noted & gamers) >= 0.5 * len(gamers)


def test_looking_at_everybody_takes_less_than_a_third_of_a_second() -> None:
    """300 people and 12 weeks are looked at in well under 0.3 s on a quiet machine; a second is the alarm."""
    _, facts = honest(QUICK_SEEDS[0])
    begun = time.process_time()
    detect(facts, AS_OF)
    assert time.process_time() - begun < 1
