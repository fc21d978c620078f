"""Takes events in, each once: the one idempotent way into the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from ranking.events import Located, Person, Reject
from ranking.restatement import Stamp, contradiction, judge, stamp
from storage.dialects import one_of, serialise_writers, upsert
from storage.engine import Database
from storage.erased import Erased, load_erased
from storage.models import RejectRow
from storage.shelves import SHELVES, Shelf, table_of

T = TypeVar("T")
_WRITTEN = frozenset({"new", "restated", "confirmed"})
BATCH = 10_000  # rows a transaction: few syncs, yet another writer never waits for long


@dataclass(slots=True)
class Intake:
    """What an import did: rows by verdict, and every reject in words."""

    verdicts: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)

    def add(self, other: Intake) -> None:
        """Count another batch in."""
        self.verdicts.update(other.verdicts)
        self.rejects += other.rejects

    @property
    def taken(self) -> int:
        """Rows that say something valid, new or already known."""
        return self.verdicts.total() - self.verdicts["contradiction"]


def take_in(
    database: Database, workspace: str, source: str, parsed: Iterable[Located | Reject], now: datetime
) -> Iterator[Intake]:
    """Write events in batches, each in a transaction of its own; yields the running totals after each batch.

    A reject loses only itself: it is told, and kept in the reject store without its content. What describes people
    is repeated in every report, so it is folded in memory and written once, at the end. While one batch is being
    written, the next is read: the drivers let other threads run meanwhile.
    """
    intake, people = Intake(), _People()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake") as writer:
        under_way: Future[Intake] | None = None
        batches: Iterable[Sequence[Located | Reject]] = in_batches(_without_people(parsed, people), BATCH)
        for batch in chain(batches, people.in_batches()):
            if under_way is not None:
                intake.add(under_way.result())
                yield intake
            under_way = writer.submit(_write, database, workspace, source, batch, now)
        if under_way is not None:
            intake.add(under_way.result())
    intake.verdicts.update(people.verdicts)
    yield intake


def _without_people(parsed: Iterable[Located | Reject], people: _People) -> Iterator[Located | Reject]:
    for item in parsed:
        if isinstance(item, Reject) or not isinstance(item.event, Person):
            yield item
        elif refused := people.fold(item):
            yield refused


class _People:
    """The newest description of each person in one import."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self._newest: dict[str, Located] = {}

    def fold(self, item: Located) -> Reject | None:
        """Take a description in; returns the reject if it contradicts an earlier one."""
        before = self._newest.setdefault(item.event.key, item)
        if before is item:
            return None
        same = before.event is item.event
        verdict = "duplicate" if same else judge(stamp(item.event), stamp(before.event))
        if verdict == "contradiction":
            self.verdicts[verdict] += 1
            return item.reject(contradiction(item.event))
        self.verdicts["duplicate"] += 1
        if verdict in _WRITTEN:
            self._newest[item.event.key] = item
        return None

    def in_batches(self) -> Iterator[list[Located]]:
        """What was folded, once all was read."""
        yield from in_batches(self._newest.values(), BATCH)


def _write(database: Database, workspace: str, source: str, batch: Sequence[Located | Reject], now: datetime) -> Intake:
    done = Intake(rejects=[item for item in batch if isinstance(item, Reject)])
    by_type: dict[str, list[Located]] = {}
    for item in batch:
        if isinstance(item, Located):
            by_type.setdefault(item.event.type, []).append(item)
    with database.write() as connection:
        serialise_writers(connection, workspace)
        erased = load_erased(connection, workspace)
        for name, items in by_type.items():
            done.rejects += _write_shelf(connection, workspace, SHELVES[name], items, erased, done.verdicts)
        if erased:
            done.rejects = [each for each in done.rejects if not erased.named_in(each.reason)]
        _keep_rejects(connection, workspace, source, done.rejects, now)
    return done


def _write_shelf(
    connection: Connection,
    workspace: str,
    shelf: Shelf,
    items: Sequence[Located],
    erased: Erased,
    verdicts: Counter[str],
) -> list[Reject]:
    known = _stamps(connection, workspace, shelf, [item.event.key for item in items])
    rows: dict[str, tuple[Any, ...]] = {}
    rejects: list[Reject] = []
    for item in items:
        event = item.event
        kept = erased.without(event) if erased else event
        if kept is None:
            verdicts["erased"] += 1
            continue
        key, new = event.key, stamp(event)
        verdict = judge(new, known.get(key))
        verdicts[verdict] += 1
        if verdict == "contradiction":
            rejects.append(item.reject(contradiction(event)))
        elif verdict in _WRITTEN:
            known[key] = new
            rows[key] = (workspace, *new, *shelf.values(kept))
    upsert(connection, shelf.table, ("workspace", *Stamp._fields, *shelf.columns), list(rows.values()))
    return rejects


def _stamps(connection: Connection, workspace: str, shelf: Shelf, keys: Sequence[str]) -> dict[str, Stamp]:
    columns = shelf.table.columns
    key = columns[shelf.key]
    query = select(key, columns.fingerprint, columns.reported_at).where(columns.workspace == workspace)
    if shelf.kind is not None:
        query = query.where(columns.kind == shelf.kind)
    rows = connection.execute(query.where(one_of(connection, key, keys)))
    return {name: Stamp(fingerprint, reported_at) for name, fingerprint, reported_at in rows}


def _keep_rejects(
    connection: Connection, workspace: str, source: str, rejects: Iterable[Reject], now: datetime
) -> None:
    """A line that was rejected again has its newest reason."""
    rows = {(each.file, each.line): (workspace, source, each.file, each.line, each.reason, now) for each in rejects}
    columns = ("workspace", "source", "file", "line", "reason", "at")
    upsert(connection, table_of(RejectRow), columns, list(rows.values()))


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut an iterable into lists of at most `size` (itertools.batched, which Python 3.11 lacks)."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch
