"""The statistics of the benchmark: rank correlation, and intervals for means and shares."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean, stdev

_T_975 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131)
_Z_975 = 1.95996


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; without one (a single observation) both ends are None."""

    value: float
    low: float | None = None
    high: float | None = None


def kendall_tau(pairs: Sequence[tuple[float, float]]) -> float:
    """Kendall's tau-b of (x, y) pairs in O(n log n); 0 where x or y is constant.

    Source: W. R. Knight, "A Computer Method for Calculating Kendall's Tau with Ungrouped Data", JASA 61 (1966).
    """
    count = len(pairs)
    everything = count * (count - 1) // 2
    ordered = sorted(pairs)
    tied_x, tied_y = _tied(x for x, _ in pairs), _tied(y for _, y in pairs)
    tied_both = sum(_pairs_among(times) for times in Counter(pairs).values())
    discordant = _inversions([y for _, y in ordered])[0]
    concordant = everything - tied_x - tied_y + tied_both - discordant
    scale = math.sqrt((everything - tied_x) * (everything - tied_y))
    return (concordant - discordant) / scale if scale else 0.0


def _tied(values: Iterable[float]) -> int:
    return sum(_pairs_among(len(list(group))) for _, group in groupby(sorted(values)))


def _pairs_among(count: int) -> int:
    return count * (count - 1) // 2


def _inversions(values: list[float]) -> tuple[int, list[float]]:
    """How many pairs stand in falling order, and the values sorted: merge sort that counts."""
    if len(values) < 2:
        return 0, values
    middle = len(values) // 2
    (first, left), (second, right) = _inversions(values[:middle]), _inversions(values[middle:])
    across = sum(len(left) - bisect_right(left, value) for value in right)
    return first + second + across, sorted(left + right)


def mean_over_seeds(values: Sequence[float]) -> Estimate:
    """The mean of one figure a seed, with Student's t interval: seeds are independent, people in one company not.

    A seed that could not be measured (nan) is left out; nan for none at all.
    """
    measured = [value for value in values if not math.isnan(value)]
    if len(measured) < 2:
        return Estimate(measured[0] if measured else math.nan)
    middle = fmean(measured)
    half = _t_975(len(measured) - 1) * stdev(measured) / math.sqrt(len(measured))
    return Estimate(middle, middle - half, middle + half)


def _t_975(freedom: int) -> float:
    """The 97.5 % point of Student's t; above 15 degrees by the first term of its expansion around the normal."""
    if freedom <= len(_T_975):
        return _T_975[freedom - 1]
    return _Z_975 + (_Z_975**3 + _Z_975) / (4 * freedom)


def share(hits: int, trials: int) -> Estimate:
    """A share with Wilson's 95 % score interval (E. B. Wilson, JASA 22, 1927); nan for no trials."""
    if not trials:
        return Estimate(math.nan)
    part, square = hits / trials, _Z_975**2
    middle = (part + square / (2 * trials)) / (1 + square / trials)
    half = _Z_975 * math.sqrt(part * (1 - part) / trials + square / (4 * trials**2)) / (1 + square / trials)
    return Estimate(part, max(0.0, middle - half), min(1.0, middle + half))


def quantile(values: Iterable[float], q: float) -> float:
    """The q-quantile, linear between ranks; nan for no values."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    place = q * (len(ordered) - 1)
    low = math.floor(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])
