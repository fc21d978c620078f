"""Who works at the simulated company: teams of 6 to 14; people with a persona, a talent and a calendar."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from ranking.events import Channel, Coverage, DigestTime, Person, Team
from ranking.simulation.draws import shared_out, stream
from ranking.simulation.names import Name, person_name, slug, team_names
from ranking.simulation.personas import PERSONAS, Persona
from ranking.simulation.workdays import Calendar, Window, calendar

Visibility = Literal["public", "pseudonym", "private"]

_ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "America/Sao_Paulo",
    "Asia/Tokyo",
    "Africa/Lagos",
    "Australia/Sydney",
    "Europe/London",
    "America/Los_Angeles",
    "Asia/Jerusalem",
    "Europe/Warsaw",
    "Asia/Ho_Chi_Minh",
    "Pacific/Auckland",
)
_LEVELS = ("junior", "mid", "senior", "staff")
_LEVEL_WEIGHTS = (0.2, 0.4, 0.3, 0.1)
_VISIBILITIES: tuple[Visibility, ...] = ("public", "pseudonym", "private")
_VISIBILITY_WEIGHTS = (0.65, 0.15, 0.20)
_VALUE_SPREAD = 0.5
_SMALLEST, _LARGEST = 6, 14


@dataclass(frozen=True, slots=True)
class Worker:
    """A person of the simulation with everything that drives their work.

    `talent` is standard normal among peers; `true_value` is the lasting work per week that it stands for, in
    units of an average full-time colleague. `number` is unique and gives the person their own range of change
    numbers.
    """

    number: int
    person: Person
    team: str
    persona: Persona
    talent: float
    visibility: Visibility
    calendar: Calendar

    @property
    def id(self) -> str:
        return self.person.id

    @property
    def zone(self) -> str:
        return self.person.time_zone or "UTC"

    @property
    def pull(self) -> float:
        """The factor by which talent raises the chance and the amount of lasting work."""
        return math.exp(_VALUE_SPREAD * self.talent)

    @property
    def true_value(self) -> float:
        return self.pull * self.persona.days / 5


def make_teams(count_people: int, seed: int) -> list[tuple[Team, int]]:
    """Teams and their sizes: 6 to 14 people where the count allows it, one zone each, digests on Monday at 09:00."""
    rng = stream(seed, "company", "teams")
    names = team_names(max(1, round(count_people / 10)))
    sizes = shared_out(count_people, [1.0] * len(names))
    _unsettle(rng, sizes)
    first_zone = rng.randrange(len(_ZONES))
    return [
        (
            Team(
                id=slug(name),
                name=name,
                time_zone=_ZONES[(first_zone + i) % len(_ZONES)],
                digest=DigestTime(weekday="monday", time="09:00"),
            ),
            size,
        )
        for i, (name, size) in enumerate(zip(names, sizes, strict=True))
    ]


def make_workers(teams: list[tuple[Team, int]], seed: int, window: Window) -> list[Worker]:
    """Everybody, team by team; each person's traits come from that person's own streams."""
    seats = [team for team, size in teams for _ in range(size)]
    personas = _deal_personas(len(seats), seed)
    names = _with_own_logins(person_name(stream(seed, f"p{n}", "name")) for n in range(1, len(seats) + 1))
    return [
        _worker(number, team, persona, name, seed=seed, window=window)
        for number, (team, persona, name) in enumerate(zip(seats, personas, names, strict=True), start=1)
    ]


def coverage_of(team: Team, members: list[Worker], seed: int) -> Coverage:
    """Which evidence is connected: code and reviews everywhere, wins and incidents where they are part of a job."""
    rng = stream(seed, team.id, "coverage")
    names = {member.persona.name for member in members}
    channels: list[Channel] = ["code", "review"]
    if rng.random() < 0.6 or names & {"data-scientist", "manager-reviewer"}:
        channels.append("win")
    if rng.random() < 0.6 or "on-call" in names:
        channels.append("incident")
    return Coverage(team=team.id, channels=tuple(channels))


def _worker(number: int, team: Team, persona: Persona, name: Name, *, seed: int, window: Window) -> Worker:
    rng = stream(seed, f"p{number}", "traits")
    level = rng.choice(_LEVELS[:2]) if persona.starts_late else rng.choices(_LEVELS, _LEVEL_WEIGHTS)[0]
    zone = rng.choice(_ZONES) if rng.random() < 0.1 else team.time_zone
    talent = rng.gauss(0.0, 1.0)
    visibility = rng.choices(_VISIBILITIES, _VISIBILITY_WEIGHTS)[0]
    person = Person(
        id=f"p{number}",
        email=f"{name.plain}@example.com",
        name=name.shown,
        team=team.id,
        role=persona.role,
        level=level,
        time_zone=zone,
        logins={"github": name.plain.replace(".", "-"), "kiro": f"{rng.getrandbits(64):016x}"},
    )
    days = calendar(stream(seed, person.id, "calendar"), persona, window)
    if persona.starts_late:
        person = person.model_copy(update={"started_on": days.joined})
    return Worker(number, person, team.id, persona, talent, visibility, days)


def _with_own_logins(names: Iterable[Name]) -> list[Name]:
    """The same names; from its second bearer on, a plain form gets a number, so that logins are unique."""
    bearers: Counter[str] = Counter()
    unique = []
    for name in names:
        bearers[name.plain] += 1
        turn = bearers[name.plain]
        unique.append(name if turn == 1 else replace(name, plain=f"{name.plain}{turn}"))
    return unique


def _deal_personas(people: int, seed: int) -> list[Persona]:
    """Personas by their shares, each at least once if there are people enough, in a shuffled order."""
    at_least_once = list(PERSONAS) if people >= len(PERSONAS) else []
    counts = shared_out(people - len(at_least_once), [persona.share for persona in PERSONAS])
    deck = at_least_once + [p for p, count in zip(PERSONAS, counts, strict=True) for _ in range(count)]
    stream(seed, "company", "personas").shuffle(deck)
    return deck


def _unsettle(rng: Random, sizes: list[int]) -> None:
    """Make sizes differ: move people between teams as long as both stay within 6 and 14."""
    for _ in range(4 * len(sizes)):
        giver, taker = rng.randrange(len(sizes)), rng.randrange(len(sizes))
        if giver != taker and sizes[giver] > _SMALLEST and sizes[taker] < _LARGEST:
            sizes[giver] -= 1
            sizes[taker] += 1
