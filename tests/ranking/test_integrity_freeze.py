"""The freeze: who is frozen, at what value, for how long, and why neither waste nor the freeze itself can pay."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from integrity_help import TEAM, buddies, plain, stamped, taken_back, team, usual_work, work
from scoring_help import AS_OF, approval, change, history, person, usage

from ranking.events import Event
from ranking.history import History
from ranking.integrity import GROUNDS, detect
from ranking.integrity.freeze import OUTCOME_FAMILIES, STEP, frozen
from ranking.policies import policy
from ranking.policies.kept_value import shown
from ranking.standing import PersonStanding, Standings, without_place

TINY = 1e-9
WEEK = timedelta(days=7)


def matured_work() -> list[Event]:
    """What the team and the pair honestly landed in the weeks that count now and those that counted before."""
    found: list[Event] = usual_work(per_person=14)
    for owner in ("x", "y"):
        found += [
            change(f"{owner}-old{n}", owner, days=24 + 3 * n, lines=90, approvals=(approval(TEAM[n % 8]),))
            for n in range(12)
        ]
    return found


def with_pair(*more: Event | list[Event], since: int = 1) -> History:
    """A company in which x and y stamp each other's 24 changes, the newest `since` days old."""
    return history(team("x", "y"), matured_work(), buddies(count=24, start=since), *more)


def stand(facts: History, as_of: datetime = AS_OF) -> dict[str, PersonStanding]:
    return {row.person: row for row in frozen(plain, facts, as_of, 8, shown).people}


def unheld(facts: History, as_of: datetime = AS_OF) -> dict[str, PersonStanding]:
    """The standings as they would be without any freeze."""
    return {row.person: row for row in plain(facts, as_of, 8).people}


def first_flagged(facts: History) -> datetime:
    """The first day on which x is flagged, seen from weeks before it."""
    days = (AS_OF - timedelta(days=28 - n) for n in range(29))
    return next(day for day in days if "x" in (found := detect(facts, day)) and found["x"].flagged)


def test_whoever_is_flagged_is_frozen_and_told_why() -> None:
    """Both of a pair that stamps itself are frozen with flags for review; the team is not touched."""
    facts = with_pair()
    found = stand(facts, first_flagged(facts))
    assert {name for name, row in found.items() if row.status == "frozen"} == {"x", "y"}
    assert {flag.severity for flag in found["x"].flags} == {"review"}
    assert {"reciprocity", "fast"} <= {flag.family for flag in found["x"].flags}
    assert all(row.flags == () for name, row in found.items() if name in TEAM)


def test_a_frozen_score_is_never_above_what_it_would_be() -> None:
    """On every day of a month, each held value is at most the value without the freeze, and its parts sum to it."""
    facts = with_pair()
    for back in range(28):
        day = AS_OF - timedelta(days=back)
        free = unheld(facts, day)
        for name, row in stand(facts, day).items():
            if row.value is not None:
                assert row.value <= free[name].value + TINY
                assert math.isclose(math.fsum(part.value for part in row.parts), row.value, abs_tol=TINY)
                assert row.score == pytest.approx(shown(row.value))


def test_it_lifts_by_itself_after_a_week() -> None:
    """Seven days after a flag first held it is told still, and holds nothing any more."""
    facts = with_pair()
    begun = first_flagged(facts)
    during, after = stand(facts, begun + timedelta(days=6)), stand(facts, begun + WEEK)
    assert during["x"].status == "frozen"
    assert after["x"].status == "rated"
    assert after["x"].flags
    assert after["x"].value == unheld(facts, begun + WEEK)["x"].value


def test_somebody_with_a_note_keeps_the_place() -> None:
    """One family marks nobody as frozen and moves nobody; the note stands in the person's own flags."""
    mine = work("ana", 16)
    facts = history(team(), matured_work(), mine, taken_back(mine[::2]))
    found, free = stand(facts), unheld(facts)
    assert [flag.severity for flag in found["ana"].flags] == ["note"]
    assert {name: replace(row, flags=()) for name, row in found.items()} == free


def rises(person_id: str, low: float, high: float, since: datetime) -> Any:
    """The plain formula, but one person's value rises from low to high at a moment."""

    def scored(facts: History, as_of: datetime, minimum: int) -> Standings:
        whole = plain(facts, as_of, minimum)
        wanted = high if as_of >= since else low
        rows = tuple(_with_value(row, wanted) if row.person == person_id else row for row in whole.people)
        return replace(whole, people=rows)

    return scored


def _with_value(row: PersonStanding, value: float) -> PersonStanding:
    guard = next(part for part in row.parts if part.name == "spend_guard")
    code = next(part for part in row.parts if part.name == "code")
    others = [part for part in row.parts if part.name not in {"spend_guard", "code"}]
    rest = math.fsum(part.value for part in others)
    parts = (replace(code, value=value - rest, evidence=()), *others, guard)
    total = math.fsum(part.value for part in parts)
    return replace(row, parts=parts, value=total, score=shown(total))


def held(facts: History, moment: datetime, low: float, high: float, name: str = "x") -> PersonStanding:
    policy_like = rises(name, low, high, moment - timedelta(hours=1))
    found = frozen(policy_like, facts, moment, 8, shown)
    return next(row for row in found.people if row.person == name)


def test_the_held_value_is_that_from_before_the_evidence() -> None:
    """A value that rose with the flagged work is held where it was before; one that fell stays down."""
    facts = with_pair()
    moment = first_flagged(facts)
    assert held(facts, moment, 0.1, 0.9).value == pytest.approx(0.1)
    assert held(facts, moment, 0.9, 0.1).value == pytest.approx(0.1)
    assert held(facts, moment, 0.1, 0.9).rank > held(facts, moment, 0.9, 0.9).rank


def test_todays_spend_guard_comes_off_a_held_value() -> None:
    """Somebody who burns money while frozen falls by exactly the guard of today."""
    facts = with_pair()
    moment = first_flagged(facts)
    day = (AS_OF - moment).days + 1
    burning = with_pair(usage("burn", "x", "90000", days=day))
    calm, costly = held(facts, moment, 0.1, 0.9), held(burning, moment, 0.1, 0.9)
    guard = next(part.value for part in costly.parts if part.name == "spend_guard")
    assert guard < 0
    assert costly.value == pytest.approx(calm.value + guard)


def test_without_an_earlier_value_there_is_no_figure() -> None:
    """Somebody whose first mature value comes with the flagged work is frozen without a place, and so never last."""
    facts = with_pair()
    moment = first_flagged(facts)

    def newcomer(history_: History, as_of: datetime, minimum: int) -> Standings:
        whole = plain(history_, as_of, minimum)
        if as_of > moment - timedelta(days=3):
            return whole
        rows = (without_place(person("x"), "unrated") if row.person == "x" else row for row in whole.people)
        return replace(whole, people=tuple(rows))

    row = next(row for row in frozen(newcomer, facts, moment, 8, shown).people if row.person == "x")
    assert row.status == "frozen"
    assert (row.score, row.rank, row.value, row.band, row.parts) == (None, None, None, None, ())
    assert row.flags


def test_only_outcomes_decide_what_is_held() -> None:
    """No family that reads use is among those that hold a value."""
    assert {GROUNDS[name] for name in OUTCOME_FAMILIES} == {"work", "bonds", "care", "record"}


def test_a_flag_that_needs_use_holds_no_value() -> None:
    """Waste beside churn is for a human, but the value stays: use never lifted it."""
    mine = work("ana", 20)
    cheap = [usage(f"{name}{n}", name, "2", days=1 + n) for name in TEAM for n in range(9)]
    loop = [usage(f"ana{n}", "ana", "900", days=n) for n in range(1, 6)]
    facts = history(team(), matured_work(), mine, taken_back(mine[:14]), cheap, loop)
    assert detect(facts, AS_OF)["ana"].severity == "review"
    assert not detect(facts, AS_OF - WEEK)["ana"].flagged
    row = held(facts, AS_OF, 0.1, 0.9, "ana")
    guard = next(part.value for part in row.parts if part.name == "spend_guard")
    assert row.status == "frozen"
    assert row.value == pytest.approx(0.9 + guard)


def test_back_dated_use_neither_starts_nor_ends_a_hold() -> None:
    """Whoever adds use of weeks ago to a flag of today, to have held it long ago, is held as before."""
    facts = with_pair()
    moment = first_flagged(facts)
    old = [usage(f"old{n}", "x", "900", days=n, active_seconds=95_000) for n in range(1, 45)]
    calm, dated = held(facts, moment, 0.1, 0.9), held(with_pair(old), moment, 0.1, 0.9)
    guard = next(part.value for part in dated.parts if part.name == "spend_guard")
    assert dated.value == pytest.approx(calm.value + guard)
    assert dated.rank >= calm.rank


def test_kept_value_is_held_by_these_rules() -> None:
    """The default policy has the two parts by name that the freeze reads, and freezes whom `detect` flags."""
    facts = with_pair()
    moment = first_flagged(facts)
    rows = {row.person: row for row in policy("kept-value").score(facts, moment).people}
    assert {name for name, row in rows.items() if row.status == "frozen"} == {"x", "y"}
    assert {"uncertainty", "spend_guard"} <= {part.name for part in rows[TEAM[0]].parts}


def slow_ring_then_stamps() -> list[Event]:
    """x and y approve each other at leisure for weeks; then y stamps ever more of x's changes."""
    ring = [one.model_copy(update={"effective_lines": 300}) for one in buddies(count=26, start=12, fast=False)]
    stamps = [change(f"x-late{n}", "x", days=0.5 + n / 2, lines=60, approvals=stamped("y")) for n in range(20)]
    return [*ring, *stamps]


seldom = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def odd_companies(draw: st.DrawFn) -> list[Event]:
    """A team in which people trade stamps, churn, split or mirror, begun at any time, some beside loops of spending."""
    facts: list[Event] = [*team("x", "y", "ana"), *matured_work()]
    if draw(st.booleans()):
        facts += buddies(count=draw(st.integers(12, 26)), start=draw(st.integers(0, 12)), fast=draw(st.booleans()))
    elif draw(st.booleans()):
        facts += slow_ring_then_stamps()
    mine = work("ana", draw(st.integers(6, 26)), lines=draw(st.sampled_from([12, 60])))
    mine = [c.model_copy(update={"approvals": stamped(TEAM[0])}) for c in mine] if draw(st.booleans()) else mine
    facts += [*mine, *taken_back(mine[: draw(st.integers(0, 14))])]
    if draw(st.booleans()):
        facts += [c.model_copy(update={"id": f"fork/{c.id}"}) for c in mine]
    cost = draw(st.sampled_from([None, "3", "40", "900"]))
    facts += [usage(f"{name}{n}", name, cost, days=1 + n) for name in ("x", "ana") for n in range(5)]
    return facts


@st.composite
def more_use(draw: st.DrawFn) -> tuple[str, list[Event]]:
    """Somebody, and up to thirty more rows of use of theirs, of any size, at any time."""
    spender = draw(st.sampled_from(["x", "y", "ana", TEAM[0]]))
    rows = draw(st.lists(st.tuples(st.integers(0, 45), st.sampled_from(["1", "50", "4000"])), min_size=1, max_size=30))
    row: dict[str, Any] = {
        "active_seconds": draw(st.sampled_from([0, 3600, 95_000])),
        "output_tokens": draw(st.sampled_from([0, 5_000, 10**7])),
        "lines_accepted": draw(st.sampled_from([0, 40_000])),
        "source": draw(st.sampled_from(["s", "t"])),
    }
    return spender, [usage(f"more{n}", spender, cost, days=days, **row) for n, (days, cost) in enumerate(rows)]


@seldom
@given(odd_companies(), more_use(), st.integers(0, 20))
def test_p1_holds_where_people_are_flagged(world: list[Event], extra: tuple[str, list[Event]], back: int) -> None:
    """P1 with the freeze: more use, whenever it is dated, lifts no spender and lowers nobody else, flagged or not."""
    spender, more = extra
    as_of = AS_OF - timedelta(days=back)
    before, after = stand(history(world), as_of), stand(history(world, more), as_of)
    then, now = before[spender], after[spender]
    assert (then.rank is None) == (now.rank is None)
    if then.rank is not None:
        assert now.rank >= then.rank
        assert now.score <= then.score + TINY
    for name, row in before.items():
        if name != spender and row.value is not None:
            assert after[name].value >= row.value - TINY


@seldom
@given(odd_companies(), st.integers(0, 20))
def test_being_frozen_is_never_a_gain(world: list[Event], back: int) -> None:
    """Nobody stands at a higher value with the freeze than without it, nor does a frozen person rank higher."""
    facts, as_of = history(world), AS_OF - timedelta(days=back)
    free = unheld(facts, as_of)
    for name, row in stand(facts, as_of).items():
        if row.value is not None:
            assert row.value <= free[name].value + TINY
        if row.status != "frozen":
            assert row.value == free[name].value


@seldom
@given(odd_companies(), st.randoms(use_true_random=False))
def test_the_order_of_reports_changes_no_flag(world: list[Event], random: Any) -> None:
    """The same facts in any order give the very same standings, flags and holds."""
    expected = frozen(plain, history(world), AS_OF, 8, shown)
    random.shuffle(world)
    assert frozen(plain, history(world), AS_OF, 8, shown) == expected


def test_a_held_value_stands_still() -> None:
    """For as long as it is held the value is one and the same, whatever the days bring and however the week turns."""
    facts = history(team("x", "y"), matured_work(), slow_ring_then_stamps())
    rows = [stand(facts, AS_OF + timedelta(hours=8 * n))["x"] for n in range(-12, 9)]
    values = {row.value for row in rows if row.status == "frozen"}
    assert len(values) == 1
    assert sum(row.status == "frozen" for row in rows) > 12


def test_the_properties_reach_held_values() -> None:
    """Whose ring had begun to count when stamps came on top is strictly held, so the properties are not empty."""
    facts = history(team("x", "y"), matured_work(), slow_ring_then_stamps())
    days = [AS_OF - timedelta(days=back) for back in range(21)]
    rows = [(stand(facts, day)["x"], unheld(facts, day)["x"]) for day in days]
    strictly = [row for row, free in rows if row.value is not None and row.value < free.value - TINY]
    assert strictly
    assert {row.status for row in strictly} == {"frozen"}
    assert STEP == WEEK
