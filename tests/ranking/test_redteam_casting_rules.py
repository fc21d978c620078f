"""Casting, scene and hand in companies made by hand: who may play with whom, and what one person can do."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from redteam_handmade import a_scene, merged

from ranking.events import Approval, Change, Revert, Survival, Usage
from ranking.redteam.casting import cast_groups, shared_between
from ranking.redteam.hand import Hand
from ranking.redteam.scene import Moves
from ranking.redteam.strategies import Strategy, chosen
from ranking.redteam.trial import ENDS


def nothing(*_: object) -> Moves:
    return Moves()


def ring(size: int, *, across: bool = False, paid: int | None = None) -> Strategy:
    return Strategy("T6", "ring", nothing, 1.0, size=size, across=across, paid=paid)


def a_hand(scene_teams: dict[str, str] | None = None, seed: int = 1) -> Hand:
    return Hand(a_scene(scene_teams or {"red": "abc"}), "a", Random(seed))


@pytest.mark.parametrize("seed", range(5))
def test_friends_across_teams_are_all_of_different_teams(seed: int) -> None:
    """Where a strategy wants other teams, no two of a group share one."""
    scene = a_scene({"red": "abc", "blue": "def", "green": "ghi"})
    groups = cast_groups(scene, ring(3, across=True), 3, Random(seed))
    assert groups
    for group in groups:
        assert len({scene.people[one].team for one in group}) == 3


@pytest.mark.parametrize("seed", range(5))
def test_friends_are_of_one_team_otherwise(seed: int) -> None:
    """A group of three from three teams of three is a whole team."""
    scene = a_scene({"red": "abc", "blue": "def", "green": "ghi"})
    for group in cast_groups(scene, ring(3), 3, Random(seed)):
        assert "".join(sorted(group)) in {"abc", "def", "ghi"}


def test_a_ring_larger_than_its_world_is_left_out() -> None:
    """Four teams' friends cannot be found in three teams, nor four mates in a team of three."""
    scene = a_scene({"red": "abc", "blue": "def", "green": "ghi"})
    assert cast_groups(scene, ring(4, across=True), 3, Random(1)) == ()
    assert cast_groups(scene, ring(4), 3, Random(1)) == ()


def test_more_groups_than_people_are_one_each() -> None:
    """Asked for ten soloists of three people, everybody plays once."""
    groups = cast_groups(a_scene({"red": "abc"}), ring(1), 10, Random(1))
    assert sorted(groups) == [("a",), ("b",), ("c",)]
    assert cast_groups(a_scene({"red": "abc"}), ring(1), 0, Random(1)) == ()


def test_where_all_are_taken_nobody_plays() -> None:
    """Whoever is taken is no leader and no friend."""
    scene = a_scene({"red": "abc"})
    assert cast_groups(scene, ring(1), 2, Random(1), "abc") == ()
    assert cast_groups(scene, ring(2), 1, Random(1), "bc") == ()


def test_whoever_has_no_matured_work_is_not_cast() -> None:
    """A change of last week or of half a year ago cannot be ranked."""
    scene = a_scene({"red": "abc"}, merged("1", "a", 20), merged("2", "b", 5), merged("3", "c", 180))
    assert scene.active() == ["a"]


@pytest.mark.parametrize(("days", "counts"), [(14, True), (13.99, False), (69.99, True), (70, False)])
def test_matured_work_ends_at_the_edges_of_the_window(days: float, counts: bool) -> None:
    """Exactly 14 days old counts; exactly 14 + 56 no longer does."""
    assert bool(a_scene({"red": "a"}, merged("1", "a", days)).active()) is counts


def test_shares_follow_the_climbers_not_the_helpers() -> None:
    """A pair of whom one is paid makes one climber, a ring of four makes four; each strategy plays at least once."""
    pair, four = ring(2, paid=1), ring(4)
    assert shared_between(16, [pair, four]) == [(pair, 8), (four, 2)]
    assert shared_between(1, [pair, four]) == [(pair, 1), (four, 1)]
    assert shared_between(16, []) == []


def test_chosen_keeps_the_order_asked_for_and_names_what_is_unknown() -> None:
    """An unknown key is an error that says which, and what there is."""
    assert [one.key for one in chosen(["S1", "T3"])] == ["S1", "T3"]
    with pytest.raises(ValueError, match=r"'T99'; known are T1, T2"):
        chosen(["T1", "T99"])


def test_somebody_alone_in_a_team_has_everybody_for_a_mate() -> None:
    """Without a team mate any colleague looks at the work."""
    scene = a_scene({"red": "a", "blue": "bc"})
    assert scene.mates("a") == ["b", "c"]
    assert scene.mates("b") == ["c"]


def test_a_scene_sorts_changes_by_time_and_files_fates_by_change() -> None:
    """Whatever order reports come in; looks and reverts stand beside their change."""
    old, young = merged("z", "a", 30), merged("b", "a", 10)
    look = Survival(change="z", at=ENDS - timedelta(days=16), share_alive=1.0)
    undone = Revert(change="z", at=ENDS - timedelta(days=2))
    scene = a_scene({"red": "a"}, young, undone, old, look)
    assert [change.id for change in scene.changes["a"]] == ["z", "b"]
    assert scene.fates["z"] == [undone, look]


def test_days_begin_after_somebody_is_first_seen() -> None:
    """First seen on Monday a week ago: six whole days from Tuesday to Sunday, four of them worked."""
    scene = a_scene({"red": "ab"}, merged("1", "a", 7), merged("2", "a", 3))
    assert len(scene.every_day("a")) == 6
    assert [day.weekday() for day in scene.working_days("a")] == [1, 2, 3, 4]
    assert scene.every_day("b")[0] == scene.starts.date() + timedelta(days=1)


def test_a_stamp_has_no_comment_and_an_approval_has() -> None:
    """A stamp takes 1.5 to 10 minutes in silence, an honest look 20 to 150 minutes with one to three comments."""
    hand = a_hand()
    for _ in range(50):
        stamp, look = hand.stamp("b"), hand.approval("c")
        assert (stamp.person, stamp.comments, look.person) == ("b", 0, "c")
        assert 90 <= stamp.seconds_after_request <= 600 < 1200 <= look.seconds_after_request <= 9000
        assert 1 <= look.comments <= 3


def test_what_a_hand_lands_is_as_it_was_told() -> None:
    """Issue, opener, approvals, users and size are those asked for; raw lines are a tenth more and an eighth less."""
    looks = (Approval(person="b"),)
    landed = a_hand().land(
        ENDS - timedelta(days=20), 80, approvals=looks, issue="I-1", opened_by="c", used_by=("blue",), deployed=False
    )
    (change,) = [event for event in landed if isinstance(event, Change)]
    assert (change.issue, change.issue_opened_by, change.approvals) == ("I-1", "c", looks)
    assert (change.lines_added, change.lines_deleted, change.effective_lines) == (88, 10, 80)
    assert (change.used_by_teams, change.deployed_at) == (("blue",), None)


def test_no_approvals_is_not_an_honest_approval() -> None:
    """Nobody asked is nobody who vouches; only None means that a mate looks as usual."""
    moment = ENDS - timedelta(days=20)
    none = next(event for event in a_hand().land(moment, 10, approvals=()) if isinstance(event, Change))
    usual = next(event for event in a_hand().land(moment, 10) if isinstance(event, Change))
    assert (len(none.approvals), len(usual.approvals)) == (0, 1)


@pytest.mark.parametrize(("alive", "shown"), [(5.0, 1.0), (-5.0, 0.0)])
def test_a_share_alive_stays_a_share(alive: float, shown: float) -> None:
    """However well or badly a change is meant to last, between none and all of it is alive."""
    (look,) = a_hand().seen_alive(merged("1", "a", 14), alive)
    assert look.share_alive == shown
    assert look.at == ENDS


def test_a_long_day_has_no_more_seconds_than_a_day() -> None:
    """A loop of a thousand dollars runs all day and not longer; all it suggests is accepted."""
    row = a_hand().burn(ENDS.date(), 1000)
    assert row.active_seconds == 86_400
    assert row.lines_accepted == row.lines_suggested > 0


def test_a_review_lies_before_its_merge_and_not_before_the_company() -> None:
    """Five minutes to two hours before; at the company's first moment it is that moment."""
    hand = a_hand()
    change = merged("1", "b", 20)
    waited = change.merged_at - hand.review(change, minutes=12.34).at
    assert timedelta(minutes=5) <= waited <= timedelta(minutes=120)
    assert hand.review(change, minutes=12.34).minutes == 12.3
    assert hand.review(merged("2", "b", 56), minutes=5).at == hand.scene.starts


def test_the_same_stream_makes_the_same_hand() -> None:
    """A hand draws from nothing but its stream."""
    moment = ENDS - timedelta(days=20)
    assert list(a_hand(seed=7).land(moment, 30)) == list(a_hand(seed=7).land(moment, 30))
    assert list(a_hand(seed=7).land(moment, 30)) != list(a_hand(seed=8).land(moment, 30))


def test_at_the_very_ends_of_the_company_things_still_land() -> None:
    """Both bounds are inside."""
    hand = a_hand()
    assert any(isinstance(event, Usage) for event in hand.land(hand.scene.starts, 10))
    assert any(isinstance(event, Usage) for event in hand.land(hand.scene.ends, 10))
