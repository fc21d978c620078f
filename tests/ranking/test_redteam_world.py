"""A world takes the whole way from lines to standings, and its twins differ by nothing but the moves."""

from __future__ import annotations

from decimal import Decimal

import pytest
from redteam_help import PEOPLE, SEED, WEEKS, a_group, moves_of, small_world

from ranking.events import Located, Usage, parse_event
from ranking.history import build_history, without_repeats
from ranking.policies import policy
from ranking.redteam import STRATEGIES, chosen
from ranking.redteam.casting import cast_groups, shared_between
from ranking.redteam.scene import Moves
from ranking.redteam.trial import ENDS, play, settings
from ranking.redteam.world import World
from ranking.simulation import simulate
from ranking.simulation.draws import stream

every = pytest.mark.parametrize("strategy", STRATEGIES, ids=[one.key for one in STRATEGIES])


def by_hand(extra: Moves) -> object:
    """The way of `kirorank score`, step by step, for the company and some moves."""
    company = simulate(people=PEOPLE, weeks=WEEKS, seed=SEED, ends=ENDS)
    events = [event for event in company.events if (event.type, event.key) not in extra.drop] + list(extra.add)
    lines = [event.model_dump_json() for event in events]
    located = [Located(parse_event(line), "file", number) for number, line in enumerate(lines)]
    return build_history(without_repeats(located)[0])


@pytest.mark.parametrize("key", ["T4", "T9", "S1"])
def test_a_twin_is_what_the_command_line_would_read(key: str) -> None:
    """The red team has no way of its own: its history equals the one that `kirorank score` builds from a file."""
    moves = moves_of(chosen([key])[0])
    assert small_world().history(moves) == by_hand(moves)


def test_no_moves_no_difference() -> None:
    """With the strategy off, the twin is the honest company."""
    assert small_world().history() == small_world().history(Moves())


@every
def test_a_strategy_moves_nobody_elses_work(strategy) -> None:
    """In the twin, every fact of an uninvolved person is as it was."""
    group = a_group(strategy)
    clean, twin = small_world().history(), small_world().history(moves_of(strategy, group))
    for kind in ("usage", "changes", "wins", "incidents", "reviews"):
        before = {fact.key: fact for fact in getattr(clean, kind) if fact.person not in group}
        after = {fact.key: fact for fact in getattr(twin, kind) if fact.person not in group}
        assert before == after


def test_replays_and_altered_replays_are_stopped_at_the_door() -> None:
    """T9's repeats and contradictions change no fact that was known: the trusted use in the twin is the honest one."""
    group = a_group(chosen(["T9"])[0])
    clean, twin = small_world().history(), small_world().history(moves_of(chosen(["T9"])[0], group))
    trusted = [row for row in twin.usage if row.trust in {"A", "B"}]
    assert trusted == list(clean.usage)


def test_moves_add_up() -> None:
    """Two gamers' moves together are all they add and all they drop."""
    row = Usage(id="u", person="p1", day=ENDS.date(), source="s", trust="A", tool="t", cost_usd=Decimal(1))
    one, other = Moves((row,), frozenset({("usage", "a")})), Moves((), frozenset({("usage", "b")}))
    assert one + other == Moves((row,), frozenset({("usage", "a"), ("usage", "b")}))


def test_streams_of_one_strategy_do_not_move_another() -> None:
    """A gamer's draws depend on the seed, the person and the strategy, not on who else plays."""
    strategy = chosen(["S6"])[0]
    (first,), (second,) = cast_groups(small_world().scene, strategy, 2, stream(1, "x", "y"))
    together = play(small_world(), strategy, ((first,), (second,)))
    alone = play(small_world(), strategy, ((second,),))
    assert [event for event in together.add if second == getattr(event, "person", "")] == [
        event for event in alone.add if second == getattr(event, "person", "")
    ]


@every
def test_groups_are_whole_and_share_nobody(strategy) -> None:
    """Every group has the size its strategy needs, and nobody plays twice."""
    groups = cast_groups(small_world().scene, strategy, 4, stream(1, "cast", strategy.key))
    members = [person for group in groups for person in group]
    assert groups
    assert {len(group) for group in groups} == {strategy.size}
    assert len(members) == len(set(members))


def test_leaders_come_from_all_ranks_of_value() -> None:
    """Of four gamers, each quarter of true value sends one."""
    active = small_world().scene.active()
    groups = cast_groups(small_world().scene, chosen(["T1"])[0], 4, stream(1, "a", "b"))
    quarters = [4 * active.index(person) // len(active) for (person,) in groups]
    assert sorted(quarters) == [0, 1, 2, 3]


def test_whoever_is_taken_is_not_cast_again() -> None:
    """In the mixed company nobody follows two strategies."""
    scene = small_world().scene
    taken = scene.active()[::2]
    groups = cast_groups(scene, chosen(["T6"])[0], 3, stream(1, "a", "b"), taken)
    assert not {person for group in groups for person in group} & set(taken)


def test_gamers_are_shared_evenly_between_strategies() -> None:
    """Thirteen climbers over two strategies are six or seven each, however large the groups."""
    shared = shared_between(12, chosen(["T1", "T6", "T8"]))
    assert [(one.key, count) for one, count in shared] == [("T1", 4), ("T6", 2), ("T8", 4)]


def test_only_those_with_matured_work_are_cast() -> None:
    """Nearly everybody who can be cast has a rank under the default policy, so that a lift can be seen."""
    standings = policy("kept-value").score(small_world().history(), ENDS, minimum_group=8)
    ranked = {one.person for one in standings.people if one.rank is not None}
    active = set(small_world().scene.active())
    assert len(active - ranked) <= len(active) / 10  # whose only change was taken back, or who is held


def test_a_company_of_one_has_nobody_to_ring_with() -> None:
    """Rings that find no friends are left out rather than made up."""
    world = World(1, 8, 3, ENDS)
    assert cast_groups(world.scene, chosen(["S1"])[0], 2, stream(1, "a", "b")) == ()


def test_settings_name_their_climbers() -> None:
    """The clean company has none, a twin has its strategy's, the mixed one has some of each."""
    found = {one.name: one for one in settings(small_world(), chosen(["T1", "T8"]))}
    assert not found["clean"].climbers
    assert set(found["T8"].climbers.values()) == {"T8"}
    assert set(found["gamed"].climbers.values()) == {"T1", "T8"}
    assert found["T1"].dollars > 100
    assert found["T8"].dollars == pytest.approx(0.0, abs=1e-6)
