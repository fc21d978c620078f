"""The kept connection behind quick replies: one a thread, in no transaction, and closed with the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text

from storage.engine import Connection, Database
from storage.preferences import choose, preferences_of


def visibility(connection: Connection) -> object:
    """What p1 chose."""
    return preferences_of(connection, "w", "p1")["visibility"]


def test_a_thread_keeps_its_connection(sqlite_database: Database) -> None:
    """One thread is handed the same connection each time, and another thread gets one of its own."""
    mine = sqlite_database.peek()
    with ThreadPoolExecutor(1) as pool:
        first, second = pool.submit(sqlite_database.peek).result(), pool.submit(sqlite_database.peek).result()

    assert sqlite_database.peek() is mine
    assert first is second
    assert first is not mine


def test_a_peek_sees_what_was_written_since(sqlite_database: Database) -> None:
    """The kept connection holds no snapshot: each statement reads what was last committed."""
    seen = []
    for choice in ("public", "private", "team"):
        with sqlite_database.write() as connection:
            choose(connection, "w", "p1", visibility=choice)
        seen.append(visibility(sqlite_database.peek()))

    assert seen == ["public", "private", "team"]


def test_a_peek_leaves_no_transaction_open(sqlite_database: Database) -> None:
    """After a read the driver is in no transaction, so that the write-ahead log can be emptied into the file."""
    peeking = sqlite_database.peek()
    visibility(peeking)
    driver = peeking.connection.driver_connection

    assert driver is not None
    assert driver.in_transaction is False
    with sqlite_database.write() as connection:
        choose(connection, "w", "p1", visibility="team")
    assert peeking.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar() == 0


def test_a_peek_does_not_see_what_is_not_committed(sqlite_database: Database) -> None:
    """While somebody writes, a peek neither waits nor reads the half of it."""
    peeking = sqlite_database.peek()
    with sqlite_database.write() as connection:
        choose(connection, "w", "p1", visibility="team")
        assert visibility(peeking) is None
    assert visibility(peeking) == "team"


def test_closing_closes_every_threads_connection(sqlite_database: Database) -> None:
    """A database that is closed leaves none open, whichever thread had asked for it."""
    with ThreadPoolExecutor(3) as pool:
        kept = {pool.submit(sqlite_database.peek).result() for _ in range(6)} | {sqlite_database.peek()}
    assert not any(each.closed for each in kept)
    sqlite_database.close()

    assert all(each.closed for each in kept)
    sqlite_database.close()


def test_only_a_file_is_local(sqlite_database: Database, postgres_url: str) -> None:
    """Quick replies are for data that lies in a file here, and no server is taken for one."""
    server = Database(postgres_url)

    assert (sqlite_database.is_local, server.is_local) == (True, False)
    server.close()


def test_the_files_folder_is_made(tmp_path: Path) -> None:
    """A database in a folder that is not there yet can be written at once."""
    database = Database(f"sqlite:///{tmp_path / 'new' / 'folder' / 'kirorank.sqlite3'}")
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    database.close()

    assert (tmp_path / "new" / "folder" / "kirorank.sqlite3").stat().st_size > 0
