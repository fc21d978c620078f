"""Composes the weekly digest of every channel that is due and queues it, once a channel and ISO week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.schedule import Occurrence, Weekly, due_now, occurrence
from commands._ask import House
from commands.messages.digest import compose, digest_reply
from ranking.events import DigestTime, Team
from storage.engine import Connection, Database
from storage.ledger import Message, is_queued, queue
from storage.teams import all_teams


@dataclass(frozen=True, slots=True)
class Digest:
    """A composed digest: where it goes, the week it is for, and the message."""

    channel: str
    week: str
    payload: dict[str, Any]

    @property
    def key(self) -> str:
        """The ledger's name for this occasion."""
        return f"digest:{self.channel}:{self.week}"


def weekly_of(team: Team, house: House) -> Weekly:
    """A team's schedule: its own, else Monday 09:00; its own zone, else the workspace's."""
    digest = team.digest or DigestTime()
    return Weekly.of(digest.weekday, digest.time, team.time_zone or house.time_zone)


def due_digests(database: Database, house: House, now: datetime, *, channel: str | None = None) -> list[Digest]:
    """Compose what is due at `now` and not queued yet; with `channel`, that channel's now, whatever the hour."""
    with database.read() as connection:
        return [
            _compose(connection, house, name, teams, found, now)
            for name, teams in _by_channel(all_teams(connection, house.workspace)).items()
            if channel in {None, name}
            and (found := _occasion(weekly_of(teams[0], house), now, forced=channel is not None))
            and not is_queued(connection, house.workspace, f"digest:{name}:{found.week}")
        ]


def queue_due(database: Database, house: House, now: datetime, *, channel: str | None = None) -> list[Digest]:
    """Queue what is due; returns the digests that this call queued."""
    queued = []
    for digest in due_digests(database, house, now, channel=channel):
        message = Message(digest.key, "digest", digest.channel, digest.payload)
        with database.write() as connection:
            if queue(connection, house.workspace, [message], now):
                queued.append(digest)
    return queued


def _occasion(weekly: Weekly, now: datetime, *, forced: bool) -> Occurrence | None:
    if not forced:
        return due_now(weekly, now)
    return due_now(weekly, now) or occurrence(weekly, now.date())


def _compose(
    connection: Connection, house: House, channel: str, teams: list[Team], found: Occurrence, now: datetime
) -> Digest:
    facts = compose(connection, house, teams, week=found.week, since=now - timedelta(days=7), now=now)
    return Digest(channel, found.week, digest_reply(facts).payload())


def _by_channel(teams: Iterable[Team]) -> dict[str, list[Team]]:
    channels: dict[str, list[Team]] = {}
    for team in teams:
        if team.channel:
            channels.setdefault(team.channel, []).append(team)
    return channels
