"""Recomputes the standings: facts in, a fresh snapshot out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from commands._ask import House
from ranking.cards import Before, person_cards, team_cards
from ranking.history import History
from ranking.policies import policy
from ranking.standing import Standings
from storage.engine import Connection, Database
from storage.histories import load_history
from storage.shelves import Row
from storage.standings import people_of, publish, snapshot_before, teams_of


@dataclass(frozen=True, slots=True)
class Scored:
    """Everybody scored as of a moment: the history it rests on, and the rows of the snapshot to be written."""

    history: History
    standings: Standings
    head: Row
    people: list[Row]
    teams: list[Row]


def take_snapshot(
    database: Database, house: House, as_of: datetime, snapshot: str | None = None, *, now: datetime | None = None
) -> Standings | None:
    """Score everybody as of a moment and publish it; None if that snapshot was written meanwhile by another process.

    `now` is the time it is, where that is not the moment. Reading and scoring hold no lock; only the final write does.
    """
    scored = score_everybody(database, house, as_of, snapshot)
    with database.write() as connection:
        return scored.standings if write_snapshot(connection, house, scored, now) else None


def score_everybody(database: Database, house: House, as_of: datetime, snapshot: str | None = None) -> Scored:
    """Score everybody as of a moment (aware), under a name of its own unless one is given."""
    with database.read() as connection:
        history = load_history(connection, house.workspace, as_of)
        people_before, teams_before = _a_week_before(connection, house.workspace, as_of)
    standings = policy(house.policy).score(history, as_of, minimum_group=house.minimum_group)
    head: Row = {
        "id": snapshot or f"asked:{as_of.astimezone(UTC).isoformat()}:{uuid4().hex[:8]}",
        "as_of": as_of,
        "policy": standings.policy,
        "policy_version": standings.policy_version,
        "rated": sum(row.rank is not None for row in standings.people),
    }
    people = _people_rows(history, standings, people_before)
    return Scored(history, standings, head, people, _team_rows(history, standings, teams_before))


def write_snapshot(connection: Connection, house: House, scored: Scored, now: datetime | None = None) -> bool:
    """Publish what was scored; False if a snapshot of its name was written before."""
    return publish(connection, house.workspace, scored.head, scored.people, scored.teams, now=now)


def refresh_snapshot(database: Database, house: House, as_of: datetime, *, now: datetime | None = None) -> None:
    """Take a snapshot as of a moment unless one was taken in the day before it."""
    if not is_fresh(database, house, as_of):
        take_snapshot(database, house, as_of, now=now)


def is_fresh(database: Database, house: House, as_of: datetime) -> bool:
    """Whether a snapshot was taken in the day before a moment."""
    with database.read() as connection:
        newest = snapshot_before(connection, house.workspace, as_of)
    return newest is not None and newest["as_of"] > as_of - timedelta(days=1)


def _a_week_before(
    connection: Connection, workspace: str, as_of: datetime
) -> tuple[dict[str, Before], dict[str, Before]]:
    snapshot = snapshot_before(connection, workspace, as_of - timedelta(days=7))
    if snapshot is None:
        return {}, {}
    people = people_of(connection, workspace, snapshot["id"])
    teams = teams_of(connection, workspace, snapshot["id"])
    return (
        {name: Before(row["rank"], row["band"], row["score"]) for name, row in people.items()},
        {name: Before(row["rank"], None, row["score"]) for name, row in teams.items()},
    )


def _people_rows(history: History, standings: Standings, before: dict[str, Before]) -> list[Row]:
    cards = person_cards(history, standings, before)
    slack_ids = {person.id: person.slack_user_id for person in history.people}
    columns = ("person", "team", "status", "score", "value", "rank", "rank_low", "rank_high", "band", "evidence")
    return [
        {
            **{name: getattr(row, name) for name in columns},
            "slack_user_id": slack_ids[row.person],
            "card": cards[row.person],
        }
        for row in standings.people
    ]


def _team_rows(history: History, standings: Standings, before: dict[str, Before]) -> list[Row]:
    cards = team_cards(history, standings, before)
    columns = ("team", "members", "status", "score", "rank")
    return [{**{name: getattr(row, name) for name in columns}, "card": cards[row.team]} for row in standings.teams]
