"""What `kirorank doctor` asks the database about itself and about what it holds."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from storage.engine import Database
from storage.models import DeliveryRow, UsageRow
from storage.shelves import table_of

_usage = table_of(UsageRow)
_deliveries = table_of(DeliveryRow)


def database_file(database: Database) -> Path | None:
    """The file behind an SQLite database; None for PostgreSQL and for a database in memory."""
    address = database.engine.url
    if address.get_backend_name() != "sqlite" or address.database in {None, "", ":memory:"}:
        return None
    return Path(str(address.database)).expanduser()


def integrity_complaints(connection: Connection, limit: int = 3) -> list[str]:
    """What SQLite finds wrong with its own file, in its words; PostgreSQL checks its pages as it reads them."""
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.exec_driver_sql(f"PRAGMA integrity_check({limit:d})").scalars()
    return [str(row) for row in rows if row != "ok"]


def newest_usage(connection: Connection, workspace: str) -> dict[str, date]:
    """The newest day that each source reported usage for."""
    query = select(_usage.c.source, func.max(_usage.c.day)).where(_usage.c.workspace == workspace)
    return {row[0]: row[1] for row in connection.execute(query.group_by(_usage.c.source))}


def oldest_due(connection: Connection, workspace: str, now: datetime) -> datetime | None:
    """Since when the message has been due that has waited longest; None if none is overdue."""
    query = select(func.min(_deliveries.c.not_before)).where(
        _deliveries.c.workspace == workspace, _deliveries.c.state == "waiting", _deliveries.c.not_before <= now
    )
    return connection.execute(query).scalar()
