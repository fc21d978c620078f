"""Brings a database to the newest schema, and says whether it is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from storage.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> str:
    """Apply every migration that is missing, one process at a time; returns the revision reached.

    Alembic is imported only where there is something to do: it is half of a command's start.
    """
    if current_revision(database) == newest_revision():
        return newest_revision()
    from alembic import command

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
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def newest_revision() -> str:
    """The revision this code needs: migrations are numbered in the order in which they are applied."""
    return max(script.name.partition("_")[0] for script in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def alembic_config() -> Config:
    """Alembic's configuration, without a file: everything it needs is here."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
