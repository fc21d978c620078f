"""Recomputes the standings: facts in, a fresh snapshot out."""

from __future__ import annotations

import hashlib
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
from storage.standings import current_snapshot, has_snapshot, people_of, publish, snapshot_before, teams_of


def snapshot_moment(workspace: str, day: datetime) -> datetime:
    """When that UTC day's snapshot is taken: a minute nobody can aim at, the same in every process."""
    seed = hashlib.blake2b(f"{workspace}:{day.date()}".encode(), digest_size=4).digest()
    midnight = day.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(minutes=int.from_bytes(seed) % (24 * 60))


def snapshot_is_due(database: Database, house: House, now: datetime) -> bool:
    """Whether the newest snapshot moment that has passed has no snapshot yet."""
    with database.read() as connection:
        return not has_snapshot(connection, house.workspace, _snapshot_id(_last_moment(house.workspace, now)))


def take_due_snapshot(database: Database, house: House, now: datetime) -> bool:
    """Take today's snapshot unless it was taken; True if this call took it."""
    if not snapshot_is_due(database, house, now):
        return False
    return take_snapshot(database, house, now, _snapshot_id(_last_moment(house.workspace, now))) is not None


def take_snapshot(database: Database, house: House, as_of: datetime, snapshot: str | None = None) -> Standings | None:
    """Score everybody as of a moment and publish it; None if that snapshot was written meanwhile by another process.

    Reading and scoring hold no lock; only the final write does.
    """
    with database.read() as connection:
        history = load_history(connection, house.workspace, as_of)
        people_before, teams_before = _a_week_before(connection, house.workspace, as_of)
    standings = policy(house.policy).score(history, as_of, minimum_group=house.minimum_group)
    people = _people_rows(history, standings, people_before)
    teams = _team_rows(history, standings, teams_before)
    head: Row = {
        "id": snapshot or f"asked:{as_of.astimezone(UTC).isoformat()}:{uuid4().hex[:8]}",
        "as_of": as_of,
        "policy": standings.policy,
        "policy_version": standings.policy_version,
        "rated": sum(row.rank is not None for row in standings.people),
    }
    with database.write() as connection:
        return standings if publish(connection, house.workspace, head, people, teams) else None


def refresh_snapshot(database: Database, house: House, as_of: datetime) -> None:
    """Take a snapshot as of a moment unless the current one was taken in the day before it."""
    with database.read() as connection:
        current = current_snapshot(connection, house.workspace)
    if current is None or not as_of - timedelta(days=1) < current["as_of"] <= as_of:
        take_snapshot(database, house, as_of)


def _last_moment(workspace: str, now: datetime) -> datetime:
    today = snapshot_moment(workspace, now)
    return today if today <= now else snapshot_moment(workspace, now - timedelta(days=1))


def _snapshot_id(moment: datetime) -> str:
    return f"daily:{moment.date()}"


def _a_week_before(
    connection: Connection, workspace: str, as_of: datetime
) -> tuple[dict[str, Before], dict[str, Before]]:
    snapshot = snapshot_before(connection, workspace, as_of - timedelta(days=7))
    if snapshot is None:
        return {}, {}
    people = people_of(connection, workspace, snapshot)
    teams = teams_of(connection, workspace, snapshot)
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
