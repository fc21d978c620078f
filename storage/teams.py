"""Teams as they were described, or are named by their people."""

from __future__ import annotations

from itertools import chain
from typing import cast

from sqlalchemy import Connection, and_, select

from ranking.events import Team
from storage.models import CurrentSnapshotRow, TeamStandingRow
from storage.shelves import SHELVES, table_of

_standings = table_of(TeamStandingRow)
_current = table_of(CurrentSnapshotRow)


def all_teams(connection: Connection, workspace: str) -> list[Team]:
    """Every described team, by id."""
    shelf = SHELVES["team"]
    query = select(shelf.table).where(shelf.table.c.workspace == workspace).order_by(shelf.table.c.id)
    return [cast(Team, shelf.to_event(dict(row))) for row in connection.execute(query).mappings()]


def find_team(connection: Connection, workspace: str, wanted: str) -> str | None:
    """The id of a team given by its id, or else by its name, in any case, with or without a leading # or @."""
    name = wanted.strip().lstrip("#@").casefold()
    query = select(_standings.c.team, _standings.c.card).join(
        _current,
        and_(_current.c.workspace == _standings.c.workspace, _current.c.snapshot == _standings.c.snapshot),
    )
    rows = connection.execute(query.where(_current.c.workspace == workspace).order_by(_standings.c.team)).all()
    by_id = (team for team, _ in rows if team.casefold() == name)
    by_name = (team for team, card in rows if str(card["name"]).casefold() == name)
    return next(chain(by_id, by_name), None)
