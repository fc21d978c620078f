"""Retention: details of usage go after some days, the daily sums after ninety, and nothing else is touched."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from ranking.events import Usage
from storage.engine import Database
from storage.models import UsageRow
from storage.retention import let_usage_go
from storage.shelves import table_of
from tests.storage.facts import NOW, one_of_each, taken, usage


def day_ago(days: int) -> Usage:
    """A row with details, so many days old."""
    return usage(f"u{days}", "p1", day=(NOW - timedelta(days=days)).date(), model="auto", overage_cap=2500, prompts=7)


def rows(database: Database, workspace: str = "w") -> dict[str, Any]:
    """Usage by id."""
    table = table_of(UsageRow)
    with database.read() as connection:
        found = connection.execute(select(table).where(table.c.workspace == workspace)).mappings()
        return {row["id"]: dict(row) for row in found}


def let_go(database: Database, days: int = 7) -> tuple[int, int]:
    """One round."""
    with database.write() as connection:
        return let_usage_go(connection, "w", NOW, days)


def test_details_go_first_and_sums_stay(database: Database) -> None:
    """On the day after the last raw day only what the vendor said beside the counts is gone."""
    taken(database, [day_ago(days) for days in (0, 7, 8, 30)])

    assert let_go(database) == (2, 0)
    kept = rows(database)
    assert [kept[name]["extra"] for name in ("u0", "u7", "u8", "u30")] == [{"overage_cap": 2500}] * 2 + [{}] * 2
    assert {(row["prompts"], row["cost_usd"], row["model"]) for row in kept.values()} == {(7, Decimal("3.41"), "auto")}


def test_sums_go_after_ninety_days(database: Database) -> None:
    """The ninetieth day is still there."""
    taken(database, [day_ago(days) for days in (89, 90, 91, 400)])

    assert let_go(database) == (2, 2)
    assert rows(database).keys() == {"u89", "u90"}


def test_the_days_are_a_setting(database: Database) -> None:
    """With more raw days, details stay longer."""
    taken(database, [day_ago(8), day_ago(31)])

    assert let_go(database, 30) == (1, 0)


def test_a_second_round_finds_nothing(database: Database) -> None:
    """What is done is not done again."""
    taken(database, [day_ago(days) for days in (1, 8, 91)])
    let_go(database)

    assert let_go(database) == (0, 0)


def test_importing_an_old_report_again_brings_no_detail_back(database: Database) -> None:
    """The row is known by its fingerprint, so a replay changes nothing."""
    taken(database, [day_ago(8)])
    let_go(database)
    again = taken(database, [day_ago(8)])

    assert again.verdicts == {"duplicate": 1}
    assert rows(database)["u8"]["extra"] == {}


def test_other_workspaces_and_other_facts_stay(database: Database) -> None:
    """Only this workspace's usage is let go."""
    taken(database, [*one_of_each(), day_ago(100)])
    taken(database, [day_ago(100)], workspace="v")
    let_go(database)

    assert rows(database, "v").keys() == {"u100"}
    assert rows(database).keys() == {"u1"}
