"""Taking a snapshot: scored without a lock, written whole or not at all, and told against a week before."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.jobs.standings import is_fresh, refresh_snapshot, score_everybody, take_snapshot, write_snapshot
from commands._ask import House
from storage.engine import Database
from storage.shelves import Row
from storage.standings import current_snapshot, has_snapshot, people_of, publish, snapshot_before, teams_of
from tests.bot.company_help import WORKSPACE, company, move_in, slack_id
from tests.conftest import NOW

HOUSE = House(WORKSPACE)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def filled(sqlite_database: Database) -> Database:
    """The simulated company in an SQLite database, not ranked yet."""
    move_in(sqlite_database)
    return sqlite_database


def keep(database: Database, name: str, as_of: datetime, people: list[Row] | None = None) -> None:
    """Publish a snapshot by hand."""
    head = {"id": name, "as_of": as_of, "policy": "kept-value", "policy_version": "1", "rated": 0}
    with database.write() as connection:
        publish(connection, WORKSPACE, head, people or [], [], now=NOW)


def test_scoring_writes_nothing_until_it_is_written(filled: Database) -> None:
    """What was scored is nobody's reply before it is published, and is published once under its name."""
    scored = score_everybody(filled, HOUSE, NOW, "n")
    with filled.read() as connection:
        assert current_snapshot(connection, WORKSPACE) is None
    with filled.write() as connection:
        assert write_snapshot(connection, HOUSE, scored)
        assert not write_snapshot(connection, HOUSE, scored)
        assert people_of(connection, WORKSPACE, "n").keys() == {row["person"] for row in scored.people}
        assert teams_of(connection, WORKSPACE, "n").keys() == {row["team"] for row in scored.teams}


def test_the_rows_say_what_the_policy_said(filled: Database) -> None:
    """Each person's row has the policy's figures, their own Slack id and their own card; the head counts the rated."""
    scored = score_everybody(filled, HOUSE, NOW, "n")
    rows = {row["person"]: row for row in scored.people}

    assert scored.head["id"] == "n"
    assert scored.head["as_of"] == scored.standings.as_of == NOW
    assert scored.head["rated"] == len([row for row in rows.values() if row["rank"]]) > 0
    assert len(rows) == len(scored.standings.people) == len(company().people)
    for said in scored.standings.people:
        row = rows[said.person]
        assert (row["score"], row["rank"], row["band"], row["team"]) == (said.score, said.rank, said.band, said.team)
        assert (row["rank_low"], row["rank_high"], row["value"]) == (said.rank_low, said.rank_high, said.value)
        assert row["slack_user_id"] == slack_id(said.person)
        assert row["card"]["before"] is None, "there was no ranking a week ago"
        assert row["card"]["parts"] == [{"name": part.name, "value": part.value} for part in said.parts]


def test_a_place_is_told_against_the_one_of_a_week_ago(filled: Database) -> None:
    """The last snapshot that is at least a week old is the one before; a younger one is not looked at."""
    somebody, newcomer = (row["person"] for row in score_everybody(filled, HOUSE, NOW).people[:2])
    row: Row = {"person": somebody, "status": "rated", "evidence": 1, "card": {}, "score": 12.5, "band": "steady"}
    keep(filled, "older", NOW - WEEK - DAY, [{**row, "rank": 7}])
    keep(filled, "week", NOW - WEEK, [{**row, "rank": 8}])
    keep(filled, "younger", NOW - WEEK + timedelta(seconds=1), [{**row, "rank": 9}])
    cards = {row["person"]: row["card"] for row in score_everybody(filled, HOUSE, NOW).people}

    assert cards[somebody]["before"]["rank"] == 8
    assert cards[somebody]["before"]["band"] == "steady"
    assert cards[newcomer]["before"] is not None
    assert cards[newcomer]["before"]["rank"] is None


def test_a_snapshot_that_was_asked_for_has_a_name_of_its_own(sqlite_database: Database) -> None:
    """Asked for twice as of one moment, both are written and the later one is shown."""
    for _ in range(2):
        assert take_snapshot(sqlite_database, HOUSE, NOW) is not None
    first, second = (str(score_everybody(sqlite_database, HOUSE, NOW).head["id"]) for _ in range(2))

    assert first != second
    assert first.startswith(f"asked:{NOW.isoformat()}:")
    with sqlite_database.read() as connection:
        found = current_snapshot(connection, WORKSPACE)
    assert found is not None
    assert found["as_of"] == NOW


def test_a_snapshot_that_another_process_wrote_is_not_ones_own(sqlite_database: Database) -> None:
    """Whoever comes second under a name is told None, and the first one's stays."""
    assert take_snapshot(sqlite_database, HOUSE, NOW - DAY, "daily") is not None
    assert take_snapshot(sqlite_database, HOUSE, NOW, "daily") is None
    with sqlite_database.read() as connection:
        found = current_snapshot(connection, WORKSPACE)

    assert found is not None
    assert found["as_of"] == NOW - DAY


def test_the_houses_own_rules_are_followed(filled: Database) -> None:
    """The workspace's policy scores, and a team below its smallest group has no figures."""
    scored = score_everybody(filled, House(WORKSPACE, policy="classic", minimum_group=1000), NOW)

    assert scored.head["policy"] == scored.standings.policy == "classic"
    assert {(row["status"], row["score"], row["rank"]) for row in scored.teams} == {("too_small", None, None)}
    assert all("spend" not in row["card"] for row in scored.teams)


def test_a_snapshot_is_fresh_for_less_than_a_day(sqlite_database: Database) -> None:
    """One that is a whole day old is stale, and one of a later moment says nothing about this one."""
    instant = timedelta(microseconds=1)
    keep(sqlite_database, "s", NOW)
    since = (-instant, 0 * DAY, DAY - instant, DAY, 30 * DAY)

    assert [is_fresh(sqlite_database, HOUSE, NOW + each) for each in since] == [False, True, True, False, False]


def test_nothing_is_fresh_where_nothing_was_taken(sqlite_database: Database) -> None:
    """Another workspace's snapshot refreshes nobody else's."""
    keep(sqlite_database, "s", NOW)

    assert is_fresh(sqlite_database, HOUSE, NOW)
    assert not is_fresh(sqlite_database, House("other"), NOW)


def test_refreshing_for_a_later_moment_gives_way_to_the_present(sqlite_database: Database) -> None:
    """A look ahead is shown until the next snapshot of the present, which knows what time it is."""
    refresh_snapshot(sqlite_database, HOUSE, NOW + 30 * DAY, now=NOW)
    refresh_snapshot(sqlite_database, HOUSE, NOW, now=NOW)
    with sqlite_database.read() as connection:
        shown = current_snapshot(connection, WORKSPACE)
        ahead = snapshot_before(connection, WORKSPACE, NOW + 30 * DAY)
        assert ahead is not None
        assert has_snapshot(connection, WORKSPACE, ahead["id"])

    assert shown is not None
    assert (shown["as_of"], ahead["as_of"]) == (NOW, NOW + 30 * DAY)
