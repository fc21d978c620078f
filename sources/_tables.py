"""CSV tables: a header and its rows, bound by column name, where a broken row loses only itself."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator

from ranking.events import Reject
from sources._lines import read_lines
from sources._reports import Report

MOST_COLUMNS = 4096
MOST_LINES_IN_A_ROW = 64

Row = tuple[int, list[str]]


class _BrokenRowError(Exception):
    """The row being read cannot go on. Its text says why; `told` is what stood in its way, if anything."""

    def __init__(self, why: str, told: Reject | None = None) -> None:
        super().__init__(why)
        self.told = told


class Table:
    """One CSV report. `header` is None when no line could serve as one; `troubles` then says why.

    `troubles` also tells columns that appear twice; the first of them is read.
    """

    def __init__(self, report: Report) -> None:
        self.name = report.name
        self._reader = _RowReader(report)
        self._rows = iter(self._reader)
        self.header: list[str] | None = None
        self.troubles: list[Reject] = []
        self._read_header()

    def rows(self) -> Iterator[Row | Reject]:
        """Yield `(line on which the row starts, cells)` in order; blank lines and repeated headers are passed over."""
        width = len(self.header or ())
        for row in self._rows:
            if isinstance(row, Reject):
                yield row
            elif len(row[1]) != width:
                # A row over several lines may have swallowed good ones behind a stray quote.
                self._reader.retry_after_first_line()
                yield Reject(self.name, row[0], f"has {len(row[1]):,} cells where the header has {width:,}")
            elif row[1] != self.header:  # reports that were put together repeat it
                yield row

    def _read_header(self) -> None:
        first = next(self._rows, None)
        if first is None:
            self.troubles.append(Reject(self.name, 0, "is empty"))
        elif isinstance(first, Reject):
            self.troubles.append(Reject(first.file, first.line, f"the header cannot be read: {first.reason}"))
        elif len(first[1]) > MOST_COLUMNS:
            too_many = f"has {len(first[1]):,} columns; at most {MOST_COLUMNS:,} are read"
            self.troubles.append(Reject(self.name, first[0], too_many))
        else:
            self.header = [name.strip() for name in first[1]]
            self.troubles += _repeated(self.name, first[0], self.header)


def bind(header: Iterable[str], wanted: Iterable[str]) -> dict[str, int]:
    """The index of each wanted column that is there: by its exact name, else by its name in any case."""
    exact: dict[str, int] = {}
    folded: dict[str, int] = {}
    for index, name in enumerate(header):
        exact.setdefault(name, index)
        folded.setdefault(name.casefold(), index)
    found = {name: exact.get(name, folded.get(name.casefold())) for name in wanted}
    return {name: index for name, index in found.items() if index is not None}


def _repeated(file: str, line: int, header: list[str]) -> Iterator[Reject]:
    for name, count in Counter(header).items():
        if count > 1 and name:
            yield Reject(file, line, f"column {name[:60]!r} appears {count:,} times; the first is read")


class _RowReader:
    """Feeds lines to the csv module and remembers those of the row being read.

    The csv module alone lets one stray quote swallow the rest of a file. Here, when a row fails, only its first line
    is given up, and the lines after it are read again as rows of their own.
    """

    def __init__(self, report: Report) -> None:
        self._name = report.name
        self._lines = read_lines(report)
        self._again: deque[tuple[int, str]] = deque()
        self._pending: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[Row | Reject]:
        while True:
            try:
                for cells in csv.reader(self._feed(), strict=True):
                    if cells:
                        yield self._pending[0][0], cells
                    if not self._pending:  # the last row is to be tried again
                        break
                    self._pending.clear()
                else:
                    return
            except csv.Error as error:
                yield from self._give_up(f"is not well-formed CSV ({error})")
            except _BrokenRowError as broken:
                yield from self._give_up(str(broken))
                if broken.told:
                    yield broken.told

    def retry_after_first_line(self) -> None:
        """Read all but the first line of the last row once more."""
        self._again.extendleft(reversed(self._pending[1:]))
        self._pending.clear()

    def _give_up(self, why: str) -> Iterator[Reject]:
        if self._pending:
            yield Reject(self._name, self._pending[0][0], why)
        self.retry_after_first_line()

    def _feed(self) -> Iterator[str]:
        while self._again:
            yield self._hand_out(self._again.popleft())
        for line in self._lines:
            if isinstance(line, Reject):
                raise _BrokenRowError("has a quoted cell that runs into a line which cannot be read", line)
            yield self._hand_out(line)

    def _hand_out(self, line: tuple[int, str]) -> str:
        if len(self._pending) == MOST_LINES_IN_A_ROW:
            self._again.appendleft(line)
            raise _BrokenRowError(f"has a quoted cell that is not closed within {MOST_LINES_IN_A_ROW} lines")
        self._pending.append(line)
        return line[1]
