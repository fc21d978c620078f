"""Rows that imports left out, for the administrator."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from storage.models import RejectRow
from storage.shelves import table_of

_C = table_of(RejectRow).columns


def reject_counts(connection: Connection, workspace: str) -> dict[str, int]:
    """How many rows each source had rejected and has in store."""
    query = select(_C.source, func.count()).where(_C.workspace == workspace).group_by(_C.source)
    return {str(source): int(count) for source, count in connection.execute(query)}
