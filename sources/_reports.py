"""Reports: files, folders and standard input, opened one after another as streams of plain bytes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import BinaryIO, cast

from ranking.events import Reject
from sources._gzip import DEFAULT_LIMITS, Limits, unpacked

STANDARD_INPUT = "-"
ENDINGS = tuple(f"{kind}{gz}" for kind in (".csv", ".ndjson", ".jsonl", ".json") for gz in ("", ".gz"))


@dataclass(frozen=True, slots=True)
class Report:
    """Bytes to be heard. `name` is the path as it was given or found, `modified_at` is aware and in UTC.

    The stream is already unpacked, and is open only until the next report is asked for.
    """

    name: str
    modified_at: datetime
    stream: BinaryIO


def open_reports(
    paths: Iterable[str | os.PathLike[str]], stdin: BinaryIO, now: datetime, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Report | Reject]:
    """Open each path in turn: a file, a `.gz` file, a folder or `-` for standard input.

    A folder is walked to its leaves in sorted order and gives its regular files whose ending is one of `ENDINGS`;
    hidden ones are passed over. What cannot be opened becomes a `Reject` on line 0, and the others go on.
    A modification time later than `now` is taken as `now`: a clock that runs ahead must not block later restatements.
    """
    for path in (os.fspath(path) for path in paths):
        if path == STANDARD_INPUT:
            with _buffered(stdin) as stream:
                yield Report(path, now.astimezone(UTC), unpacked(path, stream, limits))
        else:
            for found in _files(path):
                yield from (found,) if isinstance(found, Reject) else _opened(found, now, limits)


def _files(path: str) -> Iterator[str | Reject]:
    if not os.path.isdir(path):
        yield path
        return
    failures: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=failures.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            full = os.path.join(folder, name)
            if name.lower().endswith(ENDINGS) and not name.startswith(".") and _is_regular(full):
                yield full
    for failure in failures:
        yield _unreadable(str(failure.filename or path), failure)


def _is_regular(path: str) -> bool:
    # A dangling link is handed on, so that opening it tells what is wrong.
    return not os.path.exists(path) or os.path.isfile(path)


def _opened(path: str, now: datetime, limits: Limits) -> Iterator[Report | Reject]:
    try:
        file = Path(path).open("rb")  # noqa: SIM115  # closed below, once the reader has moved on
    except (OSError, ValueError) as error:
        yield _unreadable(path, error)
        return
    with file:
        yield Report(path, _modified_at(file, now), unpacked(path, file, limits))


def _modified_at(file: BinaryIO, now: datetime) -> datetime:
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        return now.astimezone(UTC)
    try:
        return min(datetime.fromtimestamp(status.st_mtime_ns / 1e9, UTC), now.astimezone(UTC))
    except (OverflowError, ValueError, OSError):
        return now.astimezone(UTC)


def _unreadable(path: str, error: Exception) -> Reject:
    why = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return Reject(path, 0, f"cannot be read ({why}); check the path and its permissions")


@contextmanager
def _buffered(stream: BinaryIO) -> Iterator[BufferedReader]:
    """Lend a buffer to any binary stream, and leave that stream open afterwards: it belongs to the caller."""
    if isinstance(stream, BufferedReader):
        yield stream
        return
    buffer: BufferedReader = BufferedReader(cast("RawIOBase", stream))  # of which it needs only readinto
    try:
        yield buffer
    finally:
        buffer.detach()
