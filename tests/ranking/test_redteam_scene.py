"""The scene and the hand: what a gamer sees, and what anybody at the company could do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redteam_help import SEED, WEEKS, small_world

from ranking.events import Change, Survival, Usage
from ranking.redteam.baselines import totals
from ranking.redteam.hand import Hand
from ranking.redteam.trial import ENDS
from ranking.window import Window


def a_hand(person: str | None = None) -> Hand:
    scene = small_world().scene
    return Hand(scene, person or scene.active()[0], Random(SEED))


def long_ago(days: float) -> datetime:
    return ENDS - timedelta(days=days)


def test_working_days_leave_out_weekends_and_the_time_before() -> None:
    """A gamer acts from Monday to Friday, and not before being seen at the company."""
    scene = small_world().scene
    for person in scene.active():
        days = scene.working_days(person)
        assert {day.weekday() for day in days} <= set(range(5))
        seen = [row.day for row in scene.usage[person]] + [c.merged_at.date() for c in scene.changes[person]]
        assert days[0] > min(seen)
        assert days[-1] < ENDS.date()


def test_every_day_holds_the_working_days() -> None:
    """Whoever runs around the clock also runs on working days."""
    scene = small_world().scene
    person = scene.active()[0]
    assert set(scene.working_days(person)) < set(scene.every_day(person))


def test_mates_are_the_others_of_the_team() -> None:
    """Nobody is their own mate, and every mate shares the team."""
    scene = small_world().scene
    for person in scene.people:
        assert person not in scene.mates(person)
        assert {scene.people[mate].team for mate in scene.mates(person)} == {scene.people[person].team}


def test_those_who_can_be_cast_have_matured_work() -> None:
    """Each of them merged something within the window, in order of true value."""
    scene, window = small_world().scene, Window(ENDS)
    worth = {one.person.id: one.true_value for one in scene.company.people}
    assert all(any(window.matured(c.merged_at) for c in scene.changes[p]) for p in scene.active())
    assert [worth[p] for p in scene.active()] == sorted(worth[p] for p in scene.active())


def test_the_cut_off_is_where_outcomes_mature() -> None:
    """A moment at the cut-off has matured, a second later it has not."""
    window, cut = Window(ENDS), small_world().scene.cut_off()
    assert window.matured(cut)
    assert not window.matured(cut + timedelta(seconds=1))


def test_the_scene_covers_the_weeks_of_its_company() -> None:
    """Nothing honest is dated before its start."""
    scene = small_world().scene
    assert scene.starts == ENDS - timedelta(weeks=WEEKS)
    assert all(change.merged_at >= scene.starts for mine in scene.changes.values() for change in mine)


@given(st.floats(0.5, 100))
def test_burnt_tokens_cost_what_they_are_said_to_cost(dollars: float) -> None:
    """Tokens at the simulation's price list give the bill, to three per cent and a cent: volume and cost agree."""
    row = a_hand().burn(ENDS.date(), dollars)
    fresh, read = row.uncached_input_tokens, row.cache_read_tokens
    priced = (3 * fresh + 0.3 * read + 3.75 * row.cache_write_tokens + 15 * row.output_tokens) / 1e6
    assert float(row.cost_usd or 0) == pytest.approx(priced, rel=0.03, abs=0.01)
    assert 0.79 * dollars <= float(row.cost_usd or 0) <= 1.21 * dollars


def test_burnt_rows_never_share_an_id() -> None:
    """Two loops on one day are two rows, not a duplicate."""
    hand = a_hand()
    assert hand.burn(ENDS.date(), 5).id != hand.burn(ENDS.date(), 5).id


@given(st.integers(1, 2000), st.floats(0, 1))
def test_a_landed_change_is_approved_by_somebody_else(lines: int, alive: float) -> None:
    """An honest mate vouches in good faith: after twenty minutes at least, with a comment."""
    hand = a_hand()
    change = next(event for event in hand.land(long_ago(20), lines, alive=alive) if isinstance(event, Change))
    (approval,) = change.approvals
    assert approval.person in small_world().scene.mates(hand.person)
    assert approval.seconds_after_request >= 1200
    assert approval.comments
    assert change.effective_lines == lines


def test_a_mature_change_has_been_looked_at_and_a_young_one_not() -> None:
    """Survival is reported on day 14, so a change of last week has none yet."""
    hand = a_hand()
    assert any(isinstance(event, Survival) for event in hand.land(long_ago(20), 30))
    assert not any(isinstance(event, Survival) for event in hand.land(long_ago(7), 30))


def test_a_landed_change_costs_the_use_that_wrote_it() -> None:
    """There is no free change: each comes with a row of use on its day."""
    (row,) = [event for event in a_hand().land(long_ago(20), 30, dollars=2) if isinstance(event, Usage)]
    assert row.day == long_ago(20).date()
    assert Decimal("1.6") <= (row.cost_usd or 0) <= Decimal("2.4")


@pytest.mark.parametrize("days", [-1, 7 * WEEKS + 1])
def test_nothing_lands_outside_the_company(days: int) -> None:
    """Neither after the end nor before the start."""
    assert list(a_hand().land(long_ago(days), 30)) == []


def test_a_deployment_that_is_yet_to_come_is_not_reported() -> None:
    """What ships after the end has not shipped."""
    changes = [e for e in a_hand().land(long_ago(0.05), 30, deployed=True) if isinstance(e, Change)]
    assert [change.deployed_at for change in changes] == [None]


def test_work_happens_in_working_hours() -> None:
    """A moment at work lies between nine and five, UTC."""
    hand = a_hand()
    moments = [hand.at_work(ENDS.date()) for _ in range(50)]
    assert all(9 <= moment.hour < 17 and moment.tzinfo is UTC for moment in moments)


def test_the_peers_count_28_days_and_trusted_use_only() -> None:
    """Their sums equal a plain count over the same rows."""
    history, window = small_world().history(), Window(ENDS)
    person = small_world().scene.active()[0]
    found = totals(history, ENDS)[person]
    rows = [r for r in history.usage if r.person == person and r.trust in {"A", "B"} and window.spend_day(r.day)]
    merged = [c for c in history.changes if c.person == person and long_ago(28) < c.merged_at <= ENDS]
    assert found.cost == pytest.approx(float(sum(r.cost_usd or 0 for r in rows)))
    assert found.output == sum(r.output_tokens for r in rows)
    assert found.accepted == sum(r.lines_accepted for r in rows)
    assert found.merged == len(merged)
