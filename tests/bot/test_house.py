"""The house that answers and jobs get: newest schema, the settings' rules, and the workspace's own secret."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.house import house_of, open_house
from bot.settings import Settings
from commands._pseudonyms import pseudonym
from storage.engine import Database
from storage.schema import current_revision, newest_revision

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def settings(**values: object) -> Settings:
    """Settings from nowhere but here."""
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]


def test_opening_brings_the_schema_and_the_key(sqlite_url: str) -> None:
    """An empty database is brought to the newest schema, and each opening finds the same key."""
    database = Database(sqlite_url)
    first, second = (open_house(settings(raw_retention_days=9), database) for _ in range(2))

    assert current_revision(database) == newest_revision()
    assert first == second
    assert (len(first.pseudonym_key), first.raw_retention_days) == (32, 9)
    database.close()


def test_a_pseudonym_cannot_be_worked_out_from_the_source(tmp_path: Path) -> None:
    """Two installations with the same people give other names, and neither is the one without a key."""
    names = set()
    for name in ("one", "two"):
        database = Database(f"sqlite:///{tmp_path / name}.sqlite3")
        house = open_house(settings(), database)
        names.add(tuple(pseudonym("w", f"p{n}", NOW, house.pseudonym_key) for n in range(5)))
        database.close()
    names.add(tuple(pseudonym("w", f"p{n}", NOW, house_of(settings()).pseudonym_key) for n in range(5)))

    assert len(names) == 3
