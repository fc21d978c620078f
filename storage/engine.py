"""Opens a database and hands out transactions: SQLite as one durable file, PostgreSQL through psycopg 3."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

__all__ = ["Connection", "Database"]
_CONNECT_TIMEOUT = "10"  # seconds; the driver's own default is to wait for ever
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON")
# The standard library's JSON was a third of an import's time.
_JSON: dict[str, Any] = {"json_serializer": lambda value: to_json(value).decode(), "json_deserializer": from_json}


class Database:
    """One database. `read()` and `write()` each give a connection inside one transaction.

    A writer on SQLite begins with BEGIN IMMEDIATE: the driver's default loses concurrent read-modify-writes
    silently, and a deferred BEGIN fails at once when two writers meet.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._reader = self.engine.execution_options(**self._reading())
        self._writer = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        self._own, self._peeking = threading.local(), list[Connection]()

    @property
    def is_local(self) -> bool:
        """Whether the data is a file here, so that a read never waits for a network or a writer."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that only reads."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection whose changes are committed together at the end, or not at all."""
        with self._writer.begin() as connection:
            yield connection

    @contextmanager
    def rehearse(self) -> Iterator[Connection]:
        """A connection that writes as `write()` does, and whose changes are all undone at the end."""
        with self._writer.connect() as connection:
            yield connection

    def peek(self) -> Connection:
        """This thread's own connection, kept open, for single statements outside any transaction.

        Checking a connection out of the pool and beginning a transaction take longer than reading one row by key.
        Only for a local database: a kept connection does not survive a server's restart.
        """
        if not hasattr(self._own, "connection"):
            self._own.connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._peeking.append(self._own.connection)
        return self._own.connection  # type: ignore[no-any-return]

    def close(self) -> None:
        """Close every connection."""
        while self._peeking:
            self._peeking.pop().close()
        self.engine.dispose()

    def _reading(self) -> dict[str, Any]:
        # On PostgreSQL one statement is its own snapshot; no BEGIN and COMMIT around it saves two round trips.
        return {"isolation_level": "AUTOCOMMIT"} if self.engine.dialect.name == "postgresql" else {"begin": "BEGIN"}


def _engine(url: str) -> Engine:
    try:
        address = make_url(url)
    except ArgumentError:
        raise ValueError(
            "KIRORANK_DATABASE_URL is not a database URL; write sqlite:///kirorank.sqlite3 "
            "or postgresql+psycopg://user:password@host/name"
        ) from None
    if address.drivername in {"postgres", "postgresql"}:
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() == "postgresql":
        if "connect_timeout" not in address.query:
            address = address.update_query_dict({"connect_timeout": _CONNECT_TIMEOUT})
        return create_engine(address, pool_pre_ping=True, **_JSON)
    if address.get_backend_name() != "sqlite":
        raise ValueError(
            f"KIRORANK_DATABASE_URL names {address.get_backend_name()}; KiroRank keeps its data in SQLite or PostgreSQL"
        )
    if address.database and address.database != ":memory:":
        Path(address.database).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, **_JSON)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not guessed by the driver
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql(options.get("begin", "BEGIN"))
