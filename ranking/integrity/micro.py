"""Micro-changes: most of somebody's many changes are so small that, pooled, they come to little."""

from __future__ import annotations

from ranking.cohorts import cohort_keys
from ranking.events import Change
from ranking.history import History
from ranking.integrity.finding import Finding
from ranking.integrity.recent import LEAST_SURPRISE, counted, others_rate, recent_changes, surprise
from ranking.window import Window

SMALL_LINES = 20
LEAST_SMALL = 15
LEAST_SHARE = 0.6
USUAL_RATE = 0.15


def evidence(history: History, window: Window) -> dict[str, Finding]:
    """Authors of whose changes of six weeks at least 15 and 60 % have fewer than 20 effective lines.

    Compared with the pooled rate of the same role without them, at least 15 %; p at most 1e-4. A deletion or a fix
    may be small and worth much, so this says nothing alone. Strength: -log10 p.
    """
    by_author = recent_changes(history, window)
    small = {person: tuple(c.id for c in changes if _small(c)) for person, changes in by_author.items()}
    tries, usual = counted(by_author), _usual(history, by_author, small)
    found = {}
    for person, ids in small.items():
        if len(ids) >= LEAST_SMALL and len(ids) >= LEAST_SHARE * tries[person]:
            strength = surprise(len(ids), tries[person], usual[person])
            if strength >= LEAST_SURPRISE:
                found[person] = Finding("micro", strength, _summary(by_author[person], len(ids)), ids)
    return found


def _small(change: Change) -> bool:
    return change.effective_lines < SMALL_LINES


def _usual(history: History, by_author: dict[str, list[Change]], small: dict[str, tuple[str, ...]]) -> dict[str, float]:
    roles = {person.id: cohort_keys(person)[1] for person in history.people}
    found: dict[str, float] = {}
    for role in set(roles.values()):
        peers = {person: changes for person, changes in by_author.items() if roles[person] == role}
        hits = {person: len(small[person]) for person in peers}
        found.update(others_rate(hits, counted(peers), USUAL_RATE))
    return found


def _summary(changes: list[Change], small: int) -> str:
    lines = sum(c.effective_lines for c in changes if _small(c))
    return (
        f"{small} of your {len(changes)} changes of the last six weeks have fewer than {SMALL_LINES} effective lines; "
        f"together they have {lines}."
    )
