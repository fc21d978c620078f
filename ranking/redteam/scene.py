"""The scene a gamer acts on: the honest company, indexed, and the moves that a strategy makes on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from ranking.events import Change, Event, Person, Revert, Survival, Usage
from ranking.simulation import Company
from ranking.window import MATURITY, Window

Streams = Callable[[str, str], Random]
"""A random stream by owner and purpose. No stream moves another."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What a strategy does to the honest reports: events that it adds, and events (type, key) that no longer happen.

    A changed event is one that is dropped and added again.
    """

    add: tuple[Event, ...] = ()
    drop: frozenset[tuple[str, str]] = frozenset()

    def __add__(self, other: Moves) -> Moves:
        return Moves(self.add + other.add, self.drop | other.drop)


class Scene:
    """An honest company as a gamer sees it. `starts` and `ends` bound every event; both are aware."""

    def __init__(self, company: Company, ends: datetime, weeks: int) -> None:
        self.company, self.ends, self.starts = company, ends, ends - timedelta(weeks=weeks)
        self.people: dict[str, Person] = {one.person.id: one.person for one in company.people}
        self.teams: dict[str, list[str]] = defaultdict(list)
        for person in self.people.values():
            self.teams[person.team or ""].append(person.id)
        self.changes: dict[str, list[Change]] = defaultdict(list)
        self.usage: dict[str, list[Usage]] = defaultdict(list)
        self.fates: dict[str, list[Survival | Revert]] = defaultdict(list)
        self._first: dict[str, date] = {}
        self._matured: set[str] = set()
        window = Window(ends)
        for event in company.events:
            self._index(event, window)
        for mine in self.changes.values():
            mine.sort(key=lambda change: (change.merged_at, change.id))

    def _index(self, event: Event, window: Window) -> None:
        if isinstance(event, Survival | Revert):
            self.fates[event.change].append(event)
        elif isinstance(event, Usage):
            self.usage[event.person].append(event)
            self._seen(event.person, event.day)
        elif isinstance(event, Change):
            self.changes[event.person].append(event)
            self._seen(event.person, event.merged_at.date())
            if window.matured(event.merged_at):
                self._matured.add(event.person)

    def _seen(self, person: str, day: date) -> None:
        self._first[person] = min(day, self._first.get(person, day))

    def active(self) -> list[str]:
        """Everybody with a change that counts at the end, lowest true value first: those who can be ranked.

        It reads no policy, so that two formulas are tried by the same gamers.
        """
        worth = {one.person.id: one.true_value for one in self.company.people}
        return sorted(self._matured, key=lambda person: (worth[person], person))

    def working_days(self, person: str) -> list[date]:
        """Monday to Friday, from the day after this person is first seen to the last whole day."""
        first = self._first.get(person, self.starts.date()) + timedelta(days=1)
        count = (self.ends.date() - first).days
        return [day for day in (first + timedelta(days=i) for i in range(count)) if day.weekday() < 5]

    def every_day(self, person: str) -> list[date]:
        """Every whole day from the day after this person is first seen."""
        first = self._first.get(person, self.starts.date()) + timedelta(days=1)
        return [first + timedelta(days=i) for i in range((self.ends.date() - first).days)]

    def mates(self, person: str) -> list[str]:
        """The others of this person's team, or everybody else where the team is one."""
        team = [one for one in self.teams[self.people[person].team or ""] if one != person]
        return team or [one for one in self.people if one != person]

    def cut_off(self) -> datetime:
        """The last moment whose outcomes have matured at the end."""
        return self.ends - MATURITY
