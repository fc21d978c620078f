"""Churn: far more of somebody's merged work is taken back, or rewritten almost whole, than of anybody else's."""

from __future__ import annotations

from ranking.history import History
from ranking.integrity.finding import Finding
from ranking.integrity.recent import LEAST_SURPRISE, counted, others_rate, recent_changes, surprise
from ranking.kept.survival import latest_looks, reverted_at
from ranking.window import Window

LEAST_GONE = 5
LEAST_SHARE = 0.3
ALMOST_NOTHING = 0.1
USUAL_RATE = 0.08


def evidence(history: History, window: Window) -> dict[str, Finding]:
    """Authors of whose changes of six weeks at least 5 and 30 % were reverted or are less than a tenth alive.

    The pooled rate of everybody else, at least 8 %, has to leave that to chance at most once in 10,000. Poor work is
    not churn: half a change rewritten is a bad day, so only what is as good as gone counts. Strength: -log10 p.
    """
    by_author, looks, reverted = (
        recent_changes(history, window),
        latest_looks(history, window),
        reverted_at(history, window),
    )
    gone = {
        person: tuple(c.id for c in changes if c.id in reverted or looks.get(c.id, 1.0) < ALMOST_NOTHING)
        for person, changes in by_author.items()
    }
    tries = counted(by_author)
    usual = others_rate({person: len(ids) for person, ids in gone.items()}, tries, USUAL_RATE)
    found = {}
    for person, ids in gone.items():
        if len(ids) >= LEAST_GONE and len(ids) >= LEAST_SHARE * tries[person]:
            strength = surprise(len(ids), tries[person], usual[person])
            if strength >= LEAST_SURPRISE:
                found[person] = Finding("churn", strength, _summary(len(ids), tries[person]), ids)
    return found


def _summary(gone: int, merged: int) -> str:
    return f"{gone} of your {merged} changes of the last six weeks were taken back or rewritten almost whole."
