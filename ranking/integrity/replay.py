"""Replay: the same changes told again under other ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from ranking.events import Change
from ranking.history import History
from ranking.integrity.finding import Finding
from ranking.integrity.recent import recent_changes
from ranking.window import Window

LEAST_COPIES = 3
LEAST_SHARE = 0.2
LEAST_LINES = 5


def evidence(history: History, window: Window) -> dict[str, Finding]:
    """Authors at least 3 and a fifth of whose changes of six weeks are copies: equal in all but id and repository.

    Equal are changes merged in the same second with the same three counts of lines, 5 at least. One or two can be
    chance (a codemod that lands in two repositories at once); one in five cannot. One of two reports is wrong, so it
    is hard; whose fault that is a human finds out, and most often it is a mirror or an importer. Copied rows of use
    belong to `mismatch`. That a report came late is no evidence: late but identical changes nothing (P4).
    Strength: copies over the threshold.
    """
    found = {}
    for person, changes in recent_changes(history, window).items():
        copies = _copies(changes)
        if len(copies) >= LEAST_COPIES and len(copies) >= LEAST_SHARE * len(changes):
            summary = (
                f"{len(copies)} of your {len(changes)} changes of the last six weeks have the very same content as "
                "another, under another id."
            )
            found[person] = Finding("replay", len(copies) / LEAST_COPIES, summary, copies, hard=True)
    return found


def _copies(changes: Iterable[Change]) -> tuple[str, ...]:
    """Ids of all changes but the first of each content."""
    alike: dict[Hashable, list[str]] = defaultdict(list)
    for change in changes:
        if change.effective_lines >= LEAST_LINES:
            content = change.merged_at, change.effective_lines, change.lines_added, change.lines_deleted
            alike[content].append(change.id)
    return tuple(sorted(name for names in alike.values() for name in sorted(names)[1:]))
