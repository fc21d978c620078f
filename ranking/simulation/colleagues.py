"""Whom a person turns to: team mates mostly, other teams sometimes, and those who review much more often."""

from __future__ import annotations

from bisect import bisect
from datetime import date
from itertools import accumulate
from random import Random

from ranking.simulation.people import Worker

_TRIES = 8


class _Circle:
    """A group that answers "who reviews this?" in proportion to how often each is asked."""

    def __init__(self, members: list[Worker]) -> None:
        self.members = members
        self._reviewing = list(accumulate(member.persona.reviewing for member in members))

    def draw(self, rng: Random) -> Worker:
        return self.members[bisect(self._reviewing, rng.random() * self._reviewing[-1])]


class Colleagues:
    """Everybody at the company, ready for quick draws. Holds no randomness of its own."""

    def __init__(self, workers: list[Worker]) -> None:
        by_team: dict[str, list[Worker]] = {}
        for worker in workers:
            by_team.setdefault(worker.team, []).append(worker)
        self.teams = list(by_team)
        self._everybody = _Circle(workers)
        self._team = {team: _Circle(members) for team, members in by_team.items()}

    def members(self, team: str) -> list[Worker]:
        return self._team[team].members

    def helper(self, rng: Random, worker: Worker, day: date, *, own_team: float) -> Worker | None:
        """Somebody else who is there on `day`, or None if nobody is found.

        `own_team` is the chance to ask in one's own team; everybody at the company is asked otherwise.
        """
        for _ in range(_TRIES):
            circle = self._team[worker.team] if rng.random() < own_team else self._everybody
            found = circle.draw(rng)
            if found.number != worker.number and found.calendar.present(day):
                return found
        return None

    def helpers(self, rng: Random, worker: Worker, day: date, *, count: int, own_team: float) -> list[Worker]:
        """Up to `count` different helpers, in the order they were found."""
        found = [self.helper(rng, worker, day, own_team=own_team) for _ in range(count)]
        return list({helper.id: helper for helper in found if helper}.values())

    def other_team(self, rng: Random, team: str) -> str | None:
        """A team other than `team`, or None in a company of one."""
        others = len(self.teams) - 1
        if not others:
            return None
        found = self.teams[rng.randrange(others)]
        return found if found != team else self.teams[-1]
