"""Lets old usage go: after some days only its daily sums stay, and after ninety days nothing.

Usage comes as one row a person, tool and day, so the sums are the row's own counts (the model stays with them, since
integrity compares by it); what a vendor said beside them goes first. Ninety days are what the spend guard (28) and the
trends (56) need, with some to spare.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Text, and_, cast, delete, update

from storage.models import UsageRow
from storage.shelves import table_of

SUM_DAYS = 90
_C = table_of(UsageRow).columns


def let_usage_go(connection: Connection, workspace: str, now: datetime, raw_days: int) -> tuple[int, int]:
    """Reduce rows older than `raw_days` to their sums and delete those older than 90; returns how many of each."""
    today, mine = now.astimezone(UTC).date(), _C.workspace == workspace
    old = delete(table_of(UsageRow)).where(mine, _C.day < today - timedelta(days=SUM_DAYS))
    deleted = connection.execute(old).rowcount
    raw = and_(mine, _C.day < today - timedelta(days=raw_days), cast(_C.extra, Text) != "{}")
    reduced = connection.execute(update(table_of(UsageRow)).where(raw).values(extra={})).rowcount
    return reduced, deleted
