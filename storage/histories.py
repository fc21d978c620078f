"""Reads facts back as the typed history that policies and badges work on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from ranking.events import Event
from ranking.history import History, build_history
from ranking.identity import Identities, identify
from storage.cases import dismissed_evidence
from storage.models import OutcomeRow, UsageRow
from storage.shelves import SHELVES, table_of

OUTCOME_WINDOW = timedelta(days=730)  # badges count this far back; scores and trends look at far less
USAGE_WINDOW = timedelta(days=70)  # eight weeks of spend beside eight weeks of kept work, and some slack


def load_history(connection: Connection, workspace: str, as_of: datetime) -> History:
    """Every fact of the windows that end at `as_of` (aware), people resolved, and what humans had dismissed by then."""
    history = build_history(_events(connection, workspace, as_of))
    return replace(history, dismissed=dismissed_evidence(connection, workspace, as_of))


def load_identities(connection: Connection, workspace: str) -> Identities:
    """Who is who, from the people described so far."""
    return identify(_rows(connection, workspace, "person"))  # type: ignore[arg-type]


def _events(connection: Connection, workspace: str, as_of: datetime) -> Iterator[Event]:
    for name in ("person", "team", "coverage"):
        yield from _rows(connection, workspace, name)
    usage, outcomes = table_of(UsageRow).columns, table_of(OutcomeRow).columns
    query = select(table_of(UsageRow)).where(
        usage.workspace == workspace, usage.day >= (as_of - USAGE_WINDOW).date(), usage.day <= as_of.date()
    )
    for row in connection.execute(query).mappings():
        yield SHELVES["usage"].to_event(dict(row))
    whole = select(outcomes.kind, outcomes.body).where(
        outcomes.workspace == workspace, outcomes.at >= as_of - OUTCOME_WINDOW, outcomes.at <= as_of
    )
    for kind, body in connection.execute(whole):
        yield SHELVES[kind].to_event({"body": body})


def _rows(connection: Connection, workspace: str, name: str) -> Iterator[Event]:
    shelf = SHELVES[name]
    query = select(shelf.table).where(shelf.table.columns.workspace == workspace)
    for row in connection.execute(query).mappings():
        yield shelf.to_event(dict(row))
