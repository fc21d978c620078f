"""What people decided about being seen and being written to."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.dialects import upsert
from storage.models import PreferenceRow
from storage.shelves import Row, table_of

_T = table_of(PreferenceRow)
_DEFAULTS: Row = {"visibility": None, "badge_dms": True}


def preferences_of(connection: Connection, workspace: str, person: str) -> Row:
    """One person's choices; what was never chosen has its default (visibility None: the workspace decides)."""
    query = select(_T).where(_T.c.workspace == workspace, _T.c.person == person)
    row = connection.execute(query).mappings().first()
    return {**_DEFAULTS, **(dict(row) if row else {"workspace": workspace, "person": person})}


def all_preferences(connection: Connection, workspace: str) -> dict[str, Row]:
    """Everybody's choices who made any, by person."""
    rows = connection.execute(select(_T).where(_T.c.workspace == workspace)).mappings()
    return {row["person"]: dict(row) for row in rows}


def choose(connection: Connection, workspace: str, person: str, **choices: object) -> None:
    """Change some of a person's choices and leave the others."""
    unknown = choices.keys() - _DEFAULTS.keys()
    if unknown:
        raise ValueError(f"no such preference: {', '.join(sorted(unknown))}")
    row = {**preferences_of(connection, workspace, person), **choices}
    upsert(connection, _T, tuple(row), [tuple(row.values())])
