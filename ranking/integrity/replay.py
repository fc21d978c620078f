"""Replay: the same facts told again under other ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from ranking.events import Change, Usage
from ranking.history import History
from ranking.integrity.finding import Finding
from ranking.integrity.recent import recent_changes, recent_usage
from ranking.window import Window

LEAST_COPIES = 3
LEAST_SHARE = 0.2
LEAST_LINES = 5
LEAST_TOKENS = 1000

Fact = TypeVar("Fact", Change, Usage)


def evidence(history: History, window: Window) -> dict[str, Finding]:
    """People at least 3 and a fifth of whose changes or rows of use are copies: equal in all but the id and repository.

    Changes: merged in the same second with the same three counts of lines, 5 at least. Use: the same source, day, tool, model and
    counts of tokens, 1,000 at least. Two such changes can be chance (a codemod that lands in two repositories at
    once); one in five cannot. One of two reports is wrong, so it is hard; whose fault that is a human finds out, and
    most often it is a mirror or an importer. That a report came late is no evidence: late but identical changes nothing
    (P4). Strength: copies over the threshold.
    """
    found = {}
    changes, usage = recent_changes(history, window), recent_usage(history, window)
    for person in sorted(changes.keys() | usage.keys()):
        mine, rows = changes.get(person, []), usage.get(person, [])
        copied = _copies(mine, _change_content), _copies(rows, _usage_content)
        kinds = [
            (ids, whole, word)
            for ids, whole, word in zip(copied, (mine, rows), ("changes", "rows of use"), strict=True)
        ]
        hits = [one for one in kinds if len(one[0]) >= LEAST_COPIES and len(one[0]) >= LEAST_SHARE * len(one[1])]
        if hits:
            ids, whole, word = hits[0]
            summary = f"{len(ids)} of your {len(whole)} {word} have the very same content as another, under another id."
            found[person] = Finding("replay", len(ids) / LEAST_COPIES, summary, ids, hard=True)
    return found


def _copies(facts: Iterable[Fact], content: Callable[[Fact], Hashable | None]) -> tuple[str, ...]:
    """Ids of all facts but the first of each content."""
    alike: dict[Hashable, list[str]] = defaultdict(list)
    for fact in facts:
        same = content(fact)
        if same is not None:
            alike[same].append(fact.id)
    return tuple(sorted(name for names in alike.values() for name in sorted(names)[1:]))


def _change_content(change: Change) -> Hashable | None:
    if change.effective_lines < LEAST_LINES:
        return None
    return change.merged_at, change.effective_lines, change.lines_added, change.lines_deleted


def _usage_content(row: Usage) -> Hashable | None:
    tokens = row.uncached_input_tokens, row.cache_read_tokens, row.cache_write_tokens, row.output_tokens
    return (row.source, row.day, row.tool, row.model, *tokens) if sum(tokens) >= LEAST_TOKENS else None
