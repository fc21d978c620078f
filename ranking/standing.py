"""What a policy answers: one row a person, one row a team, each explained by parts that sum to its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from ranking.events import Person
from ranking.history import History

Status = Literal["rated", "provisional", "unrated", "frozen"]
TeamStatus = Literal["rated", "unrated", "too_small"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing behind a part: what kind it is, its reference, and how much of the part it carries.

    `kind` is a word such as `change_set`, `review`, `win`, `incident`, `spend`; `ref` names it for its owner (a
    change id, an issue); `facts` are the numbers that words are made of.
    """

    kind: str
    ref: str
    value: float
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A summand of a person's value. The parts of a standing sum to `value` exactly (to 1e-9)."""

    name: str
    value: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a human should look at; never public. `family` is the kind of evidence."""

    family: str
    severity: Literal["note", "review", "hard"]
    summary: str


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """One person's place. `score` (0-100), `rank` and its 90 % range are None unless rated or frozen."""

    person: str
    team: str | None
    status: Status
    score: float | None
    value: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    band: str | None
    evidence: int
    parts: tuple[Part, ...] = ()
    flags: tuple[Flag, ...] = ()


def without_place(person: Person, status: Status) -> PersonStanding:
    """A standing that has no figures, and so is never last."""
    return PersonStanding(person.id, person.team, status, None, None, None, None, None, None, 0)


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """One team's place per head. A team below the minimum group is `too_small` and has no figures."""

    team: str
    members: int
    status: TeamStatus
    score: float | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Standings:
    """Everything a policy decided as of one moment. People and teams are sorted by id."""

    policy: str
    policy_version: str
    as_of: datetime
    people: tuple[PersonStanding, ...]
    teams: tuple[TeamStanding, ...]


class Policy(Protocol):
    """A way to rank: a pure function of a history and a moment. Adding one touches one file and its tests."""

    name: str
    version: str

    def score(self, history: History, as_of: datetime, *, minimum_group: int = 8) -> Standings:
        """Rank everybody in `history` as things stood at `as_of` (aware)."""
        ...
