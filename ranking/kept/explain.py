"""The parts of a Kept Value, each with the evidence it rests on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ranking.kept.change_sets import ChangeSet
from ranking.kept.gather import Gathered
from ranking.kept.spend_guard import spend_penalty
from ranking.standing import Evidence, Part


def channel_part(channel: str, value: float, person: str, gathered: Gathered) -> Part:
    """A channel's part and its evidence, which sums to it.

    What lies above the cohort's middle is put down to the pieces by their share of x. What lies below it is nobody's
    piece: then the pieces carry 0, and one line of kind `cohort_gap` carries the part.
    """
    pieces = _code_pieces(person, gathered) if channel == "code" else _pieces(channel, person, gathered)
    whole = math.fsum(weight for _, _, _, weight in pieces)
    share = value / whole if value > 0 and whole > 0 else 0.0
    evidence = [Evidence(kind, ref, weight * share, facts) for kind, ref, facts, weight in pieces]
    if value and not share:
        evidence.append(Evidence("cohort_gap", channel, value, {"pieces": len(pieces)}))
    return Part(channel, value, tuple(evidence))


_Piece = tuple[str, str, dict[str, Any], float]


def _pieces(channel: str, person: str, gathered: Gathered) -> list[_Piece]:
    tally = gathered.tallies[channel].get(person)
    return [(channel, ref, {"worth": worth}, worth) for ref, worth in tally.pieces] if tally else []


def _code_pieces(person: str, gathered: Gathered) -> list[_Piece]:
    work = gathered.code.get(person)
    sets = sorted(work.sets, key=lambda one: (-one.worth, one.members[0].change.id)) if work else ()
    return [("change_set", _name(one), change_set_facts(one), one.worth) for one in sets]


def _name(one: ChangeSet) -> str:
    issues = {member.change.issue for member in one.members}
    issue = next(iter(issues)) if len(issues) == 1 else None
    return issue or one.members[0].change.id


def change_set_facts(one: ChangeSet) -> dict[str, Any]:
    """The numbers behind a change-set, averaged by lines where its changes differ.

    issue, changes (ids), repos, lines, size (effective lines), share_alive, kept (S), endorsement (w), anchor (a),
    endorsers, first_merged and last_merged (ISO days), worth (v).
    """
    days = sorted(member.change.merged_at.date().isoformat() for member in one.members)
    issues = {member.change.issue for member in one.members}
    return {
        "issue": next(iter(issues)) if len(issues) == 1 else None,
        "changes": sorted(member.change.id for member in one.members),
        "repos": sorted({member.change.repo for member in one.members}),
        "size": one.lines,
        "share_alive": _by_lines((m.share, m.lines) for m in one.members),
        "kept": _by_lines((m.kept, m.lines) for m in one.members),
        "endorsement": _by_lines((m.endorsement, m.lines) for m in one.members),
        "anchor": _by_lines((m.anchor, m.lines) for m in one.members),
        "endorsers": sorted({name for member in one.members for name in member.endorsers}),
        "first_merged": days[0],
        "last_merged": days[-1],
        "worth": one.worth,
    }


def _by_lines(pairs: Iterable[tuple[float, int]]) -> float:
    listed = list(pairs)
    return math.fsum(value * lines for value, lines in listed) / sum(lines for _, lines in listed)


def uncertainty_part(value: float, evidence: float, count: int) -> Part:
    """The part that little evidence takes away."""
    if not value:
        return Part("uncertainty", 0.0)
    return Part("uncertainty", value, (Evidence("certainty", "n", value, {"n": evidence, "pieces": count}),))


def spend_part(cost: float, usual: float) -> Part:
    """The part that spending far above the cohort takes away; no evidence while it is 0."""
    penalty = spend_penalty(cost, usual)
    if not penalty:
        return Part("spend_guard", 0.0)
    return Part("spend_guard", -penalty, (Evidence("spend", "cost_usd", -penalty, {"cost": cost, "usual": usual}),))
