"""Cohorts and what is usual in them, always without the person in question, in O(log n) a person."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from ranking.events import Person

COHORT_MINIMUM = 8
SCALE_FLOOR = 0.25
Z_LIMIT = 3.0
RARE_SHARE = 0.6
RARE_LIMIT = 1.0

CohortKey = tuple[str, ...]


def cohort_keys(person: Person) -> tuple[CohortKey, CohortKey, CohortKey]:
    """A person's cohorts, narrowest first: role and level, role, everyone."""
    role, level = (person.role or "").casefold(), (person.level or "").casefold()
    return (role, level), (role,), ()


class Usual:
    """The values of one cohort, with robust statistics that leave one of them out (fair-rank §2.8)."""

    def __init__(self, values: Iterable[float]) -> None:
        self._values = sorted(values)
        self._deviations: dict[float, list[float]] = {}
        self._above_zero = sum(value > 0 for value in self._values)

    def __len__(self) -> int:
        return len(self._values)

    def quantile_without(self, mine: float, q: float) -> float:
        """Quantile q (linear between ranks) of the others; 0 when there are none."""
        return _quantile_without(self._values, mine, q)

    def median_without(self, mine: float) -> float:
        return _quantile_without(self._values, mine, 0.5)

    def spread_without(self, mine: float) -> float:
        """Median absolute deviation of the others from their median.

        Leaving one out yields at most three different medians, so the deviations are sorted at most three times.
        """
        median = self.median_without(mine)
        if median not in self._deviations:
            self._deviations[median] = sorted(abs(value - median) for value in self._values)
        return _quantile_without(self._deviations[median], abs(mine - median), 0.5)

    def rare_without(self, mine: float) -> bool:
        """Whether fewer than 60 % of the others have anything at all."""
        others = len(self._values) - 1
        return self._above_zero - (mine > 0) < RARE_SHARE * others

    def z(self, mine: float) -> float:
        """z = clip((x - median)/(1.4826*MAD), -3, 3); with the rare-channel cap at +1 (fair-rank §2.7, §2.8).

        `mine` is one of the values. Nobody to compare with is z = 0. The scale is at least 0.25, so that a cohort
        whose members are all alike does not turn a trifle into three deviations.
        """
        if len(self._values) < 2:
            return 0.0
        scale = max(SCALE_FLOOR, 1.4826 * self.spread_without(mine))
        limit = RARE_LIMIT if self.rare_without(mine) else Z_LIMIT
        return max(-Z_LIMIT, min(limit, (mine - self.median_without(mine)) / scale))


def _quantile_without(ordered: Sequence[float], mine: float, q: float) -> float:
    last = len(ordered) - 2
    if last < 0:
        return 0.0
    gone = bisect_left(ordered, mine)
    place = q * last
    low = math.floor(place)
    fraction = place - low
    below = ordered[low + (low >= gone)]
    if not fraction:
        return below
    above = ordered[low + 1 + (low + 1 >= gone)]
    return below + fraction * (above - below)


class Cohorts:
    """Values of one quantity by cohort: a person is compared within the narrowest cohort of at least 8."""

    def __init__(self, people: Iterable[Person], values: Mapping[str, float]) -> None:
        groups: dict[CohortKey, list[float]] = {}
        self._keys: dict[str, tuple[CohortKey, ...]] = {}
        for person in people:
            if person.id in values:
                self._keys[person.id] = cohort_keys(person)
                for key in self._keys[person.id]:
                    groups.setdefault(key, []).append(values[person.id])
        self._usual = {key: Usual(group) for key, group in groups.items()}

    def of(self, person: str) -> Usual:
        """The cohort of somebody who has a value."""
        keys = self._keys[person]
        narrow = next((key for key in keys if len(self._usual[key]) >= COHORT_MINIMUM), ())
        return self._usual[narrow]
