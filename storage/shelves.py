"""Where each kind of event is kept: event to row, and row to event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Table
from sqlmodel import SQLModel

from ranking.events import (
    EVENT_TYPES,
    Change,
    Coverage,
    Event,
    Incident,
    Person,
    Revert,
    Review,
    Survival,
    Team,
    Usage,
    Win,
)
from storage.models import CoverageRow, OutcomeRow, PersonRow, TeamRow, UsageRow

Row = dict[str, Any]
_OWN_TABLE: dict[type[Event], type[SQLModel]] = {
    Person: PersonRow,
    Team: TeamRow,
    Coverage: CoverageRow,
    Usage: UsageRow,
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """One event type's place.

    `kind` is the type's name where several share a table. `columns` name what `values` gives for an event, beside
    the workspace and the stamp; `key` is the column of the event's key.
    """

    table: Table
    key: str
    kind: str | None
    columns: tuple[str, ...]
    values: Callable[[Event], tuple[Any, ...]]
    to_event: Callable[[Row], Event]


def table_of(model: type[SQLModel]) -> Table:
    """The Core table behind a model."""
    return model.__table__  # type: ignore[attr-defined,no-any-return]


def happened_at(event: Event) -> datetime:
    """When an outcome took place."""
    match event:
        case Change():
            return event.merged_at
        case Incident():
            return event.closed_at
        case Survival() | Revert() | Review() | Win():
            return event.at
        case _:
            raise TypeError(f"{event.type} has no moment of its own")


def _column_shelf(event_type: type[Event], model: type[SQLModel]) -> Shelf:
    """A shelf with a column a field. What the event carries beyond its fields goes to `extra`."""
    table = table_of(model)
    fields = [name for name in event_type.model_fields if name in table.columns and name != "reported_at"]
    pick = itemgetter(*fields)

    def values(event: Event) -> tuple[Any, ...]:
        return (*pick(event.__dict__), event.__pydantic_extra__ or {})

    def to_event(row: Row) -> Event:
        known = {name: row[name] for name in fields if row[name] is not None}
        return event_type.model_validate({**row["extra"], **known, "reported_at": row["reported_at"]})

    key = "team" if event_type is Coverage else "id"
    return Shelf(table, key, None, (*fields, "extra"), values, to_event)


def _outcome_shelf(kind: str, event_type: type[Event]) -> Shelf:
    """A shelf that keeps the event whole."""

    def values(event: Event) -> tuple[Any, ...]:
        return kind, event.key, getattr(event, "person", None), happened_at(event), event.content().decode()

    def to_event(row: Row) -> Event:
        return event_type.model_validate_json(row["body"])

    return Shelf(table_of(OutcomeRow), "id", kind, ("kind", "id", "person", "at", "body"), values, to_event)


SHELVES: dict[str, Shelf] = {
    name: _column_shelf(model, _OWN_TABLE[model]) if model in _OWN_TABLE else _outcome_shelf(name, model)
    for name, model in EVENT_TYPES.items()
}
