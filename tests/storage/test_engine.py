"""The database: transactions that lose nothing, URLs that are explained."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from storage.engine import Database


def test_concurrent_read_modify_writes_are_all_kept(database: Database) -> None:
    """Four threads that each read, add one and write 50 times leave 200 (the driver's default loses most)."""
    with database.write() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    lock = " FOR UPDATE" if database.engine.dialect.name == "postgresql" else ""

    def add() -> None:
        for _ in range(50):
            with database.write() as connection:
                n = connection.execute(text(f"SELECT n FROM counter{lock}")).scalar_one()
                connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as connection:
        assert connection.execute(text("SELECT n FROM counter")).scalar_one() == 200


def test_a_failed_write_leaves_nothing(database: Database) -> None:
    """An exception inside write() takes back everything that was done in it."""
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))

    def fail() -> None:
        with database.write() as connection:
            connection.execute(text("INSERT INTO t VALUES (1)"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar_one() == 0


def test_sqlite_is_durable_and_readers_do_not_block(sqlite_database: Database) -> None:
    """A SQLite file has write-ahead logging and syncs every commit."""
    with sqlite_database.read() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 2


@pytest.mark.parametrize(
    ("url", "word"), [("nonsense", "is not a database URL"), ("mysql://x/y", "SQLite or PostgreSQL")]
)
def test_a_wrong_url_is_explained(url: str, word: str) -> None:
    """A URL that cannot be used is refused in a sentence that names the setting."""
    with pytest.raises(ValueError, match=word) as caught:
        Database(url)
    assert "KIRORANK_DATABASE_URL" in str(caught.value)


def test_a_rehearsal_leaves_nothing(database: Database) -> None:
    """What a rehearsal wrote it can read, and nobody afterwards."""
    with database.write() as connection:
        connection.execute(text("CREATE TABLE rehearsed (n INTEGER)"))
    with database.rehearse() as connection:
        connection.execute(text("INSERT INTO rehearsed VALUES (1)"))
        assert connection.execute(text("SELECT count(*) FROM rehearsed")).scalar_one() == 1
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM rehearsed")).scalar_one() == 0


@pytest.mark.parametrize(("query", "seconds"), [("", "10"), ("?connect_timeout=3", "3")])
def test_a_server_that_does_not_answer_is_given_up(query: str, seconds: str) -> None:
    """A connection to PostgreSQL has a limit, which the URL may set."""
    database = Database(f"postgresql://u@localhost/db{query}")

    assert database.engine.url.query["connect_timeout"] == seconds
    database.close()
