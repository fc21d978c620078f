"""Brings a database to the newest schema, and says whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage.engine import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> str:
    """Apply every migration that is missing, one process at a time; returns the revision reached."""
    config = alembic_config()
    with database.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('kirorank:schema'))"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return newest_revision()


def current_revision(database: Database) -> str | None:
    """The revision the database is at; None for an empty one."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision this code needs."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or ""


def alembic_config() -> Config:
    """Alembic's configuration, without a file: everything it needs is here."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
