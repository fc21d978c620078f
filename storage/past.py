"""A person's past places: the last snapshot of each ISO week, newest first."""

from __future__ import annotations

from sqlalchemy import Connection, and_, select

from storage.models import SnapshotRow, StandingRow
from storage.shelves import Row, table_of

_snapshots, _standings = table_of(SnapshotRow), table_of(StandingRow)


def weekly_places(connection: Connection, workspace: str, person: str, weeks: int) -> list[Row]:
    """Rows of as_of, policy, rated, status, rank and band, for at most `weeks` weeks (UTC) in which there was one."""
    same = and_(_snapshots.c.workspace == _standings.c.workspace, _snapshots.c.id == _standings.c.snapshot)
    query = (
        select(
            _snapshots.c.as_of,
            _snapshots.c.policy,
            _snapshots.c.rated,
            _standings.c.status,
            _standings.c.rank,
            _standings.c.band,
        )
        .join(_snapshots, same)
        .where(_standings.c.workspace == workspace, _standings.c.person == person)
        .order_by(_snapshots.c.as_of.desc(), _snapshots.c.id)
    )
    last: dict[tuple[int, int], Row] = {}
    for row in connection.execute(query).mappings():
        last.setdefault(row["as_of"].isocalendar()[:2], dict(row))
    return list(last.values())[:weeks]
