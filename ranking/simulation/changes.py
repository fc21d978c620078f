"""A person's changes: merged, approved and reviewed by others, deployed, and alive or not two weeks later."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from ranking.events import Approval, Change, Event, Revert, Review, Survival
from ranking.simulation.colleagues import Colleagues
from ranking.simulation.draws import lognormal, poisson, stream
from ranking.simulation.people import Worker
from ranking.simulation.workdays import Window, at_local_hour

_AREAS = ("src/api", "src/core", "src/billing", "src/ui", "src/jobs", "src/storage", "tests", "docs")
_REPOSITORIES = ("api", "web", "jobs")
_NUMBERS_PER_PERSON = 10_000
_OWN_TEAM = 0.8
_DEPLOYED = 0.55
_REVERTED = 0.03
_MATURE, _SECOND_LOOK = timedelta(days=14), timedelta(days=60)


@dataclass(slots=True)
class _Issue:
    """What a change is about. A person stays on one issue for a few changes, then takes another."""

    name: str | None
    opened_by: str | None


def changes_of(worker: Worker, colleagues: Colleagues, seed: int, window: Window) -> Iterator[Event]:
    """Every change of one person with all that happens to it. Reads this person's own stream only.

    Talent raises the number of changes less than in proportion. The rest of it shows in quality: what stays, what
    others asked for, what ships.
    """
    author = _Author(worker, colleagues, stream(seed, worker.id, "changes"), window)
    mean = worker.persona.changes / 5 * worker.pull**0.7
    for day in worker.calendar.days:
        for _ in range(poisson(author.rng, mean)):
            yield from author.change(day)


class _Author:
    """One person at work: their stream, their current issue, and a running number for their changes."""

    def __init__(self, worker: Worker, colleagues: Colleagues, rng: Random, window: Window) -> None:
        self.worker, self.colleagues, self.rng, self.window = worker, colleagues, rng, window
        self.issue = _Issue(None, None)
        self.number = worker.number * _NUMBERS_PER_PERSON

    def change(self, day: date) -> Iterator[Event]:
        """One change, its reviews and its fate; nothing if its moment falls outside the window."""
        persona, rng = self.worker.persona, self.rng
        hour = rng.gauss(persona.hour, persona.hour_spread) % 24
        merged_at = at_local_hour(day, hour, self.worker.zone)
        if not self.window.holds(merged_at):
            return
        self.number += 1
        reviewers = self._reviewers(day)
        change = self._merged(merged_at, reviewers)
        yield change
        yield from self._reviews(change, reviewers)
        yield from self._fate(change)

    def _merged(self, merged_at: datetime, reviewers: list[Worker]) -> Change:
        persona, rng = self.worker.persona, self.rng
        team = self._where()
        self._next_issue(team, merged_at.date())
        effective = 1 + int(lognormal(rng, persona.lines, persona.lines_spread))
        raw = int(effective * persona.noise * rng.uniform(1.0, 1.3)) + 1
        deleted = int(raw * min(1.0, max(0.0, rng.gauss(persona.deleted, 0.1))))
        repo = f"acme/{team}-{rng.choice(_REPOSITORIES)}"
        return Change(
            id=f"{repo}#{self.number}",
            person=self.worker.id,
            merged_at=merged_at,
            repo=repo,
            area=rng.choice(_AREAS),
            issue=self.issue.name,
            issue_opened_by=self.issue.opened_by,
            lines_added=raw - deleted,
            lines_deleted=deleted,
            effective_lines=effective,
            approvals=tuple(self._approval(reviewer) for reviewer in reviewers),
            deployed_at=self._deployed(merged_at),
            used_by_teams=self._users(),
        )

    def _where(self) -> str:
        """The team whose repository is changed."""
        roams = self.rng.random() < self.worker.persona.roaming
        return (self.colleagues.other_team(self.rng, self.worker.team) if roams else None) or self.worker.team

    def _next_issue(self, team: str, day: date) -> None:
        """Stay on the issue at times, else take one that somebody else opened, an own one, or none."""
        if self.issue.name and self.rng.random() < 0.3:
            return
        asked = self.rng.random() < self._better(self.worker.persona.anchored)
        opener = self.colleagues.helper(self.rng, self.worker, day, own_team=0.6) if asked else None
        name = f"{team.replace('-', '').upper()[:8]}-{self.number}"
        if opener:
            self.issue = _Issue(name, opener.id)
        else:
            own = self.rng.random() < 0.5
            self.issue = _Issue(name, self.worker.id) if own else _Issue(None, None)

    def _reviewers(self, day: date) -> list[Worker]:
        count = self.rng.choices((0, 1, 2), (0.05, 0.75, 0.20))[0]
        return self.colleagues.helpers(self.rng, self.worker, day, count=count, own_team=_OWN_TEAM)

    def _approval(self, reviewer: Worker) -> Approval:
        rng = self.rng
        if rng.random() < 0.03:
            return Approval(person=reviewer.id, seconds_after_request=rng.randint(20, 170), comments=0)
        seconds = min(7 * 86_400, 200 + int(lognormal(rng, 5400, 1.1)))
        return Approval(person=reviewer.id, seconds_after_request=seconds, comments=poisson(rng, 1.6))

    def _reviews(self, change: Change, reviewers: list[Worker]) -> Iterator[Review]:
        """Most approvals come with a review; good reviewers more often bring a change about."""
        rng = self.rng
        for turn, reviewer in enumerate(reviewers, start=1):
            before, minutes = rng.uniform(10, 1200), round(lognormal(rng, 9, 0.9), 1)
            if rng.random() < 0.85:
                yield Review(
                    id=f"{change.id}/review-{turn}",
                    person=reviewer.id,
                    change=change.id,
                    at=max(self.window.starts, change.merged_at - timedelta(minutes=before)),
                    minutes=min(240.0, minutes),
                    led_to_change=rng.random() < min(0.9, 0.4 * reviewer.pull),
                )

    def _deployed(self, merged_at: datetime) -> datetime | None:
        moment = merged_at + timedelta(hours=int(lognormal(self.rng, 12, 0.8)))
        ships = self.rng.random() < self._better(_DEPLOYED)
        return moment if ships and moment <= self.window.ends else None

    def _users(self) -> tuple[str, ...]:
        if self.rng.random() >= 0.06 * self.worker.pull:
            return ()
        team = self.colleagues.other_team(self.rng, self.worker.team)
        return (team,) if team else ()

    def _fate(self, change: Change) -> Iterator[Event]:
        """A revert at times; what is alive at day 14 and day 60, if those days lie inside the window."""
        rng, loss = self.rng, (1 - self.worker.persona.survival) / self.worker.pull
        reverted = rng.random() < _REVERTED / self.worker.pull
        taken_back = change.merged_at + timedelta(hours=int(rng.uniform(3, 310)))
        alive = 1 - min(1.0, rng.expovariate(1 / loss))
        later, seen = rng.uniform(0.85, 1.0), rng.random() < 0.94
        if reverted:
            alive = 0.0
            if taken_back <= self.window.ends:
                yield Revert(change=change.id, at=taken_back)
        for age, share in ((_MATURE, alive), (_SECOND_LOOK, alive * later)):
            if seen and change.merged_at + age <= self.window.ends:
                yield Survival(change=change.id, at=change.merged_at + age, share_alive=round(share, 3))

    def _better(self, chance: float) -> float:
        """A chance that talent brings nearer to one (or, below the average, farther from it)."""
        return max(0.0, 1 - (1 - chance) / math.sqrt(self.worker.pull))
