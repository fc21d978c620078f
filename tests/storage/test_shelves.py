"""Shelves: whatever an event holds, it comes back from its shelf as the same event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from ranking.events import (
    CHANNELS,
    EVENT_TYPES,
    WEEKDAYS,
    Approval,
    Change,
    Coverage,
    DigestTime,
    Event,
    Incident,
    Person,
    Revert,
    Review,
    Survival,
    Team,
    Trust,
    Usage,
    Win,
)
from ranking.restatement import Stamp, stamp
from storage.dialects import upsert
from storage.engine import Database
from storage.schema import migrate
from storage.shelves import SHELVES, happened_at
from tests.storage.facts import T0, one_of_each

_OUTCOMES = {"change", "survival", "revert", "review", "win", "incident"}

_letters = st.characters(exclude_categories=["C", "Z"])  # neither control characters nor spaces at an end
words = st.text(_letters, min_size=1, max_size=12) | st.sampled_from(
    ["a b", "it's", '%s ? :x "', "👩\u200d💻", "{a,b}"]
)
counts = st.integers(0, 10**15)
amounts = st.decimals(0, 10**12, allow_nan=False, places=6) | st.sampled_from(["0", "0.10", "1E+5", "3.410"])
instants = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds are naive
days = st.dates(date(1990, 1, 1), date(2200, 1, 1))
zones = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Kiritimati"])
some = st.lists(words, max_size=3).map(tuple)
# A vendor's new counts, also under the names that the tables use for themselves.
beyond = st.dictionaries(
    st.sampled_from(["workspace", "fingerprint", "extra", "body", "kind", "new_count", "naïve"]),
    st.integers(-(2**60), 2**60) | st.booleans() | st.floats(allow_nan=False, allow_infinity=False),
    max_size=3,
)


def made(model: type[Event], /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Event]:
    """Events of a type: these fields, now and then a `reported_at`, and numbers that it does not know."""
    known = st.fixed_dictionaries(fields, optional={"reported_at": instants})
    return st.builds(lambda given, more: model.model_validate({**more, **given}), known, beyond)


maybe = st.none() | words
EVENTS: dict[str, st.SearchStrategy[Event]] = {
    "person": made(
        Person,
        id=words,
        email=st.sampled_from([None, "Ana@Example.com", "ü@example.com"]),
        name=maybe,
        team=maybe,
        role=maybe,
        level=maybe,
        time_zone=st.none() | zones,
        slack_user_id=maybe,
        started_on=st.none() | days,
        logins=st.dictionaries(words, words, max_size=3),
    ),
    "team": made(
        Team,
        id=words,
        name=maybe,
        channel=maybe,
        time_zone=st.none() | zones,
        digest=st.none() | st.builds(DigestTime, weekday=st.sampled_from(WEEKDAYS), time=st.just("23:59")),
    ),
    "coverage": made(Coverage, team=words, channels=st.lists(st.sampled_from(CHANNELS)).map(tuple)),
    "usage": made(
        Usage,
        id=words,
        person=words,
        day=days,
        source=words,
        trust=st.sampled_from(get_args(Trust)),
        tool=words,
        model=maybe,
        cost_usd=st.none() | amounts,
        credits=st.none() | amounts,
        **{name: counts for name, field in Usage.model_fields.items() if field.annotation is int},
    ),
    "change": made(
        Change,
        id=words,
        person=words,
        merged_at=instants,
        repo=words,
        area=maybe,
        issue=maybe,
        issue_opened_by=maybe,
        lines_added=counts,
        effective_lines=counts,
        approvals=st.lists(st.builds(Approval, person=words, comments=counts), max_size=2).map(tuple),
        deployed_at=st.none() | instants,
        used_by_teams=some,
    ),
    "survival": made(Survival, change=words, at=instants, share_alive=st.floats(0, 1)),
    "revert": made(Revert, change=words, at=instants),
    "review": made(
        Review,
        id=words,
        person=words,
        change=words,
        at=instants,
        minutes=st.floats(0, 10_000),
        led_to_change=st.booleans(),
    ),
    "win": made(Win, id=words, person=words, at=instants, confirmed_by=some),
    "incident": made(Incident, id=words, person=words, closed_at=instants, reopened=st.booleans()),
}


def shelve(connection: Connection, event: Event) -> None:
    """Put an event on its shelf, as an import does."""
    shelf = SHELVES[event.type]
    columns = ("workspace", *Stamp._fields, *shelf.columns)
    upsert(connection, shelf.table, columns, [("w", *stamp(event), *shelf.values(event))])


def fetched(connection: Connection, event: Event) -> tuple[Event, Stamp]:
    """What stands on an event's shelf under its key, and the stamp beside it."""
    shelf = SHELVES[event.type]
    query = select(shelf.table).where(shelf.table.c[shelf.key] == event.key)
    if shelf.kind is not None:
        query = query.where(shelf.table.c.kind == shelf.kind)
    row = dict(connection.execute(query).mappings().one())
    return shelf.to_event(row), Stamp(row["fingerprint"], row["reported_at"])


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One SQLite database for all examples: each of them is undone."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('shelves') / 'kirorank.sqlite3'}")
    migrate(database)
    yield database
    database.close()


def test_every_event_type_has_its_shelf() -> None:
    """Nothing that a source may report is without a place, and these properties try every type."""
    assert SHELVES.keys() == EVENT_TYPES.keys() == EVENTS.keys()


@pytest.mark.parametrize("name", sorted(EVENTS))
@settings(max_examples=20)
@given(data=st.data())
def test_an_event_comes_back_as_it_went_in(shelves: Database, name: str, data: st.DataObject) -> None:
    """For any event the shelf gives back an equal one with the same fingerprint, so a replay is a duplicate."""
    event = data.draw(EVENTS[name])
    with shelves.rehearse() as connection:
        shelve(connection, event)
        back, kept = fetched(connection, event)

    assert back.model_copy(update={"reported_at": None}) == event.model_copy(update={"reported_at": None})
    assert back.fingerprint() == event.fingerprint()
    assert kept == stamp(event)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.tuples(*EVENTS.values()))
def test_both_kinds_of_database_give_the_same_back(database: Database, events: tuple[Event, ...]) -> None:
    """One event of each type at once: SQLite and PostgreSQL keep times, money, counts and letters alike."""
    with database.rehearse() as connection:
        for event in events:
            shelve(connection, event)
        found = [fetched(connection, event) for event in events]

    assert [back.fingerprint() for back, _ in found] == [event.fingerprint() for event in events]
    assert [kept for _, kept in found] == [stamp(event) for event in events]


def test_outcomes_with_one_id_stand_side_by_side(shelves: Database) -> None:
    """A win, a review and an incident of the same id share a table and do not overwrite each other."""
    events: list[Event] = [
        Win(id="1", person="p1", at=T0),
        Review(id="1", person="p2", change="c", at=T0),
        Incident(id="1", person="p3", closed_at=T0),
    ]
    with shelves.rehearse() as connection:
        for event in events:
            shelve(connection, event)
        assert [fetched(connection, event)[0] for event in events] == events


@pytest.mark.parametrize("event", one_of_each(), ids=lambda event: f"{event.type}-{event.key}")
def test_only_outcomes_have_a_moment(event: Event) -> None:
    """An outcome tells when it took place; a description or a day's usage has no moment and says so."""
    if event.type in _OUTCOMES:
        moment = getattr(event, {"change": "merged_at", "incident": "closed_at"}.get(event.type, "at"))
        assert happened_at(event) == moment
    else:
        with pytest.raises(TypeError, match=event.type):
            happened_at(event)


def test_what_was_never_said_stays_unsaid(shelves: Database) -> None:
    """A missing cost comes back as missing, which is not the same as nothing spent."""
    given = {"id": "u", "person": "p", "day": date(2026, 11, 2), "source": "s", "trust": "A", "tool": "t"}
    free = Usage.model_validate({**given, "cost_usd": "0"})
    unsaid = Usage.model_validate({**given, "id": "v"})
    with shelves.rehearse() as connection:
        shelve(connection, free)
        shelve(connection, unsaid)
        costs = [getattr(fetched(connection, each)[0], "cost_usd") for each in (free, unsaid)]  # noqa: B009  # a union

    assert costs == [0, None]
