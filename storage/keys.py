"""Random keys of a workspace: made once, kept in the database, and never shown."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from storage.dialects import insert_new
from storage.engine import Connection, Database
from storage.models import KeyRow
from storage.shelves import table_of

_T = table_of(KeyRow)
_BYTES = 32


def workspace_key(database: Database, workspace: str, purpose: str) -> bytes:
    """The workspace's key for one purpose; the first to ask makes it, and everybody gets the same."""
    with database.read() as connection:
        found = _stored(connection, workspace, purpose)
    if found is not None:
        return found
    key = secrets.token_bytes(_BYTES)
    with database.write() as connection:
        insert_new(connection, _T, [{"workspace": workspace, "purpose": purpose, "key": key}])
        return _stored(connection, workspace, purpose) or key


def _stored(connection: Connection, workspace: str, purpose: str) -> bytes | None:
    query = select(_T.c.key).where(_T.c.workspace == workspace, _T.c.purpose == purpose)
    return connection.execute(query).scalar()
