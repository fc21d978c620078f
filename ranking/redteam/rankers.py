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
    """Somebody's place under a ranker, and whether a human would be asked to look at it."""

    rank: int
    value: float
    low: int
    high: int
    flagged: bool = False


Places = Mapping[str, Place]


class Ranker(Protocol):
    """Anything that gives people places; whoever has none is left out."""

    name: str

    def places(self, history: History, as_of: datetime) -> Places:
        """The places of all who have one."""
        ...


class PolicyRanker:
    """One of our policies on trial."""

    def __init__(self, policy: Policy) -> None:
        self.name, self._policy = policy.name, policy

    def places(self, history: History, as_of: datetime) -> dict[str, Place]:
        standings = self._policy.score(history, as_of, minimum_group=8)
        found = {one.person: _place(one) for one in standings.people}
        return {person: place for person, place in found.items() if place}


def _place(one: PersonStanding) -> Place | None:
    flagged = one.status == "frozen" or any(flag.severity != "note" for flag in one.flags)
    if one.rank is None or one.score is None:
        return None
    value = one.value if one.value is not None else one.score
    return Place(one.rank, value, one.rank_low or one.rank, one.rank_high or one.rank, flagged)


class FormulaRanker:
    """A published formula on trial."""

    def __init__(self, name: str, formula: Formula) -> None:
        self.name, self._formula = name, formula

    def places(self, history: History, as_of: datetime) -> dict[str, Place]:
        values = {p: v for p, t in totals(history, as_of).items() if (v := self._formula(t)) is not None}
        return {p: Place(at.rank, values[p], at.low, at.high) for p, at in places(values).items()}


def rankers() -> tuple[Ranker, ...]:
    """Everything on trial: the policies, the default first, then the peers' formulas."""
    ordered = sorted(POLICIES.values(), key=lambda policy: (policy.name != "kept-value", policy.name))
    ours = [PolicyRanker(policy) for policy in ordered]
    return (*ours, *(FormulaRanker(name, formula) for name, formula in FORMULAS.items()))
