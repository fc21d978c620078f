"""Standings in store: what replies read by key, on both kinds of database, and what is thinned out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from ranking.events import Person, Team
from storage.engine import Database
from storage.models import SnapshotRow, StandingRow, TeamStandingRow
from storage.past import weekly_places
from storage.preferences import choose
from storage.shelves import Row, table_of
from storage.standings import (
    KEPT_WEEKS,
    own_standing,
    people_of,
    person_by_slack_id,
    publish,
    ranked,
    snapshot_before,
    standing_of,
    team_standing,
    teams_of,
)
from storage.teams import all_teams, find_team
from tests.storage.facts import NOW, taken

DAY = timedelta(days=1)
TABLES = tuple(table_of(model) for model in (SnapshotRow, StandingRow, TeamStandingRow))


def person(name: str, rank: int | None, team: str | None = "a", **values: Any) -> Row:
    """Somebody's place."""
    score = None if rank is None else 100.5 - rank
    place = {"score": score, "value": score, "rank": rank, "rank_low": rank, "rank_high": rank, "band": "steady"}
    status = "unrated" if rank is None else "rated"
    row = {"person": name, "slack_user_id": name.upper(), "team": team, "status": status, **place, "evidence": 7}
    return {**row, "card": {"name": name, "parts": [{"name": "naïve", "value": 0.1}]}, **values}


def team(name: str, called: str | None = None) -> Row:
    """A team's place."""
    return {"team": name, "members": 9, "status": "rated", "score": 50.0, "rank": 1, "card": {"name": called or name}}


def keep(
    database: Database,
    people: list[Row],
    teams: list[Row] | None = None,
    *,
    name: str = "s",
    as_of: datetime = NOW,
    workspace: str = "w",
) -> bool:
    """Publish a snapshot."""
    head = {"id": name, "as_of": as_of, "policy": "kept-value", "policy_version": "1", "rated": len(people)}
    with database.write() as connection:
        return publish(connection, workspace, head, people, teams or [])


def test_ones_own_standing_is_the_same_on_both_kinds(database: Database) -> None:
    """SQLite's short way to the driver gives what PostgreSQL's long way gives, card and all."""
    row = person("u1", 1)
    keep(database, [row, person("u2", None)])
    with database.read() as connection:
        assert own_standing(connection, "w", "U1") == {name: row[name] for name in row if name != "slack_user_id"}
        unrated = own_standing(connection, "w", "U2")
        assert own_standing(connection, "w", "u1") is None
        assert own_standing(connection, "v", "U1") is None

    assert unrated is not None
    assert (unrated["status"], unrated["rank"], unrated["score"]) == ("unrated", None, None)


def test_a_standing_for_others_says_what_its_owner_chose(database: Database) -> None:
    """It comes with the moment and the policy of its snapshot, and with the owner's visibility or none."""
    keep(database, [person("u1", 1), person("u2", 2)])
    with database.write() as connection:
        choose(connection, "w", "u1", visibility="team")
        choose(connection, "v", "u2", visibility="public")
        first, second = standing_of(connection, "w", "U1"), standing_of(connection, "w", "U2")
        assert standing_of(connection, "w", "U3") is None

    assert first is not None
    assert second is not None
    assert (first["visibility"], second["visibility"]) == ("team", None)
    assert (first["as_of"], first["policy"], first["rated"], first["rank"]) == (NOW, "kept-value", 2, 1)
    assert first["card"] == person("u1", 1)["card"]


def test_replies_follow_the_newest_snapshot(database: Database) -> None:
    """Once a newer snapshot is published, nothing of the older one is read, not even who is gone from the newer."""
    keep(database, [person("u1", 5), person("u2", 6)], [team("a"), team("b")], name="old", as_of=NOW - DAY)
    keep(database, [person("u1", 1)], [team("a")], name="new")
    with database.read() as connection:
        mine, theirs = own_standing(connection, "w", "U1"), standing_of(connection, "w", "U1")
        assert own_standing(connection, "w", "U2") is None
        assert team_standing(connection, "w", "b") is None
        assert set(people_of(connection, "w", "old")) == {"u1", "u2"}
        assert set(teams_of(connection, "w", "old")) == {"a", "b"}

    assert mine is not None
    assert theirs is not None
    assert (mine["rank"], theirs["rank"], theirs["as_of"]) == (1, 1, NOW)


def test_a_snapshot_is_written_once(database: Database) -> None:
    """A second process with the same name is told so, and changes nothing of what the first wrote."""
    assert keep(database, [person("u1", 1)], [team("a")])
    assert not keep(database, [person("u1", 2), person("u2", 1)], [team("b")])
    with database.read() as connection:
        assert {name: row["rank"] for name, row in people_of(connection, "w", "s").items()} == {"u1": 1}
        assert set(teams_of(connection, "w", "s")) == {"a"}
    assert keep(database, [person("u1", 3)], workspace="v"), "a name is taken in its own workspace only"


def names(database: Database, **given: Any) -> list[str]:
    """Who is on a list."""
    asked: dict[str, Any] = {"visible": ["public"], "default_visible": False, "team": None, "limit": 10, **given}
    with database.read() as connection:
        return [row["person"] for row in ranked(connection, "w", **asked)]


@pytest.fixture
def chosen(database: Database) -> Database:
    """Five people: two public, one for the team, one private, one who never chose; and one public without a rank."""
    choices = {"u5": "public", "u2": "public", "u3": "team", "u4": "private", "u6": "public"}
    places = [person("u6", None), *(person(f"u{n}", 6 - n, team="ab"[n % 2]) for n in range(1, 6))]
    keep(database, places)
    with database.write() as connection:
        for who, visibility in choices.items():
            choose(connection, "w", who, visibility=visibility)
    return database


def test_a_list_shows_only_who_let_themselves_be_seen(chosen: Database) -> None:
    """In rank order, by choice; who never chose is seen only where the workspace says so, a private one nowhere."""
    assert names(chosen) == ["u5", "u2"]
    assert names(chosen, visible=["public", "team"]) == ["u5", "u3", "u2"]
    assert names(chosen, default_visible=True) == ["u5", "u2", "u1"]
    assert names(chosen, visible=[]) == []
    assert names(chosen, visible=[], default_visible=True) == ["u1"]
    assert names(chosen, team="b") == ["u5"]
    assert names(chosen, team="nobody") == []
    assert names(chosen, default_visible=True, limit=2) == ["u5", "u2"]


def test_equal_ranks_are_listed_by_name(sqlite_database: Database) -> None:
    """A tie has the same order at every reply."""
    keep(sqlite_database, [person(name, 1) for name in ("u3", "u1", "u2")])

    assert names(sqlite_database, default_visible=True) == ["u1", "u2", "u3"]


def test_a_team_is_found_as_people_write_it(sqlite_database: Database) -> None:
    """By its id or its name, in any case, with or without a leading sign, and with spaces around it."""
    keep(sqlite_database, [], [team("core"), team("payments", "Zahlungsströße")])
    wanted = ("payments", "#Payments", "@PAYMENTS ", " Zahlungsströße", "#zahlungsSTRÖSSE", "#core")
    with sqlite_database.read() as connection:
        found = [find_team(connection, "w", each) for each in wanted]

    assert found == ["payments"] * 5 + ["core"]


def test_no_team_is_found_by_a_part_or_from_the_past(sqlite_database: Database) -> None:
    """Half a name, another workspace's team and a team that is gone are none."""
    keep(sqlite_database, [], [team("gone")], name="old", as_of=NOW - DAY)
    keep(sqlite_database, [], [team("payments", "Pay")])
    keep(sqlite_database, [], [team("other")], workspace="v")
    with sqlite_database.read() as connection:
        found = [find_team(connection, "w", wanted) for wanted in ("pa", "payment", "gone", "other", "", "#", "Pay")]

    assert found == [None] * 6 + ["payments"]


def test_described_teams_come_by_id(sqlite_database: Database) -> None:
    """Every described team of the workspace comes back as it was described, sorted by id."""
    teams = [Team(id="b", name="Beta", channel="C2"), Team(id="a", time_zone="Europe/Berlin")]
    taken(sqlite_database, teams)
    taken(sqlite_database, [Team(id="c")], workspace="v")
    with sqlite_database.read() as connection:
        assert all_teams(connection, "w") == [teams[1], teams[0]]


def test_a_slack_id_leads_to_its_person(sqlite_database: Database) -> None:
    """The directory's smallest id wins where two descriptions share a Slack id; nobody is found elsewhere."""
    taken(sqlite_database, [Person(id=name, slack_user_id="U1") for name in ("p2", "p1")])
    with sqlite_database.read() as connection:
        assert person_by_slack_id(connection, "w", "U1") == "p1"
        assert person_by_slack_id(connection, "w", "U2") is None
        assert person_by_slack_id(connection, "v", "U1") is None


def kept_days(database: Database, workspace: str = "w") -> list[set[int]]:
    """The snapshots that are left in each of the three tables, by the number of days in their name."""
    found = []
    with database.read() as connection:
        for table in TABLES:
            column = table.c.id if table is TABLES[0] else table.c.snapshot
            query = select(column).where(table.c.workspace == workspace)
            found.append({int(name) for name in connection.execute(query).scalars()})
    return found


def take(database: Database, back: int, workspace: str = "w") -> None:
    """Publish the snapshot of so many days ago, with somebody in it."""
    keep(database, [person("u1", 1)], [team("a")], name=str(back), as_of=NOW - back * DAY, workspace=workspace)


def test_thinning_keeps_days_then_weeks_then_nothing(database: Database) -> None:
    """Eight days stay daily, older ones the last of each ISO week, and after 26 weeks nothing of them is left."""
    oldest = KEPT_WEEKS * 7
    take(database, oldest + 1, "v")
    for back in (oldest + 1, oldest, 16, 15, 14, 10, 9, 8, 7, 1, 0):
        take(database, back)

    # NOW is a Monday, so 8 days ago ends a week, and 15 days ago the week before it.
    assert kept_days(database) == [{oldest, 15, 8, 7, 1, 0}] * 3
    assert kept_days(database, "v") == [{oldest + 1}] * 3


def test_the_eighth_day_is_still_a_day(sqlite_database: Database) -> None:
    """On a Thursday the Wednesday of eight days before stays beside its week's later days, and the Tuesday goes."""
    thursday = 4
    for back in (thursday + 9, thursday + 8, thursday + 7, thursday):
        take(sqlite_database, back)

    assert kept_days(sqlite_database) == [{thursday + 8, thursday + 7, thursday}] * 3


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.sets(st.integers(0, 200), min_size=1, max_size=20))
def test_what_is_left_does_not_depend_on_when_it_was_thinned(sqlite_database: Database, days: set[int]) -> None:
    """Thinned at every snapshot, there is left what one look at all of them would leave."""
    with sqlite_database.write() as connection:
        for table in TABLES:
            connection.execute(table.delete())
    for back in sorted(days, reverse=True):
        take(sqlite_database, back)

    newest = min(days)
    last_of_week = {(NOW - back * DAY).isocalendar()[:2]: back for back in sorted(days, reverse=True)}
    weekly = {back for back in last_of_week.values() if back <= newest + 7 * KEPT_WEEKS}
    assert kept_days(sqlite_database) == [weekly | {back for back in days if back <= newest + 8}] * 3


def test_thinned_days_leave_the_weeks_that_a_reply_shows(sqlite_database: Database) -> None:
    """After daily snapshots a person still has the twelve past weeks that a reply shows, each by its last day."""
    for back in range(90, -1, -1):
        take(sqlite_database, back)
    with sqlite_database.read() as connection:
        places = weekly_places(connection, "w", "u1", 12)
        count = connection.execute(select(func.count()).select_from(TABLES[0])).scalar_one()
        before = snapshot_before(connection, "w", NOW - 10 * DAY)

    assert [row["as_of"] for row in places] == [NOW, *(NOW - (1 + 7 * week) * DAY for week in range(11))]
    assert count == 20, "nine days and the weeks before them"
    assert before is not None
    assert before["id"] == "15"


def test_an_exact_id_wins_over_another_teams_name(sqlite_database: Database) -> None:
    """Where a team's name is another team's id, the id is meant."""
    keep(sqlite_database, [], [team("a", "b"), team("b", "Bees")])
    with sqlite_database.read() as connection:
        assert [find_team(connection, "w", wanted) for wanted in ("b", "#B", "bees", "c")] == ["b", "b", "b", None]


def test_many_snapshots_of_one_day_do_not_hide_the_past(sqlite_database: Database) -> None:
    """Thirty snapshots within an hour leave the twelve weeks before them in a person's history."""
    for week in range(12):
        keep(sqlite_database, [person("p", 1)], name=f"w{week}", as_of=NOW - timedelta(weeks=12 - week))
    for minute in range(30):
        keep(sqlite_database, [person("p", 1)], name=f"m{minute}", as_of=NOW + timedelta(minutes=minute))
    with sqlite_database.read() as connection:
        assert len(weekly_places(connection, "w", "p", 12)) == 12
