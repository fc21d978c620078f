"""What honest teams pay: the habits change nothing but names, levers are put back, and the table says it."""

from __future__ import annotations

from random import Random

import pytest
from redteam_help import PEOPLE, SEED, short_trial, small_world

from ranking.events import Change
from ranking.kept import demand
from ranking.policies import policy
from ranking.redteam.ablation import BEGAN, LEVERS, UNCHANGED, switched_off
from ranking.redteam.bystanders import (
    VARIANTS,
    Toll,
    Variant,
    bystander_changes,
    planner_of,
    tolls,
)
from ranking.redteam.document import as_markdown
from ranking.redteam.rankers import PolicyRanker
from ranking.redteam.report import as_text, toll_table
from ranking.redteam.scene import Moves
from ranking.redteam.summary import summarise
from ranking.redteam.trial import ENDS
from ranking.redteam.world import World

every = pytest.mark.parametrize("variant", VARIANTS, ids=[one.key for one in VARIANTS])
NAMES = {"issue_opened_by", "approvals"}


def team() -> list[str]:
    """The first team of the small company."""
    return next(iter(small_world().scene.teams.values()))


def restated(variant: Variant) -> list[tuple[Change, Change]]:
    """Each change of the first team that the habit touches, before and after."""
    scene = small_world().scene
    before = {change.id: change for mine in scene.changes.values() for change in mine}
    moves, _ = variant.play(scene, team(), Random(1))
    assert {key for _, key in moves.drop} == {event.key for event in moves.add}
    return [(before[event.key], event) for event in moves.add if isinstance(event, Change)]


@every
def test_a_habit_changes_names_only(variant: Variant) -> None:
    """The same changes, with the same looks at them: only who asked and who approved differs."""
    pairs = restated(variant)
    assert pairs
    for old, new in pairs:
        assert old.model_dump(exclude=NAMES) == new.model_dump(exclude=NAMES)
        assert (old.issue_opened_by in (None, old.person)) == (new.issue_opened_by in (None, new.person))
        assert bool(old.approvals) == bool(new.approvals)
        assert new.person not in {look.person for look in new.approvals}
        looks = {(look.seconds_after_request, look.comments) for look in old.approvals}
        assert {(look.seconds_after_request, look.comments) for look in new.approvals} <= looks


def test_the_planner_asks_and_in_c_also_approves() -> None:
    """(a) every issue of somebody else becomes the planner's; (c) so does every approval."""
    planner = planner_of(small_world().scene, team())
    for variant in (VARIANTS[0], VARIANTS[2]):
        changes = [new for _, new in restated(variant)]
        assert {c.issue_opened_by for c in changes} <= {None, planner, *(c.person for c in changes)}
        assert planner not in {c.person for c in changes}
    assert {look.person for _, new in restated(VARIANTS[2]) for look in new.approvals} == {planner}


def test_the_circle_is_four_who_approve_each_other() -> None:
    """(b) nobody outside the four approves their changes."""
    changes = [new for _, new in restated(VARIANTS[1])]
    four = {change.person for change in changes}
    assert len(four) == 4
    assert {look.person for change in changes for look in change.approvals} <= four


def test_the_planner_is_the_manager_where_there_is_one() -> None:
    """A manager plans, else the first of the team."""
    scene = small_world().scene
    for members in scene.teams.values():
        roles = [scene.people[one].role for one in members]
        planner = planner_of(scene, members)
        assert scene.people[planner].role == "manager" or ("manager" not in roles and planner == members[0])


def test_a_lever_is_put_back_whatever_happens() -> None:
    """Within the block the constant is swapped, after an error it is what it was."""
    lever = next(one for one in LEVERS if one.name == "one voice")
    with switched_off(lever):
        assert demand.SAME_VOICE == 1.0
    assert demand.SAME_VOICE == 0.35
    with pytest.raises(ZeroDivisionError), switched_off(lever):
        _ = 1 / 0
    assert demand.SAME_VOICE == 0.35


def test_every_lever_names_constants_that_exist_and_makes_a_difference() -> None:
    """A renamed constant would be noticed, and so would one that the formula no longer reads: in a company whose teams
    all have one planner who approves everything, every lever moves somebody."""
    ranker, world = PolicyRanker(policy("kept-value")), World(PEOPLE, 14, SEED, ENDS)
    plays = (VARIANTS[2].play(world.scene, members, Random(1)) for members in world.scene.teams.values())
    history, ends = world.history(sum((moves for moves, _ in plays), Moves())), world.ends
    usual = ranker.rank(history, ends).places
    for lever in (*LEVERS, *BEGAN):
        with switched_off(lever):
            assert (ranker.rank(history, ends).places == usual) == (lever.name == UNCHANGED)


def test_a_board_that_reads_no_names_costs_nobody_anything() -> None:
    """Under the classic board no habit of asking or approving moves anybody."""
    found = bystander_changes(small_world(), PolicyRanker(policy("classic")), LEVERS[:1])
    assert found == {(variant.key, UNCHANGED): 0.0 for variant in VARIANTS}


def test_tolls_are_means_over_companies() -> None:
    """The mean over companies, a row a habit and lever; nothing measured is nothing told."""
    (one,) = tolls([{("a", UNCHANGED): -0.02}, {("a", UNCHANGED): -0.04}])
    assert (one.variant, one.without, one.change.value) == ("a", UNCHANGED, pytest.approx(-0.03))
    assert isinstance(one, Toll)
    assert tolls([]) == ()


def test_the_benchmark_tells_what_honest_teams_pay() -> None:
    """Terminal and page have a row for every habit, and a column for every lever."""
    summary = summarise([short_trial()])
    table = toll_table(summary)
    assert [row[0] for row in table[1:]] == [f"{one.key} {one.title}" for one in VARIANTS]
    assert table[0][1:] == [UNCHANGED, *(f"without {lever.name}" for lever in LEVERS[1:])]
    assert "one planner opens every issue" in as_text(summary)
    assert "## What honest teams pay for it" in as_markdown(summary, weeks=8)
