"""Badges that were awarded: once a person, badge and tier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from storage.dialects import insert_new_keys
from storage.models import BadgeRow
from storage.shelves import Row, table_of

_T = table_of(BadgeRow)


def award(connection: Connection, workspace: str, rows: Sequence[Row]) -> set[tuple[str, str, str]]:
    """Keep awards; returns the (person, badge, tier) of those that nobody had kept before."""
    kept = insert_new_keys(connection, _T, [{"workspace": workspace, **row} for row in rows])
    return {(person, badge, tier) for _, person, badge, tier in kept}


def held_by(connection: Connection, workspace: str, person: str) -> list[Row]:
    """One person's badges, newest first."""
    query = select(_T).where(_T.c.workspace == workspace, _T.c.person == person)
    rows = connection.execute(query.order_by(_T.c.awarded_at.desc(), _T.c.badge, _T.c.tier)).mappings()
    return [dict(row) for row in rows]


def held(connection: Connection, workspace: str) -> set[tuple[str, str, str]]:
    """Every (person, badge, tier) that was awarded."""
    query = select(_T.c.person, _T.c.badge, _T.c.tier).where(_T.c.workspace == workspace)
    return {(person, badge, tier) for person, badge, tier in connection.execute(query)}


def awarded_since(
    connection: Connection, workspace: str, people: Sequence[str], since: datetime, until: datetime
) -> list[Row]:
    """Awards to these people in (since, until], oldest first."""
    query = (
        select(_T)
        .where(
            _T.c.workspace == workspace,
            _T.c.awarded_at > since,
            _T.c.awarded_at <= until,
            _T.c.person.in_(people),
        )
        .order_by(_T.c.awarded_at, _T.c.person, _T.c.badge)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
