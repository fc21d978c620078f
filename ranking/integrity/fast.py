"""Fast approvals: somebody's changes are approved faster than anyone can read them, without a comment."""

from __future__ import annotations

from ranking.events import Approval, Change
from ranking.history import History
from ranking.integrity.finding import Finding
from ranking.integrity.recent import LEAST_SURPRISE, others_rate, recent_changes, surprise
from ranking.window import Window

ALWAYS_FAST_SECONDS = 180
SECONDS_A_LINE = 9
SLOWEST_SECONDS = 600
LEAST_FAST = 6
LEAST_SHARE = 0.2
USUAL_RATE = 0.08


def evidence(history: History, window: Window) -> dict[str, Finding]:
    """Authors at least 6 and 20 % of whose approvals of six weeks came too fast to be a look, p at most 1e-4.

    Too fast, without a comment: within 3 minutes; or within 9 seconds a line up to 10 minutes, for 400 lines an hour
    is the most that reviewers read with profit (J. Cohen, Best Kept Secrets of Peer Code Review, 2006). Being
    stamped is easy to explain for a revert or a release, so alone it is a note. It is compared with the pooled rate
    of everybody else, at least 8 %. Strength: -log10 p.
    """
    by_author = recent_changes(history, window)
    fast = {
        person: tuple(c.id for c in mine for a in _of_others(c) if _unread(a, c)) for person, mine in by_author.items()
    }
    tries = {person: sum(len(_of_others(c)) for c in mine) for person, mine in by_author.items()}
    usual = others_rate({person: len(ids) for person, ids in fast.items()}, tries, USUAL_RATE)
    found = {}
    for person, ids in fast.items():
        if len(ids) >= LEAST_FAST and len(ids) >= LEAST_SHARE * tries[person]:
            strength = surprise(len(ids), tries[person], usual[person])
            if strength >= LEAST_SURPRISE:
                summary = f"{len(ids)} of your {tries[person]} approvals came within minutes, without a comment."
                found[person] = Finding("fast", strength, summary, tuple(dict.fromkeys(ids)))
    return found


def _of_others(change: Change) -> list[Approval]:
    return [approval for approval in change.approvals if approval.person != change.person]


def _unread(approval: Approval, change: Change) -> bool:
    reading = min(SLOWEST_SECONDS, SECONDS_A_LINE * change.effective_lines)
    return not approval.comments and approval.seconds_after_request < max(ALWAYS_FAST_SECONDS, reading)
