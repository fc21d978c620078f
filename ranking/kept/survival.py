"""How much of a change stayed: its latest look, shrunk towards what its repository usually keeps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

from ranking.events import Change
from ranking.history import History
from ranking.window import LOOK_TOLERANCE, MATURITY, Window

PRIOR_SHARE = 0.85
PRIOR_LINES = 300
SHRINK_LINES = 15


def survival(share: float, lines: float, baseline: float) -> float:
    """S = min(s, (s*L + 15*m_b)/(L + 15)), a share (fair-rank §2.3, with 60).

    60 lines is what a usual change has, so half of what survival says was thrown away.

    The minimum is ours: shrinkage may lower a small change's share but not lift it. If it lifted, cutting a poor change
    into pieces would move every piece towards the baseline, and splitting would pay (P3).
    """
    return min(share, (share * lines + SHRINK_LINES * baseline) / (lines + SHRINK_LINES))


def latest_looks(history: History, window: Window) -> dict[str, float]:
    """The newest known share alive of each change, by change id; looks before maturity (day 13) do not count."""
    merged = {change.id: change.merged_at for change in history.changes}
    newest: dict[str, tuple[datetime, float]] = {}
    for look in history.survivals:
        at = merged.get(look.change)
        if at is None or not window.visible(look.at) or look.at < at + MATURITY - LOOK_TOLERANCE:
            continue
        if look.change not in newest or (look.at, -look.share_alive) > _order(newest[look.change]):
            newest[look.change] = (look.at, look.share_alive)
    return {change: share for change, (_, share) in newest.items()}


def _order(look: tuple[datetime, float]) -> tuple[datetime, float]:
    return look[0], -look[1]


def reverted_at(history: History, window: Window) -> dict[str, datetime]:
    """When each change was first taken back, as far as is known. A revert cancels its change however late it comes."""
    first: dict[str, datetime] = {}
    for revert in history.reverts:
        if window.visible(revert.at) and (revert.change not in first or revert.at < first[revert.change]):
            first[revert.change] = revert.at
    return first


def repository_baselines(
    changes: Iterable[Change], looks: Mapping[str, float], reverted: Mapping[str, datetime], window: Window
) -> dict[str, float]:
    """m_b: the share of lines that a repository kept, from changes older than the window (fair-rank §2.3).

    Only older history is read: a baseline that moved with this window's outcomes would lift rivals whenever somebody
    did good work, and a further outcome could lower its owner's score (P2). With little history it is close to 0.85.
    """
    kept: dict[str, list[float]] = {}
    lines: dict[str, int] = {}
    for change in changes:
        share = 0.0 if change.id in reverted else looks.get(change.id)
        if share is None or not window.before(change.merged_at):
            continue
        kept.setdefault(change.repo, []).append(share * change.effective_lines)
        lines[change.repo] = lines.get(change.repo, 0) + change.effective_lines
    prior = PRIOR_SHARE * PRIOR_LINES
    return {repo: (math.fsum(kept[repo]) + prior) / (lines[repo] + PRIOR_LINES) for repo in kept}
