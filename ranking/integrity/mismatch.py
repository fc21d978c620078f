"""Mismatch: reports of use that contradict each other, or that no machine could have earned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ranking.events import Usage
from ranking.history import History
from ranking.integrity.finding import Finding
from ranking.integrity.recent import recent_usage
from ranking.window import Window

DAY_SECONDS = 86_400
SPILL = 1.05
TIMES_APART = 3.0
LEAST_TOKENS = 200_000
LEAST_COPIED_TOKENS = 1_000
LINES_AN_HOUR = 20_000
LEAST_LINES = 5_000
LEAST_DAYS = 3

Told = tuple[str, bool]


def evidence(history: History, window: Window) -> dict[str, Finding]:
    """People with at least 3 days of the last 28 on which reports cannot be true (hard), or can hardly be (soft).

    Hard: two sources tell of one person, tool and day, both name tokens and one has over three times the other,
    200,000 at least apart (sources cut days at different hours and disagree about cache reads, which are left out);
    two rows of one source with the very same tokens, 1,000 at least, under different ids; one tool active for over 24
    hours of a day, 5 % allowed for; over 20,000 lines accepted in an active hour, 5,000 at least, which is six a
    second. Soft: several tools active for over 24 hours together, as agents side by side may be. Not independent of
    `waste`: both read the same rows. The hour of the day is never read. Strength: days over the threshold.
    """
    found = {}
    for person, rows in sorted(recent_usage(history, window).items()):
        days: dict[str, list[Usage]] = defaultdict(list)
        for row in rows:
            days[row.day.isoformat()].append(row)
        told = {day: one for day, of_day in sorted(days.items()) if (one := _odd(of_day))}
        hard = {day: reason for day, (reason, is_hard) in told.items() if is_hard}
        chosen = hard if len(hard) >= LEAST_DAYS else {day: reason for day, (reason, _) in told.items()}
        if len(chosen) >= LEAST_DAYS:
            summary = f"On {len(chosen)} of the last 28 days {next(iter(chosen.values()))}."
            found[person] = Finding("mismatch", len(chosen) / LEAST_DAYS, summary, tuple(chosen), hard=chosen is hard)
    return found


def _odd(rows: list[Usage]) -> Told | None:
    """What is odd about one person's day, if anything, and whether it is hard."""
    if _sources_apart(rows):
        return "two sources differ more than threefold about the same tool", True
    if _copied(rows):
        return "the same use was reported twice, under two ids", True
    if any(row.lines_accepted >= LEAST_LINES and _lines_an_hour(row) > LINES_AN_HOUR for row in rows):
        return f"more than {LINES_AN_HOUR:,} lines were accepted in an active hour", True
    by_source: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        by_source[row.tool, row.source] += row.active_seconds
    if max(by_source.values()) > SPILL * DAY_SECONDS:
        return "one tool was active for more than 24 hours", True
    by_tool: dict[str, int] = defaultdict(int)
    for (tool, _), seconds in by_source.items():
        by_tool[tool] = max(by_tool[tool], seconds)
    if sum(by_tool.values()) > SPILL * DAY_SECONDS:
        return "your tools together were active for more than 24 hours", False
    return None


def _lines_an_hour(row: Usage) -> float:
    return row.lines_accepted / (row.active_seconds / 3600) if row.active_seconds else 0.0


def _copied(rows: Iterable[Usage]) -> bool:
    contents = [_content(row) for row in rows]
    told = [content for content in contents if sum(content[1]) >= LEAST_COPIED_TOKENS]
    return len(set(told)) < len(told)


def _content(row: Usage) -> tuple[tuple[str | None, ...], tuple[int, ...]]:
    tokens = row.uncached_input_tokens, row.cache_read_tokens, row.cache_write_tokens, row.output_tokens
    return (row.source, row.tool, row.model), tokens


def _sources_apart(rows: Iterable[Usage]) -> bool:
    tokens: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        tokens[row.tool][row.source] += row.uncached_input_tokens + row.cache_write_tokens + row.output_tokens
    for by_source in tokens.values():
        named = [count for count in by_source.values() if count]
        if len(named) > 1 and max(named) > TIMES_APART * min(named) and max(named) - min(named) > LEAST_TOKENS:
            return True
    return False
