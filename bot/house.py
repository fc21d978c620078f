"""The workspace's rules, from its settings and its database. Imports neither Slack's client nor a web server."""

from __future__ import annotations

from bot.settings import Settings
from commands._ask import House
from storage.engine import Database
from storage.keys import workspace_key
from storage.schema import migrate


def house_of(settings: Settings, pseudonym_key: bytes = b"") -> House:
    """The workspace's rules. Only what shows no pseudonym can do without their key."""
    return House(
        workspace=settings.workspace,
        visibility=settings.visibility,
        minimum_group=settings.minimum_group,
        time_zone=settings.time_zone,
        policy=settings.policy,
        pseudonym_key=pseudonym_key,
        raw_retention_days=settings.raw_retention_days,
    )


def open_house(settings: Settings, database: Database) -> House:
    """Bring the database to the newest schema; returns the workspace's rules as answers and jobs need them."""
    migrate(database)
    return house_of(settings, workspace_key(database, settings.workspace, "pseudonyms"))
