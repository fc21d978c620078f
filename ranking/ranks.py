"""Ranks and how sure they are: ties share a place, and each place has a 90 % range."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

DIGITS = 9
CRITICAL = 1.6449  # two-sided 90 %


@dataclass(frozen=True, slots=True)
class Place:
    """1 is the top. `low` is the best and `high` the worst place that the evidence leaves open."""

    rank: int
    low: int
    high: int


def places(values: Mapping[str, float], errors: Mapping[str, float] | None = None) -> dict[str, Place]:
    """Rank people by value, highest first; equal values (to 1e-9) share the best place.

    The range is the marginal confidence set for a rank of Mogstad, Romano, Shaikh and Wilhelm ("Inference for Ranks",
    Review of Economic Studies, 2024), from pairwise differences: somebody is surely above whose value is higher by more
    than 1.645*sqrt(s_i^2 + s^2). Their bootstrapped critical value is replaced by the normal one, and the other's
    standard error by the median one, s, which keeps it deterministic and O(n log n). Without `errors` the range is
    what ties leave open.
    """
    rounded = {person: round(value, DIGITS) for person, value in values.items()}
    ordered = sorted(rounded.values())
    total = len(ordered)
    usual = median(errors.values()) if errors else 0.0
    found = {}
    for person, value in rounded.items():
        margin = CRITICAL * math.hypot(errors[person], usual) if errors else 0.0
        above = total - bisect_right(ordered, value)
        surely_above = total - bisect_right(ordered, value + margin)
        surely_below = bisect_left(ordered, value - margin)
        found[person] = Place(above + 1, surely_above + 1, total - surely_below)
    return found
