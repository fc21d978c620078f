"""When a person works: their days in the window, without leave and (mostly) weekends, from the day they joined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from ranking.simulation.personas import Persona

_LEAVE_CHANCE = 0.3


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time that is simulated; nothing is dated outside it. Both ends are aware, in UTC."""

    starts: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        return self.starts <= moment <= self.ends

    def days(self) -> list[date]:
        """The UTC days that begin inside the window."""
        first = self.starts.date() + timedelta(days=self.starts.time() != datetime.min.time())
        return [first + timedelta(days=i) for i in range((self.ends.date() - first).days + 1)]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days somebody works, and the stretch when they can be asked for a review."""

    days: tuple[date, ...]
    joined: date
    leave: tuple[date, date]

    def present(self, day: date) -> bool:
        """Whether this person has joined and is not on leave (both ends of a leave count as leave)."""
        return day >= self.joined and not self.leave[0] <= day <= self.leave[1]


def calendar(rng: Random, persona: Persona, window: Window) -> Calendar:
    """Draw a person's calendar from their own stream."""
    days = window.days()
    late = rng.uniform(0.45, 0.75)
    joined = days[int(late * len(days))] if persona.starts_late else days[0]
    leave = _leave(rng, days)
    weekdays = frozenset(rng.sample(range(5), persona.days))
    worked = []
    for day in days:
        # The draw is made for every day, so that a change of one day's rule moves no other day.
        luck = rng.random()
        at_work = day.weekday() in weekdays if day.weekday() < 5 else luck < persona.weekend
        if at_work and day >= joined and not leave[0] <= day <= leave[1]:
            worked.append(day)
    return Calendar(tuple(worked), joined, leave)


def at_local_hour(day: date, hour: float, zone: str) -> datetime:
    """The UTC moment of a local hour (0-24, with its fraction) on a day in a zone."""
    minutes = int(hour * 60) % 1440
    local = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=_zone(zone))
    return local.astimezone(UTC)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _leave(rng: Random, days: list[date]) -> tuple[date, date]:
    taken, start, length = rng.random() < _LEAVE_CHANCE, rng.choice(days), rng.choice((5, 8, 12))
    if not taken:
        return date.max, date.max
    return start, start + timedelta(days=length)
