"""Events for storage tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ranking.events import (
    Approval,
    Change,
    Coverage,
    Event,
    Incident,
    Located,
    Person,
    Reject,
    Revert,
    Review,
    Survival,
    Team,
    Usage,
    Win,
)
from storage.engine import Database
from storage.intake import Intake, take_in

T0 = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def one_of_each() -> list[Event]:
    """An event of every type, that together make a small history."""
    return [
        Person(id="p1", email="ana@example.com", name="Ana", team="payments", role="swe", slack_user_id="U1"),
        Person(id="p2", name="Ben", team="payments", logins={"kiro": "k2"}),
        Team(id="payments", name="Payments", channel="C1", time_zone="Europe/Berlin"),
        Coverage(team="payments", channels=("code", "review")),
        usage("u1", "p1"),
        Change(
            id="acme/api#1",
            person="p1",
            merged_at=T0,
            repo="acme/api",
            effective_lines=100,
            approvals=(Approval(person="p2", seconds_after_request=900, comments=1),),
        ),
        Survival(change="acme/api#1", at=T0 + timedelta(days=14), share_alive=0.9),
        Revert(change="acme/api#2", at=T0),
        Review(id="r1", person="p2", change="acme/api#1", at=T0, minutes=12, led_to_change=True),
        Win(id="w1", person="p1", at=T0, confirmed_by=("p2", "p3")),
        Incident(id="i1", person="p2", closed_at=T0),
    ]


def usage(key: str, person: str, **values: Any) -> Usage:
    """A day's use of a tool."""
    given = {"cost_usd": "3.41", "credits": "0.1", "day": date(2026, 11, 20), **values}
    return Usage(id=key, person=person, source="kiro", trust="A", tool="kiro-ide", **given)


def located(events: Iterable[Event]) -> list[Located]:
    """Events with a place each."""
    return [Located(event, "facts.ndjson", line) for line, event in enumerate(events, start=1)]


def taken(database: Database, items: Sequence[Event | Reject], workspace: str = "w", now: datetime = NOW) -> Intake:
    """Take events and rejects in; the final totals."""
    parsed = [item if isinstance(item, Reject) else Located(item, "f", line) for line, item in enumerate(items, 1)]
    *_, totals = take_in(database, workspace, "events", parsed, now)
    return totals
