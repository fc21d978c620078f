"""Publishing: replies read the newest snapshot, whatever was asked of the past or of the future."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from storage.badges import award, held
from storage.engine import Database
from storage.standings import current_snapshot, has_snapshot, publish, snapshot_before
from tests.storage.facts import NOW

DAY = timedelta(days=1)


def keep(database: Database, name: str, as_of: datetime, now: datetime | None = None) -> bool:
    """Publish a snapshot without anybody in it."""
    head = {"id": name, "as_of": as_of, "policy": "kept-value", "policy_version": "1", "rated": 0}
    with database.write() as connection:
        return publish(connection, "w", head, [], [], now=now)


def shown(database: Database) -> str:
    """What replies read."""
    with database.read() as connection:
        found = current_snapshot(connection, "w")
    return str(found["id"]) if found else "nothing"


def test_a_look_back_does_not_take_replies_back(database: Database) -> None:
    """A snapshot as of last month is written, and replies stay with today's."""
    assert keep(database, "today", NOW)
    assert keep(database, "back", NOW - 30 * DAY, now=NOW)

    assert shown(database) == "today"
    with database.read() as connection:
        assert has_snapshot(connection, "w", "back")


def test_the_first_is_shown_however_old(database: Database) -> None:
    """An old snapshot is better than none."""
    keep(database, "old", NOW - 300 * DAY, now=NOW)

    assert shown(database) == "old"


@pytest.mark.parametrize("later", [timedelta(0), timedelta(seconds=1), DAY])
def test_the_newer_and_the_equal_take_over(database: Database, later: timedelta) -> None:
    """A snapshot as of the same moment is a recomputation, and its facts are newer."""
    keep(database, "first", NOW)
    keep(database, "second", NOW + later)

    assert shown(database) == "second"


def test_a_look_ahead_gives_way(database: Database) -> None:
    """Somebody looked at next year; the next daily round is what replies read again, and no history was lost."""
    for days in (14, 7):
        keep(database, f"{days} days ago", NOW - days * DAY)
    keep(database, "next year", NOW + 365 * DAY, now=NOW)
    assert shown(database) == "next year"
    keep(database, "tomorrow", NOW + DAY)

    assert shown(database) == "tomorrow"
    with database.read() as connection:
        assert has_snapshot(connection, "w", "14 days ago")


def test_a_look_back_is_no_present(database: Database) -> None:
    """A look back does not take over from a look ahead either: only what is as of now does."""
    keep(database, "ahead", NOW + 30 * DAY, now=NOW)
    keep(database, "back", NOW - DAY, now=NOW)
    assert shown(database) == "ahead"
    keep(database, "present", NOW, now=NOW)

    assert shown(database) == "present"


def test_the_newest_before_a_moment(database: Database) -> None:
    """A look back is found for its own time; before the first there is none."""
    keep(database, "today", NOW)
    keep(database, "back", NOW - 30 * DAY, now=NOW)
    with database.read() as connection:
        found = [snapshot_before(connection, "w", NOW - days * DAY) for days in (0, 29, 31)]

    assert [each and each["id"] for each in found] == ["today", "back", None]


def test_awards_are_kept_once_together(database: Database) -> None:
    """Of many awards those come back that are new, also where one is asked for twice at once."""
    row = {"awarded_at": NOW, "reason": "r", "evidence": [], "tier": "bronze"}
    with database.write() as connection:
        first = award(connection, "w", [{"person": "p1", "badge": "keeper", **row}])
        rows = [{"person": f"p{n}", "badge": "keeper", **row} for n in (1, 2, 3, 3)]
        second, none = award(connection, "w", rows), award(connection, "w", [])

    assert first == {("p1", "keeper", "bronze")}
    assert second == {("p2", "keeper", "bronze"), ("p3", "keeper", "bronze")}
    assert none == set()
    with database.read() as connection:
        assert held(connection, "w") == first | second
