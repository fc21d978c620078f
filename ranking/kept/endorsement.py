"""Who vouched for a change, and how much that is worth: trading approvals and rubber stamps count less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ranking.events import Approval, Change
from ranking.kept.size import bent

FLOOR = 0.25
QUICK_SECONDS, UNHURRIED_SECONDS = 180, 900
PAIR_APPROVALS = 48
ENDORSER_KNEE = 10.0

Given = Mapping[tuple[str, str], int]


def approvals_given(changes: Iterable[Change]) -> dict[tuple[str, str], int]:
    """How often `giver` vouched for `author`, by (giver, author): once per repository, area and UTC day.

    Counted so, cutting a change into pieces of one day gives no approval more (P3).
    """
    units: dict[tuple[str, str], set[object]] = defaultdict(set)
    for change in changes:
        for giver in endorsers(change):
            units[giver, change.person].add((change.repo, change.area, change.merged_at.date()))
    return {pair: len(seen) for pair, seen in units.items()}


def endorsers(change: Change) -> tuple[str, ...]:
    """Who approved a change, its author left out, sorted."""
    return tuple(sorted({approval.person for approval in change.approvals} - {change.person}))


def r_pair(given_back: int) -> float:
    """r_pair = max(.25, 1 - 1.5*min(1, n_ji/48)), n_ji = how often the author vouched for this endorser (§2.4).

    The starting formula took shares, min(a_ij, a_ji). A share falls when its owner lands anything else, so a further
    outcome could discount work already done, or rehabilitate a rival (P2). A count of approvals given back cannot.
    The count is over ten weeks. At 12, members of an honest team of four, who have only each other to approve, lost a
    quarter of all places by it.
    """
    return max(FLOOR, 1 - 1.5 * min(1.0, given_back / PAIR_APPROVALS))


def r_fast(approval: Approval) -> float:
    """r_fast of an approval without a comment: .25 up to 3 minutes, 1 from 15, and even between; 1 with a comment.

    The starting formula had only the step at 3 minutes (fair-rank §2.4), which a stamp steps over by waiting a little.
    """
    if approval.comments:
        return 1.0
    looked = (approval.seconds_after_request - QUICK_SECONDS) / (UNHURRIED_SECONDS - QUICK_SECONDS)
    return FLOOR + (1 - FLOOR) * min(1.0, max(0.0, looked))


def endorsed_worth(worth: float) -> float:
    """What all that one person vouched for is worth: v up to 10, about six usual changes; beyond it
    10*(1 + ln(v/10)). It stands for r_conc of fair-rank §2.4.

    The starting formula counted change-sets, 1/(1 + max(0, n - 3)/4). By number, gathering sets would spare them the
    discount (P7), and one more small set could take from all the others of that endorser (P2). Worth does neither.
    """
    return bent(worth, ENDORSER_KNEE, 1.0)


def r_approval(change: Change, approval: Approval, given: Given) -> float:
    """r_pair*r_fast of one approval by somebody other than the author."""
    return r_pair(given.get((change.person, approval.person), 0)) * r_fast(approval)
