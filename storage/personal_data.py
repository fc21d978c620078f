"""All that is stored about one person: found, exported whole, erased with a receipt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select

from ranking.identity import Identities
from storage.dialects import insert_new
from storage.histories import load_identities
from storage.models import (
    AccessRow,
    BadgeRow,
    DeliveryRow,
    OutcomeRow,
    PersonRow,
    PreferenceRow,
    StandingRow,
    UsageRow,
)
from storage.shelves import table_of

Condition = ColumnElement[bool]


def find_person(connection: Connection, workspace: str, wanted: str) -> str | None:
    """The canonical id of a person given by id, e-mail, Slack id or `provider:login`; None if nobody knows them."""
    identities = load_identities(connection, workspace)
    for name in (wanted, wanted.lower(), f"slack:{wanted}"):
        person = identities.resolve(name)
        if person in identities.described:
            return person
    usage, outcomes = table_of(UsageRow), table_of(OutcomeRow)
    for table in (usage, outcomes):
        query = select(table.c.person).where(table.c.workspace == workspace, table.c.person == wanted).limit(1)
        if connection.execute(query).first():
            return wanted
    return None


def export_person(connection: Connection, workspace: str, person: str) -> dict[str, Any]:
    """Everything about one person: a list of rows a kind, the person's own description first."""
    names = _names(load_identities(connection, workspace), person)
    return {
        kind: [_public(row) for row in connection.execute(select(table).where(condition)).mappings()]
        for kind, table, condition in _places(workspace, person, names)
    }


def erase_person(connection: Connection, workspace: str, person: str) -> dict[str, int]:
    """Delete everything about one person; returns how many rows went, by kind.

    Survivals and reverts of the person's changes go with them. Deliveries that were sent already leave only in the
    ledger; the messages themselves are Slack's to delete.
    """
    names = _names(load_identities(connection, workspace), person)
    removed = {"outcomes": _erase_sequels(connection, workspace, names)}
    for kind, table, condition in _places(workspace, person, names):
        removed[kind] = removed.get(kind, 0) + connection.execute(delete(table).where(condition)).rowcount
    return removed


def log_access(connection: Connection, workspace: str, subject: str, viewer: str, what: str, at: datetime) -> None:
    """Note that somebody looked at something of somebody else."""
    row = {"workspace": workspace, "subject": subject, "viewer": viewer, "what": what, "at": at}
    insert_new(connection, table_of(AccessRow), [row])


def _places(workspace: str, person: str, names: Iterable[str]) -> list[tuple[str, Table, Condition]]:
    kinds: list[tuple[str, type[Any], str, list[str]]] = [
        ("person", PersonRow, "id", list(names)),
        ("usage", UsageRow, "person", list(names)),
        ("outcomes", OutcomeRow, "person", list(names)),
        ("standings", StandingRow, "person", [person]),
        ("badges", BadgeRow, "person", [person]),
        ("deliveries", DeliveryRow, "person", [person]),
        ("access", AccessRow, "subject", [person]),
        ("preferences", PreferenceRow, "person", [person]),
    ]
    places: list[tuple[str, Table, Condition]] = []
    for kind, model, column, values in kinds:
        table = table_of(model)
        places.append((kind, table, (table.c.workspace == workspace) & table.c[column].in_(values)))
    return places


def _names(identities: Identities, person: str) -> list[str]:
    return sorted({person, *(alias for alias, owner in identities.aliases.items() if owner == person)})


def _erase_sequels(connection: Connection, workspace: str, names: list[str]) -> int:
    outcomes = table_of(OutcomeRow)
    own = select(outcomes.c.id).where(
        outcomes.c.workspace == workspace, outcomes.c.kind == "change", outcomes.c.person.in_(names)
    )
    sequels = [
        or_(outcomes.c.id.startswith(f"{change}@", autoescape=True)) for change in connection.execute(own).scalars()
    ]
    removed = 0
    for start in range(0, len(sequels), 50):
        condition = or_(*sequels[start : start + 50])
        kinds = outcomes.c.kind.in_(["survival", "revert"])
        statement = delete(outcomes).where(outcomes.c.workspace == workspace, kinds, condition)
        removed += connection.execute(statement).rowcount
    return removed


def _public(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"workspace", "fingerprint"}}
