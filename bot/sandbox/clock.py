"""The workspace's clock: real time plus an offset, so that "next Monday" can be reached in a test."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

log = logging.getLogger(__name__)


class Clock:
    """Tells aware UTC time; it keeps running after it has been moved."""

    def __init__(self, start: datetime | None = None) -> None:
        """Start at `start` (aware) or at the present moment."""
        self._offset = timedelta()
        self._callbacks: list[Callable[[], Any]] = []
        if start is not None:
            self.move_to(start)

    def now(self) -> datetime:
        """Return the workspace's time as an aware UTC datetime."""
        return datetime.now(UTC) + self._offset

    def move_to(self, moment: datetime) -> None:
        """Set the time to `moment` (aware). Raises ValueError for a naive datetime."""
        if moment.tzinfo is None:
            raise ValueError("The clock takes times with an offset; this one has none.")
        self._offset = moment.astimezone(UTC) - datetime.now(UTC)

    def advance(self, step: timedelta) -> None:
        """Move the time by `step`, which may be negative."""
        self._offset += step

    def subscribe(self, callback: Callable[[], Any]) -> None:
        """Have `callback()` (plain or async, no arguments) run by `announce` after each move."""
        self._callbacks.append(callback)

    async def announce(self) -> list[str]:
        """Run every subscribed callback to its end; return the errors of those that failed."""
        problems = []
        for callback in list(self._callbacks):
            try:
                result = callback()
                if inspect.isawaitable(result):
                    await result
            except Exception as error:
                log.exception("A callback of the workspace clock failed.")
                problems.append(f"{type(error).__name__}: {error}")
        return problems


def next_local_time(now: datetime, weekday: str, at: time, zone: ZoneInfo) -> datetime:
    """Return the first moment strictly after `now` that is `weekday` at `at` in `zone`, as UTC."""
    local = now.astimezone(zone)
    days = (WEEKDAYS.index(weekday) - local.weekday()) % 7
    moment = datetime.combine(local.date() + timedelta(days=days), at, zone)
    if moment.astimezone(UTC) <= now:
        moment = datetime.combine(local.date() + timedelta(days=days + 7), at, zone)
    return moment.astimezone(UTC)
