"""Takes events in, each once: the one idempotent way into the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from ranking.events import Located, Reject
from ranking.restatement import Stamp, contradiction, judge, stamp
from storage.dialects import one_of, serialise_writers, upsert
from storage.engine import Database
from storage.models import RejectRow
from storage.shelves import SHELVES, Shelf, table_of

T = TypeVar("T")
BATCH = 5_000  # rows a transaction: few syncs, yet another writer never waits for long


@dataclass(slots=True)
class Intake:
    """What an import did: rows by verdict, and every reject in words."""

    verdicts: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """Rows that say something valid, new or already known."""
        return self.verdicts.total() - self.verdicts["contradiction"]


def take_in(
    database: Database, workspace: str, source: str, parsed: Iterable[Located | Reject], now: datetime
) -> Iterator[Intake]:
    """Write events in batches, each in a transaction of its own; yields the running totals after each batch.

    A reject loses only itself: it is told, and kept in the reject store without its content.
    """
    intake = Intake()
    for batch in in_batches(parsed, BATCH):
        rejects = [item for item in batch if isinstance(item, Reject)]
        events = [item for item in batch if isinstance(item, Located)]
        with database.write() as connection:
            serialise_writers(connection, workspace)
            rejects += _write(connection, workspace, events, intake.verdicts)
            _keep_rejects(connection, workspace, source, rejects, now)
        intake.rejects += rejects
        yield intake
    if not intake.taken and not intake.rejects:
        yield intake


def _write(connection: Connection, workspace: str, located: Sequence[Located], verdicts: Counter[str]) -> list[Reject]:
    by_type: dict[str, list[Located]] = {}
    for item in located:
        by_type.setdefault(item.event.type, []).append(item)
    rejects: list[Reject] = []
    for name, items in by_type.items():
        rejects += _write_shelf(connection, workspace, SHELVES[name], items, verdicts)
    return rejects


def _write_shelf(
    connection: Connection, workspace: str, shelf: Shelf, items: Sequence[Located], verdicts: Counter[str]
) -> list[Reject]:
    known = _stamps(connection, workspace, shelf, [item.event.key for item in items])
    rows: dict[str, dict[str, Any]] = {}
    rejects: list[Reject] = []
    for item in items:
        event, key, new = item.event, item.event.key, stamp(item.event)
        verdict = judge(new, known.get(key))
        verdicts[verdict] += 1
        if verdict == "contradiction":
            rejects.append(item.reject(contradiction(event)))
        elif verdict in {"new", "restated", "confirmed"}:
            known[key] = new
            rows[key] = {**shelf.to_row(event), "workspace": workspace, **new._asdict()}
    upsert(connection, shelf.table, list(rows.values()))
    return rejects


def _stamps(connection: Connection, workspace: str, shelf: Shelf, keys: Sequence[str]) -> dict[str, Stamp]:
    columns = shelf.table.columns
    query = select(columns.id, columns.fingerprint, columns.reported_at).where(columns.workspace == workspace)
    if shelf.kind is not None:
        query = query.where(columns.kind == shelf.kind)
    known: dict[str, Stamp] = {}
    for key, fingerprint, reported_at in connection.execute(query.where(one_of(connection, columns.id, keys))):
        known[key] = Stamp(fingerprint, reported_at)
    return known


def _keep_rejects(
    connection: Connection, workspace: str, source: str, rejects: Iterable[Reject], now: datetime
) -> None:
    rows = {
        (reject.file, reject.line): {
            "workspace": workspace,
            "source": source,
            "file": reject.file,
            "line": reject.line,
            "reason": reject.reason,
            "at": now,
        }
        for reject in rejects
    }
    upsert(connection, table_of(RejectRow), list(rows.values()))


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut an iterable into lists of at most `size` (itertools.batched, which Python 3.11 lacks)."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch
