"""Anchors on request: one opener stands behind most of somebody's issues, and opens hardly any for others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from ranking.events import Change
from ranking.history import History
from ranking.integrity.finding import Finding
from ranking.integrity.recent import LEAST_SURPRISE, recent_changes, surprise
from ranking.window import Window

LEAST_ISSUES = 8
LEAST_OF_MINE = 0.5
LEAST_OF_THEIRS = 0.5
LEAST_COLLEAGUES = 3


def evidence(history: History, window: Window) -> dict[str, Finding]:
    """Authors at least 8 and half of whose asked-for issues of six weeks were opened by one person, half of whose
    issues in turn are the author's, p at most 1e-4.

    p is that of the opener's issues for the author, if the opener asked each colleague of the author's team as often
    as any other. A product owner opens for a whole team and is not found. Strength: -log10 p.
    """
    changes = recent_changes(history, window)
    teams = {person.id: person.team for person in history.people}
    sizes = Counter(team for team in teams.values() if team)
    issues, opened = _issues(changes)
    found = {}
    for author, by_opener in issues.items():
        chief = min(by_opener, key=lambda one: (-len(by_opener[one]), one))
        mine, theirs = len(by_opener[chief]), opened[chief]
        asked = sum(len(names) for names in by_opener.values())
        if mine < LEAST_ISSUES or mine < LEAST_OF_MINE * asked or mine < LEAST_OF_THEIRS * theirs:
            continue
        strength = surprise(mine, theirs, 1 / max(LEAST_COLLEAGUES, sizes[teams.get(author) or ""] - 1))
        if strength >= LEAST_SURPRISE:
            refs = tuple(c.id for c in changes[author] if c.issue_opened_by == chief)
            summary = (
                f"{mine} of the {asked} issues behind your changes were opened by one colleague, "
                f"who opened {theirs - mine} for others."
            )
            found[author] = Finding("anchors", strength, summary, refs)
    return found


def _issues(changes: Mapping[str, Iterable[Change]]) -> tuple[dict[str, dict[str, set[str]]], Counter[str]]:
    """author -> opener -> issues that somebody else opened, and how many (issue, author) each opener has."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for author, mine in changes.items():
        for change in mine:
            if change.issue_opened_by and change.issue_opened_by != author:
                found[author][change.issue_opened_by].add(change.issue or change.id)
    opened: Counter[str] = Counter()
    for by_opener in found.values():
        for opener, names in by_opener.items():
            opened[opener] += len(names)
    return found, opened
