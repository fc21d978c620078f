"""Composes the weekly digest of every channel that is due and queues it, once a channel and ISO week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.jobs.standings import is_fresh, score_everybody, write_snapshot
from bot.schedule import Weekly, due_now, this_week
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
        return _key(self.channel, self.week)


@dataclass(frozen=True, slots=True)
class _Occasion:
    """A channel whose digest of a week is due, and the teams that share the channel."""

    channel: str
    teams: list[Team]
    week: str


def weekly_of(team: Team, house: House) -> Weekly:
    """A team's schedule: its own, else Monday 09:00; its own zone, else the workspace's."""
    digest = team.digest or DigestTime()
    return Weekly.of(digest.weekday, digest.time, team.time_zone or house.time_zone)


def due_digests(database: Database, house: House, now: datetime, *, channel: str | None = None) -> list[Digest]:
    """Compose what is due at `now` and not queued yet; with `channel`, that channel's now, whatever the hour.

    It is composed from standings as of `now`, and nothing of it stays: neither a message nor a snapshot.
    """
    scored = None if is_fresh(database, house, now) else score_everybody(database, house, now)
    with database.rehearse() as connection:
        if scored is not None:
            write_snapshot(connection, house, scored)
        return [_compose(connection, house, one, now) for one in _occasions(connection, house, now, channel)]


def queue_due(database: Database, house: House, now: datetime, *, channel: str | None = None) -> list[Digest]:
    """Queue what is due; returns the digests that this call queued.

    A digest that cannot be composed keeps no other from its channel; the errors are raised together at the end.
    """
    with database.read() as connection:
        occasions = list(_occasions(connection, house, now, channel))
    queued, failures = [], []
    for one in occasions:
        try:
            with database.write() as connection:
                digest = _compose(connection, house, one, now)
                message = Message(digest.key, "digest", digest.channel, digest.payload)
                if queue(connection, house.workspace, [message], now):
                    queued.append(digest)
        except Exception as error:
            error.add_note(f"while composing the digest of {one.channel}")
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(occasions)} digests could not be queued", failures)
    return queued


def _occasions(connection: Connection, house: House, now: datetime, channel: str | None) -> Iterator[_Occasion]:
    for name, teams in _by_channel(all_teams(connection, house.workspace)).items():
        if channel not in {None, name}:
            continue
        weekly = weekly_of(teams[0], house)
        found = due_now(weekly, now) if channel is None else this_week(weekly, now)
        if found is not None and not is_queued(connection, house.workspace, _key(name, found.week)):
            yield _Occasion(name, teams, found.week)


def _compose(connection: Connection, house: House, one: _Occasion, now: datetime) -> Digest:
    facts = compose(connection, house, one.teams, week=one.week, since=now - timedelta(days=7), now=now)
    return Digest(one.channel, one.week, digest_reply(facts).payload())


def _key(channel: str, week: str) -> str:
    return f"digest:{channel}:{week}"


def _by_channel(teams: Iterable[Team]) -> dict[str, list[Team]]:
    channels: dict[str, list[Team]] = {}
    for team in teams:
        if team.channel:
            channels.setdefault(team.channel, []).append(team)
    return channels
