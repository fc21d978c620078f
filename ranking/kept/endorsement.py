"""Who vouched for a change, and how much that is worth: trading approvals and rubber stamps count less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ranking.events import Approval, Change

FLOOR = 0.25
QUICK_SECONDS = 180
PAIR_APPROVALS = 12
FREE_APPROVALS, APPROVAL_DECAY = 4, 4.0
NOBODY = ""

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
    """r_pair = max(.25, 1 - 1.5*min(1, n_ji/12)), n_ji = how often the author vouched for this endorser (§2.4).

    The starting formula took shares, min(a_ij, a_ji). A share falls when its owner lands anything else, so a further
    outcome could discount work already done, or rehabilitate a rival (P2). A count of approvals given back cannot.
    """
    return max(FLOOR, 1 - 1.5 * min(1.0, given_back / PAIR_APPROVALS))


def r_fast(approval: Approval) -> float:
    """r_fast = .25 if approved in under 3 minutes without a comment, else 1 (fair-rank §2.4)."""
    return FLOOR if approval.seconds_after_request < QUICK_SECONDS and not approval.comments else 1.0


def r_conc(nth: int) -> float:
    """r_conc = 1/(1 + max(0, n - 4)/4) for the n-th change-set the same person vouches for (fair-rank §2.4).

    n is a place in order of worth, best first, not the total: with the total, one more small change-set would take
    from all the others of that endorser (P2).
    """
    return 1 / (1 + max(0, nth - FREE_APPROVALS) / APPROVAL_DECAY)


def best_endorsement(change: Change, given: Given) -> float:
    """max over approvals of r_pair*r_fast; without an approval by somebody else, .25 (self-merged)."""
    worth = [
        r_pair(given.get((change.person, approval.person), 0)) * r_fast(approval)
        for approval in change.approvals
        if approval.person != change.person
    ]
    return max(worth, default=FLOOR)


def concentration(groups: Sequence[tuple[str, ...]]) -> list[int]:
    """The place n of each change-set, given in order of worth, best first, among those put down to the same person.

    Each set is put down to whichever of its people was used least so far.
    """
    used: dict[str, int] = defaultdict(int)
    places = []
    for names in groups:
        chief = min(names or (NOBODY,), key=lambda name: (used[name], name))
        used[chief] += 1
        places.append(used[chief])
    return places
