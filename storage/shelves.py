"""Where each kind of event is kept: event to row, and row to event."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
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
    parse_event,
)
from storage.models import CoverageRow, OutcomeRow, PersonRow, TeamRow, UsageRow

Row = dict[str, Any]
_OWN_TABLE: dict[type[Event], type[SQLModel]] = {
    Person: PersonRow,
    Team: TeamRow,
    Coverage: CoverageRow,
    Usage: UsageRow,
}
OUTCOMES: tuple[type[Event], ...] = (Change, Survival, Revert, Review, Win, Incident)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One event type's place: its table, the `kind` it has there (outcomes only), and the two translations."""

    table: Table
    kind: str | None
    to_row: Callable[[Event], Row]
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
    exact = {name for name in ("cost_usd", "credits") if name in fields}
    defaults = {name: event_type.model_fields[name].get_default(call_default_factory=True) for name in fields}

    def to_row(event: Event) -> Row:
        values = event.__dict__
        row = {name: values[name] for name in fields}
        for name in exact:
            if row[name] is not None:
                row[name] = str(row[name])
        if event_type is Team and row["digest"] is not None:
            row["digest"] = row["digest"].model_dump()
        row["id"] = event.key
        row["extra"] = event.model_extra or {}
        return row

    def to_event(row: Row) -> Event:
        known = {name: row[name] for name in fields if row[name] != defaults[name]}
        if event_type is Coverage:
            known["team"] = row["id"]
        return event_type.model_validate({**row["extra"], **known, "reported_at": row["reported_at"]})

    return Shelf(table, None, to_row, to_event)


def _outcome_shelf(kind: str) -> Shelf:
    """A shelf that keeps the event whole."""

    def to_row(event: Event) -> Row:
        return {
            "kind": kind,
            "id": event.key,
            "person": getattr(event, "person", None),
            "at": happened_at(event),
            "body": event.model_dump_json(exclude_defaults=False, exclude={"reported_at"}),
        }

    def to_event(row: Row) -> Event:
        return parse_event(row["body"])

    return Shelf(table_of(OutcomeRow), kind, to_row, to_event)


SHELVES: dict[str, Shelf] = {
    name: _column_shelf(model, _OWN_TABLE[model]) if model in _OWN_TABLE else _outcome_shelf(name)
    for name, model in EVENT_TYPES.items()
}


def plain(value: Any) -> Any:
    """A JSON-ready copy of a row's value, for exports."""
    return json.loads(json.dumps(value, default=str))
