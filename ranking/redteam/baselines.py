"""The peers' published formulas, as functions of a person's sums over the last 28 days (fair-rank §4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ranking.history import History
from ranking.kept.spend_guard import TRUSTED
from ranking.window import Window

PEERS_COUNT = timedelta(days=28)


@dataclass(slots=True)
class Totals:
    """One person's sums over 28 days; `input` is fresh input, `cache` what was read from the cache."""

    input: int = 0
    output: int = 0
    cache: int = 0
    tokens: int = 0
    cost: float = 0.0
    accepted: int = 0
    merged: int = 0


Formula = Callable[[Totals], float | None]


def totals(history: History, as_of: datetime) -> dict[str, Totals]:
    """Sums by person, of usage with trust A and B and of merged changes, whoever approved them."""
    window, sums = Window(as_of), {person.id: Totals() for person in history.people}
    for row in history.usage:
        if row.trust in TRUSTED and window.spend_day(row.day):
            mine = sums[row.person]
            mine.input += row.uncached_input_tokens
            mine.output += row.output_tokens
            mine.cache += row.cache_read_tokens
            written = row.cache_write_tokens
            mine.tokens += row.uncached_input_tokens + row.output_tokens + row.cache_read_tokens + written
            mine.cost += float(row.cost_usd or 0)
            mine.accepted += row.lines_accepted
    for change in history.changes:
        if as_of - PEERS_COUNT < change.merged_at <= as_of:
            sums[change.person].merged += 1
    return sums


def _per_dollar(mine: Totals) -> float | None:
    return mine.merged / mine.cost if mine.cost else None


def _cache_efficiency(mine: Totals) -> float | None:
    return mine.output * mine.cache / mine.input**2 if mine.input else None


FORMULAS: dict[str, Formula] = {
    "tokens": lambda mine: mine.tokens or None,
    "cost": lambda mine: mine.cost or None,
    "merged changes": lambda mine: mine.merged or None,
    "accepted lines": lambda mine: mine.accepted or None,
    "changes per dollar": _per_dollar,
    "output*cache/input^2": _cache_efficiency,
}
"""Score by formula name; None leaves a person without a place, as these boards do."""
