"""Properties that badges keep in every simulated world: waste never pays, replays change nothing, work never costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.badges import Award, earned, kept_changes, progress
from ranking.events import Approval, Change, Event, Located, Team, Usage, parse_event
from ranking.history import build_history, without_repeats
from ranking.simulation import Company, simulate

ENDS = datetime(2026, 11, 22, 12, tzinfo=UTC)
WEEKS = 9

seeds = st.integers(min_value=0, max_value=11)
moments = st.integers(min_value=0, max_value=WEEKS * 7).map(lambda days: ENDS - timedelta(days=days))
quantities = st.integers(min_value=0, max_value=10**12)
quick = settings(max_examples=40, deadline=None)


@cache
def world(seed: int) -> Company:
    """A small company; its events are never changed by a test."""
    return simulate(people=14, weeks=WEEKS, seed=seed, ends=ENDS)


def badges(events: Iterable[Event], as_of: datetime = ENDS) -> list[Award]:
    """The awards of a set of events, through the same door that stored events take."""
    unique, rejects = without_repeats(Located(event, "world", i) for i, event in enumerate(events, start=1))
    assert rejects == []
    return earned(build_history(unique), as_of)


def owner(event: Event) -> str | None:
    """Whose fact an event is; None for teams, coverage, and what is said of a change."""
    person = getattr(event, "person", None)
    return str(event.key) if event.type == "person" else person


def when(event: Event) -> datetime | None:
    """The moment at which an event becomes known; None if it always was."""
    for name in ("merged_at", "at", "closed_at"):
        moment = getattr(event, name, None)
        if isinstance(moment, datetime):
            return moment
    return None


@st.composite
def burnt_usage(draw: st.DrawFn, person: str) -> Usage:
    """Any amount of usage by one person on any day, by any tool and of any trust."""
    day = draw(st.dates(min_value=date(2026, 9, 1), max_value=ENDS.date()))
    tool = draw(st.sampled_from(["kiro-ide", "kiro-cli", "another"]))
    return Usage(
        id=f"burnt:{day}:{person}:{tool}",
        person=person,
        day=day,
        source="burner",
        trust=draw(st.sampled_from(["A", "B", "C", "D"])),
        tool=tool,
        model=draw(st.none() | st.sampled_from(["auto", "large"])),
        sessions=draw(quantities),
        prompts=draw(quantities),
        uncached_input_tokens=draw(quantities),
        output_tokens=draw(quantities),
        cost_usd=Decimal(draw(quantities)),
        lines_accepted=draw(quantities),
        active_seconds=draw(quantities),
    )


@quick
@given(seed=seeds, as_of=moments, data=st.data())
def test_burning_usage_never_changes_a_badge(seed: int, as_of: datetime, data: st.DataObject) -> None:
    """However much anybody burns, everybody's badges and evidence stay the same."""
    company = world(seed)
    burner = data.draw(st.sampled_from(company.people)).person.id
    burnt = data.draw(st.lists(burnt_usage(burner), max_size=5, unique_by=lambda usage: usage.id))
    assert badges([*company.events, *burnt], as_of) == badges(company.events, as_of)


@quick
@given(seed=seeds, as_of=moments)
def test_badges_never_read_usage(seed: int, as_of: datetime) -> None:
    """Badges are the same in a world where all usage is missing."""
    company = world(seed)
    spared = [event for event in company.events if event.type != "usage"]
    assert badges(spared, as_of) == badges(company.events, as_of)


@quick
@given(seed=seeds, data=st.data())
def test_replayed_and_reordered_events_change_nothing(seed: int, data: st.DataObject) -> None:
    """Events that come twice, in another order, or back from their JSON form award the same badges."""
    events = [event for event in world(seed).events if event.type != "usage"]
    again = data.draw(st.lists(st.sampled_from(events), max_size=30))
    replayed = [parse_event(event.model_dump_json()) for event in again]
    shuffled = data.draw(st.randoms(use_true_random=False)).sample(events, len(events))
    assert badges([*shuffled, *replayed]) == badges(events)


@quick
@given(seed=seeds, data=st.data())
def test_removing_a_person_removes_their_badges(seed: int, data: st.DataObject) -> None:
    """Without somebody's facts, that person has no badge and no progress."""
    events = world(seed).events
    gone = data.draw(st.sampled_from(world(seed).people)).person.id
    left = [event for event in events if owner(event) != gone]
    assert all(award.person != gone for award in badges(left))
    named = progress(build_history(left), ENDS).get(gone, {})
    assert all(reached.count == 0 and reached.evidence == () for reached in named.values())


@quick
@given(seed=seeds, data=st.data())
def test_removing_a_person_leaves_the_kept_work_of_others(seed: int, data: st.DataObject) -> None:
    """Nobody loses a badge for kept changes because somebody else left."""
    events = world(seed).events
    gone = data.draw(st.sampled_from(world(seed).people)).person.id
    left = badges(event for event in events if owner(event) != gone)
    before = [award for award in badges(events) if award.person != gone]
    assert [a for a in left if a.badge != "good-neighbour"] == [a for a in before if a.badge != "good-neighbour"]


@quick
@given(seed=seeds, age=st.integers(min_value=14, max_value=80), data=st.data())
def test_a_further_kept_change_never_removes_a_badge(seed: int, age: int, data: st.DataObject) -> None:
    """One more kept change by anybody, of whatever age, leaves every award that was there."""
    company = world(seed)
    author, colleague = data.draw(st.permutations([p.person.id for p in company.people]))[:2]
    further = Change(
        id="acme/further#1",
        person=author,
        merged_at=ENDS - timedelta(days=age),
        repo="acme/further",
        effective_lines=data.draw(st.integers(min_value=0, max_value=10_000)),
        approvals=(Approval(person=colleague),),
    )

    def held(awards: list[Award]) -> set[tuple[str, str, str]]:
        return {(award.person, award.badge, award.tier) for award in awards}

    after = badges([*company.events, further])
    assert held(badges(company.events)) <= held(after)
    assert (author, "first-keep", "bronze") in held(after)


@quick
@given(seed=seeds, as_of=moments)
def test_badges_as_of_a_moment_do_not_know_the_future(seed: int, as_of: datetime) -> None:
    """Dropping everything that happened after a moment changes nothing about the badges of that moment."""
    events = world(seed).events
    known = [event for event in events if (moment := when(event)) is None or moment <= as_of]
    assert badges(known, as_of) == badges(events, as_of)


@quick
@given(seed=seeds, as_of=moments)
def test_awards_and_progress_agree(seed: int, as_of: datetime) -> None:
    """Somebody holds a tier exactly if the count has reached it, and the next threshold lies beyond the count."""
    history = build_history(world(seed).events)
    standing = progress(history, as_of)
    assert set(standing) == {person.id for person in history.people}
    for award in earned(history, as_of):
        reached = standing[award.person][award.badge]
        assert reached.count >= len(award.evidence) > 0
        assert reached.evidence[: len(award.evidence)] == award.evidence
    assert all(
        reached.next_threshold is None or reached.count < reached.next_threshold
        for by_badge in standing.values()
        for reached in by_badge.values()
    )


@quick
@given(seed=seeds, as_of=moments)
def test_every_kept_change_is_old_enough_and_vouched_for(seed: int, as_of: datetime) -> None:
    """What counts as kept is at least 14 days old, has a colleague's approval, and is not among the reverted."""
    history = build_history(world(seed).events)
    reverted = {revert.change for revert in history.reverts if revert.at <= as_of}
    for kept in kept_changes(history, as_of):
        assert as_of - kept.merged_at >= timedelta(days=14)
        assert {approval.person for approval in kept.approvals} - {kept.person}
        assert kept.id not in reverted


def test_the_worlds_hold_badges_at_all() -> None:
    """The properties are not vacuous: the worlds award every badge of the catalogue at least once."""
    found = {award.badge for seed in range(12) for award in badges(world(seed).events)}
    assert found == {"first-keep", "keeper", "good-neighbour"}


def test_teams_and_their_settings_play_no_part() -> None:
    """Badges belong to people: renaming a team changes nobody's badges."""
    events = world(1).events
    renamed = [event.model_copy(update={"name": "Renamed"}) if isinstance(event, Team) else event for event in events]
    assert badges(renamed) == badges(events)
