"""The few places where SQLite and PostgreSQL differ: upserts, bulk writes, claims and the writers' lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from pydantic_core import to_json
from sqlalchemy import ColumnElement, Connection, Dialect, Table, Text, any_, bindparam, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql import Select

Row = dict[str, Any]
# With positional placeholders (? and %s) rows can be tuples, whichever the driver.
_POSITIONAL: dict[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="qmark"),
    "postgresql": PGDialect_psycopg(paramstyle="format"),  # type: ignore[no-untyped-call]
}


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Insert rows whose key is free and leave the others alone; returns how many were inserted."""
    return len(insert_new_keys(connection, table, rows))


def insert_new_keys(connection: Connection, table: Table, rows: Sequence[Row]) -> set[tuple[Any, ...]]:
    """Insert rows whose key is free and leave the others alone; returns the primary keys that were inserted."""
    if not rows:
        return set()
    statement = _insert(connection, table).on_conflict_do_nothing().returning(*table.primary_key)
    return {tuple(row) for row in connection.execute(statement, list(rows))}


def upsert(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of these columns, or overwrite the ones whose key is taken.

    Values are converted column by column and go to the driver as they are: SQLAlchemy's own handling of every row's
    parameters was half of an import's time.
    """
    if not rows:
        return
    statement = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    values = {name: statement.excluded[name] for name in columns if name not in keys}
    compiled = statement.on_conflict_do_update(index_elements=keys, set_=values).compile(
        dialect=_POSITIONAL[connection.dialect.name], column_keys=list(columns)
    )
    names = compiled.positiontup or list(columns)
    by_name = dict(zip(columns, zip(*rows, strict=True), strict=True))
    converted = [_converted(connection, table, name, by_name[name]) for name in names]
    connection.exec_driver_sql(compiled.string, list(zip(*converted, strict=True)))


def _converted(connection: Connection, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    kind = table.c[name].type
    convert = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if convert is None:
        return values
    if issubclass(kind.python_type, date):
        # One report has one day and one time, so most of these were converted a moment ago.
        convert = cache(convert)
    return [convert(value) for value in values]


def one_of(connection: Connection, column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column holds one of many values, as one parameter: an IN list is costly to render."""
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(values), type_=postgresql.ARRAY(Text)))
    return column.in_(select(func.json_each(to_json(values).decode()).table_valued("value").c.value))


def serialise_writers(connection: Connection, workspace: str) -> None:
    """Let one import at a time decide what is new. On SQLite the write transaction itself does that."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"kirorank:{workspace}"})


def overwrite_deleted(connection: Connection) -> None:
    """Have what this connection deletes overwritten in the file. PostgreSQL does so with its next VACUUM."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def skip_locked(connection: Connection, statement: Select[Any]) -> Select[Any]:
    """Claim rows that no other worker is claiming. SQLite has one writer at a time, so nothing is locked there."""
    return statement.with_for_update(skip_locked=True) if connection.dialect.name == "postgresql" else statement
