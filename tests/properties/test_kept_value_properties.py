"""The properties of fair-rank §3 for `kept-value`, over event histories: from events to standing."""

from __future__ import annotations

import math
from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import (
    AS_OF,
    MATURED_HOURS,
    TEAMS,
    at,
    changes,
    hours,
    lines,
    of,
    other_outcomes,
    people_ids,
    stand,
    usages,
    value,
    worlds,
)

from ranking.bands import BANDS
from ranking.events import CHANNELS, Approval, Change, Coverage, Event, Person, Revert, Survival, Usage
from ranking.standing import Standings

TINY = 1e-9
MANY_WORLDS = 10_000
quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
thorough = settings(max_examples=MANY_WORLDS, deadline=None, suppress_health_check=list(HealthCheck))

Extra = list[Event]


@st.composite
def spending(draw: st.DrawFn) -> tuple[list[Event], str, Extra]:
    """A world, a spender, and one to four more days of usage of theirs."""
    spender = draw(people_ids)
    more: Extra = [draw(usages(f"more{i}", spender)) for i in range(draw(st.integers(1, 4)))]
    return draw(worlds()), spender, more


def spending_never_raises(world: list[Event], spender: str, more: Extra) -> None:
    before, after = stand(world), stand(world + more)
    then, now = [one for one in before.people if one.person == spender], of(after, spender)
    if not then or then[0].rank is None:
        assert now.rank is None
        return
    assert now.rank is not None
    assert now.rank >= then[0].rank
    assert now.score <= then[0].score + TINY
    for one in before.people:
        if one.person != spender and one.value is not None:
            assert of(after, one.person).value >= one.value - TINY


@quick
@given(spending())
def test_p1_usage_without_an_outcome_never_raises_the_spender(case: tuple[list[Event], str, Extra]) -> None:
    """P1: more tokens, cost, sessions, models, days, tools or hours lift neither the spender's rank nor score."""
    spending_never_raises(*case)


@pytest.mark.slow
@thorough
@given(spending())
def test_p1_in_ten_thousand_worlds(case: tuple[list[Event], str, Extra]) -> None:
    """P1 holds in 10,000 worlds, the figure that fair-rank §4 asks for."""
    spending_never_raises(*case)


@st.composite
def further_outcomes(draw: st.DrawFn) -> tuple[list[Event], str, Extra]:
    """A world, somebody, and a further outcome of theirs: any, large or small, well or badly vouched for."""
    owner = draw(people_ids)
    kinds = (changes("further", owner, hours), other_outcomes("further", owner, hours))
    further = draw(st.one_of(*kinds))
    return draw(worlds()), owner, [event for event in further if event.type != "revert"]


@quick
@given(further_outcomes())
def test_p2_a_further_outcome_never_lowers_the_score(case: tuple[list[Event], str, Extra]) -> None:
    """P2: whatever else a person lands, their own score does not fall."""
    world, owner, further = case
    before, after = value(world, owner), value(world + further, owner)
    if before is not None:
        assert after is not None
        assert after >= before - TINY


def split(change: Change, share: float | None, sizes: list[int], minutes: list[int]) -> list[Event]:
    """The change cut into pieces of these sizes, of the same UTC day, with the same fate and the same approvals."""
    pieces: list[Event] = []
    for i, (size, minute) in enumerate(zip(sizes, minutes, strict=True)):
        moment = change.merged_at.replace(hour=0, minute=0) + timedelta(minutes=minute)
        pieces.append(
            change.model_copy(update={"id": f"{change.id}.{i}", "effective_lines": size, "merged_at": moment})
        )
        if share is not None:
            pieces.append(Survival(change=f"{change.id}.{i}", at=moment + timedelta(days=14), share_alive=share))
    return pieces


@quick
@given(
    worlds(),
    people_ids,
    changes("whole", when=st.integers(24, MATURED_HOURS - 24)),
    st.lists(st.tuples(st.integers(1, 300), st.integers(0, 1439)), min_size=2, max_size=6),
    st.sampled_from([None, 0.2, 0.7, 0.9, 1.0]),
)
def test_p3_splitting_never_pays(
    world: list[Event], owner: str, found: Extra, pieces: list[tuple[int, int]], share: float | None
) -> None:
    """P3: pieces of a change, merged on its day, never score more than the whole."""
    change = found[0]
    assert isinstance(change, Change)
    sizes = [size for size, _ in pieces]
    whole = change.model_copy(update={"person": owner, "effective_lines": sum(sizes)})
    looks: Extra = []
    if share is not None:
        looks.append(Survival(change="whole", at=whole.merged_at + timedelta(days=14), share_alive=share))
    one = value([*world, whole, *looks], owner)
    many = value(world + split(whole, share, sizes, [minute for _, minute in pieces]), owner)
    assert (one is None) == (many is None)
    if one is not None:
        assert many <= one + TINY


@quick
@given(worlds(), st.randoms(use_true_random=False))
def test_p4_order_and_repeats_change_nothing(world: list[Event], random: object) -> None:
    """P4: duplicated, replayed, shuffled and identical late events give the very same standings."""
    again = world + world[: len(world) // 2]
    random.shuffle(again)  # type: ignore[attr-defined]
    late = [event.model_copy(update={"reported_at": AS_OF}) for event in world[::3]]
    assert stand(again + late) == stand(world)


@quick
@given(worlds(), people_ids, changes("original", when=st.integers(24, 200)), st.integers(0, 240), st.integers(0, 240))
def test_p5_reverting_and_landing_again_never_pays(
    world: list[Event], owner: str, found: Extra, until_revert: int, until_landing: int
) -> None:
    """P5: a change taken back and landed again scores no more than the change left alone."""
    change = found[0]
    assert isinstance(change, Change)
    original = change.model_copy(update={"person": owner})
    undone = original.merged_at + timedelta(hours=until_revert)
    landed = undone + timedelta(hours=until_landing)
    second = original.model_copy(update={"id": "again", "merged_at": landed, "deployed_at": None})
    look = Survival(change="original", at=original.merged_at + timedelta(days=14), share_alive=0.9)
    look_again = Survival(change="again", at=landed + timedelta(days=14), share_alive=0.9)
    alone = value([*world, original, look], owner)
    twice = value([*world, original, look, Revert(change="original", at=undone), second, look_again], owner)
    if twice is not None:
        assert alone is not None
        assert twice <= alone + TINY


@quick
@given(worlds(), people_ids, changes("vain", when=hours), st.integers(0, 336))
def test_p6_accepted_then_reverted_never_pays(world: list[Event], owner: str, found: Extra, after: int) -> None:
    """P6: a change that was taken back scores no more than none at all."""
    change = found[0]
    assert isinstance(change, Change)
    vain = change.model_copy(update={"person": owner})
    never = value(world, owner)
    done = value([*world, vain, *found[1:], Revert(change="vain", at=vain.merged_at + timedelta(hours=after))], owner)
    if done is not None:
        assert never is not None
        assert done <= never + TINY


@quick
@given(worlds(), people_ids, st.integers(24, MATURED_HOURS - 24))
def test_p7_gathering_work_into_a_burst_never_pays(world: list[Event], owner: str, moment: int) -> None:
    """P7: the same matured changes, all merged at one moment, score no more than spread out."""
    counted = {
        e.id for e in world if isinstance(e, Change) and e.person == owner and at(0) < e.merged_at <= at(MATURED_HOURS)
    }
    touched = {e.change for e in world if isinstance(e, Revert)} & counted
    world = [e for e in world if not (isinstance(e, Revert) and e.change in touched)]
    burst: list[Event] = []
    for event in world:
        if isinstance(event, Change) and event.id in counted:
            moved = {"merged_at": at(moment), "deployed_at": event.deployed_at and at(moment)}
            burst.append(event.model_copy(update=moved))
        elif isinstance(event, Survival) and event.change in counted:
            burst.append(event.model_copy(update={"at": at(moment) + timedelta(days=14)}))
        else:
            burst.append(event)
    spread, gathered = value(world, owner), value(burst, owner)
    if gathered is not None:
        assert spread is not None
        assert gathered <= spread + TINY


@quick
@given(worlds(), st.sampled_from(["Pacific/Auckland", "America/Los_Angeles"]), st.integers(-12, 12))
def test_p7_time_zones_change_nothing(world: list[Event], zone: str, offset: int) -> None:
    """P7: neither the offset a moment is written in nor a person's own zone moves anybody."""
    written = timezone(timedelta(hours=offset))
    shifted: list[Event] = []
    for event in world:
        if isinstance(event, Change):
            there = event.merged_at.astimezone(written).isoformat()
            shifted.append(Change.model_validate({**event.model_dump(), "merged_at": there}))
        elif isinstance(event, Person):
            assert ZoneInfo(zone)
            shifted.append(event.model_copy(update={"time_zone": zone}))
        else:
            shifted.append(event)
    assert stand(shifted) == stand(world)


@quick
@given(worlds(), st.lists(st.tuples(hours, lines), min_size=1, max_size=6), st.booleans())
def test_p8_a_reciprocal_pair_never_beats_strangers(
    world: list[Event], work: list[tuple[int, int]], requested: bool
) -> None:
    """P8: two people who approve each other, and ask each other where asked at all, stand no higher than two with the
    same work approved and asked for by strangers."""
    endorsed = {"pair1": "pair2", "pair2": "pair1", "free1": "stranger1", "free2": "stranger2"}
    more: list[Event] = []
    for owner, giver in endorsed.items():
        for i, (hour, size) in enumerate(work):
            more.append(
                Change(
                    id=f"{owner}-{i}",
                    person=owner,
                    merged_at=at(hour),
                    repo="own",
                    area=f"{i}",
                    issue_opened_by=giver if requested else None,
                    effective_lines=size,
                    approvals=(Approval(person=giver, seconds_after_request=900, comments=1),),
                )
            )
    standings = stand(world + more)
    for pair in ("pair1", "pair2"):
        for free in ("free1", "free2"):
            assert of(standings, pair).rank >= of(standings, free).rank
            assert of(standings, pair).value <= of(standings, free).value + TINY


BAND_ORDER = [word for _, word in BANDS]


def fully_covered(world: list[Event]) -> list[Event]:
    """The world with all four channels connected for every team."""
    return [e for e in world if not isinstance(e, Coverage)] + [Coverage(team=t, channels=CHANNELS) for t in TEAMS]


@quick
@given(worlds(), st.sampled_from(TEAMS), st.sampled_from(CHANNELS))
def test_p9_a_missing_source_leaves_people_rated_by_the_rest_or_unrated(
    world: list[Event], team: str, missing: str
) -> None:
    """P9: without a source nobody is scored on it: no part, a place only with evidence in another channel, and for
    those who had evidence in it at most one band lower."""
    full = fully_covered(world)
    rest = tuple(channel for channel in CHANNELS if channel != missing)
    dropped = [
        e.model_copy(update={"channels": rest}) if isinstance(e, Coverage) and e.team == team else e for e in full
    ]
    before, after = stand(full), stand(dropped)
    for one in after.people:
        if one.team != team:
            assert one.status == of(before, one.person).status
            continue
        assert missing not in {part.name for part in one.parts}
        assert (one.rank is None) == (one.status != "rated")
        if one.status == "rated":
            then = of(before, one.person)
            assert then.status == "rated"
            if any(part.name == missing and any(e.kind != "cohort_gap" for e in part.evidence) for part in then.parts):
                assert BAND_ORDER.index(one.band) <= BAND_ORDER.index(then.band) + 1


@quick
@given(worlds())
def test_p9_without_any_channel_a_team_is_unrated_and_never_last(world: list[Event]) -> None:
    """P9: with no source connected there is no rank at all."""
    bare = [e for e in world if not isinstance(e, Coverage)] + [Coverage(team="red", channels=())]
    for one in stand(bare).people:
        if one.team == "red":
            assert (one.status, one.rank, one.score, one.parts) == ("unrated", None, None, ())


@quick
@given(worlds(), st.lists(usages("x", trust="CD"), min_size=1, max_size=4))
def test_p10_untrusted_usage_changes_nothing(world: list[Event], told: list[Usage]) -> None:
    """P10: client telemetry and self-reports move no public standing."""
    known = {one.person for one in stand(world).people}
    more = [row.model_copy(update={"id": f"told{i}"}) for i, row in enumerate(told) if row.person in known]
    assert stand(world + more) == stand(world)


def parts_sum(standings: Standings) -> None:
    for one in standings.people:
        if one.value is None:
            assert one.parts == ()
            continue
        assert math.isclose(math.fsum(part.value for part in one.parts), one.value, abs_tol=TINY)
        for part in one.parts:
            assert math.isclose(math.fsum(item.value for item in part.evidence), part.value, abs_tol=TINY)


@quick
@given(worlds(), st.sampled_from(["kept-value", "adoption", "classic"]))
def test_p11_the_parts_sum_to_the_value(world: list[Event], name: str) -> None:
    """P11: parts sum to the value, and the evidence of each part to the part."""
    if name == "kept-value":
        parts_sum(stand(world, name))
    else:
        for one in stand(world, name).people:
            assert one.value is None or math.fsum(part.value for part in one.parts) == one.value
