"""When a weekly digest is due: a pure function of the time, so every process can ask and all get one answer.

An occurrence is named by its ISO week, not by an instant. A local time that a clock change skips is resolved
forward to the first that exists; one that happens twice is the first of the two. So every week has exactly one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ranking.events import WEEKDAYS

CATCH_UP = timedelta(days=6)  # later than this, the next one is around the corner; that week is left out


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekday (0 is Monday) and local time in a zone."""

    weekday: int
    time: time
    zone: str

    @classmethod
    def of(cls, weekday: str, clock: str, zone: str) -> Weekly:
        """From the words of a team's `digest`: a weekday's name and HH:MM."""
        return cls(WEEKDAYS.index(weekday), time.fromisoformat(clock), zone)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One week's digest: its ISO week (2026-W47) and the instant it is due (UTC)."""

    week: str
    due: datetime


def resolve(day: date, clock: time, zone: str) -> datetime:
    """The instant (UTC) of a local wall-clock time; a skipped one is the first instant after the gap."""
    local = datetime.combine(day, clock, ZoneInfo(zone))
    instant = local.astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    return _end_of_gap(instant - timedelta(days=1), instant + timedelta(days=1), ZoneInfo(zone), local)


def occurrence(weekly: Weekly, day: date) -> Occurrence:
    """The occurrence of the ISO week that a local day lies in."""
    monday = day - timedelta(days=day.weekday())
    year, week, _ = monday.isocalendar()
    due = resolve(monday + timedelta(days=weekly.weekday), weekly.time, weekly.zone)
    return Occurrence(f"{year}-W{week:02d}", due)


def this_week(weekly: Weekly, now: datetime) -> Occurrence:
    """The occurrence of the ISO week that it is at `now` (aware) in the schedule's zone, due or not."""
    return occurrence(weekly, now.astimezone(ZoneInfo(weekly.zone)).date())


def due_now(weekly: Weekly, now: datetime) -> Occurrence | None:
    """The newest occurrence that is due at `now` (aware) and not too old to be sent; None if there is none."""
    today = now.astimezone(ZoneInfo(weekly.zone)).date()
    for day in (today, today - timedelta(days=7)):
        found = occurrence(weekly, day)
        if found.due <= now < found.due + CATCH_UP:
            return found
    return None


def next_due(weekly: Weekly, now: datetime) -> Occurrence:
    """The first occurrence that is due after `now`."""
    today = now.astimezone(ZoneInfo(weekly.zone)).date()
    ahead = (occurrence(weekly, today + timedelta(days=7 * step)) for step in range(-1, 3))
    return next(found for found in ahead if found.due > now)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo, wanted: datetime) -> datetime:
    """The first instant whose wall clock is past `wanted`, found by halving (UTC, to the second)."""
    goal = wanted.replace(tzinfo=None)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < goal:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
