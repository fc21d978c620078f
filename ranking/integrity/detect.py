"""Runs every family of evidence over a history: what is found, about whom, as of one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from ranking.history import History
from ranking.integrity import anchors, churn, fast, micro, mismatch, reciprocity, replay, waste
from ranking.integrity.finding import Finding, Verdict, is_new, verdict
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
    """Everybody about whom anything was found as of a moment (aware), by person. O(n log n) in events.

    What humans have dismissed is no longer evidence: a finding that is mostly made of it is left out.
    """
    window, dropped = Window(as_of), _dropped(history)
    found: dict[str, list[Finding]] = defaultdict(list)
    for name in families:
        for person, finding in FAMILIES[name](history, window).items():
            if is_new(finding, dropped.get((person, name), set())):
                found[person].append(finding)
    return {person: verdict(found[person]) for person in sorted(found)}


def _dropped(history: History) -> dict[tuple[str, str], set[str]]:
    """(person, family) -> every reference that was dismissed."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in history.dismissed:
        found[one.person, one.family] |= one.refs
    return dict(found)
