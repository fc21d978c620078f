"""Scoring a company: 300 people over twelve weeks, and whether ten times the people take ten times as long."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime

from ranking.history import History, build_history
from ranking.policies import policy
from ranking.simulation import simulate
from tests.benchmarks.figures import Figure, in_turn, seconds

SMALL, LARGE, WEEKS = 300, 3_000, 12
ENDS = datetime(2026, 12, 14, 12, tzinfo=UTC)


def measure() -> Iterator[Figure]:
    """Seconds for 300 people, and seconds an event at 3,000 people over 300: scoring alone, history at hand."""
    scored = policy("kept-value")
    (small_events, small), (large_events, large) = _company(SMALL), _company(LARGE)
    gc.freeze()  # what a service keeps for long is not scanned again while it scores
    once = [seconds(lambda: scored.score(small, ENDS)) for _ in range(3)]
    short, long = in_turn(
        lambda: statistics.fmean(seconds(lambda: scored.score(small, ENDS)) for _ in range(3)),
        lambda: seconds(lambda: scored.score(large, ENDS)),
        rounds=3,
    )
    gc.unfreeze()
    behind = f"{short:.2f} s for {small_events:,} events, {long:.2f} s for {large_events:,}"
    yield Figure(f"scoring {SMALL} people, s", statistics.median(once), "<=", 2, behind)
    ratio = (long / large_events) / (short / small_events)
    yield Figure(f"scoring an event with {LARGE:,} people over {SMALL}", ratio, "<=", 1.5, behind)


def _company(people: int) -> tuple[int, History]:
    events = simulate(people=people, weeks=WEEKS, seed=1, ends=ENDS).events
    return len(events), build_history(events)
