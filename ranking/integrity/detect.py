"""Runs every family of evidence over a history: what is found, about whom, as of one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from ranking.history import History
from ranking.integrity import anchors, churn, fast, micro, mismatch, reciprocity, replay, waste
from ranking.integrity.finding import Finding, Verdict, verdict
from ranking.window import Window

Family = Callable[[History, Window], dict[str, Finding]]

FAMILIES: dict[str, Family] = {
    "waste": waste.evidence,
    "churn": churn.evidence,
    "micro": micro.evidence,
    "reciprocity": reciprocity.evidence,
    "fast": fast.evidence,
    "mismatch": mismatch.evidence,
    "replay": replay.evidence,
    "anchors": anchors.evidence,
}
"""Every family by name. A further one is one module, one line here and one in `GROUNDS`."""


def detect(history: History, as_of: datetime, families: Iterable[str] = FAMILIES) -> dict[str, Verdict]:
    """Everybody about whom anything was found as of a moment (aware), by person. O(n log n) in events."""
    window = Window(as_of)
    found: dict[str, list[Finding]] = defaultdict(list)
    for name in families:
        for person, finding in FAMILIES[name](history, window).items():
            found[person].append(finding)
    return {person: verdict(found[person]) for person in sorted(found)}
