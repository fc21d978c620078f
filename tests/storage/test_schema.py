"""Migrations: they make the tables that the models describe, and can be repeated and taken back."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

from storage.engine import Database
from storage.schema import alembic_config, current_revision, migrate, newest_revision


def test_migrations_make_what_the_models_describe(database: Database) -> None:
    """After every migration, autogenerate finds no difference to the models."""
    with database.read() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    """A second migrate finds the newest revision and does nothing."""
    migrate(database)

    assert newest_revision() == current_revision(database)


def test_an_unmigrated_database_is_told_apart(sqlite_url: str) -> None:
    """A database without a schema has no revision."""
    database = Database(sqlite_url)
    assert current_revision(database) is None
    database.close()


def test_migrations_can_be_taken_back(database: Database) -> None:
    """Downgrading to the start leaves no table of ours, and upgrading again works."""
    config = alembic_config()
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert {"alembic_version"} == set(inspect(database.engine).get_table_names())

    migrate(database)
    assert newest_revision() == current_revision(database)


@pytest.mark.parametrize("table", SQLModel.metadata.tables.values())
def test_every_key_begins_with_the_workspace(table) -> None:  # type: ignore[no-untyped-def]
    """No table can mix two workspaces: the first column of every primary key is the workspace."""
    assert next(iter(table.primary_key.columns)).name == "workspace"
