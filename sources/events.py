"""Hears canonical events: NDJSON, one object a line, as `kirorank schema events` describes it."""

from __future__ import annotations

from collections.abc import Iterator

from ranking.events import Located, Reject, parse_event
from sources._lines import read_lines
from sources._reports import Report

_LONGEST_REASON = 300


def parse(report: Report) -> Iterator[Located | Reject]:
    """Read one report to its end; blank lines are passed over. Never raises."""
    if report.name.lower().endswith((".csv", ".csv.gz")):
        yield Reject(report.name, 0, "is a CSV file; canonical events are NDJSON, one JSON object a line")
        return
    for line in read_lines(report):
        if isinstance(line, Reject):
            yield line
        elif not line[1].isspace():
            yield _event(report.name, *line)


def _event(file: str, number: int, text: str) -> Located | Reject:
    try:
        return Located(parse_event(text), file, number)
    except OverflowError:  # a time at the very edge of the calendar has no UTC
        return Reject(file, number, "holds a time that lies outside the calendar")
    except ValueError as error:
        return Reject(file, number, str(error)[:_LONGEST_REASON])
