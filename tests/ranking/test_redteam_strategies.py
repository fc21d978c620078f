"""Every strategy does what it says, to whom it says, within its company and its hour a day."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from redteam_help import a_group, moves_of, small_world

from ranking.events import Change, Event, Incident, Revert, Review, Survival, Usage, Win, parse_event
from ranking.redteam import STRATEGIES, Strategy, chosen
from ranking.redteam.scene import Moves
from ranking.window import WINDOW

every = pytest.mark.parametrize("strategy", STRATEGIES, ids=[one.key for one in STRATEGIES])


def named(key: str) -> Strategy:
    return chosen([key])[0]


def added(moves: Moves, kind: type[Event]) -> list[Any]:
    return [event for event in moves.add if isinstance(event, kind)]


def when(event: Event) -> datetime | None:
    moments = (getattr(event, name, None) for name in ("merged_at", "at", "closed_at"))
    return next((moment for moment in moments if moment), None)


@every
def test_the_same_seed_makes_the_same_moves(strategy: Strategy) -> None:
    """A strategy draws from named streams only, so a paired run can be repeated."""
    assert moves_of(strategy) == moves_of(strategy)


@every
def test_everything_is_a_valid_report(strategy: Strategy) -> None:
    """What gamers send passes the same door as anybody's reports, line by line."""
    for event in moves_of(strategy).add:
        assert parse_event(event.model_dump_json()) == event


@every
def test_nothing_is_dated_outside_the_company(strategy: Strategy) -> None:
    """Gamers cannot act before the company begins or after it ends."""
    scene = small_world().scene
    for event in moves_of(strategy).add:
        moment = when(event)
        if moment is not None:
            assert scene.starts <= moment <= scene.ends


@every
def test_only_members_act(strategy: Strategy) -> None:
    """Every added outcome, review or use is by a member: no honest person is made to cheat."""
    group = a_group(strategy)
    for event in moves_of(strategy, group).add:
        if isinstance(event, Usage | Change | Review | Win | Incident):
            assert event.person in group


@every
def test_only_what_exists_is_dropped(strategy: Strategy) -> None:
    """A strategy takes back honest events only, and only those of its members."""
    honest = {(event.type, event.key): event for event in small_world().scene.company.events}
    group = a_group(strategy)
    owners = {c.id: c.person for mine in small_world().scene.changes.values() for c in mine}
    for slot in moves_of(strategy, group).drop:
        event = honest[slot]
        owner = owners[event.change] if isinstance(event, Survival | Revert) else event.person
        assert owner in group


@every
def test_it_says_what_it_does_and_costs(strategy: Strategy) -> None:
    """The docstring opens with the key, says why it could pay, and the effort is about an hour a day at most."""
    text = strategy.play.__doc__ or ""
    assert text.startswith(f"{strategy.key}. ")
    assert "osts" in text
    assert strategy.hours <= 1.0


@every
def test_usage_only_means_usage_only(strategy: Strategy) -> None:
    """The strategies that property P1 speaks of add nothing but use, and the others add an outcome."""
    kinds = {event.type for event in moves_of(strategy).add}
    assert (kinds == {"usage"} and not moves_of(strategy).drop) == strategy.usage_only


@every
def test_no_id_is_used_twice_for_different_facts(strategy: Strategy) -> None:
    """Apart from forgery, no two added events contradict each other, so nothing is lost at the door."""
    if strategy.key != "T9":
        counts = Counter((event.type, event.key) for event in moves_of(strategy).add)
        assert max(counts.values()) == 1


def test_keys_are_unique_and_complete() -> None:
    """T1 to T10 and S1 to S7 are all there, each once."""
    wanted = [f"T{n}" for n in range(1, 11)] + [f"S{n}" for n in range(1, 8)]
    assert [one.key for one in STRATEGIES] == wanted


def test_an_unknown_strategy_is_told() -> None:
    """A key that does not exist is named, and so are those that do."""
    with pytest.raises(ValueError, match=r"'T99'.*T10"):
        chosen(["T1", "T99"])


def test_the_night_loop_runs_on_weekends_and_costs_most() -> None:
    """T10 knows no weekend, T1 does, and T10 is the dearer one."""
    night, busy = added(moves_of(named("T10")), Usage), added(moves_of(named("T1")), Usage)
    assert {row.day.weekday() for row in night} == set(range(7))
    assert {row.day.weekday() for row in busy} == set(range(5))
    assert sum(row.cost_usd for row in night) > sum(row.cost_usd for row in busy)


def test_verbose_changes_are_the_same_changes_made_longer() -> None:
    """T3 keeps each own change, its moment and its approvals, and only inflates it."""
    group = a_group(named("T3"))
    after = {c.key: c for c in added(moves_of(named("T3"), group), Change)}
    for before in small_world().scene.changes[group[0]]:
        longer = after[before.id]
        assert longer.effective_lines == int(2.5 * before.effective_lines)
        assert longer.approvals == before.approvals


def test_split_pieces_hold_no_more_than_the_whole() -> None:
    """T4 cuts a change into pieces that together are no longer than it was."""
    group = a_group(named("T4"))
    pieces = added(moves_of(named("T4"), group), Change)
    for whole in small_world().scene.changes[group[0]]:
        mine = [p for p in pieces if p.key.startswith(f"{whole.id}-")]
        assert sum(p.effective_lines for p in mine) <= whole.effective_lines


def test_reverted_changes_leave_no_look_behind() -> None:
    """T5: a change taken back before day 14 has no survival, one taken back later has."""
    moves = moves_of(named("T5"))
    merged = {c.key: c.merged_at for c in added(moves, Change)}
    looks = {s.change for s in added(moves, Survival)}
    reverts = added(moves, Revert)
    assert reverts
    for revert in reverts:
        early = revert.at - merged[revert.change] < timedelta(days=14)
        assert (revert.change not in looks) == early


def test_the_burst_is_the_same_work_later() -> None:
    """T7 lands exactly the changes it held back, each later than before and within three days of the cut-off."""
    group, scene = a_group(named("T7")), small_world().scene
    before = {c.id: c for c in scene.changes[group[0]]}
    burst = added(moves_of(named("T7"), group), Change)
    assert burst
    for change in burst:
        honest = before[change.key]
        assert change.effective_lines == honest.effective_lines
        assert change.merged_at >= honest.merged_at
        assert scene.cut_off() - timedelta(days=3) <= change.merged_at <= scene.cut_off()


def test_rings_vouch_for_each_other_only() -> None:
    """T6, S1 and S3: every added change is approved by another member, never by its author."""
    for key in ("T6", "S1", "S3"):
        group = a_group(named(key))
        for change in added(moves_of(named(key), group), Change):
            (approval,) = change.approvals
            assert approval.person in set(group) - {change.person}


def test_a_slow_ring_looks_natural_and_a_buddy_pair_does_not() -> None:
    """S1 takes twenty minutes and comments; T6 stamps without a word."""
    slow = [c.approvals[0] for c in added(moves_of(named("S1")), Change)]
    quick = [c.approvals[0] for c in added(moves_of(named("T6")), Change)]
    assert all(a.seconds_after_request >= 1200 and a.comments for a in slow)
    assert all(a.seconds_after_request <= 600 and not a.comments for a in quick)


def test_the_ring_across_teams_spans_teams() -> None:
    """S3's members share no team; S1's share one."""
    people = small_world().scene.people
    assert len({people[p].team for p in a_group(named("S3"))}) == 4
    assert len({people[p].team for p in a_group(named("S1"))}) == 1


def test_requested_issues_come_from_one_friend() -> None:
    """S2: each change has an issue of its own, and the same friend opened all of them."""
    changes = added(moves_of(named("S2")), Change)
    assert len({c.issue_opened_by for c in changes}) == 1
    assert len({c.issue for c in changes}) == len(changes)


def test_the_mill_reviews_real_changes_of_others_in_passing() -> None:
    """S4: a little over three minutes each, on changes that exist and are somebody else's."""
    authors = {c.id: c.person for mine in small_world().scene.changes.values() for c in mine}
    for review in added(moves_of(named("S4")), Review):
        assert authors[review.change] != review.person
        assert 3 < review.minutes < 5


def test_hitch_hikers_ship_and_stay_tiny() -> None:
    """S5: under 16 lines, deployed unless the company ends before."""
    changes = added(moves_of(named("S5")), Change)
    assert max(c.effective_lines for c in changes) < 16
    late = small_world().scene.ends - timedelta(hours=41)
    assert all(c.deployed_at for c in changes if c.merged_at < late)


def test_the_quiet_week_lies_in_the_window() -> None:
    """S7 lands in five days of one week, and in one that counts."""
    moments = sorted(c.merged_at for c in added(moves_of(named("S7")), Change))
    assert moments[-1] - moments[0] < timedelta(days=5)
    assert moments[-1] <= small_world().scene.cut_off() < moments[0] + WINDOW


def test_a_shared_account_takes_all_use_and_some_changes() -> None:
    """T8: the colleague's use shows under the holder, and so do some changes, none of them approved by the holder."""
    group = a_group(named("T8"))
    moves = moves_of(named("T8"), group)
    assert len(added(moves, Usage)) == len(small_world().scene.usage[group[1]])
    assert {c.person for c in added(moves, Change)} <= {group[0]}
    for change in added(moves, Change):
        assert group[0] not in {a.person for a in change.approvals}


def test_forged_reports_hold_repeats_and_self_reports() -> None:
    """T9 sends what is known again, and more under a trust that the client gives itself."""
    group = a_group(named("T9"))
    moves = moves_of(named("T9"), group)
    known = set(small_world().scene.changes[group[0]])
    assert known <= set(added(moves, Change))
    assert {row.trust for row in added(moves, Usage)} >= {"C", "D"}
