"""Keys of a workspace: random, made once, the same for everybody who asks, and shown to nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from storage.engine import Database
from storage.keys import workspace_key
from storage.personal_data import export_person
from tests.storage.facts import one_of_each, taken


def test_a_key_is_made_once(database: Database) -> None:
    """Whoever asks again gets the same 32 bytes."""
    first = workspace_key(database, "w", "pseudonyms")

    assert len(first) == 32
    assert workspace_key(database, "w", "pseudonyms") == first


def test_keys_differ(database: Database) -> None:
    """Neither another workspace nor another purpose has the same key."""
    asked = [("w", "pseudonyms"), ("w", "other"), ("v", "pseudonyms")]

    assert len({workspace_key(database, *each) for each in asked}) == 3


def test_two_processes_get_one_key(database: Database, database_url: str) -> None:
    """Of two that start at once one makes the key and both use it."""
    other = Database(database_url)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda each: workspace_key(each, "w", "pseudonyms"), [database, other] * 4))
    other.close()

    assert len(set(found)) == 1


def test_no_export_holds_the_key(database: Database) -> None:
    """What is printed about a person has no place for it."""
    taken(database, one_of_each())
    key = workspace_key(database, "w", "pseudonyms")
    with database.read() as connection:
        shown = str(export_person(connection, "w", "p1"))

    assert key.hex() not in shown
    assert str(key) not in shown
