"""The spend guard: the one place where usage is read, and it can only subtract."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal

from ranking.cohorts import Cohorts
from ranking.events import Usage
from ranking.window import Window

FLOOR_USD = 25.0
TRUSTED = frozenset({"A", "B"})


def window_cost(usage: Iterable[Usage], window: Window) -> dict[str, float]:
    """Each person's cost in USD over the last 28 days, from sources of trust A and B; a row without a cost adds 0."""
    exact: dict[str, Decimal] = {}
    for row in usage:
        if row.trust in TRUSTED and row.cost_usd and window.spend_day(row.day):
            exact[row.person] = exact.get(row.person, Decimal()) + row.cost_usd
    return {person: float(cost) for person, cost in exact.items()}


def spend_penalty(cost: float, usual: float) -> float:
    """P = .35*max(0, ln(cost_i / (2*Q75 of the cohort without i))) (fair-rank §2.10).

    Q75 is taken as at least 25 USD, so that a cohort that spends nothing leaves room to start.
    """
    limit = 2 * max(FLOOR_USD, usual)
    return 0.35 * math.log(cost / limit) if cost > limit else 0.0


def usual_costs(cohorts: Cohorts, costs: Mapping[str, float]) -> dict[str, float]:
    """Q75 of each person's cohort without that person.

    `costs` names every rated person, at 0 where no cost is known: if silence left people out, a first cheap day of a
    rival could lower the limit, and spending would pay (the theorem of fair-rank §2).
    """
    return {person: cohorts.of(person).quantile_without(cost, 0.75) for person, cost in costs.items()}
