"""All that is stored about one person: found, exported whole, erased with a receipt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_jsonable_python
from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select

from ranking.identity import is_erased
from storage.dialects import insert_new, overwrite_deleted, serialise_writers
from storage.erased import remember_erased
from storage.histories import load_identities
from storage.mentions import forget_mentions, is_giver, spellings, words_for
from storage.models import (
    AccessRow,
    BadgeRow,
    CaseRow,
    CaseStepRow,
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
    if is_erased(wanted):
        return None
    for model in (UsageRow, OutcomeRow, StandingRow, BadgeRow):
        table = table_of(model)
        query = select(table.c.person).where(table.c.workspace == workspace, table.c.person == wanted).limit(1)
        if connection.execute(query).first():
            return wanted
    return wanted if is_giver(connection, workspace, wanted) else None


def export_person(connection: Connection, workspace: str, person: str) -> dict[str, Any]:
    """Everything about one person, ready for JSON: a list of rows a kind, the person's own description first."""
    names = spellings(connection, workspace, load_identities(connection, workspace), person)
    return {
        kind: [_public(row) for row in connection.execute(select(table).where(condition)).mappings()]
        for kind, table, condition in _places(workspace, names, words_for(connection, workspace, names))
    }


def erase_person(connection: Connection, workspace: str, person: str) -> dict[str, int]:
    """Delete everything about one person; returns how many rows went, by kind. `mentions` are rows of others that
    named the person and were changed.

    Survivals and reverts of the person's changes go with them. What others owe to the person (an approval, a
    confirmation) stays under a random alias. Salted hashes of the names stay, so that no later report brings the
    person back. Messages that were sent are Slack's to delete.
    """
    serialise_writers(connection, workspace)  # an import that is under way must see the names on the list
    overwrite_deleted(connection)
    identities = load_identities(connection, workspace)
    names = spellings(connection, workspace, identities, person)
    words = words_for(connection, workspace, names)
    removed = {"outcomes": _erase_sequels(connection, workspace, names)}
    for kind, table, condition in _places(workspace, names, words):
        removed[kind] = removed.get(kind, 0) + connection.execute(delete(table).where(condition)).rowcount
    alias = remember_erased(connection, workspace, names)
    removed["mentions"] = forget_mentions(
        connection, workspace, names, words, lambda name: identities.resolve(name) == person, alias
    )
    return removed


def log_access(connection: Connection, workspace: str, subject: str, viewer: str, what: str, at: datetime) -> None:
    """Note that somebody looked at something of somebody else."""
    row = {"workspace": workspace, "subject": subject, "viewer": viewer, "what": what, "at": at}
    insert_new(connection, table_of(AccessRow), [row])


def _places(workspace: str, names: Iterable[str], words: Iterable[str]) -> list[tuple[str, Table, Condition]]:
    """Where a person's own rows are: kind, table, condition. Messages are also found by the Slack id they go to."""
    own, any_word = list(names), list(words)
    kinds: list[tuple[str, type[Any], dict[str, list[str]]]] = [
        ("person", PersonRow, {"id": own}),
        ("usage", UsageRow, {"person": own}),
        ("outcomes", OutcomeRow, {"person": own}),
        ("standings", StandingRow, {"person": own, "slack_user_id": any_word}),
        ("badges", BadgeRow, {"person": own}),
        ("deliveries", DeliveryRow, {"person": own, "target": any_word}),
        ("access", AccessRow, {"subject": any_word}),
        ("preferences", PreferenceRow, {"person": own}),
        ("cases", CaseRow, {"person": own}),
        ("case_steps", CaseStepRow, {"person": own}),
    ]
    places: list[tuple[str, Table, Condition]] = []
    for kind, model, columns in kinds:
        table = table_of(model)
        mine = or_(*(table.c[column].in_(values) for column, values in columns.items()))
        places.append((kind, table, (table.c.workspace == workspace) & mine))
    return places


def _erase_sequels(connection: Connection, workspace: str, names: list[str]) -> int:
    outcomes = table_of(OutcomeRow)
    own = select(outcomes.c.id).where(
        outcomes.c.workspace == workspace, outcomes.c.kind == "change", outcomes.c.person.in_(names)
    )
    sequels = [outcomes.c.id.startswith(f"{change}@", autoescape=True) for change in connection.execute(own).scalars()]
    removed = 0
    for start in range(0, len(sequels), 50):
        condition = or_(*sequels[start : start + 50])
        kinds = outcomes.c.kind.in_(["survival", "revert"])
        statement = delete(outcomes).where(outcomes.c.workspace == workspace, kinds, condition)
        removed += connection.execute(statement).rowcount
    return removed


def _public(row: Any) -> dict[str, Any]:
    shown = {name: value for name, value in row.items() if name not in {"workspace", "fingerprint"}}
    if "body" in shown:
        shown["body"] = from_json(shown["body"])
    return dict(to_jsonable_python(shown))
