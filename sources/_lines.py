"""Physical lines: strict UTF-8 of bounded length, each with its number, and a reject in the place of a bad one."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from ranking.events import Reject
from sources._gzip import TooLargeError
from sources._reports import Report

LONGEST_LINE = 1 << 20
_BOM = "\ufeff"


def read_lines(report: Report) -> Iterator[tuple[int, str] | Reject]:
    """Yield `(line number from 1, text with its line ending)`. A bad line is told alone; the next ones go on.

    When the bytes themselves end early (damaged gzip, a refused bomb, a disk error), the last thing is a reject that
    names the line reached.
    """
    number = 0
    readline = report.stream.readline
    try:
        while raw := readline(LONGEST_LINE):
            number += 1
            if len(raw) == LONGEST_LINE and not raw.endswith(b"\n") and _skip_rest(report.stream):
                yield Reject(report.name, number, f"the line is longer than {LONGEST_LINE:,} bytes")
                continue
            try:
                line = raw.decode()
            except UnicodeDecodeError as error:
                yield Reject(report.name, number, f"not UTF-8 text (byte {error.start + 1} of the line)")
                continue
            if "\0" in line:
                yield Reject(report.name, number, "holds a NUL character")
                continue
            yield number, line.removeprefix(_BOM) if number == 1 else line
    except (OSError, EOFError, zlib.error) as error:
        yield Reject(report.name, number + 1, _told(error, number))


def _skip_rest(stream: BinaryIO) -> bool:
    """Read on to the end of the line; whether there was anything left of it."""
    skipped = False
    while rest := stream.readline(LONGEST_LINE):
        skipped = skipped or rest not in (b"\n", b"\r\n")
        if rest.endswith(b"\n"):
            break
    return skipped


def _told(error: Exception, number: int) -> str:
    what = str(error) if isinstance(error, TooLargeError) else f"cannot be read further ({error})"
    return f"{what}; {number:,} lines before it were read"
