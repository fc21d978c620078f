"""What is put on trial: our policies, and the formulas that other boards have published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ranking.history import History
from ranking.policies import POLICIES
from ranking.ranks import places
from ranking.redteam.baselines import FORMULAS, Formula, totals
from ranking.standing import PersonStanding, Policy


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place under a ranker; `low` and `high` bound it."""

    rank: int
    value: float
    low: int
    high: int


Places = Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everybody who has a place, and everybody whom a human would be asked to look at (with a place or without)."""

    places: Places
    flagged: frozenset[str] = frozenset()


class Ranker(Protocol):
    """Anything that gives people places; whoever has none is left out."""

    name: str

    def rank(self, history: History, as_of: datetime) -> Ranking:
        """The places of all who have one, as of a moment (aware)."""
        ...


class PolicyRanker:
    """One of our policies on trial."""

    def __init__(self, policy: Policy) -> None:
        self.name, self._policy = policy.name, policy

    def rank(self, history: History, as_of: datetime) -> Ranking:
        """The policy's ranks; flagged is whoever is frozen or has a flag that is more than a note."""
        standings = self._policy.score(history, as_of, minimum_group=8)
        found = {one.person: _place(one) for one in standings.people}
        return Ranking(
            places={person: place for person, place in found.items() if place},
            flagged=frozenset(one.person for one in standings.people if _flagged(one)),
        )


def _place(one: PersonStanding) -> Place | None:
    if one.rank is None or one.score is None:
        return None
    value = one.value if one.value is not None else one.score
    return Place(one.rank, value, one.rank_low or one.rank, one.rank_high or one.rank)


def _flagged(one: PersonStanding) -> bool:
    return one.status == "frozen" or any(flag.severity != "note" for flag in one.flags)


class FormulaRanker:
    """A published formula on trial."""

    def __init__(self, name: str, formula: Formula) -> None:
        self.name, self._formula = name, formula

    def rank(self, history: History, as_of: datetime) -> Ranking:
        """Ranks by the formula; ties share the best place, and nobody is flagged."""
        values = {p: v for p, t in totals(history, as_of).items() if (v := self._formula(t)) is not None}
        return Ranking({p: Place(at.rank, values[p], at.low, at.high) for p, at in places(values).items()})


def rankers() -> tuple[Ranker, ...]:
    """Everything on trial: the policies, the default first, then the peers' formulas."""
    ordered = sorted(POLICIES.values(), key=lambda policy: (policy.name != "kept-value", policy.name))
    ours = [PolicyRanker(policy) for policy in ordered]
    return (*ours, *(FormulaRanker(name, formula) for name, formula in FORMULAS.items()))
