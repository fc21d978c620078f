"""The simulated company as a whole: reproducible, inside its window, valid, complete, and quick."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.events import EVENT_TYPES, Event, Located, parse_event
from ranking.history import build_history, without_repeats
from ranking.simulation import Company, channel_name, simulate

ENDS = datetime(2026, 11, 22, 12, tzinfo=UTC)


@cache
def company(people: int = 60, weeks: int = 12, seed: int = 1) -> Company:
    """A company that several tests read and none changes."""
    return simulate(people=people, weeks=weeks, seed=seed, ends=ENDS)


def moments(event: Event) -> list[datetime | date]:
    """Every time and day that an event speaks of."""
    return [value for _, value in event if isinstance(value, date)]


def lines(events: list[Event]) -> list[str]:
    """Events in their JSON form."""
    return [event.model_dump_json() for event in events]


def test_the_same_arguments_give_the_same_company() -> None:
    """Two runs agree in every event, in the order of events, and in what is latent."""
    first, second = (simulate(people=30, weeks=6, seed=7, ends=ENDS) for _ in range(2))
    assert lines(first.events) == lines(second.events)
    assert first == second


def test_another_seed_gives_another_company() -> None:
    """The seed decides names, work and values."""
    one, two = company(30, 6, 7), company(30, 6, 8)
    assert [p.person.name for p in one.people] != [p.person.name for p in two.people]
    assert [p.true_value for p in one.people] != [p.true_value for p in two.people]


def test_the_zone_of_the_end_does_not_matter() -> None:
    """The same moment written in another zone gives the same company."""
    elsewhere = ENDS.astimezone(timezone(timedelta(hours=9)))
    assert simulate(people=12, weeks=4, seed=3, ends=elsewhere) == company(12, 4, 3)


@pytest.mark.parametrize("hour", [0, 7, 12, 23])
@pytest.mark.parametrize("weeks", [1, 4, 12])
def test_every_event_is_dated_inside_the_window(hour: int, weeks: int) -> None:
    """Neither a time nor a day lies before the first moment or after the last, whatever the hour of the end."""
    ends = ENDS.replace(hour=hour)
    starts = ends - timedelta(weeks=weeks)
    for event in simulate(people=24, weeks=weeks, seed=2, ends=ends).events:
        for moment in moments(event):
            if isinstance(moment, datetime):
                assert starts <= moment <= ends
            else:
                midnight = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
                assert starts <= midnight <= ends


def test_every_event_survives_a_round_trip_through_json() -> None:
    """What the simulation yields is what a source could have sent: parsed again, it is the same event."""
    for event in company().events:
        assert parse_event(event.model_dump_json()) == event


def test_every_event_is_a_different_fact() -> None:
    """No two events share a type and a key, so that nothing is a repeat or a contradiction."""
    located = [Located(event, "company", i) for i, event in enumerate(company(300).events)]
    unique, rejects = without_repeats(located)
    assert rejects == []
    assert len(unique) == len(located)


def test_every_type_of_event_occurs() -> None:
    """A company of sixty in twelve weeks has all ten types."""
    assert {event.type for event in company().events} == set(EVENT_TYPES)


def test_nobody_is_named_who_is_not_described() -> None:
    """Every approver, confirmer, issue opener and reviewer is one of the people, and every team is described."""
    history = build_history(company().events)
    described = {person.person.id for person in company().people}
    openers = {change.issue_opened_by for change in history.changes if change.issue_opened_by}
    assert {person.id for person in history.people} == described
    assert openers <= described
    teams = {team.id for team in company().teams}
    assert {team.id for team in history.teams} == teams
    assert {team for change in history.changes for team in change.used_by_teams} <= teams


def test_what_is_said_of_a_change_speaks_of_a_known_change() -> None:
    """Survivals, reverts and reviews all refer to a change of the company."""
    history = build_history(company().events)
    known = {change.id for change in history.changes}
    for facts in (history.survivals, history.reverts, history.reviews):
        assert {fact.change for fact in facts} <= known


def test_people_and_teams_are_among_the_events() -> None:
    """The lists of a company repeat its person and team events."""
    events = company().events
    assert [event for event in events if event.type == "person"] == [p.person for p in company().people]
    assert [event for event in events if event.type == "team"] == company().teams


def test_teams_leave_their_channel_to_the_demo() -> None:
    """A team has a zone and a digest on Monday at nine; its channel is named, not filled in."""
    for team in company().teams:
        assert team.channel is None
        assert team.time_zone
        assert team.digest is not None
        assert (team.digest.weekday, team.digest.time) == ("monday", "09:00")
        assert channel_name(team) == f"team-{team.id}"


def test_channel_names_are_ones_that_slack_takes() -> None:
    """A channel name is lower-case letters, digits and hyphens, at most 80 of them, and unique."""
    names = [channel_name(team) for team in company(3000, 1, 1).teams]
    assert len(set(names)) == len(names)
    for name in names:
        assert len(name) <= 80
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize(("people", "weeks"), [(0, 12), (-1, 12), (60, 0)])
def test_a_company_needs_people_and_time(people: int, weeks: int) -> None:
    """Counts below one are refused in words."""
    with pytest.raises(ValueError, match="at least one person and one week"):
        simulate(people=people, weeks=weeks, seed=1, ends=ENDS)


def test_a_naive_end_is_refused() -> None:
    """A moment without a zone is refused, for it would mean another moment on another machine."""
    with pytest.raises(ValueError, match="aware"):
        simulate(people=6, weeks=1, seed=1, ends=ENDS.replace(tzinfo=None))


@settings(max_examples=25, deadline=None)
@given(
    people=st.integers(min_value=1, max_value=40),
    weeks=st.integers(min_value=1, max_value=10),
    seed=st.integers(min_value=-(10**6), max_value=10**6),
    ends=st.integers(min_value=0, max_value=15 * 365 * 86_400).map(lambda seconds: ENDS + timedelta(seconds=seconds)),
)
def test_any_company_can_be_simulated(people: int, weeks: int, seed: int, ends: datetime) -> None:
    """Whatever the size, seed and end, there are as many people as asked for and no event is out of time."""
    simulated = simulate(people=people, weeks=weeks, seed=seed, ends=ends)
    assert len(simulated.people) == people
    starts = ends - timedelta(weeks=weeks)
    for event in simulated.events:
        for moment in moments(event):
            if isinstance(moment, datetime):
                assert starts <= moment <= ends


def test_events_grow_in_step_with_people() -> None:
    """Five times the people make about five times the events."""
    small, large = len(company(60).events), len(company(300).events)
    assert 4 < large / small < 6


def test_generation_is_quick() -> None:
    """Three hundred people in twelve weeks take less than two and a half seconds of computing."""
    began = time.process_time()
    simulate(people=300, weeks=12, seed=5, ends=ENDS)
    assert time.process_time() - began < 2.5


def test_a_busy_company_looks_like_one() -> None:
    """Orders of magnitude are those of a real company: a few changes and reviews a week, AI on most days."""
    history = build_history(company(300).events)
    weekly = 300 * 12
    assert 1 < len(history.changes) / weekly < 4
    assert 1 < len(history.reviews) / weekly < 4
    assert 2 < len(history.usage) / weekly < 5
    assert 0.01 < len(history.reverts) / len(history.changes) < 0.06
    assert 0 < len(history.wins) / weekly < 0.5
    assert 0 < len(history.incidents) / weekly < 0.5


def test_weekends_are_mostly_free() -> None:
    """Less than a twentieth of the usage falls on a Saturday or Sunday."""
    days = Counter(usage.day.weekday() >= 5 for usage in build_history(company(300).events).usage)
    assert 0 < days[True] / days.total() < 0.05
