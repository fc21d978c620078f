"""What every family of evidence starts from: the facts of the last six weeks, and how surprising a count is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from ranking.events import Change, Usage
from ranking.history import History
from ranking.window import Window

EVIDENCE_DAYS = timedelta(weeks=6)
"""How far back patterns are looked for. Not the window that counts: what is older was looked at when it was new, and
the least counts of every family are chosen for six weeks."""
LEAST_SURPRISE = 4.0
"""-log10 of the chance at which a count is a finding. At 1e-4 a family that is calibrated is wrong about one person
in 10,000, so that eight families leave one stray note a month in a company of 300, and hardly ever two about one
person. What is compared is never quite alike, so families ask for a share beside it."""


def recent_changes(history: History, window: Window) -> dict[str, list[Change]]:
    """Changes merged in the last 42 days (some of it counts, some will), by author, in order of merging."""
    since = window.as_of - EVIDENCE_DAYS
    found: dict[str, list[Change]] = {}
    for change in history.changes:
        if since < change.merged_at <= window.as_of:
            found.setdefault(change.person, []).append(change)
    for mine in found.values():
        mine.sort(key=lambda one: (one.merged_at, one.id))
    return found


def recent_usage(history: History, window: Window) -> dict[str, list[Usage]]:
    """Rows of use of the last 28 days from sources of trust A and B, by person. What a person's own client or own
    word says is never evidence against anybody: it is not evidence for anybody either (P10)."""
    found: dict[str, list[Usage]] = {}
    for row in history.usage:
        if row.trust in {"A", "B"} and window.spend_day(row.day):
            found.setdefault(row.person, []).append(row)
    return found


def surprise(hits: int, tries: int, chance: float) -> float:
    """-log10 P(X >= hits), X binomial(tries, chance): how little chance alone explains a count. 0 for no hits."""
    if hits <= 0 or chance >= 1:
        return 0.0
    if chance <= 0:
        return math.inf
    logs = [
        _log_choose(tries, k) + k * math.log(chance) + (tries - k) * math.log1p(-chance) for k in range(hits, tries + 1)
    ]
    top = max(logs)
    return max(0.0, -(top + math.log(math.fsum(math.exp(log - top) for log in logs))) / math.log(10))


def others_rate(hits: Mapping[str, int], tries: Mapping[str, int], floor: float) -> dict[str, float]:
    """By person, the pooled rate of hits among everybody else; at least `floor`, also where nobody else is."""
    all_hits, all_tries = sum(hits.values()), sum(tries.values())
    return {
        person: max(floor, (all_hits - hits.get(person, 0)) / rest) if (rest := all_tries - mine) else floor
        for person, mine in tries.items()
    }


def counted(values: Mapping[str, list[Change]]) -> Counter[str]:
    """How many changes each author has."""
    return Counter({person: len(changes) for person, changes in values.items()})


def _log_choose(tries: int, hits: int) -> float:
    return math.lgamma(tries + 1) - math.lgamma(hits + 1) - math.lgamma(tries - hits + 1)
