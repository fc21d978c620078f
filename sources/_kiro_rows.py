"""Rows of Kiro's reports: a header is compiled once into a plan, and the plan turns each row into a `Usage`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from ranking.events import Usage
from sources._cells import Converter, count, count_or_nothing
from sources._kiro_layouts import Layout
from sources._restated import Restatements
from sources._tables import bind
from sources._templates import filled

_USER = re.compile(r"(?:d-[0-9a-f]{10}\.)?([A-Za-z0-9][A-Za-z0-9._@+-]{0,127})")
_CLIENT = re.compile(r"[A-Z][A-Z0-9_]{0,31}")
_ANYBODY = "*"
_LONGEST_NAME = 128
_MOST_TEMPLATES = 4096


class Step(NamedTuple):
    """Where a cell stands, what its column is called, which key its value gets, and how it is converted."""

    position: int
    column: str
    key: str
    convert: Converter


class BadRowError(ValueError):
    """A row that cannot be taken. Its text names the column and the rule, and never the value."""


def user_id(cell: str) -> str:
    """A user's id in lower case, without the identity store's prefix `d-xxxxxxxxxx.`. Raises `ValueError`."""
    match = _USER.fullmatch(cell)
    if match is None:
        raise ValueError("is not a user id")
    return match[1].lower()


class Plan:
    """How to read the rows under one header. The order of the columns has no part in what comes out."""

    def __init__(self, layout: Layout, header: Sequence[str]) -> None:
        self._layout = layout
        self._columns = bind(header, [*layout.texts, *layout.fields, *layout.extras])
        self._fields = [
            Step(self._columns[column], column, field, convert)
            for column, (field, convert) in layout.fields.items()
            if column in self._columns
        ]
        known = [Step(self._columns[c], c, c, convert) for c, convert in layout.extras.items() if c in self._columns]
        self._extras = sorted([*known, *self._unknown(header)], key=lambda step: step.key)
        self._user = self._step("UserId", user_id)
        self._day = self._step("Date", layout.day)
        self._client = self._step("Client_Type", _client) if layout.client is None else None
        self._templates: dict[tuple[str, str], Usage] = {}
        self._email = self._columns.get("User_Email")

    def email(self, cells: Sequence[str]) -> str:
        """The row's e-mail address in lower case, empty if there is none."""
        return "" if self._email is None else cells[self._email].strip().lower()

    def usage(self, cells: Sequence[str], restatements: Restatements) -> Usage:
        """The row as an event. Raises `BadRowError`."""
        try:
            return self._usage(cells, restatements)
        except BadRowError:
            # Blanks around values are rare, so they are only looked for when something is wrong.
            return self._usage([cell.strip() for cell in cells], restatements)

    def _usage(self, cells: Sequence[str], restatements: Restatements) -> Usage:
        template = self._template(cells)
        user = _needed(self._user, cells)
        values: dict[str, Any] = {}
        extras: dict[str, Any] = {}
        _convert(self._fields, cells, values)
        _convert(self._extras, cells, extras)
        values["id"] = key = template.id.replace(_ANYBODY, user)
        values["person"] = f"kiro:{user}"
        values["reported_at"] = restatements.date(key, tuple(cells))
        for field, columns in self._layout.summed.items():
            values[field] = sum(extras.get(column, 0) for column in columns)
        return filled(template, values, extras)

    def _template(self, cells: Sequence[str]) -> Usage:
        """What the rows of one day and client share, validated once."""
        setting = cells[self._day.position], cells[self._client.position] if self._client else ""
        known = self._templates.get(setting)
        if known is None:
            if len(self._templates) >= _MOST_TEMPLATES:
                self._templates.clear()
            known = self._templates[setting] = self._new_template(cells)
        return known

    def _new_template(self, cells: Sequence[str]) -> Usage:
        day = _needed(self._day, cells)
        client = str(_needed(self._client, cells) if self._client else self._layout.client)
        return Usage(
            id=f"kiro:{day}:{_ANYBODY}:{client}",
            person=f"kiro:{_ANYBODY}",
            day=day,
            source="kiro",
            trust="A",
            tool=_tool(client),
        )

    def _step(self, column: str, convert: Converter) -> Step:
        return Step(self._columns[column], column, column, convert)

    def _unknown(self, header: Sequence[str]) -> list[Step]:
        """Columns nobody told us of: counts by model are checked, others are kept if they hold a number."""
        bound = set(self._columns.values())
        steps: dict[str, Step] = {}
        for index, name in enumerate(header):
            if index not in bound and name not in self._columns and name not in steps and _may_be_kept(name):
                is_model = self._layout.models and self._layout.models.fullmatch(name)
                steps[name] = Step(index, name, name, count if is_model else count_or_nothing)
        return list(steps.values())


def _needed(step: Step, cells: Sequence[str]) -> Any:
    """The value of a cell that may not be empty. Raises `BadRowError`."""
    cell = cells[step.position]
    if not cell:
        raise BadRowError(f"{step.column} is empty")
    try:
        return step.convert(cell)
    except ValueError as error:
        raise BadRowError(f"{step.column} {error}") from None


def _convert(steps: Sequence[Step], cells: Sequence[str], into: dict[str, Any]) -> None:
    """Convert the cells that hold something. Raises `BadRowError` for the first that cannot be."""
    for position, column, key, convert in steps:
        cell = cells[position]
        if cell:
            try:
                value = convert(cell)
            except ValueError as error:
                raise BadRowError(f"{column} {error}") from None
            if value is not None:
                into[key] = value


def _may_be_kept(name: str) -> bool:
    """Whether a column of this name may become a key: it takes no field's place and is fit to be printed."""
    return name not in Usage.model_fields and 0 < len(name) <= _LONGEST_NAME and name.isprintable()


def _client(cell: str) -> str:
    client = cell.upper()
    if not _CLIENT.fullmatch(client):
        raise ValueError("is not a client type")
    return client


def _tool(client: str) -> str:
    """`KIRO_IDE` is `kiro-ide`, `PLUGIN` is `kiro-plugin`, and a client to come is named likewise."""
    name = client.lower().replace("_", "-")
    return name if name.startswith("kiro-") else f"kiro-{name}"
