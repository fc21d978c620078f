"""Dialects: what both kinds of database must do alike, though each says it in its own words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import select, text

from storage.dialects import (
    insert_new,
    insert_new_keys,
    one_of,
    overwrite_deleted,
    serialise_writers,
    skip_locked,
    upsert,
)
from storage.engine import Connection, Database
from storage.models import DeliveryRow, RejectRow, TeamRow, UsageRow
from storage.shelves import Row, table_of
from tests.storage.facts import NOW

REJECTS, TEAMS, USAGE = table_of(RejectRow), table_of(TeamRow), table_of(UsageRow)
_TEAM = ("workspace", "id", "fingerprint", "name", "channel", "extra")


def reject(line: int, reason: str, file: str = "f") -> Row:
    """A reject's row."""
    return {"workspace": "w", "source": "s", "file": file, "line": line, "reason": reason, "at": NOW}


def reasons(connection: Connection) -> dict[int, str]:
    """The reasons in store, by line."""
    return {row.line: row.reason for row in connection.execute(select(REJECTS.c.line, REJECTS.c.reason))}


def test_inserting_what_is_new_leaves_the_old_alone(database: Database) -> None:
    """Rows of taken keys are neither overwritten nor counted; nothing given inserts nothing."""
    with database.write() as connection:
        assert insert_new(connection, REJECTS, [reject(1, "first"), reject(2, "first")]) == 2
        assert insert_new(connection, REJECTS, [reject(2, "second"), reject(3, "second")]) == 1
        assert insert_new(connection, REJECTS, []) == 0
        assert reasons(connection) == {1: "first", 2: "first", 3: "second"}


def test_the_keys_that_are_new_come_back_whole(database: Database) -> None:
    """Each inserted key comes back once with all its columns in the table's order, also where it was given twice."""
    with database.write() as connection:
        insert_new(connection, REJECTS, [reject(1, "r")])
        rows = [reject(1, "r"), reject(1, "r", file="g"), reject(2, "r"), reject(2, "again")]
        assert insert_new_keys(connection, REJECTS, rows) == {("w", "s", "g", 1), ("w", "s", "f", 2)}
        assert insert_new_keys(connection, REJECTS, rows) == set()
        assert insert_new_keys(connection, REJECTS, []) == set()


def test_an_upsert_overwrites_and_inserts_together(database: Database) -> None:
    """In one call a taken key has its new values and a free key its row; an empty call does nothing."""
    columns = tuple(reject(0, ""))
    with database.write() as connection:
        upsert(connection, REJECTS, columns, [tuple(reject(n, "old").values()) for n in (1, 2)])
        upsert(connection, REJECTS, columns, [tuple(reject(n, "new").values()) for n in (2, 3)])
        upsert(connection, REJECTS, columns, [])
        assert reasons(connection) == {1: "old", 2: "new", 3: "new"}


def test_an_upsert_leaves_columns_alone_that_it_does_not_name(database: Database) -> None:
    """A later report that has no word on the channel takes no channel away."""
    with database.write() as connection:
        upsert(connection, TEAMS, _TEAM, [("w", "a", "1", "Alpha", "C1", {})])
        upsert(connection, TEAMS, ("workspace", "id", "fingerprint", "name", "extra"), [("w", "a", "2", None, {})])
        row = connection.execute(select(TEAMS)).mappings().one()

    assert (row["fingerprint"], row["name"], row["channel"]) == ("2", None, "C1")


def test_an_upsert_takes_its_columns_in_any_order(database: Database) -> None:
    """Values follow the names that were given, not the order that the table has."""
    values: Row = dict(zip(_TEAM, ("w", "a", "1", "Alpha", "C1", {"n": 1}), strict=True))
    backwards = tuple(reversed(_TEAM))
    with database.write() as connection:
        for _ in range(2):
            upsert(connection, TEAMS, backwards, [tuple(values[name] for name in backwards)])
        row = connection.execute(select(TEAMS)).mappings().one()

    assert {name: row[name] for name in _TEAM} == values


def test_an_upsert_converts_as_an_insert_does(database: Database) -> None:
    """Days, instants, exact money and JSON come back as they were, though the driver is spoken to directly."""
    given: Row = {
        "workspace": "w",
        "id": "u",
        "fingerprint": "1",
        "reported_at": datetime(2026, 11, 2, 23, 59, 59, 123456, tzinfo=UTC),
        "person": "p'1\"; --",
        "day": date(2026, 11, 2),
        "source": "s",
        "trust": "A",
        "tool": "%s ? :x",
        "sessions": 10**15,
        "cost_usd": Decimal("0.10"),
        "credits": None,
        "extra": {"new_count": 2**53 + 1, "on": True},
    }
    counts = {column.name: 0 for column in USAGE.columns if column.name.endswith(("tokens", "prompts", "seconds"))}
    given |= {**counts, "lines_suggested": 0, "lines_accepted": 0}
    with database.write() as connection:
        upsert(connection, USAGE, tuple(given), [tuple(given.values())])
        row = connection.execute(select(USAGE)).mappings().one()

    assert {name: row[name] for name in given} == given
    assert str(row["cost_usd"]) == "0.10"


def test_one_of_many_values(database: Database) -> None:
    """Exactly the rows of these names are found, however odd or many: it is one parameter, and not one a name."""
    names = ["a", "b", "it's", 'say "x"', "naïve 🙂", "{a,b}"]
    with database.write() as connection:
        upsert(connection, TEAMS, _TEAM, [("w", name, "1", None, None, {}) for name in names])

        def found(wanted: list[str]) -> set[str]:
            return set(connection.execute(select(TEAMS.c.id).where(one_of(connection, TEAMS.c.id, wanted))).scalars())

        assert found([]) == set()
        assert found(["A", "%", "nobody"]) == set()
        assert found(["a"]) == {"a"}
        assert found(names[2:]) == set(names[2:])
        assert found([*(f"n{n}" for n in range(70_000)), *names]) == set(names)


def test_a_claim_skips_what_another_worker_holds(postgres_url: str) -> None:
    """On PostgreSQL the second worker gets the row that the first has not locked, at once."""
    database = Database(postgres_url)
    with database.write() as first:
        first.execute(text("CREATE TEMPORARY TABLE unused (n INTEGER)"))
        statement = skip_locked(first, select(table_of(DeliveryRow).c.key))
        assert "FOR UPDATE SKIP LOCKED" in str(statement.compile(first.engine))
    database.close()


def test_sqlite_has_nothing_to_skip(sqlite_database: Database) -> None:
    """SQLite knows no row locks, so its statement stays as it is."""
    statement = select(table_of(DeliveryRow).c.key)
    with sqlite_database.read() as connection:
        assert skip_locked(connection, statement) is statement


def test_writers_of_one_workspace_wait_for_each_other(postgres_url: str) -> None:
    """While one import decides what is new, another of its workspace waits, and one of another workspace does not."""
    database = Database(postgres_url)
    free = text("SELECT pg_try_advisory_xact_lock(hashtext(:name))")
    with database.write() as first, database.write() as second:
        serialise_writers(first, "w")
        assert second.execute(free, {"name": "kirorank:w"}).scalar() is False
        assert second.execute(free, {"name": "kirorank:v"}).scalar() is True
        serialise_writers(first, "w")
    with database.write() as third:
        assert third.execute(free, {"name": "kirorank:w"}).scalar() is True
    database.close()


def test_what_is_deleted_can_be_overwritten(database: Database) -> None:
    """SQLite is told to overwrite what is erased; PostgreSQL is not told anything it would not understand."""
    with database.write() as connection:
        overwrite_deleted(connection)
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
        assert connection.execute(text("SELECT 1")).scalar() == 1
