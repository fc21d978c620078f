"""The daily round: everybody scored, badges awarded, cases opened and old usage let go, at a minute nobody can aim at.

Snapshot, awards, cases and the messages that tell of them are written in one transaction under the snapshot's name.
So a process that dies on the way leaves nothing behind and the next tick does it all, and of two processes one does it.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from bot.jobs.badges import give
from bot.jobs.integrity import bring_up_to_date, flagged
from bot.jobs.standings import score_everybody, write_snapshot
from commands._ask import House
from storage.engine import Database
from storage.retention import let_usage_go
from storage.standings import has_snapshot


def snapshot_moment(workspace: str, day: datetime) -> datetime:
    """When the snapshot of the UTC day that `day` (aware) lies in is taken: the same minute in every process."""
    midnight = day.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    seed = hashlib.blake2b(f"{workspace}:{midnight.date()}".encode(), digest_size=4).digest()
    return midnight + timedelta(minutes=int.from_bytes(seed) % (24 * 60))


def due_snapshot(database: Database, house: House, now: datetime) -> str | None:
    """The name of the newest snapshot whose moment has passed, if it has not been taken."""
    today = snapshot_moment(house.workspace, now)
    moment = today if today <= now else snapshot_moment(house.workspace, now - timedelta(days=1))
    name = f"daily:{moment.date()}"
    with database.read() as connection:
        return None if has_snapshot(connection, house.workspace, name) else name


def take_due_snapshot(database: Database, house: House, now: datetime) -> bool:
    """Make the daily round unless it was made; True if this call made it."""
    name = due_snapshot(database, house, now)
    return name is not None and make_round(database, house, now, name)


def make_round(database: Database, house: House, as_of: datetime, snapshot: str, *, tell: bool = True) -> bool:
    """Score everybody, award what was earned, open a case for whoever is newly flagged, let old usage go: all or
    nothing. Unless `tell` is false: then no message is queued, and no case is opened that nobody would hear of.

    False if a snapshot of this name was written meanwhile. Reading and scoring hold no lock; only the write does.
    """
    scored = score_everybody(database, house, as_of, snapshot)
    found = flagged(scored.history, as_of) if tell else {}
    with database.write() as connection:
        if not write_snapshot(connection, house, scored):
            return False
        give(connection, house, scored.history, as_of, tell=tell)
        if tell:
            bring_up_to_date(connection, house, scored.history, found, as_of)
        let_usage_go(connection, house.workspace, as_of, house.raw_retention_days)
        return True
