"""When a row was reported: the rule that makes a re-export restate, and the later of two lines win."""

from __future__ import annotations

import re
from collections.abc import Hashable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sources._reports import Report

_STAMP = re.compile(r"(?<![0-9])(20[0-9]{10})(?![0-9])")
_TICK = timedelta(microseconds=1)


def reported_at(report: Report) -> datetime:
    """When a report was made: the later of the `yyyymmddHHMM` (UTC) in its file name and its modification time.

    The name alone will not do. Kiro may export a day again under the same name, with figures that have changed, and
    two reports of one moment that differ contradict each other instead of the newer one winning. A file is never
    changed before it is named, so an earlier modification time comes from a copy that lost it, and the name holds.
    The price: an old export copied back without its time counts as new. What was said last is believed.
    """
    named = _named(report)
    return max(named, report.modified_at) if named else report.modified_at


def _named(report: Report) -> datetime | None:
    name = report.name.replace("\\", "/").rpartition("/")[2]
    for stamp in reversed(_STAMP.findall(name)):
        with suppress(ValueError):  # an account number may look like a stamp
            return datetime.strptime(stamp, "%Y%m%d%H%M").replace(tzinfo=UTC)
    return None


class Restatements:
    """Dates the rows of one report, so that of two lines about the same fact the later one wins.

    The first line about a fact has the report's own time. A later line that says something else is a restatement, and
    each of those is one microsecond newer than the last. A line that repeats the last one is a duplicate.
    """

    def __init__(self, report: Report) -> None:
        self._first = reported_at(report)
        self._known: dict[str, tuple[int, int]] = {}

    def date(self, key: str, content: Hashable) -> datetime:
        """The time of a row about `key` that says `content`."""
        said = hash(content)
        before = self._known.setdefault(key, (said, 0))
        if before[0] == said:
            return self._first + _TICK * before[1] if before[1] else self._first
        self._known[key] = (said, before[1] + 1)
        return self._first + _TICK * (before[1] + 1)
