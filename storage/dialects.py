"""The few places where SQLite and PostgreSQL differ: upserts, bulk writes, claims and the writers' lock."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from pydantic_core import to_json
from sqlalchemy import ColumnElement, Connection, Table, Text, any_, bindparam, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Select

Row = dict[str, Any]


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Insert rows whose key is free and leave the others alone; returns how many were inserted."""
    if not rows:
        return 0
    statement = _insert(connection, table).on_conflict_do_nothing()
    return connection.execute(statement, list(rows)).rowcount


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, or overwrite the ones whose key is taken. Every row names the same columns; rows are used up.

    The statement goes to the driver with its values already converted: SQLAlchemy's handling of each row's
    parameters was half of an import's time.
    """
    if not rows:
        return
    names = list(rows[0])
    keys = [column.name for column in table.primary_key]
    statement = _insert(connection, table)
    values = {name: statement.excluded[name] for name in names if name not in keys}
    compiled = statement.on_conflict_do_update(index_elements=keys, set_=values).compile(
        dialect=connection.dialect, column_keys=names
    )
    _convert(connection, table, names, rows)
    if compiled.positiontup is not None:
        in_order = itemgetter(*compiled.positiontup)
        connection.exec_driver_sql(compiled.string, [in_order(row) for row in rows])
    else:
        connection.exec_driver_sql(compiled.string, list(rows))


def _convert(connection: Connection, table: Table, names: list[str], rows: Sequence[Row]) -> None:
    for name in names:
        convert = table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        if convert is not None:
            for row in rows:
                row[name] = convert(row[name])


def one_of(connection: Connection, column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column holds one of many values, as one parameter: an IN list is costly to render."""
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(values), type_=postgresql.ARRAY(Text)))
    return column.in_(select(func.json_each(to_json(values).decode()).table_valued("value").c.value))


def serialise_writers(connection: Connection, workspace: str) -> None:
    """Let one import at a time decide what is new. On SQLite the write transaction itself does that."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"kirorank:{workspace}"})


def skip_locked(connection: Connection, statement: Select[Any]) -> Select[Any]:
    """Claim rows that no other worker is claiming. SQLite has one writer at a time, so nothing is locked there."""
    return statement.with_for_update(skip_locked=True) if connection.dialect.name == "postgresql" else statement
