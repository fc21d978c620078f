"""Past places: the last snapshot of each week, from both kinds of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.engine import Database
from storage.past import weekly_places
from storage.shelves import Row
from storage.standings import publish

FIRST = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)  # a Monday


def keep(database: Database, name: str, as_of: datetime, rank: int | None) -> None:
    """Publish a snapshot in which p1 has this rank."""
    head: Row = {"id": name, "as_of": as_of, "policy": "kept-value", "policy_version": "1", "rated": 9}
    row: Row = {"person": "p1", "status": "rated", "rank": rank, "band": "steady", "evidence": 1, "card": {}}
    with database.write() as connection:
        publish(connection, "w", head, [row], [])


def test_the_last_of_each_week(database: Database) -> None:
    """Of several snapshots of a week the newest counts; weeks come newest first; another person has none."""
    for days, rank in ((0, 5), (3, 4), (7, 3), (14, None), (15, 2)):
        keep(database, f"s{days}", FIRST + timedelta(days=days), rank)
    with database.read() as connection:
        found = weekly_places(connection, "w", "p1", 12)
        assert weekly_places(connection, "w", "p2", 12) == []
        assert len(weekly_places(connection, "w", "p1", 2)) == 2
        assert weekly_places(connection, "v", "p1", 12) == []
    assert [row["rank"] for row in found] == [2, 3, 4]
    assert found[0]["as_of"] == FIRST + timedelta(days=15)
    assert (found[0]["rated"], found[0]["policy"], found[0]["band"]) == (9, "kept-value", "steady")
